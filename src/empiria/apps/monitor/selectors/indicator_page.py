"""One indicator over all municipalities: how its figures lie, who is best, who improved, who uses it, what goes with it."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from empiria.analysis.recipe import Node
from empiria.apps.monitor.models import Indicator, RecipeVersion, Release
from empiria.apps.monitor.selectors.catalogue import (
    IS_MUNICIPALITY,
    executed_recipe,
    framework_titles,
    indicators_by_code,
    recipe_note,
)
from empiria.apps.monitor.selectors.layers import Layer, Spot
from empiria.apps.monitor.selectors.measures import Ratio, measure_table, ratio_of
from empiria.apps.monitor.selectors.rows import node_title
from empiria.apps.monitor.selectors.shapes import RecipeNote, UnitNote
from empiria.apps.monitor.selectors.store import scan, store_path

LISTED = 10
# An improvement is told over so many years, or over fewer where the first figures are later.
YEARS_BACK = 5
# Fewer pairs, or a weaker correlation, say nothing worth a line.
FEWEST_PAIRS, WEAKEST = 20, 0.3
RELATED = 5
# Before a column of the units, beside the indicators.
COLUMN = "unit."


class Ranked(NamedTuple):
    """A municipality with its place (ties share the better) and its figure."""

    place: int
    spot: Spot


class Improvement(NamedTuple):
    """A municipality's figure then and now, and the difference."""

    unit: UnitNote
    before: float
    now: float
    change: float


@dataclass(frozen=True, kw_only=True)
class Use:
    """Where a recipe uses the indicator: the titles above it, its share in the whole, or that it only divides by it."""

    recipe: RecipeNote
    node: str
    path: tuple[str, ...]
    direction: str
    share: float
    is_denominator: bool


class Related(NamedTuple):
    """Another indicator, its rank correlation (Spearman's ρ) in the same year, and over how many municipalities."""

    indicator: Indicator
    correlation: float
    pairs: int


def looked_at(shown: Layer) -> list[Spot]:
    """The municipalities of the group, or all of them."""
    return [spot for spot in shown.spots if not shown.group or spot.unit.code in shown.members]


def best(shown: Layer, *, lowest: bool = False) -> list[Ranked]:
    """The first ten, by the better side; without one the highest, or with `lowest` the other end."""
    is_rising = (shown.measure.polarity == "down") is not lowest
    known = [(spot.value, spot) for spot in looked_at(shown) if spot.value is not None]
    known.sort(key=lambda one: one[0], reverse=not is_rising)
    ranked: list[Ranked] = []
    for number, (value, spot) in enumerate(known[:LISTED], start=1):
        is_tie = bool(ranked) and ranked[-1].spot.value == value
        ranked.append(Ranked(ranked[-1].place if is_tie else number, spot))
    return ranked


def since(shown: Layer) -> int | None:
    """The year that an improvement is counted from: five years back, or the first later one with figures."""
    if shown.year is None:
        return None
    return min((year for year in shown.years if shown.year - YEARS_BACK <= year < shown.year), default=None)


def most_improved(release: Release, shown: Layer) -> list[Improvement]:
    """The ten largest changes for the better; without a better side the largest rises."""
    begin = since(shown)
    if begin is None:
        return []
    rows = measure_table(release, shown.measure).filter(pl.col("period") == begin).drop_nulls("value")
    before = dict(rows["unit", "value"].iter_rows())
    sign = -1 if shown.measure.polarity == "down" else 1
    found = [
        Improvement(spot.unit, before[spot.unit.code], spot.value, spot.value - before[spot.unit.code])
        for spot in looked_at(shown)
        if spot.value is not None and spot.unit.code in before
    ]
    found.sort(key=lambda one: -sign * one.change)
    # What is written as 0,0 is no improvement.
    return [one for one in found[:LISTED] if round(sign * one.change, shown.measure.decimals) > 0]


def uses(code: str) -> list[Use]:
    """Every current recipe with the indicator as a leaf, or as what a leaf is divided by."""
    titles, catalogue, found = framework_titles(), indicators_by_code(), []
    for version in RecipeVersion.objects.filter(is_current=True):
        tree = executed_recipe(version.text).tree
        note = recipe_note(version)
        found += [
            Use(
                recipe=note,
                node=leaf.code,
                path=tuple(
                    node_title(node, catalogue=catalogue, titles=titles)
                    # What is divided tells one use as a denominator from the next.
                    for node in ((*above, leaf) if leaf.code != code else above)
                ),
                direction=leaf.direction,
                share=share,
                is_denominator=leaf.code != code,
            )
            for leaf, above, share in _leaves(tree)
            if leaf.code == code or (leaf.per is not None and leaf.per.indicator == code)
        ]
    return found


def _leaves(
    node: Node, above: tuple[Node, ...] = (), share: float = 1.0
) -> list[tuple[Node, tuple[Node, ...], float]]:
    """Leaves with the nodes above them and their share in the whole."""
    if node.is_leaf:
        return [(node, above, share)]
    total = sum(child.weight for child in node.scored_children) or 1.0
    return [
        found
        for child in node.children
        for found in _leaves(
            child, (*above, node), share * (child.weight / total if child in node.scored_children else 0)
        )
    ]


def related(release: Release, shown: Layer) -> list[Related]:
    """The indicators that go most strongly with this one in the same year: first together, then against each other."""
    if shown.year is None or shown.measure.indicator is None:
        return []
    catalogue = list(Indicator.objects.select_related("denominator"))
    ratios = tuple(ratio_of(one) for one in catalogue)
    wide = _wide(store_path(release.observations), store_path(release.units), shown.year, ratios)
    own = shown.measure.indicator.code
    if own not in wide.columns:
        return []
    if shown.group:
        wide = wide.filter(pl.col("unit").is_in(shown.members))
    found = []
    for indicator in catalogue:
        if indicator.code == own or indicator.code not in wide.columns:
            continue
        pairs = wide.select(own, indicator.code).drop_nulls()
        if len(pairs) < FEWEST_PAIRS:
            continue
        correlation = pairs.select(pl.corr(own, indicator.code, method="spearman")).item()
        # Not a number where one of them is the same everywhere.
        if correlation is not None and abs(correlation) >= WEAKEST:
            found.append(Related(indicator, correlation, len(pairs)))
    found.sort(key=lambda one: -one.correlation)
    return [one for one in found if one.correlation > 0][:RELATED] + [
        one for one in found if one.correlation < 0
    ][-RELATED:]


# A path of the store names its content: what was read from it never changes.
@lru_cache(maxsize=8)
def _wide(path: Path, units: Path, year: int, ratios: tuple[Ratio, ...]) -> pl.DataFrame:
    """Municipalities of a year with a column for every indicator, counts divided as the catalogue says."""
    rows = scan(path).filter(pl.col("period") == year, IS_MUNICIPALITY).select("unit", "indicator", "value")
    wide = rows.collect().pivot(on="indicator", index="unit", values="value")
    columns = {per_unit for _, _, per_unit, _ in ratios if per_unit}
    frozen = pl.read_parquet(units).select("unit", pl.col(columns).cast(pl.Float64).name.prefix(COLUMN))
    divided = []
    for code, denominator, per_unit, times in ratios:
        name = f"{COLUMN}{per_unit}" if per_unit else denominator
        if code not in wide.columns or not name:
            continue
        divisor = pl.col(name) if per_unit or name in wide.columns else pl.lit(None, pl.Float64)
        divided.append(pl.when(divisor > 0).then(pl.col(code) / divisor * times).alias(code))
    return wide.join(frozen, on="unit", how="left").with_columns(divided)


def all_figures(release: Release, shown: Layer) -> list[tuple[UnitNote, int, float | None, str]]:
    """Every figure of every year of the municipalities that are looked at."""
    notes = {spot.unit.code: spot.unit for spot in looked_at(shown)}
    rows = measure_table(release, shown.measure)["unit", "period", "value", "status"]
    return [
        (notes[unit], year, value, status) for unit, year, value, status in rows.iter_rows() if unit in notes
    ]
