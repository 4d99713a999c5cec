"""The office's own words, kept for the city: written on a page of their own, read and taken out with the report."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from empiria.analysis.errors import InputError
from empiria.apps.accounts.limits import counted
from empiria.apps.accounts.rules import allows, signed_in
from empiria.apps.monitor.forms import KeptTextsForm
from empiria.apps.monitor.forms.reports import field_of
from empiria.apps.monitor.models import ReportTextsVersion
from empiria.apps.monitor.report_rules import units_written_at_home, writes_reports
from empiria.apps.monitor.selectors.report_texts import (
    earlier_texts,
    newest_texts,
    units_to_write_for,
    versions_of,
)
from empiria.apps.monitor.services import TextsMeanwhileError, save_report_texts
from empiria.apps.monitor.services.report_texts import MOST_VERSIONS
from empiria.apps.monitor.views.choice import of_a_city
from empiria.apps.monitor.views.report_choice import ReportChoice, read_report
from empiria.apps.monitor.views.report_kept import written_links
from empiria.apps.monitor.views.report_signed_out import gives_words_back
from empiria.apps.monitor.views.reports import file_response, page_response
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.models import Unit
from empiria.apps.system.services import record_read
from empiria.reporting.document import WRITERS


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The report of a city for whose office somebody writes, and what is kept for it."""

    found: ReportChoice
    unit: Unit
    year: int
    language: str
    newest: ReportTextsVersion | None

    @property
    def seen(self) -> int:
        return self.newest.number if self.newest else 0

    @property
    def key(self) -> dict[str, Any]:
        return {
            "unit": self.unit,
            "outline": self.found.template.code,
            "year": self.year,
            "language": self.language,
        }

    @property
    def context(self) -> dict[str, Any]:
        """What every page of these texts says above."""
        return {
            "profile": self.found.choice.profile,
            "city_url": self.found.choice.link("city"),
            "choice_url": self.found.link("report"),
            "texts_url": self.found.link_to_texts("report-texts"),
            "template": self.found.template,
            "year": str(self.year),
            "language": get_language_info(self.language)["name_local"],
            "newest": self.newest,
        }


def read_desk(request: HttpRequest, teryt: str) -> Desk:
    """The texts that an address means, for who writes them; whoever else asks finds nothing, as where there is nothing."""
    unit = get_object_or_404(units_to_write_for(signed_in(request).standing), code=teryt[:6])
    found = read_report(request, teryt)
    if not found.template.texts:
        raise Http404(_("This outline has no places for texts of the office."))
    year, asked = found.choice.profile.year, request.GET.get("year", "")
    if year is None or asked not in ("", str(year)):
        raise Http404(_("The published release has no figures of this municipality for that year."))
    language = page_words().language
    newest = newest_texts(unit, found.template.code, year, language)
    return Desk(found=found, unit=unit, year=year, language=language, newest=newest)


def note_reading(request: HttpRequest, desk: Desk, *read: ReportTextsVersion | None) -> None:
    """Where the association's staff read the texts of a city."""
    person = signed_in(request)
    if not allows(units_written_at_home(person.standing), desk.unit):
        reports = {one.report_id for one in read if one}
        record_read(by=person, object_type="monitor.report-texts", object_ids=sorted(reports))


@gives_words_back
@writes_reports
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_city
def edit(request: HttpRequest, teryt: str) -> HttpResponse:
    """Every place of the outline to be written into; with `?start=`, begun from the texts of an earlier year."""
    desk = read_desk(request, teryt)
    places = desk.found.template.texts
    earlier = None if desk.newest else earlier_texts(**desk.key)
    start = earlier if earlier and request.GET.get("start") == str(earlier.report.year) else None
    note_reading(request, desk, desk.newest, start)
    if request.method != "POST":
        initial = _initial(desk.newest or start, seen=desk.seen)
        if start:
            initial["copied_from"] = start.report.year
        return _page(request, desk, KeptTextsForm(places=places, initial=initial), earlier, start=start)
    form = KeptTextsForm(request.POST, places=places)
    if form.is_valid():
        try:
            report = _save(request, desk, form)
        except TextsMeanwhileError as error:
            beside = _look_again(desk, form)
            form.add_error(None, error.render(gettext))
            return _page(request, desk, form, earlier, beside=beside)
        except InputError as error:
            form.add_error(None, error.render(gettext))
        else:
            said = _("Saved as version %(number)s.") % {"number": report.version}
            if desk.newest and report.version == desk.newest.number:
                said = _("Nothing is different from what is kept.")
            messages.success(request, said)
            return redirect(desk.found.link_to_texts("report-texts"))
    return _page(request, desk, form, earlier)


def _save(request: HttpRequest, desk: Desk, form: KeptTextsForm) -> Any:
    return save_report_texts(
        **desk.key,
        texts=form.texts(),
        release=desk.found.choice.profile.release.code,
        seen=form.cleaned_data["seen"],
        copied_from=form.cleaned_data["copied_from"],
        by=signed_in(request),
    )


def _initial(version: ReportTextsVersion | None, *, seen: int) -> dict[str, Any]:
    texts = version.texts if version else {}
    return {"seen": seen, **{field_of(code): text for code, text in texts.items()}}


def _look_again(desk: Desk, form: KeptTextsForm) -> dict[str, dict[str, str]]:
    """What to say beside each place of a form that somebody else was faster with.

    A place that only the other changed takes what they wrote; where both did, the own words stay and theirs stand above.
    Sent again, the form is meant for what is there now.
    """
    mine, theirs = form.texts(), desk.newest.texts if desk.newest else {}
    seen = versions_of(desk.newest).filter(number=form.cleaned_data["seen"]).first() if desk.newest else None
    before = seen.texts if seen else {}
    form.look_again(desk.seen)
    data: Any = form.data
    beside = {}
    for code, own in mine.items():
        their = theirs.get(code, "")
        if their in (own, before.get(code, "")):
            continue
        if own == before.get(code, ""):
            data[field_of(code)] = their
            beside[field_of(code)] = {"taken": their}
        else:
            beside[field_of(code)] = {"theirs": their}
    return beside


def _page(
    request: HttpRequest,
    desk: Desk,
    form: KeptTextsForm,
    earlier: ReportTextsVersion | None,
    *,
    start: ReportTextsVersion | None = None,
    beside: dict[str, dict[str, str]] | None = None,
) -> HttpResponse:
    release = desk.found.choice.profile.release.code
    context = {
        **desk.context,
        "form": form,
        "places": [{"field": field, "beside": (beside or {}).get(field.name)} for field in form.text_fields],
        "is_meanwhile": beside is not None,
        "start": start,
        "start_year": str(earlier.report.year) if earlier else "",
        "start_url": desk.found.link_to_texts("report-texts", start=earlier.report.year) if earlier else "",
        # The figures beside the texts were published anew since.
        "other_release": desk.newest.release.code
        if desk.newest and desk.newest.release.code != release
        else "",
        "release": release,
        "page_url": desk.found.link_to_texts("report-texts-page"),
        "files": written_links(desk.found),
        "versions": [
            {"version": one, "url": desk.found.link_to_texts("report-texts-version", one.number)}
            for one in (versions_of(desk.newest).defer("texts") if desk.newest else ())
        ],
        "most": str(MOST_VERSIONS),
        "delete_url": desk.found.link_to_texts("report-texts-delete"),
    }
    return render(request, "monitor/report_texts.html", context, status=422 if form.errors else 200)


def kept_or_404(desk: Desk) -> ReportTextsVersion:
    if desk.newest is None:
        raise Http404(_("No texts are kept for this report."))
    return desk.newest


@writes_reports
@require_safe
@counted("page")
@of_a_city
def page(request: HttpRequest, teryt: str) -> HttpResponse:
    """The report with what is kept, to be read and printed."""
    desk = read_desk(request, teryt)
    newest = kept_or_404(desk)
    note_reading(request, desk, newest)
    return page_response(
        request,
        desk.found,
        texts=newest.texts,
        texts_url=desk.found.link_to_texts("report-texts"),
        files=written_links(desk.found),
    )


@writes_reports
@require_safe
@counted("report")
@of_a_city
def file(request: HttpRequest, teryt: str, ext: str) -> HttpResponse:
    """The report with what is kept, as a file."""
    desk = read_desk(request, teryt)
    newest = kept_or_404(desk)
    note_reading(request, desk, newest)
    return file_response(request, desk.found, ext, WRITERS[ext], texts=newest.texts)
