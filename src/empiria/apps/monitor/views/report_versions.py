"""Earlier versions of the office's own words: read, put back; and all of them deleted."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.analysis.errors import InputError
from empiria.apps.accounts.rules import signed_in
from empiria.apps.monitor.models import ReportTextsVersion
from empiria.apps.monitor.report_rules import writes_reports
from empiria.apps.monitor.selectors.report_texts import versions_of
from empiria.apps.monitor.services import delete_report_texts, restore_report_texts
from empiria.apps.monitor.views.choice import of_a_city
from empiria.apps.monitor.views.report_texts import Desk, kept_or_404, note_reading, read_desk


@writes_reports
@require_safe
@of_a_city
def detail(request: HttpRequest, teryt: str, number: str) -> HttpResponse:
    """One version, place by place, with what of it is otherwise today."""
    desk = read_desk(request, teryt)
    version = _version(desk, number)
    note_reading(request, desk, version)
    now = kept_or_404(desk).texts
    titles = {place.code: place.title for place in desk.found.template.texts}
    codes = list(dict.fromkeys([*titles, *version.texts]))
    context = {
        **desk.context,
        "shown": version,
        "places": [
            {
                "title": titles.get(code, code),
                "text": version.texts.get(code, ""),
                "is_other": version.texts.get(code, "") != now.get(code, ""),
            }
            for code in codes
        ],
        "restore_url": desk.found.link_to_texts("report-texts-restore", version.number),
    }
    return render(request, "monitor/report_version.html", context)


@writes_reports
@require_POST
@of_a_city
def restore(request: HttpRequest, teryt: str, number: str) -> HttpResponse:
    """Put a version back, as a new one."""
    desk = read_desk(request, teryt)
    version = _version(desk, number)
    try:
        restore_report_texts(
            version=version,
            release=desk.found.choice.profile.release.code,
            seen=_seen(request),
            by=signed_in(request),
        )
    except InputError as error:
        messages.error(request, error.render(gettext))
    else:
        messages.success(request, _("Version %(number)s is put back.") % {"number": version.number})
    return redirect(desk.found.link_to_texts("report-texts"))


@writes_reports
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_city
def delete(request: HttpRequest, teryt: str) -> HttpResponse:
    """Asks first."""
    desk = read_desk(request, teryt)
    newest, problem = kept_or_404(desk), ""
    if request.method == "POST":
        try:
            delete_report_texts(report=newest.report, seen=_seen(request), by=signed_in(request))
        except InputError as error:
            problem = error.render(gettext)
        else:
            messages.success(request, _("The texts are deleted, with every version of them."))
            return redirect(desk.found.link("report"))
    context = {**desk.context, "problem": problem}
    return render(request, "monitor/report_texts_delete.html", context, status=422 if problem else 200)


def _version(desk: Desk, number: str) -> ReportTextsVersion:
    found = versions_of(kept_or_404(desk)).filter(number=number).first()
    if found is None:
        raise Http404(_("There is no such version of these texts."))
    return found


def _seen(request: HttpRequest) -> int:
    """The version on the page that a button was on; what is none is never that of anything."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1
