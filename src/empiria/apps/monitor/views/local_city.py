"""A city in a local indicator: it joins, gives figures one by one or as a table, submits them, leaves."""

from statistics import median
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.apps.accounts.rules import signed_in
from empiria.apps.monitor.forms import FigureForm, VerifyForm
from empiria.apps.monitor.models import FigureState, LocalFigure, LocalFigureChange, LocalParticipation
from empiria.apps.monitor.rules import MANAGE_LOCAL, REPORT_LOCAL
from empiria.apps.monitor.selectors.local import (
    SheetRow,
    cities_of,
    figure_changes,
    local_indicators_for,
    shared_figures,
    sheet_rows,
    sheets_for,
)
from empiria.apps.monitor.services.local import (
    MeanwhileError,
    join_local_indicator,
    leave_local_indicator,
    restore_figure,
    save_figure,
    submit_figures,
)
from empiria.apps.monitor.views.local import indicator_page
from empiria.apps.monitor.views.local_reading import is_own_sheet, note_reading
from empiria.apps.monitor.views.words import page_words
from empiria.apps.system.rules import permission_required
from empiria.reporting.claims import SMALLEST_GROUP

for_cities = permission_required(REPORT_LOCAL, somewhere=True)


@for_cities
@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Take part; what was agreed to stands on the page that the button is on."""
    person = signed_in(request)
    indicator = get_object_or_404(local_indicators_for(person.standing), code=code)
    city = next(
        (one for one in cities_of(person.standing) if one.unit and one.unit.code == request.POST.get("city")),
        None,
    )
    if city is None or city.unit is None:
        return indicator_page(
            request, code, problem=ValidationError(_("Choose a city whose figures you report."))
        )
    try:
        join_local_indicator(indicator=indicator, organisation=city, by=person, seen=_seen(request))
    except ValidationError as error:
        return indicator_page(request, code, problem=error)
    messages.success(request, _("%(city)s takes part now.") % {"city": city.name})
    return redirect("monitor:local-sheet", code, city.unit.code)


def _seen(request: HttpRequest) -> int:
    """The version on the page that a button was on; what is none is never that of anything."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1


@login_required
@require_safe
def sheet(request: HttpRequest, code: str, city: str) -> HttpResponse:
    """Every year asked for: for the city to fill in, for the association to verify."""
    return sheet_page(request, sheet_of(request, code, city))


def sheet_of(request: HttpRequest, code: str, city: str) -> LocalParticipation:
    return get_object_or_404(sheets_for(signed_in(request).standing, code, city))


def may_correct_in(request: HttpRequest, participation: LocalParticipation) -> bool:
    return participation.takes_corrections and is_own_sheet(request, participation)


def own_sheet(request: HttpRequest, code: str, city: str) -> LocalParticipation:
    """Of a city whose figures the reader reports; verifying them is another's."""
    found = sheets_for(signed_in(request).standing, code, city)
    return get_object_or_404(
        found, organisation__in=signed_in(request).standing.organisations_where(REPORT_LOCAL)
    )


def sheet_page(
    request: HttpRequest, participation: LocalParticipation, *, verification: VerifyForm | None = None
) -> HttpResponse:
    indicator = participation.indicator
    is_keeper = signed_in(request).standing.may(MANAGE_LOCAL)
    may_verify = is_keeper and participation.takes_corrections
    rows = sheet_rows(participation, others=shared_figures(indicator) if is_keeper else ())
    note_reading(request, participation, [row.figure for row in rows if row.figure])
    shown = [
        {
            "row": row,
            "year": str(row.year),
            "value": ""
            if row.figure is None or row.figure.value is None
            else _number(row.figure, indicator.decimals),
            "before": _number(row.doubt.before, indicator.decimals) if row.doubt and row.doubt.before else "",
            "others": _others(row, indicator.decimals),
            "is_asked": row.year in indicator.years,
            "may_verify": may_verify and row.figure is not None and row.figure.state == FigureState.SUBMITTED,
            "may_return": may_verify
            and row.figure is not None
            and row.figure.state in (FigureState.SUBMITTED, FigureState.VERIFIED),
        }
        for row in rows
    ]
    context = {
        "participation": participation,
        "indicator": indicator,
        "city": participation.organisation,
        "code": participation.organisation.unit.code if participation.organisation.unit else "",
        "rows": shown,
        "entered": sum(row.figure is not None and row.figure.state == FigureState.ENTERED for row in rows),
        "may_correct": may_correct_in(request, participation),
        "may_enter": indicator.is_open and may_correct_in(request, participation),
        "may_verify": may_verify,
        "waiting": any(one["may_verify"] for one in shown),
        "verification": verification or VerifyForm(),
    }
    status = 422 if verification and verification.errors else 200
    return render(request, "monitor/local/sheet.html", context, status=status)


def _others(row: SheetRow, decimals: int) -> str:
    """What to hold a figure against; the median of one or two would be their figures themselves."""
    if len(row.others) < SMALLEST_GROUP:
        return ""
    middle = page_words().number(median(row.others), decimals)
    said = ngettext(
        "median of %(count)s other city: %(median)s",
        "median of %(count)s other cities: %(median)s",
        len(row.others),
    )
    return said % {"count": len(row.others), "median": middle}


def _number(figure: LocalFigure, decimals: int) -> str:
    return page_words().number(figure.value, decimals)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: HttpRequest, code: str, city: str, year: str) -> HttpResponse:
    """One year: its figure with everything that was done to it; for the city, the form."""
    participation = (own_sheet if request.method == "POST" else sheet_of)(request, code, city)
    found = participation.figures.filter(year=year).first()
    if found is None and int(year) not in participation.indicator.years:
        raise Http404(_("This year is not asked for."))
    form = FigureForm(
        request.POST if request.method == "POST" else None,
        initial=_initial(found),
        indicator=participation.indicator,
        year=int(year),
    )
    if form.is_valid():
        try:
            saved = save_figure(
                participation=participation,
                entry=form.entry(),
                seen=form.cleaned_data["seen"],
                by=signed_in(request),
                why=form.cleaned_data["why"],
            )
        except MeanwhileError as error:
            form.add_error(None, error)
            form.look_again(found.version if found else 0)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("Saved: %(year)s.") % {"year": year}
            if found and saved.version == found.version:
                said = _("Nothing is different from what is there.")
            messages.success(request, said)
            return redirect("monitor:local-sheet", code, city)
    return _figure_page(request, participation, found, year, form=form)


def _initial(found: LocalFigure | None) -> dict[str, Any]:
    if found is None:
        return {"seen": 0}
    return {
        "value": found.value,
        "absence": found.absence,
        "comment": found.comment,
        "source": found.source,
        "seen": found.version,
    }


def _figure_page(
    request: HttpRequest,
    participation: LocalParticipation,
    found: LocalFigure | None,
    year: str,
    *,
    form: FigureForm,
) -> HttpResponse:
    indicator = participation.indicator
    note_reading(request, participation, [found] if found else [])
    is_fixed = found is not None and found.state == FigureState.VERIFIED
    is_possible = indicator.is_open or found is not None
    may_enter = is_possible and may_correct_in(request, participation) and not is_fixed
    context = {
        "participation": participation,
        "indicator": indicator,
        "city": participation.organisation,
        "code": participation.organisation.unit.code if participation.organisation.unit else "",
        "year": year,
        "figure": found,
        "value": _number(found, indicator.decimals) if found and found.value is not None else "",
        "changes": [
            {
                "change": change,
                "value": page_words().number(change.value, indicator.decimals)
                if change.value is not None
                else "",
                "may_restore": may_enter and found is not None and not _same(change, found),
            }
            for change in (figure_changes(found) if found else [])
        ],
        "form": form if may_enter else None,
        # Where the form is gone, what was wrong with sending it.
        "problems": [] if may_enter else form.non_field_errors(),
        "is_fixed": is_fixed,
    }
    status = 422 if form.errors else 200
    return render(request, "monitor/local/figure.html", context, status=status)


def _same(change: LocalFigureChange, found: LocalFigure) -> bool:
    names = ("value", "absence", "comment", "source")
    return all(getattr(change, name) == getattr(found, name) for name in names)


@for_cities
@require_POST
def restore(request: HttpRequest, code: str, city: str, pk: int) -> HttpResponse:
    """Put back what a figure was."""
    participation = own_sheet(request, code, city)
    change = get_object_or_404(
        LocalFigureChange.objects.select_related("figure"), pk=pk, figure__participation=participation
    )
    try:
        restore_figure(
            participation=participation,
            change=change,
            seen=_seen(request),
            by=signed_in(request),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Put back as it was."))
    return redirect("monitor:local-figure", code, city, change.figure.year)


@for_cities
@require_POST
def submit(request: HttpRequest, code: str, city: str) -> HttpResponse:
    """Ask for verification of everything entered."""
    participation = own_sheet(request, code, city)
    try:
        count = submit_figures(participation=participation, by=signed_in(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = ngettext(
            "%(count)s figure waits for verification now.",
            "%(count)s figures wait for verification now.",
            count,
        )
        messages.success(request, said % {"count": count} if count else _("There is nothing to submit."))
    return redirect("monitor:local-sheet", code, city)


@for_cities
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, code: str, city: str) -> HttpResponse:
    """Asks first."""
    participation = own_sheet(request, code, city)
    problem = ""
    if request.method == "POST":
        try:
            leave_local_indicator(participation=participation, by=signed_in(request))
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, _("The city takes part no more."))
            return redirect("monitor:local-detail", code)
    context = {
        "participation": participation,
        "indicator": participation.indicator,
        "city": participation.organisation,
        "code": city,
        "problem": problem,
    }
    return render(request, "monitor/local/leave.html", context, status=422 if problem else 200)
