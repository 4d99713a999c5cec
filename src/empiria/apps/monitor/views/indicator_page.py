"""One indicator: what it is, which years there are, how it lies, where, who is best, who uses it, what goes with it."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.monitor.models import Indicator, Release
from empiria.apps.monitor.models.catalogue import SOUGHT
from empiria.apps.monitor.selectors import current_release
from empiria.apps.monitor.selectors.catalogue import names_variable
from empiria.apps.monitor.selectors.indicator_page import (
    best,
    most_improved,
    related,
    since,
    uses,
)
from empiria.apps.monitor.selectors.layers import Layer, ground, layer
from empiria.apps.monitor.selectors.measures import coverage, indicator_measure
from empiria.apps.monitor.views.asked_groups import LONGEST_GROUP, asked_group, offered_groups
from empiria.apps.monitor.views.downloads import attached, figure_file
from empiria.apps.monitor.views.indicator_figures import (
    best_table,
    coverage_figure,
    distribution_figure,
    improved_table,
    related_table,
    years_table,
)
from empiria.apps.monitor.views.map_choice import MapChoice
from empiria.apps.monitor.views.map_figures import about, legend, map_drawing, sentence, source_line
from empiria.apps.monitor.views.options import LONGEST
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.selectors import groupings_with_groups
from empiria.reporting.figure import Figure
from empiria.reporting.sheet import workbook
from empiria.reporting.words import Words

KEYS = ("year", "group")


def _drawn(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 (our own drawing or table: every text in it is escaped where it is made)


def _indicator(code: str) -> Indicator:
    return get_object_or_404(
        Indicator.objects.select_related("area__dimension", "denominator", "replaced_by"), code=code
    )


def _layer(request: HttpRequest, release: Release, indicator: Indicator) -> tuple[Layer, dict[str, str]]:
    """The indicator in the year and group of the address, and what the address asked for."""
    asked = {key: request.GET[key][:LONGEST_GROUP] for key in KEYS if request.GET.get(key)}
    year = int(asked["year"]) if asked.get("year", "").isdecimal() and len(asked["year"]) <= 4 else None
    measure = indicator_measure(indicator)
    group = asked_group(asked.get("group", ""), request.user)
    return layer(release, measure, year=year, group_code=asked.get("group"), asked_group=group), asked


def _kept(shown: Layer, asked: dict[str, str]) -> dict[str, str]:
    """What of the address is shown."""
    fits = {"year": str(shown.year or ""), "group": shown.group.code if shown.group else ""}
    return {key: fits[key] for key in asked if fits[key]}


def _notices(shown: Layer, asked: dict[str, str]) -> list[str]:
    """What was asked for and is not shown."""
    said = []
    if "year" in asked and shown.year and asked["year"] != str(shown.year):
        said.append(
            _("There are no data for %(asked)s; %(shown)s is shown.")
            % {"asked": asked["year"][:LONGEST], "shown": shown.year}
        )
    if "group" in asked and shown.group is None:
        said.append(
            _("There is no group “%(asked)s”; all municipalities are shown.")
            % {"asked": asked["group"][:LONGEST]}
        )
    return said


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """The indicator's page; before the first figure it says what is measured and who uses it."""
    indicator = _indicator(code)
    words, release = page_words(), current_release()
    context: dict[str, Any] = {
        "indicator": indicator,
        "keys": indicator.keys.exclude(key__startswith=SOUGHT),
        "names_variable": names_variable(indicator),
        "times": words.number(indicator.times),
        "uses": [
            {"use": use, "share": words.number(100 * use.share, 1), "path": " › ".join(use.path)}
            for use in uses(code)
        ],
        "is_print": "print" in request.GET,
    }
    if release is not None:
        shown, asked = _layer(request, release, indicator)
        if shown.year is not None:
            context |= _figures(release, shown, asked, words)
            context["offered"] = offered_groups(shown.asked_group, request.user)
    return render(request, "monitor/indicator_detail.html", context)


def _figures(release: Release, shown: Layer, asked: dict[str, str], words: Words) -> dict[str, Any]:
    """Everything that needs figures."""
    measure, kept = shown.measure, _kept(shown, asked)
    query = f"?{urlencode(kept)}" if kept else ""
    choice = _map_choice(shown, kept)
    distribution = distribution_figure(shown, words)
    narrow = distribution_figure(shown, words, is_narrow=True)
    covered = coverage(release, measure)
    address = reverse("monitor:indicator-detail", args=[measure.code])

    def number(value: float | None) -> str:
        return words.number(value, measure.decimals)

    return {
        "layer": shown,
        "measure": measure,
        "year": str(shown.year),
        "years": [str(year) for year in sorted(shown.years, reverse=True)],
        "groupings": [summary for summary in groupings_with_groups() if len(summary.groups) > 1],
        "notices": _notices(shown, asked),
        "sentence": sentence(choice, words),
        "map": _drawn(map_drawing(choice, ground(), words)),
        "legend": legend(choice, words),
        "map_url": reverse("monitor:map") + choice.query(),
        "distribution": _foot(distribution, shown, query, words),
        "distribution_svg": _drawn(distribution.svg if distribution else ""),
        "distribution_narrow": _drawn(narrow.svg if narrow else ""),
        "coverage": _foot(coverage_figure(shown, covered, words), shown, query, words),
        "coverage_svg": _drawn(coverage_figure(shown, covered, words).svg),
        "coverage_narrow": _drawn(coverage_figure(shown, covered, words, is_narrow=True).svg),
        "best": [
            {"place": one.place, "unit": one.spot.unit, "value": number(one.spot.value)}
            for one in best(shown)
        ],
        "lowest": [
            {"unit": one.spot.unit, "value": number(one.spot.value)} for one in best(shown, lowest=True)
        ]
        if measure.polarity == "neutral"
        else [],
        "since": str(since(shown) or ""),
        "improved": [
            {
                "unit": one.unit,
                "change": words.signed(one.change, measure.decimals),
                "before": number(one.before),
                "now": number(one.now),
            }
            for one in most_improved(release, shown)
        ],
        "related": [
            {
                "indicator": one.indicator,
                "correlation": words.signed(one.correlation, 2),
                "pairs": words.number(one.pairs),
            }
            for one in related(release, shown)
        ],
        "source": source_line(shown),
        "downloads": [
            {"label": ext.upper(), "url": _file(measure.code, "data", ext) + query} for ext in ("csv", "xlsx")
        ],
        "print_url": address + (f"{query}&print=1" if query else "?print=1"),
        "query": query,
    }


def _map_choice(shown: Layer, kept: dict[str, str]) -> MapChoice:
    """The map as it is cut by default, leading to its own page."""
    return MapChoice(
        layer=shown,
        measures={},
        method="quantiles",
        count=5,
        only=(),
        unit="",
        asked={"show": shown.measure.code, **kept},
        notices=(),
    )


def _file(code: str, chart: str, ext: str) -> str:
    name = "indicator-data" if chart == "data" else "indicator-chart"
    return reverse(f"monitor:{name}", args=[code, chart, ext])


def _foot(figure: Figure | None, shown: Layer, query: str, words: Words) -> dict[str, Any]:
    """A figure's sentence, table and files; empty where there is no figure."""
    if figure is None:
        return {}
    return {
        "sentence": figure.sentence,
        "table": _drawn(figure.table.html(words, id_=f"{figure.code}-table")),
        "downloads": [
            {"label": ext.upper(), "url": _file(shown.measure.code, figure.code, ext) + query}
            for ext in ("csv", "xlsx", "svg", "png")
        ],
    }


@require_safe
def download(request: HttpRequest, code: str, chart: str, ext: str) -> HttpResponse:
    """All figures of the indicator (CSV, XLSX), or one chart of its page as a drawing or its table."""
    indicator, release, words = _indicator(code), current_release(), page_words()
    if release is None:
        raise Http404(_("No figures have been published yet"))
    shown, asked = _layer(request, release, indicator)
    unmet = _notices(shown, asked)
    if chart == "data":
        name = f"{code}-{_('data')}"
        return attached(request, lambda: _data(release, shown, ext, words), ext, name, unmet=unmet)
    figure = (
        distribution_figure(shown, words)
        if chart == "distribution"
        else coverage_figure(shown, coverage(release, shown.measure), words)
    )
    if figure is None or not figure.table.rows:
        raise Http404(_("This chart cannot be drawn from the published figures."))
    year = f"-{shown.year}" if shown.year and chart == "distribution" else ""
    return figure_file(request, figure, ext, name=f"{code}-{chart}{year}", unmet=unmet)


def _data(release: Release, shown: Layer, ext: str, words: Words) -> bytes:
    """Every figure; a workbook holds the lists of the page as well."""
    years = years_table(release, shown, words)
    if ext == "csv":
        return years.csv().encode()
    begin = since(shown)
    sheets = [
        (_("Years"), years),
        (_("Best places"), best_table(best(shown), shown, _("Best places"))),
        (
            _("Largest improvement"),
            improved_table(most_improved(release, shown), shown, begin, _("Largest improvement"), words),
        ),
        (_("Related indicators"), related_table(related(release, shown))),
    ]
    notes = [*about(shown), (_("Source"), source_line(shown))]
    return workbook(sheets, about=notes, about_title=_("Source"))
