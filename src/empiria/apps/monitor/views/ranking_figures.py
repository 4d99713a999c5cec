"""A ranking as sentences, a table and a drawing: for its page and for its files."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import Ranking, RankingRow, SourceNote
from empiria.apps.monitor.views.ranking_choice import RankingChoice
from empiria.apps.monitor.views.source_words import file_lines, origins
from empiria.reporting import ranking_sentences as said
from empiria.reporting import sentences
from empiria.reporting.chart import Rung, Spread, ladder
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
    )


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
    lines = [_ends(ranking, words)]
    if spread.maximum > spread.minimum:
        q1, median, q3 = (
            words.number(one, ranking.measure.decimals) for one in (spread.q1, spread.median, spread.q3)
        )
        lines.append(said.middle(q1=q1, median=median, q3=q3, words=words))
    if ranking.missing:
        lines.append(said.without_figure(count=len(ranking.missing), words=words))
    return lines


def _ends(ranking: Ranking, words: Words) -> str:
    ranked = [row for row in ranking.rows if row.figure is not None]
    first, last = ranked[0], ranked[-1]
    year = ranking.year or 0
    if first.figure == last.figure:
        figure = figure_words(ranking, first.figure, words)
        return said.all_equal(year=year, count=len(ranked), figure=figure, words=words)
    return said.ends(
        year=year,
        first=[row.unit.name for row in ranked if _is_level(row, first)],
        first_figure=figure_words(ranking, first.figure, words),
        last=[row.unit.name for row in ranked if _is_level(row, last)],
        last_figure=figure_words(ranking, last.figure, words),
        has_places=first.place is not None,
        words=words,
    )


def _is_level(row: RankingRow, other: RankingRow) -> bool:
    return row.figure == other.figure if other.place is None else row.place == other.place


def own_sentence(choice: RankingChoice, words: Words) -> str:
    """Where the chosen unit stands, and where it stood."""
    own, ranking = choice.own, choice.ranking
    if own is None or ranking.year is None:
        return ""
    if own.place is None:
        figure = figure_words(ranking, own.figure, words)
        if own.figure is None:
            figure = sentences.reason(own.status, words)
        return f"{own.unit.name}: {figure} ({ranking.year})."
    moved = ""
    if own.moved is not None and own.earlier_place is not None and ranking.since is not None:
        moved = said.moved(
            places=own.moved,
            since=ranking.since,
            rank=own.earlier_place,
            ranked=ranking.ranked_earlier,
            words=words,
        )
    return said.own_place(
        name=own.unit.name, year=ranking.year, rank=own.place, ranked=ranking.ranked, moved=moved, words=words
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
        *file_lines(ranking.sources),
    ]


def ranking_table(choice: RankingChoice, words: Words) -> Table:
    """The whole ranking as rows for files."""
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
            *earlier,
            Column(title=_("Note")),
        ],
        rows=[_cells(row, has_earlier=since is not None, words=words) for row in ranking.rows],
        source=source_line(choice, ranking.sources),
    )


def _cells(row: RankingRow, *, has_earlier: bool, words: Words) -> list[Cell]:
    earlier: list[Cell] = [row.earlier_figure, row.earlier_place, row.moved] if has_earlier else []
    return [row.unit.name, row.unit.teryt, row.place, row.figure, *earlier, note_of(row, words)]


def note_of(row: RankingRow, words: Words) -> str:
    """Why there is no figure."""
    return sentences.reason(row.status, words) if row.figure is None else ""


def ranking_figure(choice: RankingChoice, shown: Sequence[RankingRow], words: Words) -> Figure:
    """The table of all, the drawing of the rows that the page shows."""
    ranking = choice.ranking
    sentence = " ".join([own_sentence(choice, words), *summary(choice, words)]).strip()
    own = choice.own
    drawing = ladder(
        [
            Rung(
                place=words.number(row.place) if row.place is not None else "",
                name=row.unit.name,
                value=row.figure,
                end=words.number(row.figure, ranking.measure.decimals)
                if row.figure is not None
                else note_of(row, words),
                is_chosen=row is own,
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
