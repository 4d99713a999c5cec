"""Local indicators as they are read: the list, the page of one, its figures as files."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.accounts.rules import Standing, standing_of
from empiria.apps.monitor.models import LocalIndicator
from empiria.apps.monitor.rules import MANAGE_LOCAL
from empiria.apps.monitor.selectors.local import (
    cities_of,
    cities_taking_part,
    figures_for,
    local_indicators_for,
    participations_of,
)
from empiria.apps.monitor.views.downloads import attached, figure_file
from empiria.apps.monitor.views.local_figures import (
    about,
    all_years_table,
    chosen_year,
    year_figure,
    year_rows,
)
from empiria.apps.monitor.views.local_reading import note_comparing
from empiria.apps.monitor.views.options import not_shown
from empiria.apps.monitor.views.words import page_words
from empiria.reporting.sheet import workbook


def reader(request: HttpRequest) -> Standing:
    """What whoever asks may see."""
    return standing_of(request.user)


def _year_unmet(request: HttpRequest, shown: int) -> list[str]:
    """The year that was asked for and is not shown."""
    asked = request.GET.get("year", "")
    return [not_shown("year", asked, str(shown))] if asked and asked != str(shown) else []


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those whose figures are public; for who reports for a city, also what it takes part in and what it may join."""
    standing = reader(request)
    indicators = list(local_indicators_for(standing))
    joined: dict[int, list[Any]] = {}
    for one in participations_of(standing):
        joined.setdefault(one.indicator_id, []).append(one)
    context = {
        "public": [one for one in indicators if one.is_public],
        "closed": [
            {"indicator": one, "sheets": joined.get(one.pk, [])} for one in indicators if not one.is_public
        ],
        "cities": cities_of(standing),
        "may_manage": standing.may(MANAGE_LOCAL),
    }
    return render(request, "monitor/local/list.html", context)


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """What is counted and how; the figures that the reader may see."""
    return indicator_page(request, code)


def indicator_page(
    request: HttpRequest, code: str, *, problem: ValidationError | None = None
) -> HttpResponse:
    standing = reader(request)
    indicator = _visible(standing, code)
    taken = {
        one.organisation_id: one for one in participations_of(standing) if one.indicator_id == indicator.pk
    }
    context: dict[str, Any] = {
        "indicator": indicator,
        "successors": local_indicators_for(standing).filter(replaces=indicator),
        "predecessor": local_indicators_for(standing).filter(replaced_by=indicator).first(),
        "cities": [{"city": city, "sheet": taken.get(city.pk)} for city in cities_of(standing)],
        "may_manage": standing.may(MANAGE_LOCAL),
        "problem": " ".join(problem.messages) if problem else "",
        **_figures(request, standing, indicator),
    }
    status = 422 if problem else 200
    return render(request, "monitor/local/detail.html", context, status=status)


def _visible(standing: Standing, code: str) -> LocalIndicator:
    return get_object_or_404(local_indicators_for(standing), code=code)


def _figures(request: HttpRequest, standing: Standing, indicator: LocalIndicator) -> dict[str, Any]:
    figures, words = figures_for(standing, indicator), page_words()
    if not figures:
        return {}
    note_comparing(request, indicator, figures)
    year = chosen_year(figures, request.GET.get("year", ""))
    unmet = _year_unmet(request, year)
    figure = year_figure(indicator, figures, year, words, cities=cities_taking_part(indicator))
    table = all_years_table(indicator, figures, words)
    return {
        "year": str(year),
        "notices": unmet,
        "years": [str(one) for one in sorted({figure.year for figure in figures}, reverse=True)],
        "rows": year_rows(indicator, figures, year, words),
        "sentence": figure.sentence,
        # Made of figures and of escaped texts.
        "table": mark_safe(table.html(words, id_="all-years")),  # noqa: S308
        "downloads": [
            {
                "label": ext.upper(),
                "url": reverse("monitor:local-file", args=[indicator.code, ext]) + f"?year={year}",
            }
            for ext in ("csv", "xlsx", "svg", "png")
        ],
    }


@require_safe
def download(request: HttpRequest, code: str, ext: str) -> HttpResponse:
    """All figures that the reader may see (CSV, XLSX), or the drawing of one year."""
    standing, words = reader(request), page_words()
    indicator = _visible(standing, code)
    figures = figures_for(standing, indicator)
    if not figures:
        raise Http404(_("No figure is verified yet."))
    note_comparing(request, indicator, figures)
    year = chosen_year(figures, request.GET.get("year", ""))
    unmet = _year_unmet(request, year)
    if ext in ("svg", "png"):
        figure = year_figure(indicator, figures, year, words, cities=cities_taking_part(indicator))
        return figure_file(request, figure, ext, name=f"{code}-{year}", unmet=unmet)
    table = all_years_table(indicator, figures, words)

    def content() -> bytes:
        if ext == "csv":
            return table.csv().encode()
        return workbook([(_("Figures"), table)], about=about(indicator), about_title=_("Source"))

    return attached(request, content, ext, code, unmet=unmet)
