"""A comparison: cities, medians and means of groups, side by side in any measures, over the figures of one group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from empiria.apps.monitor.selectors.profile import default_year
from empiria.apps.monitor.selectors.ranking import group_figures, places_in, spread_of
from empiria.apps.monitor.selectors.releases import source_notes
from empiria.apps.monitor.selectors.scope import GroupOption, Measure, Scope, published_figures
from empiria.apps.monitor.selectors.shapes import SourceNote, Spread, UnitNote
from empiria.apps.monitor.selectors.store import scan, store_path

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


@dataclass(frozen=True, kw_only=True)
class ComparedMeasure:
    """One measure: every item's cell in the year, and its years. `spread` and `medians` are of the group behind."""

    measure: Measure
    cells: tuple[Cell, ...]
    histories: tuple[tuple[Point, ...], ...]
    spread: Spread | None
    medians: tuple[Point, ...]


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
    usual = default_year(scope.scores_of(frame)[0])
    shown = year if year in years else usual if usual in years else max(years, default=None)
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
    """Every item's years, then those of the frame's median: one read of the scores, one of bare figures."""
    behind = Item(code="", group=frame, average="median")
    wanted = frozenset[str]().union(*(item.members for item in (*items, behind)))
    table = pl.concat([_scored(scope, measures, frame, wanted), _bare(scope, measures, wanted)])
    return [_history(table, item) for item in (*items, behind)]


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
    rows = {row["unit"]: row for row in table.iter_rows(named=True)}
    cells = []
    for item, history in zip(items, histories, strict=False):
        if item.unit is None:
            cells.append(
                _average_cell(scope, item, measure, frame, history.get(measure.code, {}).get(year or 0))
            )
            continue
        row = rows.get(item.unit.code, {"figure": None, "status": "no group", "place": None})
        cells.append(Cell(figure=row["figure"], status=row["status"], place=row["place"], ranked=known.len()))
    points = [tuple(sorted(history.get(measure.code, {}).items())) for history in histories]
    return ComparedMeasure(
        measure=measure,
        cells=tuple(cells),
        histories=tuple(points[:-1]),
        spread=spread_of(known),
        medians=points[-1],
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
    figures = published_figures(scope.release, codes=codes, years=[year])
    used = figures.filter(pl.col("unit").is_in(list(units)))["source"].drop_nulls().unique()
    return tuple(sorted(source_notes(used).values(), key=lambda source: source.file))
