"""What a ranking or a comparison may be of: the measures, groups and scores of the current release by one recipe."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl
import polars.selectors as cs

from empiria.analysis.recipe import Node, Recipe
from empiria.apps.monitor.models import Indicator, RecipeVersion, Release, ScoreSet
from empiria.apps.monitor.selectors.catalogue import (
    executed_recipe,
    framework_titles,
    indicator_note,
    indicators_by_code,
)
from empiria.apps.monitor.selectors.profile import EVERYBODY, STATES
from empiria.apps.monitor.selectors.releases import current_release
from empiria.apps.monitor.selectors.rows import kind_of, node_title, per_words, plain_decimals, unit_of_leaf
from empiria.apps.monitor.selectors.shapes import IndicatorNote, NodeKind, ProfileState
from empiria.apps.monitor.selectors.store import scan_observations, store_path
from empiria.apps.places.models import Group

# A group of one has nobody to be compared with.
LEAST_MEMBERS = 2
# Texts of a release's units; its other texts are groups.
ABOUT_UNITS = {"unit", "level", "teryt", "name", "kind", "parent"}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A node of the recipe, or an indicator of the release that no leaf uses (`is_bare`: its figures as published)."""

    code: str
    title: str
    kind: NodeKind
    depth: int
    unit: str
    decimals: int
    polarity: str
    indicator: IndicatorNote | None = None
    per: str = ""
    is_bare: bool = False

    @property
    def is_score(self) -> bool:
        return self.kind != "indicator"

    @property
    def column(self) -> str:
        """Where its figures stand in a table of scores."""
        return "score" if self.is_score else "value"


@dataclass(frozen=True, kw_only=True)
class GroupOption:
    """A group as frozen with the release. Where no scores were made in its grouping, `is_own` is false: its members
    are read as they score among everybody."""

    code: str
    title: str
    grouping: str
    grouping_title: str
    url: str
    members: frozenset[str]
    is_own: bool

    @property
    def size(self) -> int:
        return len(self.members)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """One recipe in the current release. `recipe` is None where the release has no scores, nor will have."""

    release: Release
    state: ProfileState
    recipes: tuple[RecipeVersion, ...]
    recipe: RecipeVersion | None
    score_sets: Mapping[str, ScoreSet]
    measures: tuple[Measure, ...]
    groups: tuple[GroupOption, ...]

    @property
    def tree(self) -> Recipe | None:
        return executed_recipe(self.recipe.text) if self.recipe else None

    def measure(self, code: str | None) -> Measure | None:
        return next((one for one in self.measures if one.code == code), None)

    def group(self, code: str | None) -> GroupOption | None:
        return next((one for one in self.groups if one.code == code), None)

    def scores_of(self, group: GroupOption) -> tuple[ScoreSet, str]:
        """The scores in which a group is read, and the group within which these were made."""
        if group.is_own:
            return self.score_sets[group.grouping], group.code
        return self.score_sets[EVERYBODY], EVERYBODY

    def leaves_below(self, measure: Measure) -> frozenset[str]:
        """The indicators whose figures are behind a measure, those it is divided by among them."""
        if measure.is_bare or self.tree is None:
            return frozenset({measure.code})
        leaves = [node for node in self.tree.node(measure.code).walk() if node.is_leaf]
        divided_by = {leaf.per.indicator for leaf in leaves if leaf.per and leaf.per.indicator}
        return frozenset({leaf.code for leaf in leaves} | divided_by)


def read_scope(recipe_code: str | None = None) -> Scope | None:
    """The recipe asked for, else the first whose scores can be read; None before the first publication."""
    release = current_release()
    if release is None:
        return None
    every = list(release.score_sets.select_related("recipe").order_by("recipe__position", "pk"))
    recipes = tuple({one.recipe_id: one.recipe for one in every}.values())

    def preference(one: ScoreSet) -> tuple[bool, bool, bool]:
        return one.recipe.code != recipe_code, not one.path, one.state != ScoreSet.State.READY

    first = min(every, key=preference, default=None)
    own = [one for one in every if first and one.recipe_id == first.recipe_id]
    recipe = first.recipe if first else None
    score_sets = {one.grouping: one for one in own if one.path}
    ready = any(one.state == ScoreSet.State.READY for one in score_sets.values())
    return Scope(
        release=release,
        state="ready" if ready else STATES[first.state] if first else "no scores",
        recipes=recipes,
        recipe=recipe,
        score_sets=score_sets,
        measures=_measures(release, recipe) if score_sets else (),
        groups=_groups(release, recipe, score_sets) if recipe else (),
    )


def _measures(release: Release, recipe: RecipeVersion | None) -> tuple[Measure, ...]:
    """The recipe's nodes in the order of its tree, then what else the release holds, in the order of the catalogue."""
    if recipe is None:
        return ()
    tree = executed_recipe(recipe.text)
    published = _indicators_of(release.observations)
    leaves = {leaf.code for leaf in tree.leaves()}
    catalogue, titles = indicators_by_code({*published, *tree.indicators()}), framework_titles()
    rest = [one for code, one in catalogue.items() if code in published and code not in leaves]
    nodes = _walk(tree.tree, depth=0, published=published, catalogue=catalogue, titles=titles)
    return (*nodes, *map(_bare, rest))


def _walk(
    node: Node,
    *,
    depth: int,
    published: frozenset[str],
    catalogue: Mapping[str, Indicator],
    titles: Mapping[str, str],
) -> list[Measure]:
    """A node and what is below it; leaves only where the release has figures of them."""
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
            indicator=indicator_note(indicator) if indicator else None,
            per=per_words(node, catalogue),
        )
    ]
    for child in node.children:
        found += _walk(child, depth=depth + 1, published=published, catalogue=catalogue, titles=titles)
    return found


def _bare(indicator: Indicator) -> Measure:
    """Without a recipe nobody says which way is better: a large city has more of everything."""
    return Measure(
        code=indicator.code,
        title=indicator.name,
        kind="indicator",
        depth=1,
        unit=indicator.unit,
        decimals=plain_decimals(indicator),
        polarity="neutral",
        indicator=indicator_note(indicator),
        is_bare=True,
    )


# A path of the store names its content: what was read from it never changes.
@lru_cache(maxsize=2)
def _indicators_of(observations: str) -> frozenset[str]:
    known = scan_observations(observations).filter(pl.col("value").is_not_null())
    return frozenset(known.select("indicator").unique().collect()["indicator"])


def _groups(
    release: Release, recipe: RecipeVersion, score_sets: Mapping[str, ScoreSet]
) -> tuple[GroupOption, ...]:
    """Every frozen group that can be read: those of the recipe's groupings first."""
    frozen = {
        code: (grouping, members)
        for grouping, codes in _frozen_members(store_path(release.units), recipe.groupings[0]).items()
        if grouping in score_sets or EVERYBODY in score_sets
        for code, members in codes.items()
        if len(members) >= LEAST_MEMBERS
    }
    places = {grouping: place for place, grouping in enumerate(recipe.groupings)}
    named = Group.objects.filter(code__in=frozen).select_related("grouping")
    ordered = sorted(
        named,
        key=lambda group: (
            places.get(frozen[group.code][0], len(places)),
            group.grouping.position,
            group.grouping.code,
            group.position,
            group.code,
        ),
    )
    return tuple(
        GroupOption(
            code=group.code,
            title=group.title,
            grouping=frozen[group.code][0],
            grouping_title=group.grouping.title,
            url=group.get_absolute_url(),
            members=frozen[group.code][1],
            is_own=frozen[group.code][0] in score_sets,
        )
        for group in ordered
    )


@lru_cache(maxsize=4)
def _frozen_members(path: Path, own_grouping: str) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Who was in which group when the release was published, by grouping and group: of the units the recipe speaks of."""
    units = pl.read_parquet(path)
    if own_grouping not in units.columns:
        return {}
    spoken_of = units.filter(pl.col(own_grouping).is_not_null())
    groupings = [name for name in units.select(cs.string()).columns if name not in ABOUT_UNITS]
    return {
        grouping: {
            str(code): frozenset(part["unit"])
            for (code,), part in spoken_of.drop_nulls(grouping).partition_by(grouping, as_dict=True).items()
        }
        for grouping in groupings
    }


def published_figures(
    release: Release, *, codes: Iterable[str], years: Iterable[int] | None = None
) -> pl.DataFrame:
    """Figures of some indicators as published, of all years or some: unit, indicator, period, value, status, source."""
    rows = scan_observations(release.observations).filter(pl.col("indicator").is_in(list(codes)))
    if years is not None:
        rows = rows.filter(pl.col("period").is_in(list(years)))
    return rows.select("unit", "indicator", "period", "value", "status", "source").collect()
