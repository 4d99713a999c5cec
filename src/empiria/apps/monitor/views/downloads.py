"""A city's figures as files: the same rows and drawings as its page."""

from collections.abc import Callable, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.monitor.selectors import CityProfile
from empiria.apps.monitor.views.choice import Choice, at_todays_code, read_choice
from empiria.apps.monitor.views.city_figures import (
    dimensions_figure,
    history_table,
    indicator_figure,
    indicators_figure,
    indicators_table,
    quadrant_figure,
)
from empiria.apps.monitor.views.city_source import about, source_line
from empiria.apps.monitor.views.words import page_words
from empiria.reporting.figure import Figure
from empiria.reporting.sheet import workbook
from empiria.reporting.words import Words

# Charts of one year; the others hold every year.
OF_A_YEAR = ("quadrant", "dimensions", "indicators")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
}


@require_safe
@at_todays_code
def data(request: HttpRequest, teryt: str, ext: str) -> HttpResponse:
    """All figures of a city: CSV of every indicator and year; XLSX with the year's tables as well."""
    choice = read_choice(request, teryt)
    return _file(request, lambda: _data(choice.profile, ext), ext, choice, _("data"), is_of_year=ext != "csv")


def _data(profile: CityProfile, ext: str) -> bytes:
    words, years = page_words(), history_table(profile, [*profile.indicators, *profile.others])
    if ext == "csv":
        return years.csv().encode()
    dimensions = dimensions_figure(profile, words, with_drawing=False)
    sheets = [(_("Indicators"), indicators_table(profile, words)), (_("Years"), years)]
    if dimensions:
        sheets.insert(1, (_("Dimensions and areas"), dimensions.table))
    notes = [*about(profile), (_("Source"), source_line(profile))]
    return workbook(sheets, about=notes, about_title=_("Source"))


@require_safe
@at_todays_code
def chart(request: HttpRequest, teryt: str, chart: str, ext: str) -> HttpResponse:
    """One chart of a city: its drawing (SVG, PNG) or its table (CSV, XLSX)."""
    choice = read_choice(request, teryt)
    figure = _figure(choice.profile, chart, page_words())
    if figure is None:
        raise Http404(_("This chart cannot be drawn from the published figures."))
    is_of_year = chart in OF_A_YEAR
    return _file(request, lambda: _content(figure, ext), ext, choice, chart, is_of_year=is_of_year)


def _figure(profile: CityProfile, chart: str, words: Words) -> Figure | None:
    if chart == "quadrant":
        return quadrant_figure(profile, words)
    if chart == "dimensions":
        return dimensions_figure(profile, words)
    if chart == "indicators":
        return indicators_figure(profile, words)
    row = profile.row(chart.removeprefix("indicator-"))
    return indicator_figure(profile, row, words) if row and row.kind == "indicator" else None


def _content(figure: Figure, ext: str) -> bytes:
    return {
        "csv": figure.file_csv,
        "xlsx": figure.file_xlsx,
        "svg": lambda: figure.file_svg().encode(),
        "png": figure.file_png,
    }[ext]()


def figure_file(
    request: HttpRequest, figure: Figure, ext: str, *, name: str, unmet: Sequence[str]
) -> HttpResponse:
    """A figure as a download: its drawing (SVG, PNG) or its table (CSV, XLSX)."""
    return attached(request, lambda: _content(figure, ext), ext, name, unmet=unmet)


def _file(
    request: HttpRequest, make: Callable[[], bytes], ext: str, choice: Choice, name: str, *, is_of_year: bool
) -> HttpResponse:
    """A download whose name says which city, what and, where it does not hold every year, which."""
    profile = choice.profile
    year = f"-{profile.year}" if profile.year and is_of_year else ""
    return attached(request, make, ext, f"{profile.unit.teryt}-{name}{year}", unmet=choice.notices)


def attached(
    request: HttpRequest, make: Callable[[], bytes], ext: str, name: str, *, unmet: Sequence[str]
) -> HttpResponse:
    """A download whose name holds nothing that a system could stumble over.

    A file holds what its address asks for, or there is none (404): it goes on without the page that would say what is
    shown instead. `unmet` is what that page says; every file of the monitor passes here.
    """
    if unmet:
        return render(request, "monitor/file_unknown.html", {"unmet": unmet}, status=404)
    safe = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in name)
    response = HttpResponse(make(), content_type=TYPES[ext])
    response["Content-Disposition"] = f'attachment; filename="empiria-{safe}.{ext}"'
    return response
