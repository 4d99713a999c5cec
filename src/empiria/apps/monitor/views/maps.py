"""The map of any indicator or score, its table and its files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.analysis.classes import FEWEST, MOST
from empiria.apps.monitor.selectors import current_release
from empiria.apps.monitor.selectors.layers import ground
from empiria.apps.monitor.selectors.measures import Measure
from empiria.apps.monitor.views.asked_groups import offered_groups
from empiria.apps.monitor.views.downloads import figure_file
from empiria.apps.monitor.views.map_choice import METHOD_TITLES, MapChoice, read_map_choice
from empiria.apps.monitor.views.map_figures import (
    MAX_NAMED,
    compared,
    legend,
    map_drawing,
    map_figure,
    map_table_html,
    sentence,
    source_line,
    title,
)
from empiria.apps.monitor.views.options import query_of
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.selectors import groupings_with_groups
from empiria.reporting.chart.quadrant import MAX_LINKS
from empiria.reporting.words import Words

# A table of more rows stands on a page of its own: within the map's it would outweigh all the rest.
MAX_INLINE_ROWS = 500


def _drawn(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 (our own drawing or table: every text in it is escaped where it is made)


def _choice(request: HttpRequest) -> MapChoice | None:
    release = current_release()
    return read_map_choice(request, release) if release else None


@require_safe
def detail(request: HttpRequest) -> HttpResponse:
    """Every municipality in the colour of its class, with what may be chosen; empty before the first publication."""
    choice = _choice(request)
    if choice is None:
        return render(request, "monitor/map.html", {"choice": None})
    words, shown = page_words(), choice.layer
    grounds = ground()
    context = {
        **_frame(choice, words),
        "drawing": _drawn(map_drawing(choice, grounds, words)),
        "legend": legend(choice, words),
        "legend_all": reverse("monitor:map") + choice.query(only=None),
        "missing": [spot.unit for spot in shown.missing[:MAX_NAMED]],
        "missing_more": words.number(max(len(shown.missing) - MAX_NAMED, 0)),
        "has_missing_more": len(shown.missing) > MAX_NAMED,
        "has_points": any(spot.position and spot.unit.code not in grounds.areas for spot in shown.spots),
        "not_drawn": [
            spot.unit for spot in shown.spots if spot.position is None and spot.unit.code not in grounds.areas
        ][:MAX_NAMED],
        "figure": _foot(choice, words),
        "has_links": len(shown.spots) <= MAX_LINKS,
        "options": _options(choice.measures),
        "groupings": [summary for summary in groupings_with_groups() if len(summary.groups) > 1],
        "offered": offered_groups(shown.asked_group, request.user),
        "methods": METHOD_TITLES.items(),
        "counts": range(FEWEST, MOST + 1),
        "years": [str(year) for year in sorted(shown.years, reverse=True)],
        "is_print": "print" in request.GET,
        "city_url": reverse("monitor:city", args=["0000000"]),
    }
    return render(request, "monitor/map.html", context)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The same figures as a table, however many municipalities there are."""
    choice = _choice(request)
    if choice is None:
        raise Http404(_("No figures have been published yet"))
    words = page_words()
    context = {
        **_frame(choice, words),
        "table": _drawn(map_table_html(choice, words)),
    }
    return render(request, "monitor/map_table.html", context)


@require_safe
def download(request: HttpRequest, ext: str) -> HttpResponse:
    """The map as a drawing (SVG, PNG) or its table (CSV, XLSX), as the address chooses it."""
    choice = _choice(request)
    if choice is None:
        raise Http404(_("No figures have been published yet"))
    figure = map_figure(choice, ground(), page_words())
    return figure_file(request, figure, ext, name=_file_name(choice), unmet=choice.notices)


def _file_name(choice: MapChoice) -> str:
    return f"{_('map')}-{choice.layer.measure.code}-{choice.layer.year or ''}".rstrip("-")


def _frame(choice: MapChoice, words: Words) -> dict[str, Any]:
    """What the map and its table both say."""
    shown = choice.layer
    return {
        "choice": choice,
        "layer": shown,
        "measure": shown.measure,
        "asked_group": shown.asked_group,
        "title": title(shown),
        "year": str(shown.year or ""),
        "sentence": sentence(choice, words),
        "compared": compared(shown),
        "source": source_line(shown),
        "map_url": reverse("monitor:map") + choice.query(),
        "print_url": reverse("monitor:map")
        + (choice.query() or "?")
        + ("&print=1" if choice.query() else "print=1"),
        "ranking_url": _ranking_address(choice),
        "downloads": [
            {"label": ext.upper(), "url": reverse("monitor:map-file", args=[ext]) + choice.query()}
            for ext in ("csv", "xlsx", "svg", "png")
        ],
    }


def _ranking_address(choice: MapChoice) -> str:
    """The ranking by the same measure, in the group that the map highlights, with the municipality that it marks."""
    shown, own = choice.layer, choice.marked
    recipe = shown.measure.score_set.recipe.code if shown.measure.score_set else ""
    pairs = {
        "recipe": recipe,
        "measure": shown.measure.node or shown.measure.code,
        "group": shown.group.code if shown.group else "",
        "year": str(shown.year or ""),
        "unit": own.unit.teryt if own else "",
    }
    return reverse("monitor:ranking") + query_of(pair for pair in pairs.items() if pair[1])


def _foot(choice: MapChoice, words: Words) -> dict[str, Any]:
    """The table within the page, or where it stands; and the files."""
    is_large = len(choice.layer.spots) > MAX_INLINE_ROWS
    return {
        "table": "" if is_large else _drawn(map_table_html(choice, words)),
        "table_url": reverse("monitor:map-table") + choice.query() if is_large else "",
        "downloads": _frame(choice, words)["downloads"],
    }


def _options(found: dict[str, Measure]) -> list[tuple[str, list[Measure]]]:
    """Measures under their headings: each recipe's scores, then the areas of the catalogue; those without an area last."""
    headings: dict[str, list[Measure]] = {}
    for measure in sorted(found.values(), key=lambda one: not one.heading):
        headings.setdefault(measure.heading or _("For context"), []).append(measure)
    return list(headings.items())
