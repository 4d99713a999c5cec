"""What every municipality may have a figure of: an indicator, a leaf of a recipe, or the score of a node of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from empiria.analysis.recipe import Node
from empiria.apps.monitor.models import Indicator, Release, ScoreSet
from empiria.apps.monitor.selectors.catalogue import IS_MUNICIPALITY, executed_recipe, framework_titles
from empiria.apps.monitor.selectors.rows import (
    kind_of,
    node_title,
    parts_of,
    per_words,
    plain_decimals,
    unit_of_leaf,
)
from empiria.apps.monitor.selectors.shapes import EVERYBODY, NodeKind
from empiria.apps.monitor.selectors.store import scan, store_path

# Between a recipe and its node in an address; it stands in no code.
SEPARATOR = "/"
# The status of a count whose denominator of the same year is not known.
NO_DENOMINATOR = "no denominator"
# Tables of one measure over all years that a web process keeps; of a whole country each takes a megabyte or two.
KEPT = 32


class Ratio(NamedTuple):
    """An indicator and what the catalogue divides it by: another one of the same year, or a column of the units."""

    code: str
    denominator: str
    per_unit: str
    times: float


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One thing that is shown of many units. `code` is its word in an address: of a node within its own recipe the node's,
    elsewhere with the recipe before it.

    A leaf of a recipe is divided as the recipe says (`per`, in words), an indicator of the catalogue as the catalogue
    says; `is_bare` are figures as published, which no recipe and nobody divides.
    """

    code: str
    title: str
    kind: NodeKind
    unit: str = ""
    decimals: int = 2
    polarity: str = "up"
    # What stands above it in a list, and how deep it lies in its recipe.
    heading: str = ""
    depth: int = 0
    indicator: Indicator | None = None
    per: str = ""
    is_bare: bool = False
    # Of a score outside its own recipe: the set it was computed in, and its node.
    score_set: ScoreSet | None = None
    node: str = ""
    # The group that these scores compare, or everybody; empty where each unit is scored within its own.
    within: str = ""

    @property
    def is_score(self) -> bool:
        return self.kind != "indicator"

    @property
    def column(self) -> str:
        """Where its figures stand in a table of scores."""
        return "score" if self.is_score else "value"


def measures(release: Release) -> dict[str, Measure]:
    """Everything there are figures of, by the word in an address: the scores of every recipe, then the catalogue's
    indicators. Three SQL queries."""
    titles = framework_titles()
    found = list(_scores(release, titles))
    known = published_indicators(release)
    catalogue = Indicator.objects.select_related("area__dimension", "denominator")
    found += [indicator_measure(one) for one in catalogue if one.code in known]
    return {measure.code: measure for measure in found}


def indicator_measure(indicator: Indicator) -> Measure:
    """An indicator as tables and maps show it: a count with a denominator as the ratio."""
    is_ratio = indicator.denominator_id is not None or bool(indicator.per_unit)
    return Measure(
        code=indicator.code,
        title=indicator.name,
        heading=indicator.area.title if indicator.area else "",
        kind="indicator",
        unit=(indicator.ratio_unit or indicator.unit) if is_ratio else indicator.unit,
        decimals=indicator.decimals if is_ratio else plain_decimals(indicator),
        polarity=indicator.polarity,
        indicator=indicator,
    )


def bare_measure(indicator: Indicator) -> Measure:
    """Without a recipe nobody says which way is better: a large city has more of everything."""
    return Measure(
        code=indicator.code,
        title=indicator.name,
        kind="indicator",
        depth=1,
        unit=indicator.unit,
        decimals=plain_decimals(indicator),
        polarity="neutral",
        indicator=indicator,
        is_bare=True,
    )


def node_measures(
    node: Node,
    *,
    published: frozenset[str],
    catalogue: Mapping[str, Indicator],
    titles: Mapping[str, str],
    depth: int = 0,
) -> list[Measure]:
    """A node of a recipe and what is below it; leaves only where the release has figures of them."""
    if node.is_leaf and node.code not in published:
        return []
    indicator = catalogue.get(node.code) if node.is_leaf else None
    found = [
        Measure(
            code=node.code,
            title=node_title(node, catalogue=catalogue, titles=titles),
            kind=kind_of(node, depth),
            depth=depth,
            unit=unit_of_leaf(node, indicator),
            decimals=(indicator.decimals if indicator else 1) if node.is_leaf else 2,
            polarity=node.direction if node.is_leaf else "up",
            indicator=indicator,
            per=per_words(node, catalogue),
        )
    ]
    for child in node.children:
        found += node_measures(
            child, published=published, catalogue=catalogue, titles=titles, depth=depth + 1
        )
    return found


def codes_below(node: Node) -> frozenset[str]:
    """The indicators whose figures are behind a node, those it is divided by among them."""
    return frozenset(code for leaf in node.walk() if leaf.is_leaf for code in parts_of(leaf))


def codes_of(measure: Measure) -> frozenset[str]:
    """The same of a score outside its own recipe, or of an indicator as the catalogue divides it."""
    if measure.score_set is not None:
        return codes_below(executed_recipe(measure.score_set.recipe.text).node(measure.node))
    if measure.indicator is None:
        raise ValueError("a measure is an indicator or a score")
    ratio = ratio_of(measure.indicator)
    return frozenset({ratio.code, ratio.denominator} - {""})


def ratio_of(indicator: Indicator) -> Ratio:
    denominator = indicator.denominator.code if indicator.denominator else ""
    return Ratio(indicator.code, denominator, indicator.per_unit, indicator.times)


def _scores(release: Release, titles: Mapping[str, str]) -> list[Measure]:
    """Nodes above the leaves, of each recipe's set among everybody, for these scores alone can be compared over all units;
    without such a set that of its own grouping."""
    ready = list(release.score_sets.filter(state=ScoreSet.State.READY).select_related("recipe"))
    among_all = {one.recipe_id for one in ready if one.grouping == EVERYBODY}
    return [
        replace(
            measure,
            code=f"{one.recipe.code}{SEPARATOR}{measure.code}",
            heading=one.recipe.title,
            score_set=one,
            node=measure.code,
            within=EVERYBODY if one.grouping == EVERYBODY else "",
        )
        for one in ready
        if one.grouping == (EVERYBODY if one.recipe_id in among_all else one.recipe.groupings[0])
        for measure in node_measures(
            executed_recipe(one.recipe.text).tree, published=frozenset(), catalogue={}, titles=titles
        )
    ]


def within_group(measure: Measure, group: str, grouping: str) -> Measure:
    """The score as it was made within a group; as it is where none was made in the group's grouping."""
    if measure.score_set is None:
        return measure
    own = ScoreSet.objects.filter(
        release=measure.score_set.release_id,
        recipe=measure.score_set.recipe_id,
        grouping=grouping,
        state=ScoreSet.State.READY,
    )
    found = own.select_related("recipe").first()
    return replace(measure, score_set=found, within=group) if found else measure


def published_indicators(release: Release) -> frozenset[str]:
    """Codes that a release has any figure of."""
    return _published(store_path(release.observations))


# A path of the store names its content: what was read from it never changes.
@lru_cache(maxsize=4)
def _published(path: Path) -> frozenset[str]:
    figures = scan(path).filter(pl.col("value").is_not_null()).select(pl.col("indicator").unique())
    return frozenset(figures.collect()["indicator"])


def measure_table(release: Release, measure: Measure) -> pl.DataFrame:
    """Every figure of the municipalities over all years: `unit`, `period`, `value`, `status`, `source`."""
    if measure.score_set is not None:
        return _score_table(
            store_path(measure.score_set.path) / "by_group.parquet", measure.node, measure.within
        )
    indicator = measure.indicator
    if indicator is None:
        raise ValueError("a measure is an indicator or a score")
    return indicator_table(
        store_path(release.observations),
        store_path(release.units),
        ratio_of(indicator),
    )


@lru_cache(maxsize=KEPT)
def _score_table(path: Path, node: str, within: str) -> pl.DataFrame:
    columns = ("unit", "period", pl.col("score").alias("value"), "status")
    compared = pl.col("group") == within if within else True
    rows = scan(path).filter(pl.col("node") == node, compared).select(columns)
    return rows.with_columns(source=pl.lit(None, pl.Int64)).sort("unit", "period").collect()


@lru_cache(maxsize=KEPT)
def indicator_table(path: Path, units: Path, ratio: Ratio) -> pl.DataFrame:
    """The figures; where the catalogue divides, by the denominator's of the same year, or by a column of the units."""
    code, denominator, per_unit, times = ratio
    rows = (
        scan(path)
        .filter(pl.col("indicator").is_in([code, denominator]), IS_MUNICIPALITY)
        .select("unit", "indicator", "period", "value", "status", "source")
        .collect()
    )
    found = rows.filter(pl.col("indicator") == code).drop("indicator")
    if denominator:
        divisors = rows.filter(pl.col("indicator") == denominator).select("unit", "period", divisor="value")
        found = found.join(divisors, on=["unit", "period"], how="left")
    elif per_unit:
        divisors = pl.read_parquet(units).select("unit", divisor=pl.col(per_unit).cast(pl.Float64))
        found = found.join(divisors, on="unit", how="left")
    else:
        return found.sort("unit", "period")
    is_divided = pl.col("divisor").fill_null(0.0) > 0
    is_lost = pl.col("value").is_not_null() & ~is_divided
    return (
        found.with_columns(
            value=pl.when(is_divided).then(pl.col("value") / pl.col("divisor") * times),
            status=pl.when(is_lost).then(pl.lit(NO_DENOMINATOR)).otherwise("status"),
        )
        .drop("divisor")
        .sort("unit", "period")
    )


class Covered(NamedTuple):
    """A year: of how many municipalities there is a figure, and of how many only a count that nothing divides."""

    year: int
    known: int
    undivided: int


def coverage(release: Release, measure: Measure) -> tuple[Covered, ...]:
    """Years in which anything was published, rising."""
    is_undivided = pl.col("value").is_null() & (pl.col("status") == NO_DENOMINATOR)
    counted = (
        measure_table(release, measure)
        .group_by("period")
        .agg(known=pl.col("value").is_not_null().sum(), undivided=is_undivided.sum())
        .filter(pl.col("known") + pl.col("undivided") > 0)
        .sort("period")
    )
    return tuple(Covered(*row) for row in counted.iter_rows())


def known_years(release: Release, measure: Measure) -> dict[int, int]:
    """Years with a figure, rising, and of how many municipalities."""
    known = measure_table(release, measure).drop_nulls("value").group_by("period").len().sort("period")
    return dict(known.iter_rows())
