"""A city's figures as files: the same rows and drawings as its page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.monitor.selectors import CityProfile
from empiria.apps.monitor.views.choice import Choice, read_choice
from empiria.apps.monitor.views.city_figures import (
    about,
    dimensions_figure,
    history_table,
    indicator_figure,
    indicators_figure,
    indicators_table,
    quadrant_figure,
    source_line,
)
from empiria.apps.monitor.views.words import page_words
from empiria.reporting.figure import Figure
from empiria.reporting.sheet import workbook
from empiria.reporting.words import Words

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "png": "image/png",
}


@require_safe
def data(request: HttpRequest, teryt: str, ext: str) -> HttpResponse:
    """All figures of a city: CSV of every indicator and year; XLSX with the year's tables as well."""
    choice = read_choice(request, teryt)
    if isinstance(choice, HttpResponse):
        return choice
    words, profile = page_words(), choice.profile
    years = history_table(profile, [*profile.indicators, *profile.others])
    if ext == "csv":
        return _file(years.csv().encode(), ext, choice, _("data"))
    dimensions = dimensions_figure(profile, words, with_drawing=False)
    sheets = [(_("Indicators"), indicators_table(profile, words)), (_("Years"), years)]
    if dimensions:
        sheets.insert(1, (_("Dimensions and areas"), dimensions.table))
    notes = [*about(profile), (_("Source"), source_line(profile))]
    return _file(workbook(sheets, about=notes, about_title=_("Source")), ext, choice, _("data"))


@require_safe
def chart(request: HttpRequest, teryt: str, chart: str, ext: str) -> HttpResponse:
    """One chart of a city: its drawing (SVG, PNG) or its table (CSV, XLSX)."""
    choice = read_choice(request, teryt)
    if isinstance(choice, HttpResponse):
        return choice
    figure = _figure(choice.profile, chart, page_words())
    if figure is None:
        raise Http404(_("This chart cannot be drawn from the published figures."))
    return _file(_content(figure, ext), ext, choice, chart)


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


def figure_file(figure: Figure, ext: str, *, name: str) -> HttpResponse:
    """A figure as a download: its drawing (SVG, PNG) or its table (CSV, XLSX)."""
    return attached(_content(figure, ext), ext, name)


def _file(content: bytes, ext: str, choice: Choice, name: str) -> HttpResponse:
    """A download whose name says which city, what and which year."""
    profile = choice.profile
    year = f"-{profile.year}" if profile.year else ""
    return attached(content, ext, f"{profile.unit.teryt}-{name}{year}")


def attached(content: bytes, ext: str, name: str) -> HttpResponse:
    """A download whose name holds nothing that a system could stumble over."""
    safe = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in name)
    response = HttpResponse(content, content_type=TYPES[ext])
    response["Content-Disposition"] = f'attachment; filename="empiria-{safe}.{ext}"'
    return response
