"""A comparison: cities, medians and means of groups, side by side in any measures, over the figures of one group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from empiria.apps.monitor.selectors.certainty import Interval
from empiria.apps.monitor.selectors.measures import Measure
from empiria.apps.monitor.selectors.ranking import certainty_of, group_figures, places_in
from empiria.apps.monitor.selectors.releases import source_notes
from empiria.apps.monitor.selectors.scope import GroupOption, Scope, published_figures, published_sources
from empiria.apps.monitor.selectors.scores import group_spreads, spread_of
from empiria.apps.monitor.selectors.shapes import SourceNote, Spread, UnitNote
from empiria.apps.monitor.selectors.store import scan, store_path
from empiria.apps.monitor.selectors.years import nearest_year, usual_year

Average = Literal["median", "mean"]
Point = tuple[int, float | None]
# Years and figures of one item: measure → year → figure.
History = Mapping[str, Mapping[int, float]]


@dataclass(frozen=True, kw_only=True)
class Item:
    """One of those compared: a municipality (`unit`), or the median or mean of a group."""

    code: str
    unit: UnitNote | None = None
    group: GroupOption | None = None
    average: Average | None = None

    def is_median_of(self, code: str) -> bool:
        return self.average == "median" and self.group is not None and self.group.code == code

    @property
    def members(self) -> frozenset[str]:
        """The units whose figures are behind it."""
        if self.unit:
            return frozenset({self.unit.code})
        return self.group.members if self.group else frozenset()


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One item in one measure and the year shown. Averages have no place."""

    figure: float | None
    status: str
    place: int | None = None
    ranked: int | None = None
    # How far a score's place moves with the recipe's choices.
    interval: Interval | None = None


@dataclass(frozen=True, kw_only=True)
class ComparedMeasure:
    """One measure: every item's cell in the year, and its years. `spread` and `medians` are of the group behind."""

    measure: Measure
    cells: tuple[Cell, ...]
    histories: tuple[tuple[Point, ...], ...]
    spread: Spread | None
    medians: tuple[Point, ...]
    # Of scores: each item's intervals in the first and the last year of its history, where they are known.
    certain: tuple[Mapping[int, Interval], ...]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """`frame` is the group that the scores compare and that stands behind every figure; `frames` could be."""

    items: tuple[Item, ...]
    frame: GroupOption
    frames: tuple[GroupOption, ...]
    years: tuple[int, ...]
    year: int | None
    measures: tuple[ComparedMeasure, ...]
    sources: tuple[SourceNote, ...]


def frames_for(scope: Scope, items: Sequence[Item]) -> tuple[GroupOption, ...]:
    """The groups that hold every municipality compared; those first that hold the groups compared as well."""
    units = {item.unit.code for item in items if item.unit}
    everybody = frozenset[str]().union(*(item.members for item in items))
    found = [group for group in scope.groups if units <= group.members]
    return tuple(sorted(found, key=lambda group: not everybody <= group.members))


def compare(
    scope: Scope,
    *,
    items: Sequence[Item],
    measures: Sequence[Measure],
    frame_code: str | None = None,
    year: int | None = None,
) -> Compared:
    """The items in the measures; an unknown group or year falls back to what pages show first. At least one item."""
    frames = frames_for(scope, items) or scope.groups
    frame = next((group for group in frames if group.code == frame_code), frames[0])
    histories = _histories(scope, items, measures, frame)
    years = _years(scope, frame, histories)
    usual = usual_year(scope.release, scope.scores_of(frame)[0])
    shown = year if year in years else nearest_year(years, usual)
    return Compared(
        items=tuple(items),
        frame=frame,
        frames=frames,
        years=years,
        year=shown,
        measures=tuple(
            _compared(scope, measure, items, frame, shown, histories=histories) for measure in measures
        ),
        sources=_sources(scope, items, measures, shown),
    )


def _years(scope: Scope, frame: GroupOption, histories: Sequence[History]) -> tuple[int, ...]:
    known = {year for history in histories for years in history.values() for year in years}
    return tuple(sorted(known or scope.scores_of(frame)[0].periods))


def _histories(
    scope: Scope, items: Sequence[Item], measures: Sequence[Measure], frame: GroupOption
) -> list[History]:
    """Every item's years, then those of the frame's median: one read of the scores, one of bare figures.

    The medians of the group that is compared are kept beside its scores: they are not made again of its members.
    """
    compared = scope.scores_of(frame)[1]
    everything = (*items, Item(code="", group=frame, average="median"))
    read = [item for item in everything if not item.is_median_of(compared)]
    table = pl.concat(
        [
            _scored(scope, measures, frame, _members(read)),
            _bare(scope, measures, _members(everything)),
        ]
    )
    medians = _kept_medians(scope, measures, frame) if len(read) < len(everything) else {}
    return [
        {**_history(table, item), **(medians if item.is_median_of(compared) else {})} for item in everything
    ]


def _members(items: Iterable[Item]) -> frozenset[str]:
    return frozenset[str]().union(*(item.members for item in items))


def _kept_medians(scope: Scope, measures: Sequence[Measure], frame: GroupOption) -> History:
    """Of the recipe's nodes, in the group within which the frame is read."""
    score_set, compared = scope.scores_of(frame)
    nodes = group_spreads(score_set, group=compared).nodes
    return {
        one.code: {
            year: spread.median
            for year, found in nodes.get(one.code, {}).items()
            if (spread := found.scores if one.is_score else found.values)
        }
        for one in measures
        if not one.is_bare
    }


def _scored(
    scope: Scope, measures: Sequence[Measure], frame: GroupOption, wanted: Iterable[str]
) -> pl.DataFrame:
    """unit, node, period, figure of the recipe's nodes. Scores made within another group are not comparable: left out."""
    score_set, compared = scope.scores_of(frame)
    nodes = [one.code for one in measures if not one.is_bare]
    scores = [one.code for one in measures if one.is_score]
    figure = (
        pl.when(~pl.col("node").is_in(scores))
        .then(pl.col("value"))
        .when(pl.col("group") == compared)
        .then(pl.col("score"))
    )
    return (
        scan(store_path(score_set.path) / "by_unit.parquet")
        .filter(pl.col("unit").is_in(list(wanted)), pl.col("node").is_in(nodes))
        .select("unit", "node", "period", figure=figure)
        .drop_nulls("figure")
        .collect()
    )


def _bare(scope: Scope, measures: Sequence[Measure], wanted: Iterable[str]) -> pl.DataFrame:
    codes = [one.code for one in measures if one.is_bare]
    return (
        published_figures(scope.release, codes=codes)
        .filter(pl.col("unit").is_in(list(wanted)))
        .select("unit", "period", node="indicator", figure="value")
        .select("unit", "node", "period", "figure")
        .drop_nulls("figure")
    )


def _history(table: pl.DataFrame, item: Item) -> History:
    own = table.filter(pl.col("unit").is_in(list(item.members)))
    if item.average is not None:
        middle = pl.col("figure").median() if item.average == "median" else pl.col("figure").mean()
        own = own.group_by("node", "period").agg(middle)
    found: dict[str, dict[int, float]] = {}
    for node, period, figure in own.select("node", "period", "figure").iter_rows():
        found.setdefault(node, {})[period] = figure
    return found


def _compared(
    scope: Scope,
    measure: Measure,
    items: Sequence[Item],
    frame: GroupOption,
    year: int | None,
    *,
    histories: Sequence[History],
) -> ComparedMeasure:
    table = places_in(group_figures(scope, measure, frame, year), measure)
    known = table["figure"].drop_nulls()
    units = [item.unit.code for item in items if item.unit]
    asked_for = table.filter(pl.col("unit").is_in(units))
    rows = {row["unit"]: row for row in asked_for.iter_rows(named=True)}
    _note, intervals = certainty_of(scope, measure, frame, year)
    cells = []
    for item, history in zip(items, histories, strict=False):
        if item.unit is None:
            cells.append(
                _average_cell(scope, item, measure, frame, history.get(measure.code, {}).get(year or 0))
            )
            continue
        row = rows.get(item.unit.code, {"figure": None, "status": "no group", "place": None})
        cells.append(
            Cell(
                figure=row["figure"],
                status=row["status"],
                place=row["place"],
                ranked=known.len(),
                interval=intervals.get(item.unit.code),
            )
        )
    points = [tuple(sorted(history.get(measure.code, {}).items())) for history in histories]
    return ComparedMeasure(
        measure=measure,
        cells=tuple(cells),
        histories=tuple(points[:-1]),
        spread=spread_of(known),
        medians=points[-1],
        certain=_certain(scope, measure, items, frame, points[:-1]),
    )


def _certain(
    scope: Scope,
    measure: Measure,
    items: Sequence[Item],
    frame: GroupOption,
    histories: Sequence[tuple[Point, ...]],
) -> tuple[Mapping[int, Interval], ...]:
    """A group's year is read once for all of its municipalities; averages were never drawn."""
    ends = [{points[0][0], points[-1][0]} if points else set() for points in histories]
    drawn = {year: certainty_of(scope, measure, frame, year)[1] for year in sorted(set[int]().union(*ends))}
    return tuple(
        {year: drawn[year][item.unit.code] for year in years if item.unit and item.unit.code in drawn[year]}
        for item, years in zip(items, ends, strict=True)
    )


def _average_cell(
    scope: Scope, item: Item, measure: Measure, frame: GroupOption, figure: float | None
) -> Cell:
    """The average of what is known; of scores only where all of the group are compared with one another."""
    compared = scope.group(scope.scores_of(frame)[1])
    if measure.is_score and (compared is None or not item.members <= compared.members):
        return Cell(figure=None, status="other group")
    return Cell(figure=figure, status="" if figure is not None else "missing")


def _sources(
    scope: Scope, items: Sequence[Item], measures: Sequence[Measure], year: int | None
) -> tuple[SourceNote, ...]:
    """The files behind the figures of the year shown, by name."""
    if year is None:
        return ()
    codes = frozenset[str]().union(*(scope.leaves_below(measure) for measure in measures))
    units = frozenset[str]().union(*(item.members for item in items))
    used = published_sources(scope.release, codes=codes, year=year, units=units)
    return tuple(sorted(source_notes(used).values(), key=lambda source: source.file))
