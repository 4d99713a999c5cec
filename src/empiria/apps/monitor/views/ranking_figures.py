"""A ranking as sentences, a table and a drawing: for its page and for its files."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import Ranking, RankingRow, SourceNote
from empiria.apps.monitor.selectors.ranking import left_out_of
from empiria.apps.monitor.selectors.shapes import UnitNote
from empiria.apps.monitor.views.asked_groups import silent_note
from empiria.apps.monitor.views.certainty_words import (
    certainty_line,
    interval_cells,
    interval_columns,
    score_ends,
    span_of,
)
from empiria.apps.monitor.views.estimates import estimate, places_of
from empiria.apps.monitor.views.ranking_choice import RankingChoice
from empiria.apps.monitor.views.source_words import file_lines, origins
from empiria.apps.monitor.views.words import page_words
from empiria.reporting import sentences
from empiria.reporting.chart import Rung, Spread, ladder
from empiria.reporting.claims import Moved, OwnPlace, RankedName, RankingEnds
from empiria.reporting.figure import Figure
from empiria.reporting.table import Cell, Column, Table
from empiria.reporting.words import Words


def figure_words(ranking: Ranking, figure: float | None, words: Words) -> str:
    """A figure with its unit; a score is a bare number."""
    return words.quantity(figure, ranking.measure.decimals, ranking.measure.unit)


def drawn_spread(ranking: Ranking) -> Spread:
    """The group for a strip: better to the right, larger where neither is better."""
    spread = ranking.spread
    return Spread(
        values=tuple(row.figure for row in ranking.rows if row.figure is not None),
        q1=spread.q1 if spread else None,
        median=spread.median if spread else None,
        q3=spread.q3 if spread else None,
        is_lower_better=ranking.measure.polarity == "down",
    ).reaching(score_ends(row.interval) for row in ranking.rows)


def title_of(choice: RankingChoice) -> str:
    """What is ranked, among whom and when."""
    ranking = choice.ranking
    return _("%(measure)s: ranking, %(group)s, %(year)s") % {
        "measure": ranking.measure.title,
        "group": ranking.group.title,
        "year": ranking.year or "—",
    }


def summary(choice: RankingChoice, words: Words) -> list[str]:
    """What one sees: both ends, the middle, who could not be ranked."""
    ranking, spread = choice.ranking, choice.ranking.spread
    if spread is None or ranking.year is None:
        return []
    lines = _ends(ranking).said(words)
    if spread.maximum > spread.minimum:
        q1, median, q3 = (
            words.number(one, ranking.measure.decimals) for one in (spread.q1, spread.median, spread.q3)
        )
        lines.append(sentences.middle(q1=q1, median=median, q3=q3, words=words))
    if ranking.missing:
        lines.append(sentences.without_figure(count=len(ranking.missing), words=words))
    return lines


def _ends(ranking: Ranking) -> RankingEnds:
    return RankingEnds(
        year=ranking.year or 0,
        rows=[
            RankedName(row.unit.name, estimate(row.figure, row.interval), row.place)
            for row in ranking.rows
            if row.figure is not None
        ],
        decimals=ranking.measure.decimals,
        unit=ranking.measure.unit,
    )


def own_sentence(choice: RankingChoice, words: Words) -> str:
    """Where the chosen unit stands, and where it stood."""
    own, ranking = choice.own, choice.ranking
    if own is None or ranking.year is None:
        return ""
    if own.place is None:
        figure = figure_words(ranking, own.figure, words)
        if own.figure is None:
            figure = sentences.reason(own.status, words)
        return sentences.own_figure(name=own.unit.name, figure=figure, year=ranking.year, words=words)
    place = OwnPlace(
        name=own.unit.name,
        year=ranking.year,
        rank=own.place,
        ranked=ranking.ranked,
        moved=_moved(own, ranking),
    )
    return place.said(words)


def _moved(own: RankingRow, ranking: Ranking) -> Moved | None:
    if own.moved is None or own.earlier_place is None or ranking.since is None:
        return None
    return Moved(
        since=ranking.since,
        rank=own.earlier_place,
        ranked=ranking.ranked_earlier,
        places=own.moved,
        now=places_of(own.interval),
        then=places_of(own.earlier_interval),
        is_score=ranking.measure.is_score,
    )


def has_far_figures(ranking: Ranking) -> bool:
    """Whether some lie so far out that they are drawn at the edge."""
    spread = drawn_spread(ranking)
    if not spread.values:
        return False
    low, high = spread.limits()
    return min(spread.values) < low or max(spread.values) > high


def source_line(choice: RankingChoice, sources: Sequence[SourceNote]) -> str:
    """Where the figures come from, in one line that also stands in files."""
    scope, recipe = choice.scope, choice.scope.recipe
    parts = [
        origins(sources),
        _("Empiria release %(release)s") % {"release": scope.release.code},
    ]
    if recipe and not choice.ranking.measure.is_bare:
        parts.append(_("recipe “%(title)s” %(version)s") % {"title": recipe.title, "version": recipe.version})
    return " · ".join([*parts, _("group: %(group)s") % {"group": choice.ranking.group.title}])


def about(choice: RankingChoice) -> list[tuple[str, str]]:
    """The sheet of a spreadsheet that says what its numbers are."""
    scope, ranking = choice.scope, choice.ranking
    published = scope.release.published_at
    return [
        (_("Release"), scope.release.code),
        (_("Published"), f"{published:%Y-%m-%d}" if published else ""),
        (_("Comparison group"), f"{ranking.group.title} ({ranking.group.code})"),
        (_("Code"), ranking.measure.code),
        *_certainty(choice),
        *file_lines(ranking.sources),
    ]


def _certainty(choice: RankingChoice) -> list[tuple[str, str]]:
    note, recipe = choice.ranking.certainty, choice.scope.recipe
    if note is None or recipe is None:
        return []
    return [(_("Certainty"), certainty_line(note, page_words(), recipe=recipe.code)["text"])]


def ranking_table(choice: RankingChoice, words: Words) -> Table:
    """The whole ranking as rows for files; last the members of whom the recipe does not speak, by name and without a figure."""
    ranking = choice.ranking
    measure, year, since = ranking.measure, ranking.year or "—", ranking.since
    earlier = (
        [
            Column(
                title=_("Value in %(year)s") % {"year": since},
                kind="number",
                decimals=measure.decimals,
                unit=measure.unit,
            ),
            Column(title=_("Place in %(year)s") % {"year": since}, kind="whole"),
            Column(title=_("Places gained"), kind="whole"),
        ]
        if since is not None
        else []
    )
    return Table(
        caption=title_of(choice),
        columns=[
            Column(title=_("Municipality")),
            Column(title=_("Municipality code")),
            Column(title=_("Place in %(year)s") % {"year": year}, kind="whole"),
            Column(
                title=_("Value in %(year)s") % {"year": year},
                kind="number",
                decimals=measure.decimals,
                unit=measure.unit,
            ),
            *(interval_columns(measure.decimals) if has_intervals(ranking) else []),
            *earlier,
            Column(title=_("Note")),
        ],
        rows=[
            *(_cells(ranking, row, words) for row in ranking.rows),
            *(_left_out_cells(ranking, unit) for unit in left_out_of(ranking.group)),
        ],
        source=source_line(choice, ranking.sources),
    )


def _cells(ranking: Ranking, row: RankingRow, words: Words) -> list[Cell]:
    has_earlier = ranking.since is not None
    earlier: list[Cell] = [row.earlier_figure, row.earlier_place, row.moved] if has_earlier else []
    interval = interval_cells(row.interval) if has_intervals(ranking) else []
    return [row.unit.name, row.unit.teryt, row.place, row.figure, *interval, *earlier, note_of(row, words)]


def _left_out_cells(ranking: Ranking, unit: UnitNote) -> list[Cell]:
    row = RankingRow(unit=unit, figure=None, place=None, status="")
    *cells, _empty = _cells(ranking, row, page_words())
    return [*cells, _("left out: the recipe does not speak of it")]


def has_intervals(ranking: Ranking) -> bool:
    """Whether it is known how certain the places are."""
    return ranking.certainty is not None and ranking.certainty.is_ready


def note_of(row: RankingRow, words: Words) -> str:
    """Why there is no figure."""
    return sentences.reason(row.status, words) if row.figure is None else ""


def _end(ranking: Ranking, row: RankingRow, words: Words) -> str:
    """The figure with the places it may have, or why there is none."""
    if row.figure is None:
        return note_of(row, words)
    parts = (words.number(row.figure, ranking.measure.decimals), span_of(row.interval, words))
    return " · ".join(part for part in parts if part)


def ranking_figure(choice: RankingChoice, shown: Sequence[RankingRow], words: Words) -> Figure:
    """The table of all, the drawing of the rows that the page shows."""
    ranking = choice.ranking
    said = [
        own_sentence(choice, words),
        *summary(choice, words),
        silent_note(ranking.group.silent, words),
    ]
    sentence = " ".join(said).strip()
    own = choice.own
    drawing = ladder(
        [
            Rung(
                place=words.number(row.place) if row.place is not None else "",
                name=row.unit.name,
                value=row.figure,
                end=_end(ranking, row, words),
                is_chosen=row is own,
                interval=score_ends(row.interval),
            )
            for row in shown
        ],
        drawn_spread(ranking),
        title=title_of(choice),
        description=sentence,
    )
    return Figure(
        code="ranking",
        title=title_of(choice),
        sentence=sentence,
        svg=drawing,
        table=ranking_table(choice, words),
        source=source_line(choice, ranking.sources),
        source_title=_("Source"),
        about=about(choice),
    )
