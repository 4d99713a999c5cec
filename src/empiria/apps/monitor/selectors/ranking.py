"""A ranking: every unit of a group by one measure in one year, and how the places moved since an earlier one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from empiria.apps.monitor.selectors.certainty import (
    OTHER_GROUP,
    CertaintyNote,
    Interval,
    certainty_note,
    group_intervals,
)
from empiria.apps.monitor.selectors.measures import Measure
from empiria.apps.monitor.selectors.profile import member_notes
from empiria.apps.monitor.selectors.releases import source_notes
from empiria.apps.monitor.selectors.scope import GroupOption, Scope, published_figures, published_sources
from empiria.apps.monitor.selectors.scores import group_spreads, group_year, spread_of
from empiria.apps.monitor.selectors.shapes import SourceNote, Spread, UnitNote
from empiria.apps.monitor.selectors.within import EQUAL
from empiria.apps.monitor.selectors.years import first_shown, usual_year
from empiria.apps.places.selectors import alphabetical


@dataclass(frozen=True, kw_only=True)
class RankingRow:
    """One unit. `moved` is by how many places it went up since the earlier year; None where it had none then or now."""

    unit: UnitNote
    figure: float | None
    place: int | None
    status: str
    earlier_figure: float | None = None
    earlier_place: int | None = None
    # How far a score's place and the score itself move with the recipe's choices.
    interval: Interval | None = None
    earlier_interval: Interval | None = None

    @property
    def moved(self) -> int | None:
        if self.place is None or self.earlier_place is None:
            return None
        return self.earlier_place - self.place

    @property
    def is_move_drawn(self) -> bool:
        """Whether the intervals of both places are known and apart: else nothing is known of a score's move."""
        if self.interval is None or self.earlier_interval is None:
            return False
        return not self.interval.overlaps(self.earlier_interval)


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """`rows` from the first place to the last, then those without one; `years` are those with any figure of the group.

    Where neither more nor less is better there are no places: the largest figure comes first.
    """

    measure: Measure
    group: GroupOption
    # Whom the scores compare: the group itself, or everybody.
    scored_among: str
    years: tuple[int, ...]
    year: int | None
    since: int | None
    rows: tuple[RankingRow, ...]
    spread: Spread | None
    # How many have a figure in the earlier year.
    ranked_earlier: int
    sources: tuple[SourceNote, ...]
    # Whether the rows have intervals, and what they were drawn from; None where there is nothing to be drawn.
    certainty: CertaintyNote | None = None

    @property
    def ranked(self) -> int:
        return sum(1 for row in self.rows if row.figure is not None)

    @property
    def missing(self) -> tuple[RankingRow, ...]:
        return tuple(row for row in self.rows if row.figure is None)

    def row_of(self, code: str) -> RankingRow | None:
        return next((row for row in self.rows if row.unit.code == code), None)


def ranking(
    scope: Scope, *, measure: Measure, group: GroupOption, year: int | None = None, since: int | None = None
) -> Ranking:
    """The year asked for where there are figures of it, else the one that pages show first; compared with an earlier one."""
    known = _known_years(scope, measure, group)
    years = tuple(known)
    shown = year if year in known else _first_shown(scope, group, known)
    earlier = _earlier(scope, years, shown, asked=since)
    now = places_in(group_figures(scope, measure, group, shown), measure)
    then = places_in(group_figures(scope, measure, group, earlier), measure).select(
        "unit", earlier_figure="figure", earlier_place="place"
    )
    table = now.join(then, on="unit", how="left").sort(
        "place", "figure", "unit", descending=[False, True, False], nulls_last=True
    )
    notes = member_notes(sorted(group.members))
    certainty, intervals = certainty_of(scope, measure, group, shown)
    _note, earlier_intervals = certainty_of(scope, measure, group, earlier)
    return Ranking(
        measure=measure,
        group=group,
        scored_among=scope.scores_of(group)[1],
        years=years,
        year=shown,
        since=earlier,
        rows=tuple(
            RankingRow(
                interval=intervals.get(row["unit"]),
                earlier_interval=earlier_intervals.get(row["unit"]),
                unit=notes[row.pop("unit")],
                **row,
            )
            for row in table.iter_rows(named=True)
            if row["unit"] in notes
        ),
        spread=spread_of(table["figure"].drop_nulls()),
        ranked_earlier=then["earlier_figure"].count(),
        sources=_sources(scope, measure, group, shown),
        certainty=certainty,
    )


def left_out_of(group: GroupOption) -> list[UnitNote]:
    """The members that the recipe does not speak of, by name; by their code where no municipality has or had it."""
    notes = member_notes(sorted(group.left_out))
    found = [notes.get(code) or UnitNote(code, code, code) for code in group.left_out]
    return sorted(found, key=lambda note: alphabetical(note.name))


def certainty_of(
    scope: Scope, measure: Measure, group: GroupOption, year: int | None
) -> tuple[CertaintyNote | None, Mapping[str, Interval]]:
    """Of scores only, and only within the group they compare: a place among others was never drawn."""
    if not measure.is_score:
        return None, {}
    if not group.is_own:
        return OTHER_GROUP, {}
    score_set, compared = scope.scores_of(group)
    note = certainty_note(score_set, period=year)
    return note, group_intervals(score_set, group=compared, period=year, node=measure.code)


def _known_years(scope: Scope, measure: Measure, group: GroupOption) -> dict[int, int]:
    """Years in which anybody among the compared has a figure, rising, and how many have."""
    if measure.is_bare:
        figures = published_figures(scope.release, codes=[measure.code])
        known = figures.filter(pl.col("value").is_not_null(), pl.col("unit").is_in(list(group.members)))
        return dict(known.group_by("period").len().sort("period").iter_rows())
    score_set, compared = scope.scores_of(group)
    spreads = group_spreads(score_set, group=compared).nodes.get(measure.code, {})
    found = {year: one.scores if measure.is_score else one.values for year, one in sorted(spreads.items())}
    return {year: spread.count for year, spread in found.items() if spread}


def _first_shown(scope: Scope, group: GroupOption, known: Mapping[int, int]) -> int | None:
    """The year that the pages of cities show, where the measure has it; else the last that nearly everybody has."""
    usual = usual_year(scope.release, scope.scores_of(group)[0])
    return usual if usual in known else first_shown(known)


def _earlier(scope: Scope, years: Sequence[int], shown: int | None, *, asked: int | None) -> int | None:
    """The year asked for; else as far back as the recipe looks for change; else the last before the one shown."""
    before = [year for year in years if shown is not None and year < shown]
    if asked in before:
        return asked
    change = scope.tree.change if scope.tree else None
    usual = shown - change.periods if shown is not None and change else None
    return usual if usual in before else max(before, default=None)


def group_figures(scope: Scope, measure: Measure, group: GroupOption, year: int | None) -> pl.DataFrame:
    """unit, figure, status of every member; who is not in the table has no figure."""
    members = pl.DataFrame({"unit": sorted(group.members)}, schema={"unit": pl.String})
    if year is None:
        return members.with_columns(figure=pl.lit(None, pl.Float64), status=pl.lit("missing"))
    if measure.is_bare:
        found = published_figures(scope.release, codes=[measure.code], years=[year])
    else:
        score_set, compared = scope.scores_of(group)
        nodes = group_year(score_set, group=compared, period=year).nodes
        found = nodes.get(measure.code, pl.DataFrame(schema=dict.fromkeys(("unit", "status"), pl.String)))
    if measure.column not in found.columns:
        found = found.with_columns(pl.lit(None, pl.Float64).alias(measure.column))
    return members.join(
        found.select("unit", "status", figure=measure.column), on="unit", how="left"
    ).with_columns(pl.col("status").fill_null("missing"))


def places_in(table: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """Places among those who have a figure; ties share the best."""
    if measure.polarity == "neutral":
        return table.with_columns(place=pl.lit(None, pl.UInt32))
    figure = pl.col("figure").round(EQUAL) if measure.is_score else pl.col("figure")
    return table.with_columns(place=figure.rank("min", descending=measure.polarity == "up"))


def _sources(scope: Scope, measure: Measure, group: GroupOption, year: int | None) -> tuple[SourceNote, ...]:
    """The files behind the figures of the year shown, by name."""
    if year is None:
        return ()
    codes = scope.leaves_below(measure)
    used = published_sources(scope.release, codes=codes, year=year, units=group.members)
    return tuple(sorted(source_notes(used).values(), key=lambda source: source.file))
