"""How certain a recipe's places are, what moves them, and whether its index hangs together: for the page of the method."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from empiria.analysis.recipe import Recipe
from empiria.apps.monitor.models import RecipeVersion, ScoreSet
from empiria.apps.monitor.selectors.catalogue import (
    executed_recipe,
    framework_titles,
    indicators_by_code,
    recipes,
)
from empiria.apps.monitor.selectors.certainty import NOT_COMPUTED, CertaintyNote, certainty_note
from empiria.apps.monitor.selectors.releases import current_release, with_work
from empiria.apps.monitor.selectors.rows import node_title
from empiria.apps.monitor.selectors.store import scan, store_path
from empiria.apps.monitor.selectors.years import default_year
from empiria.apps.places.selectors import grouping_titles


@dataclass(frozen=True, kw_only=True)
class ChoiceShare:
    """A choice's part in the variance of a node's places; None where no place moves."""

    node: str
    title: str
    choice: str
    first_order: float | None
    total: float | None


@dataclass(frozen=True, kw_only=True)
class Alpha:
    """Cronbach's alpha of a node's children, over `n` units."""

    node: str
    title: str
    items: int
    n: int
    alpha: float | None


@dataclass(frozen=True, kw_only=True)
class EffectiveWeight:
    """A child's share of its siblings' weight, and of its parent's variance."""

    node: str
    title: str
    parent: str
    n: int
    nominal: float
    effective: float | None


@dataclass(frozen=True, kw_only=True)
class Correlation:
    """Of two siblings, or of a child with its parent."""

    node: str
    title: str
    other: str
    parent: str
    is_with_parent: bool
    n: int
    r: float | None


@dataclass(frozen=True, kw_only=True)
class MethodCertainty:
    """Of the recipe's own grouping in the year that pages show first. Without a computation everything is empty."""

    note: CertaintyNote
    year: int | None = None
    grouping: str = ""
    # Of all pairs of units within a group, those whose intervals of the whole's place do not overlap.
    told_apart: float | None = None
    shares: tuple[ChoiceShare, ...] = ()
    alphas: tuple[Alpha, ...] = ()
    weights: tuple[EffectiveWeight, ...] = ()
    correlations: tuple[Correlation, ...] = ()

    def shares_of(self, node: str) -> tuple[ChoiceShare, ...]:
        return tuple(one for one in self.shares if one.node == node)


def method_certainty(recipe_code: str) -> MethodCertainty:
    """Of the recipe in use in the current release."""
    version, release = recipes().filter(code=recipe_code).first(), current_release()
    if version is None or release is None:
        return MethodCertainty(note=NOT_COMPUTED)
    own = release.score_sets.filter(recipe=version, grouping=version.groupings[0])
    score_set = with_work(own).first()
    if score_set is None:
        return MethodCertainty(note=NOT_COMPUTED)
    year = default_year(score_set)
    note = certainty_note(score_set, period=year)
    if note.state not in ("ready", "no choices") or year is None:
        return MethodCertainty(note=note, year=year)
    return _read(score_set, version, note, year)


def _read(score_set: ScoreSet, version: RecipeVersion, note: CertaintyNote, year: int) -> MethodCertainty:
    folder, recipe = store_path(score_set.certainty_path), executed_recipe(version.text)
    titles = _titles(recipe)

    def rows(name: str) -> Iterable[dict[str, object]]:
        table = scan(folder / f"{name}.parquet").filter(pl.col("period") == year).drop("period").collect()
        return table.iter_rows(named=True)

    return MethodCertainty(
        note=note,
        year=year,
        grouping=grouping_titles([score_set.grouping]).get(score_set.grouping, ""),
        told_apart=_told_apart(folder / "by_group.parquet", year, recipe.tree.code)
        if note.is_ready
        else None,
        shares=tuple(ChoiceShare(title=titles[str(row["node"])], **row) for row in rows("sensitivity")),  # type: ignore[arg-type]
        alphas=tuple(Alpha(title=titles[str(row["node"])], **row) for row in rows("alphas")),  # type: ignore[arg-type]
        weights=tuple(
            EffectiveWeight(title=titles[str(row["node"])], **{**row, "parent": titles[str(row["parent"])]})  # type: ignore[arg-type]
            for row in rows("effective_weights")
        ),
        correlations=tuple(_correlation(row, titles) for row in rows("correlations")),
    )


def _titles(recipe: Recipe) -> Mapping[str, str]:
    catalogue, titles = indicators_by_code(recipe.indicators()), framework_titles()
    return {node.code: node_title(node, catalogue=catalogue, titles=titles) for node in recipe.nodes}


def _correlation(row: Mapping[str, object], titles: Mapping[str, str]) -> Correlation:
    node, other, parent = (str(row[name]) for name in ("node", "other", "parent"))
    return Correlation(
        node=node,
        title=titles[node],
        other=titles[other],
        parent=titles[parent],
        is_with_parent=other == parent,
        n=int(str(row["n"])),
        r=row["r"],  # type: ignore[arg-type]
    )


# A path of the store names its content: what was read from it never changes.
@lru_cache(maxsize=16)
def _told_apart(path: Path, year: int, root: str) -> float | None:
    ends = (
        scan(path)
        .filter(pl.col("period") == year, pl.col("node") == root)
        .select("group", "rank_low", "rank_high")
        .collect()
    )
    apart = pairs = 0
    for part in ends.partition_by("group"):
        lows = sorted(part["rank_low"])
        apart += sum(part.height - bisect_right(lows, high) for high in part["rank_high"])
        pairs += part.height * (part.height - 1) // 2
    return apart / pairs if pairs else None
