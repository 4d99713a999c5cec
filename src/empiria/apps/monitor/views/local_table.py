"""A city's figures as a table: its template to fill in, and reading it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from empiria.analysis.errors import InputError
from empiria.apps.accounts.rules import signed_in
from empiria.apps.monitor.forms import TableForm
from empiria.apps.monitor.models import Absence, LocalParticipation
from empiria.apps.monitor.selectors.local import sheet_rows
from empiria.apps.monitor.services.local import MeanwhileError, entries_of, read_table, save_figures
from empiria.apps.monitor.services.local.figures import last_change
from empiria.apps.monitor.views.local_city import for_cities, own_sheet
from empiria.apps.system.downloads import csv_response

# The columns, as `sources.yearly` knows them in both languages.
HEADER = (
    gettext_noop("year"),
    gettext_noop("value"),
    gettext_noop("reason"),
    gettext_noop("comment"),
    gettext_noop("source"),
    gettext_noop("version"),
)


@for_cities
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, code: str, city: str) -> HttpResponse:
    """Read a table: all of it is taken, or nothing, and everything wrong is said with its row."""
    participation = own_sheet(request, code, city)
    now = last_change(participation)
    form = TableForm(
        request.POST if request.method == "POST" else None, request.FILES or None, initial={"seen": now}
    )
    problems: list[str] = []
    if form.is_valid():
        count = _take(request, participation, form, problems, now=now)
        if count is not None:
            said = ngettext("%(count)s figure was taken.", "%(count)s figures were taken.", count)
            messages.success(
                request, said % {"count": count} if count else _("Nothing is different from what is there.")
            )
            return redirect("monitor:local-sheet", code, city)
    context = {
        "participation": participation,
        "indicator": participation.indicator,
        "city": participation.organisation,
        "code": city,
        "form": form,
        "problems": problems,
        "reasons": [label for _code, label in Absence.choices],
    }
    status = 422 if form.errors or problems else 200
    return render(request, "monitor/local/table.html", context, status=status)


def _take(
    request: HttpRequest, participation: LocalParticipation, form: TableForm, problems: list[str], *, now: int
) -> int | None:
    """How many figures changed; None, with what is wrong, where nothing was taken."""
    name, content = form.table()
    try:
        rows = read_table(name=name, content=content)
    except InputError as error:
        problems.append(error.render(_))
        return None
    entries, found = entries_of(participation.indicator, rows)
    place = _("line %(row)s, column “%(column)s”: %(text)s")
    problems += [place % {"row": one.row, "column": _(one.column), "text": one.text} for one in found]
    if problems:
        return None
    try:
        return save_figures(
            participation=participation,
            entries=entries,
            seen=form.cleaned_data["seen"],
            by=signed_in(request),
        )
    except MeanwhileError as error:
        form.look_again(now)
        problems += error.messages
    except ValidationError as error:
        problems += error.messages
    return None


@for_cities
@require_safe
def template(request: HttpRequest, code: str, city: str) -> HttpResponseBase:
    """The table to fill in, with what is there already."""
    participation = own_sheet(request, code, city)
    rows = [
        [
            row.year,
            "" if row.figure is None or row.figure.value is None else row.figure.value,
            str(row.figure.get_absence_display()) if row.figure else "",
            row.figure.comment if row.figure else "",
            row.figure.source if row.figure else "",
            row.figure.version if row.figure else 0,
        ]
        for row in sheet_rows(participation)
    ]
    return csv_response(f"{code}-{city}.csv", [_(name) for name in HEADER], rows)
