"""How a group lies in figures that its recipe does not use: as published, so that nothing shown stands alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import polars as pl

from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors.rows import BARE
from empiria.apps.monitor.selectors.scores import spread_of
from empiria.apps.monitor.selectors.shapes import NodeRow, Spread
from empiria.apps.monitor.selectors.store import scan, store_path


@dataclass(frozen=True, kw_only=True)
class _Group:
    """The figures of a group's members in one indicator: those of the year shown, and the median of every year."""

    values: tuple[float, ...]
    spread: Spread | None
    medians: Mapping[int, float]


def beside_group(
    rows: Iterable[NodeRow], *, release: Release, members: Iterable[str], year: int | None
) -> tuple[NodeRow, ...]:
    """The rows with the group behind them; as they are where nobody of it has a figure."""
    rows, compared = tuple(rows), frozenset(members)
    codes = frozenset(_code(row) for row in rows)
    groups = _groups(store_path(release.observations), codes, compared, year) if codes and compared else {}
    return tuple(
        _beside(row, groups[_code(row)], len(compared)) if _code(row) in groups else row for row in rows
    )


def _code(row: NodeRow) -> str:
    return row.node.removesuffix(BARE)


def _beside(row: NodeRow, group: _Group, size: int) -> NodeRow:
    return replace(
        row,
        values=group.spread,
        group_values=group.values,
        group_size=size,
        group_missing=size - len(group.values),
        history=tuple(point._replace(median=group.medians.get(point.period)) for point in row.history),
    )


# A path of the store names its content, and every page of a group's members asks for the same.
@lru_cache(maxsize=64)
def _groups(
    path: Path, codes: frozenset[str], members: frozenset[str], year: int | None
) -> Mapping[str, _Group]:
    is_asked = pl.col("indicator").is_in(list(codes)) & pl.col("unit").is_in(list(members))
    known = scan(path).filter(is_asked, pl.col("value").is_not_null())
    figures = known.select("indicator", "period", "value").collect()
    found = {}
    for (code,), part in figures.partition_by("indicator", as_dict=True).items():
        now = part.filter(pl.col("period") == year)["value"]
        medians = part.group_by("period").agg(pl.col("value").median())
        found[str(code)] = _Group(values=tuple(now), spread=spread_of(now), medians=dict(medians.iter_rows()))
    return found
