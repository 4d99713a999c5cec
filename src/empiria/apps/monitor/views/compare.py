"""Cities, groups and averages side by side: the page, the search that adds to it, its files."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.monitor.selectors import Compared
from empiria.apps.monitor.views.compare_choice import (
    AVERAGES,
    MOST_ITEMS,
    VIEWS,
    CompareChoice,
    made_groups,
    read_comparison,
)
from empiria.apps.monitor.views.compare_figures import (
    bars_of,
    comparison_figure,
    end_of,
    figure_words,
    heading_of,
    lines_of,
    measure_note,
    measure_sentences,
    name_of,
    names_of,
    title_of,
    trend_drawing,
    trend_sentences,
    trend_table,
)
from empiria.apps.monitor.views.downloads import figure_file
from empiria.apps.monitor.views.front import RESULTS, SUGGESTIONS, where
from empiria.apps.monitor.views.options import group_groups, measure_groups
from empiria.apps.monitor.views.past import found_name
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.selectors import FoundUnit, find_units
from empiria.reporting.chart import bar_cells, panels
from empiria.reporting.words import Words

# The others hold every year.
OF_A_YEAR = ("profile", "table")
FILES = dict.fromkeys(VIEWS, ("csv", "xlsx", "svg", "png")) | {"table": ("csv", "xlsx")}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The comparison that the address describes; without anybody in it, how to begin one."""
    choice = read_comparison(request.GET, request.user)
    if choice is None:
        return render(request, "monitor/compare_empty.html")
    if added := _average_asked(request):
        return redirect(choice.link_with(added))
    return render(request, "monitor/compare.html", page_context(request, choice))


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Municipalities to add, by name: suggestions while typing, a page without scripts."""
    choice = read_comparison(request.GET, request.user)
    if choice is None:
        return render(request, "monitor/compare_empty.html")
    query = request.GET.get("q", "").strip()
    is_typing = bool(request.headers.get("HX-Request"))
    found = find_units(query, SUGGESTIONS if is_typing else RESULTS)
    results = [_result(choice, one) for one in found]
    if is_typing:
        context: dict[str, Any] = {"results": results, "query": query}
        response = render(request, "portal/components/search_results.html", context)
    else:
        context = {**_adding(choice), "choice": choice, "results": results, "query": query}
        response = render(request, "monitor/compare_search.html", context)
    response["Vary"] = "HX-Request"
    return response


@require_safe
def file(request: HttpRequest, view: str, ext: str) -> HttpResponse:
    """One view of a comparison: its drawing (SVG, PNG) or its table (CSV, XLSX)."""
    choice = read_comparison(request.GET, request.user)
    if choice is None or choice.compared is None or ext not in FILES.get(view, ()):
        raise Http404(_("This chart cannot be drawn from the published figures."))
    figure = comparison_figure(choice, choice.compared, view, page_words())
    year = f"-{choice.compared.year}" if choice.compared.year and view in OF_A_YEAR else ""
    return figure_file(request, figure, ext, name=f"compare-{view}{year}", unmet=choice.notices)


def _average_asked(request: HttpRequest) -> str:
    """A median or mean chosen in the form that adds one."""
    kind, group = request.GET.get("average", ""), request.GET.get("of", "")
    return f"{kind}:{group}" if kind in AVERAGES and group else ""


def _result(choice: CompareChoice, found: FoundUnit) -> dict[str, str]:
    url = choice.link_with(found.unit.teryt)
    return {"name": found_name(found), "detail": where(found.unit), "url": url}


def _adding(choice: CompareChoice) -> dict[str, Any]:
    """What the forms that add to a comparison need."""
    return {
        "add_url": reverse("monitor:compare-search"),
        "kept": choice.pairs(),
        "most": MOST_ITEMS,
        "averages": group_groups(choice.scope.groups, None, page_words()),
    }


def page_context(request: HttpRequest, choice: CompareChoice) -> dict[str, Any]:
    """Everything a comparison's page shows."""
    words = page_words()
    context: dict[str, Any] = {
        **_adding(choice),
        "choice": choice,
        "title": _("Compare"),
        "recipes": choice.scope.recipes,
        "measures": measure_groups(choice.scope, [one.code for one in choice.measures]),
        "measure_count": words.number(len(choice.measures)),
        "example_url": _example(choice),
    }
    compared = choice.compared
    if compared is None:
        return context
    is_print = "print" in request.GET
    views = VIEWS if is_print else (choice.view,)
    return {
        **context,
        "compared": compared,
        "heading": title_of(choice),
        "is_print": is_print,
        "print_url": choice.link(print="1"),
        "report_url": choice.link("compare-report", view=""),
        # Who is not signed in comes back to this very comparison.
        "keep_url": f"{reverse('accounts:sign-in')}?{urlencode({'next': choice.link()})}",
        "year": str(compared.year or ""),
        "years": [str(year) for year in reversed(compared.years)],
        "frames": group_groups(compared.frames, compared.frame.code, words),
        "people": _compared_items(choice, compared),
        "made_groups": made_groups(compared),
        "tabs": _tabs(choice),
        "views": [
            {"code": view, "downloads": _downloads(choice, view), **_view(view, compared, words)}
            for view in views
        ],
    }


def _compared_items(choice: CompareChoice, compared: Compared) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "name": name_of(item),
            "url": reverse("monitor:city", args=[item.unit.teryt])
            if item.unit
            else item.group and item.group.url,
            "remove_url": choice.link_without(item.code),
        }
        for number, item in enumerate(compared.items, start=1)
    ]


def _tabs(choice: CompareChoice) -> list[dict[str, Any]]:
    labels = {
        "profile": _("Profile"),
        "trends": _("Trends"),
        "multiples": _("Small multiples"),
        "table": _("Table"),
    }
    return [
        {"label": labels[view], "url": choice.link(view=view), "current": view == choice.view}
        for view in VIEWS
    ]


def _example(choice: CompareChoice) -> str:
    """A comparison to begin with: the groups of the grouping that the recipe shows first."""
    first = choice.scope.groups[0].grouping
    groups = [group for group in choice.scope.groups if group.grouping == first][:MOST_ITEMS]
    return choice.link(unit=[f"median:{group.code}" for group in groups])


def _downloads(choice: CompareChoice, view: str) -> list[dict[str, str]]:
    return [{"label": ext.upper(), "url": choice.link("compare-file", view, ext)} for ext in FILES[view]]


def _view(view: str, compared: Compared, words: Words) -> dict[str, Any]:
    """The measures as one view shows them."""
    made = {"profile": _profile, "trends": _trends, "multiples": _multiples, "table": _table}[view]
    return {"rows": made(compared, words)}


def _drawn(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 (our own drawing or table: every text in it is escaped where it is made)


def _profile(compared: Compared, words: Words) -> list[dict[str, Any]]:
    """Bars of each measure, as a table: its cells say what the bars show."""
    found = []
    for row in compared.measures:
        bars = bars_of(row, compared.items, words)
        cells = zip(bar_cells(bars), compared.items, row.cells, strict=True)
        found.append(
            {
                "title": heading_of(row.measure),
                "note": measure_note(row.measure),
                "sentences": measure_sentences(row, compared, words),
                "bars": [
                    {
                        "number": number,
                        "name": name_of(item),
                        "drawing": _drawn(drawing),
                        "figure": figure_words(row.measure, cell, words),
                        "is_known": cell.figure is not None,
                        "place": words.place(cell.place, cell.ranked) if cell.place is not None else "",
                    }
                    for number, (drawing, item, cell) in enumerate(cells, start=1)
                ],
            }
        )
    return found


def _trends(compared: Compared, words: Words) -> list[dict[str, Any]]:
    return [
        {
            "title": heading_of(row.measure),
            "note": measure_note(row.measure),
            "wide": _drawn(trend_drawing(row, compared, words)),
            "narrow": _drawn(trend_drawing(row, compared, words, is_narrow=True)),
            "sentences": trend_sentences(row, names_of(compared), words),
            "table": _drawn(trend_table(row, compared).html(words, id_=f"trend-{number}")),
        }
        for number, row in enumerate(compared.measures, start=1)
    ]


def _multiples(compared: Compared, words: Words) -> list[dict[str, Any]]:
    found = []
    for number, row in enumerate(compared.measures, start=1):
        lines = lines_of(row, compared.items)
        drawings = panels(lines, title=heading_of(row.measure))
        said = trend_sentences(row, [""] * len(lines), words)
        found.append(
            {
                "title": heading_of(row.measure),
                "note": measure_note(row.measure),
                "panels": [
                    {
                        "number": line.number,
                        "name": line.name,
                        "drawing": _drawn(drawing),
                        "sentence": sentence,
                    }
                    for line, drawing, sentence in zip(lines, drawings, said, strict=True)
                ],
                "table": _drawn(trend_table(row, compared).html(words, id_=f"panel-{number}")),
            }
        )
    return found


def _table(compared: Compared, words: Words) -> list[dict[str, Any]]:
    return [
        {
            "title": row.measure.title,
            "unit": row.measure.unit,
            "note": measure_note(row.measure),
            "median": words.number(row.spread.median if row.spread else None, row.measure.decimals),
            "cells": [
                {
                    "text": end_of(row.measure, cell, words),
                    "is_known": cell.figure is not None,
                }
                for cell in row.cells
            ],
        }
        for row in compared.measures
    ]
