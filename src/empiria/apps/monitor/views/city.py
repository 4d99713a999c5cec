"""A city read against cities like it: its page, and one indicator of it with all that stands behind the number."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.monitor.selectors import CityProfile, NodeRow, files_of, group_table
from empiria.apps.monitor.selectors.rows import BARE
from empiria.apps.monitor.views.absence import absence, not_compared
from empiria.apps.monitor.views.asked_groups import offered_to_city, reread_note
from empiria.apps.monitor.views.certainty_words import certainty_line
from empiria.apps.monitor.views.choice import Choice, of_a_city, read_choice
from empiria.apps.monitor.views.city_figures import (
    dimensions_figure,
    indicator_figure,
    place_or_reason,
    polarity_words,
    quadrant_drawing,
    quadrant_figure,
    row_strip,
    structure,
)
from empiria.apps.monitor.views.city_page import dimension_lines, headline, indicator_sections, remarks
from empiria.apps.monitor.views.options import query_of
from empiria.apps.monitor.views.past import past
from empiria.apps.monitor.views.source_words import particulars
from empiria.apps.monitor.views.words import page_words
from empiria.reporting import sentences
from empiria.reporting.chart.quadrant import MAX_LINKS
from empiria.reporting.figure import Figure
from empiria.reporting.table import Column, Table
from empiria.reporting.words import Words

# Stands for an indicator's code in an address that is made once and filled in for each row.
ANY = "any.code"
# A table of more rows stands on a page of its own: within the city's it would outweigh all the rest.
MAX_INLINE_ROWS = 500


@require_safe
@of_a_city
def detail(request: HttpRequest, teryt: str) -> HttpResponse:
    """The city's page. It always says who the city is, shows the figures there are, and names what is missing."""
    choice = read_choice(request, teryt)
    words, profile = page_words(), choice.profile
    first, more = headline(profile, words)

    # Reversed once, not for every row.
    indicator_page, method_page = choice.link("city-indicator", ANY), ""
    if profile.recipe:
        method_page = reverse("monitor:method-detail", args=[profile.recipe.code])

    def indicator_url(node: str) -> str:
        return indicator_page.replace(f"/{ANY}/", f"/{node}/")

    def method_url(node: str) -> str:
        return f"{method_page}?unit={profile.unit.teryt}#{node}"

    context = {
        **_frame(request, choice, words),
        "headline": first,
        "summary": more,
        "scored": _scored(choice),
        "quadrant": _quadrant(choice, words),
        "remarks": remarks(profile, words, indicator_url),
        "dimensions": _table_of(dimensions_figure(profile, words, with_drawing=False), words, choice),
        "dimension_lines": dimension_lines(structure(profile), words, method_url),
        "certainty": certainty_line(profile.certainty, words, recipe=profile.recipe.code)
        if profile.recipe
        else None,
        "sections": indicator_sections(profile, words, indicator_url),
        "absence": absence(profile),
        "is_print": "print" in request.GET,
        "indicator_downloads": _downloads(choice, "indicators"),
        "sources": [
            {"note": one, "particulars": particulars(one)}
            for one in files_of((*profile.rows, *profile.others))
        ],
    }
    return render(request, "monitor/city.html", context)


@require_safe
@of_a_city
def indicator(request: HttpRequest, teryt: str, code: str) -> HttpResponse:
    """One indicator of one city: its years, its group, its definition, its source and how it enters the score."""
    choice = read_choice(request, teryt)
    words, profile = page_words(), choice.profile
    row = profile.row(code)
    if row is None or row.kind != "indicator":
        raise Http404(_("There is no indicator with the code %(code)s.") % {"code": code})
    figure = indicator_figure(profile, row, words)
    context = {
        **_frame(request, choice, words),
        "row": row,
        "ranking_url": ranking_address(profile, row.node),
        "compare_url": compare_address(profile, row.node),
        "definition": row.indicator.definition if row.indicator else "",
        "inputs": _inputs(row),
        "value": words.quantity(row.value, row.decimals, row.unit),
        "median": words.number(row.values.median if row.values else None, row.decimals),
        "place": place_or_reason(row, words),
        "note": sentences.reason(row.status, words) if row.status else "",
        "polarity": polarity_words(row),
        "trend": figure.sentence,
        "drawing": _drawn(figure.svg),
        "narrow_drawing": _drawn(indicator_figure(profile, row, words, is_narrow=True).svg),
        "trend_table": _drawn(figure.table.html(words, id_="trend-table")),
        "strip": _drawn(row_strip(row, label=_("Distribution in the group"))),
        "group_table": _drawn(_group_table(profile, row, words)),
        "downloads": _downloads(choice, figure.code),
        "embed_url": choice.link("embed-code", code),
        "missing_count": words.number(row.group_missing),
    }
    return render(request, "monitor/city_indicator.html", context)


@require_safe
@of_a_city
def quadrant_table(request: HttpRequest, teryt: str) -> HttpResponse:
    """Situation and change of the whole group as a table, however large the group is."""
    choice = read_choice(request, teryt)
    words = page_words()
    figure = quadrant_figure(choice.profile, words)
    if figure is None:
        raise Http404(_("This chart cannot be drawn from the published figures."))
    context = {
        **_frame(request, choice, words),
        "figure": {**_table_of(figure, words, choice), "table": _html_of(figure, words, choice)},
        "source": figure.source,
    }
    return render(request, "monitor/city_quadrant.html", context)


def _drawn(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 (our own drawing or table: every text in it is escaped where it is made)


def _frame(request: HttpRequest, choice: Choice, words: Words) -> dict[str, Any]:
    """What every page of a city says: who it is, its group, what may be chosen."""
    profile = choice.profile
    return {
        "profile": profile,
        "choice": choice,
        "identity": identity(profile, words),
        "past": past(profile.unit),
        "city_url": choice.link("city"),
        "print_url": choice.link("city") + ("&" if choice.query else "?") + "print=1",
        "report_url": choice.link("report"),
        "canonical_url": reverse("monitor:city", args=[profile.unit.teryt]),
        "ranking_url": ranking_address(profile, profile.root.node) if profile.root else "",
        "compare_url": compare_address(profile),
        "year": str(profile.year) if profile.year else "",
        "years": [str(year) for year in sorted(profile.years, reverse=True)],
        "member_count": words.number(len(profile.members)),
        "group_note": " ".join(filter(None, (reread_note(profile, words), not_compared(profile, words)))),
        "groups": [
            group
            for group in profile.groups
            if not profile.asked_group or group.code != profile.asked_group.code
        ],
        "offered": offered_to_city(profile, request.user),
        "members_listed": profile.members if len(profile.members) <= MAX_LINKS else (),
        "downloads": [
            {"label": "CSV", "url": choice.link("city-data", "csv")},
            {"label": "XLSX", "url": choice.link("city-data", "xlsx")},
        ],
    }


def ranking_address(profile: CityProfile, node: str) -> str:
    """The ranking of the city's group by a node, the city marked and in sight; none by bare counts of a ratio."""
    if node.endswith(BARE):
        return ""
    pairs = [*_scope(profile), ("measure", node), ("unit", profile.unit.teryt)]
    return reverse("monitor:ranking") + query_of(pairs)


def compare_address(profile: CityProfile, node: str = "") -> str:
    """The city beside the median of its group: a comparison to which others are added; none without a group."""
    if profile.group is None or node.endswith(BARE):
        return ""
    pairs = [*_scope(profile), ("unit", profile.unit.teryt), ("unit", f"median:{profile.group.code}")]
    return reverse("monitor:compare") + query_of([*pairs, ("measure", node)] if node else pairs)


def _scope(profile: CityProfile) -> list[tuple[str, str]]:
    pairs = {
        "recipe": profile.recipe.code if profile.recipe else "",
        "group": profile.group.code if profile.group else "",
        "year": str(profile.year or ""),
    }
    return [pair for pair in pairs.items() if pair[1]]


def _scored(choice: Choice) -> dict[str, Any]:
    """Where the year shown has no overall score: the last before it that has, else the first after; and its address."""
    profile = choice.profile
    if profile.scored_year is None or profile.root is None or profile.root.rank is not None:
        return {}
    return {
        "year": str(profile.scored_year),
        "is_later": profile.scored_year > (profile.year or 0),
        "url": choice.link_to_year("city", profile.scored_year),
    }


def identity(profile: CityProfile, words: Words) -> list[str]:
    """Kind, county, voivodeship, population with its year, area."""
    unit = profile.unit
    county = unit.parent
    parts = []
    if unit.has_county_rights:
        parts.append(_("city with county rights"))
    else:
        parts.append(unit.get_kind_display())
        if county:
            parts.append(_("county: %(name)s") % {"name": county.name})
    if county and county.parent:
        parts.append(_("voivodeship: %(name)s") % {"name": county.parent.name})
    if unit.population is not None:
        said = {"count": words.number(unit.population), "year": unit.population_year or "—"}
        parts.append(
            words.ngettext(
                "%(count)s inhabitant (%(year)s)", "%(count)s inhabitants (%(year)s)", unit.population
            )
            % said
        )
    if unit.area_ha is not None:
        parts.append(words.quantity(unit.area_ha / 100, 1, "km²"))
    return parts


def _inputs(row: NodeRow) -> list[dict[str, Any]]:
    """What a number is made of, each with the particulars of its file."""
    return [{"note": one, "particulars": particulars(one.source) if one.source else []} for one in row.inputs]


def _downloads(choice: Choice, chart: str) -> list[dict[str, str]]:
    return [
        {"label": ext.upper(), "url": choice.link("city-chart", chart, ext)}
        for ext in ("csv", "xlsx", "svg", "png")
    ]


def _quadrant(choice: Choice, words: Words) -> dict[str, Any] | None:
    profile = choice.profile
    linked = profile.points if len(profile.points) <= MAX_LINKS else ()
    urls = {p.code: reverse("monitor:city", args=[p.teryt]) + choice.query for p in linked}
    wide = quadrant_figure(profile, words, urls=urls)
    if wide is None:
        return None
    narrow = quadrant_drawing(profile, words, sentence=wide.sentence, urls=urls, is_narrow=True)
    drawn = {point.code for point in profile.points}
    return {
        **_table_of(wide, words, choice),
        "svg": _drawn(wide.svg),
        "narrow_svg": _drawn(narrow),
        "absent": [member.name for member in profile.members if member.code not in drawn],
    }


def _table_of(figure: Figure | None, words: Words, choice: Choice) -> dict[str, Any]:
    """A figure's sentence, table and files; empty where there is no figure."""
    if figure is None:
        return {}
    is_large = len(figure.table.rows) > MAX_INLINE_ROWS
    return {
        "sentence": figure.sentence,
        "table": "" if is_large else _html_of(figure, words, choice),
        "table_url": choice.link("city-quadrant") if is_large else "",
        "downloads": _downloads(choice, figure.code),
    }


def _html_of(figure: Figure, words: Words, choice: Choice) -> SafeString:
    name = choice.profile.unit_note.name
    chosen = frozenset(position for position, row in enumerate(figure.table.rows) if row[0] == name)
    return _drawn(figure.table.html(words, id_=f"{figure.code}-table", chosen=chosen))


def _group_table(profile: CityProfile, row: NodeRow, words: Words) -> str:
    """Every member of the group with its figure: the table of the strip."""
    cells = group_table(profile=profile, node=row.node)
    notes = [sentences.reason(cell.status, words) if cell.status else "" for cell in cells]
    has_notes = any(notes)
    table = Table(
        caption=_("%(indicator)s in the group, %(year)s") % {"indicator": row.title, "year": profile.year},
        columns=[
            Column(title=_("Municipality")),
            Column(title=_("Value"), kind="number", decimals=row.decimals, unit=row.unit),
            Column(title=_("Place"), kind="whole"),
            *([Column(title=_("Note"))] if has_notes else []),
        ],
        rows=[
            [cell.unit.name, cell.value, cell.rank, *([notes[n]] if has_notes else [])]
            for n, cell in enumerate(cells)
        ],
    )
    chosen = frozenset(n for n, cell in enumerate(cells) if cell.unit.code == profile.unit.code)
    return table.html(words, id_="group-table", chosen=chosen)
