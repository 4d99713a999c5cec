"""A ranking of a group by any indicator or score: its page and its files."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.monitor.selectors import Ranking, RankingRow
from empiria.apps.monitor.views.certainty_words import certainty_line, place_ends, score_ends, span_of
from empiria.apps.monitor.views.city_figures import polarity_of
from empiria.apps.monitor.views.downloads import figure_file
from empiria.apps.monitor.views.options import group_groups, measure_groups, query_of
from empiria.apps.monitor.views.ranking_choice import RankingChoice, read_ranking
from empiria.apps.monitor.views.ranking_figures import (
    drawn_spread,
    has_far_figures,
    note_of,
    own_sentence,
    ranking_figure,
    summary,
    title_of,
)
from empiria.apps.monitor.views.words import page_words
from empiria.reporting import certainty
from empiria.reporting.chart import PlaceSpan, place_spans, rungs, strip
from empiria.reporting.words import Words

PAGE_SIZE = 100


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The ranking as the address asks for it: its sentences, its spread, its rows."""
    choice = read_ranking(request)
    if choice is None:
        return render(request, "monitor/ranking_empty.html")
    if choice.search and len(choice.rows) == 1:
        # One certain hit is shown among those before and after it.
        teryt = choice.rows[0].unit.teryt
        return redirect(f"{choice.link(unit=teryt, q='', sort='')}#unit-{teryt}")
    words, found = page_words(), choice.ranking
    is_print = "print" in request.GET
    page, sentences = _page(request, choice), summary(choice, words)
    context: dict[str, Any] = {
        "choice": choice,
        "ranking": found,
        "title": title_of(choice),
        "sentences": sentences,
        "own_sentence": own_sentence(choice, words),
        "polarity": polarity_of(found.measure.polarity),
        "strip": _strip(choice, sentences),
        "certainty": _certainty(choice, words),
        "has_far_figures": has_far_figures(found),
        "measures": measure_groups(choice.scope, [found.measure.code]),
        "groups": group_groups(choice.scope.groups, found.group.code, words),
        "years": [str(year) for year in reversed(found.years)],
        "earlier_years": [str(year) for year in reversed(found.years) if year < (found.year or 0)],
        "year": str(found.year or ""),
        "since": str(found.since or ""),
        "page": page,
        "rows": _rows(choice, list(page), words),
        "heads": _heads(choice),
        "is_print": is_print,
        "print_url": choice.link(print="1"),
        "all_url": choice.link(q=""),
        "downloads": [
            {"label": ext.upper(), "url": choice.link("ranking-file", ext)}
            for ext in ("csv", "xlsx", "svg", "png")
        ],
        "found_words": words.ngettext("%(count)s municipality", "%(count)s municipalities", len(choice.rows))
        % {"count": words.number(len(choice.rows))},
    }
    return render(request, "monitor/ranking.html", context)


@require_safe
def file(request: HttpRequest, ext: str) -> HttpResponse:
    """The whole ranking as a table; as a drawing the rows that the page shows."""
    choice = read_ranking(request)
    if choice is None:
        raise Http404(_("Nothing has been published that could be ranked."))
    figure = ranking_figure(choice, list(_page(request, choice)), page_words())
    name = f"ranking-{choice.ranking.measure.code}-{choice.ranking.year or ''}"
    return figure_file(request, figure, ext, name=name, unmet=choice.notices)


def _page(request: HttpRequest, choice: RankingChoice) -> Page[RankingRow]:
    """The page asked for; without one, that on which the chosen unit stands. For printing, everything."""
    size = max(len(choice.rows), 1) if "print" in request.GET else PAGE_SIZE
    pages = Paginator(choice.rows, size)
    asked = request.GET.get("page")
    if asked is None and choice.own in choice.rows:
        return pages.get_page(1 + choice.rows.index(choice.own) // size)
    return pages.get_page(asked)


def _strip(choice: RankingChoice, sentences: list[str]) -> str:
    """Everybody at once, the chosen unit among them."""
    spread = drawn_spread(choice.ranking)
    if not spread.values:
        return ""
    own = choice.own
    label = " ".join([_("Distribution in the group"), *sentences])
    interval = score_ends(own.interval) if own else None
    drawn = strip(spread, own.figure if own else None, label=label, interval=interval)
    return mark_safe(drawn)  # noqa: S308 (our own drawing)


def _rows(choice: RankingChoice, rows: list[RankingRow], words: Words) -> list[dict[str, Any]]:
    found, own = choice.ranking, choice.own
    chosen = next((place for place, row in enumerate(rows) if row is own), None)
    spread = drawn_spread(found)
    whiskers = [score_ends(row.interval) for row in rows]
    drawings = (
        rungs(spread, [row.figure for row in rows], chosen=chosen, intervals=whiskers)
        if spread.values
        else [""] * len(rows)
    )
    spans = place_spans([_span(row, own) for row in rows], ranked=found.ranked)
    page = _unit_page(choice)
    return [
        {
            "teryt": row.unit.teryt,
            "name": row.unit.name,
            "url": page.replace("/0000000/", f"/{row.unit.teryt}/"),
            "place": words.number(row.place) if row.place is not None else "",
            "figure": words.number(row.figure, found.measure.decimals),
            "is_known": row.figure is not None,
            "earlier": words.number(row.earlier_place) if row.earlier_place is not None else "",
            "moved": f"({words.signed(row.moved)})" if _is_nothing(found, row) else words.signed(row.moved),
            "moved_tone": _tone(found, row),
            "interval": span_of(row.interval, words),
            "span": mark_safe(span),  # noqa: S308 (our own drawing)
            "is_near": row is not own and _overlap(row, own),
            "note": note_of(row, words),
            "drawing": mark_safe(drawing),  # noqa: S308 (our own drawing)
            "is_chosen": place == chosen,
            "among_url": choice.link(unit=row.unit.teryt, q="", sort="") if choice.search else "",
        }
        for place, (row, drawing, span) in enumerate(zip(rows, drawings, spans, strict=True))
    ]


def _is_nothing(found: Ranking, row: RankingRow) -> bool:
    """Whether a score's place changed, and no intervals that lie apart say that it moved."""
    return bool(row.moved) and found.measure.is_score and not row.is_move_drawn


def _tone(found: Ranking, row: RankingRow) -> str:
    if not row.moved or _is_nothing(found, row):
        return ""
    return "better" if row.moved > 0 else "worse"


def _overlap(row: RankingRow, own: RankingRow | None) -> bool:
    """Whether the two cannot be told apart."""
    return bool(own and own.interval and row.interval and row.interval.overlaps(own.interval))


def _span(row: RankingRow, own: RankingRow | None) -> PlaceSpan | None:
    ends = place_ends(row.interval)
    if ends is None or row.place is None:
        return None
    return PlaceSpan(place=row.place, ends=ends, is_chosen=row is own)


def _certainty(choice: RankingChoice, words: Words) -> dict[str, Any] | None:
    """What the intervals are or why there are none, and whom the chosen unit cannot be told from."""
    note, recipe, own = choice.ranking.certainty, choice.scope.recipe, choice.own
    if note is None or recipe is None:
        return None
    near = sum(1 for row in choice.ranking.rows if row is not own and _overlap(row, own))
    moved_within = any(_is_nothing(choice.ranking, row) for row in choice.ranking.rows)
    return {
        **certainty_line(note, words, recipe=recipe.code),
        "near": certainty.near(own.unit.name, near, words) if own and own.interval else "",
        "has_moves_within": moved_within,
    }


def _unit_page(choice: RankingChoice) -> str:
    """Where a row leads: the indicator of that city with its source, or the city; reversed once, not for every row."""
    found, recipe = choice.ranking, choice.scope.recipe
    args = ["0000000"] if found.measure.is_score else ["0000000", found.measure.code]
    address = reverse("monitor:city" if found.measure.is_score else "monitor:city-indicator", args=args)
    pairs = [
        ("recipe", recipe.code if recipe else ""),
        ("group", found.group.code if found.group.is_own or found.group.is_asked else ""),
        ("year", str(found.year or "")),
    ]
    return address + query_of(pair for pair in pairs if pair[1])


def _heads(choice: RankingChoice) -> dict[str, dict[str, str]]:
    """The heads of the columns as links that sort: once more turns the order round."""
    heads = {}
    for key in ("place", "name", "figure", "moved"):
        is_here = choice.sort.removeprefix("-") == key
        # What is read first is the largest figure and the greatest gain.
        usual = f"-{key}" if key in ("figure", "moved") else key
        turned = key if usual.startswith("-") else f"-{key}"
        heads[key] = {
            "url": choice.link(sort=turned if choice.sort == usual and key != "place" else usual),
            "sort": ("descending" if choice.sort.startswith("-") else "ascending") if is_here else "",
        }
    return heads
