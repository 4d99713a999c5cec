"""What a ranking or a comparison may be of: the measures, groups and scores of the current release by one recipe."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl
import polars.selectors as cs

from empiria.analysis.recipe import Recipe
from empiria.apps.monitor.models import RecipeVersion, Release, ScoreSet
from empiria.apps.monitor.selectors.catalogue import (
    executed_recipe,
    framework_titles,
    indicators_by_code,
)
from empiria.apps.monitor.selectors.choosing import LEAST_MEMBERS, STATES
from empiria.apps.monitor.selectors.measures import (
    Measure,
    bare_measure,
    codes_below,
    node_measures,
    published_indicators,
)
from empiria.apps.monitor.selectors.releases import current_release, with_work
from empiria.apps.monitor.selectors.shapes import (
    EVERYBODY,
    AskedGroup,
    ProfileState,
)
from empiria.apps.monitor.selectors.store import scan_observations, store_path
from empiria.apps.places.models import Group

# Texts of a release's units; its other texts are groups.
ABOUT_UNITS = {"unit", "level", "teryt", "name", "kind", "parent"}


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
    # Of a group that the address makes: who is in it, and why; who else would be if the recipe spoke of them.
    explanation: str = ""
    left_out: frozenset[str] = frozenset()

    @property
    def is_asked(self) -> bool:
        return bool(self.explanation)

    @property
    def size(self) -> int:
        return len(self.members)

    @property
    def silent(self) -> int:
        return len(self.left_out)


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
    # Groups asked for that the recipe speaks of too few members of.
    too_few: tuple[AskedGroup, ...] = ()

    @property
    def tree(self) -> Recipe | None:
        return executed_recipe(self.recipe.text) if self.recipe else None

    def measure(self, code: str | None) -> Measure | None:
        return next((one for one in self.measures if one.code == code), None)

    def group(self, code: str | None) -> GroupOption | None:
        return next((one for one in self.groups if one.code == code), None)

    def without_members(self, code: str | None) -> AskedGroup | None:
        """The group asked for, where the recipe speaks of too few of its members."""
        return next((one for one in self.too_few if one.code == code), None)

    def scores_of(self, group: GroupOption) -> tuple[ScoreSet, str]:
        """The scores in which a group is read, and the group within which these were made."""
        if group.is_own:
            return self.score_sets[group.grouping], group.code
        return self.score_sets[EVERYBODY], EVERYBODY

    def leaves_below(self, measure: Measure) -> frozenset[str]:
        """The indicators whose figures are behind a measure, those it is divided by among them."""
        if measure.is_bare or self.tree is None:
            return frozenset({measure.code})
        return codes_below(self.tree.node(measure.code))


def read_scope(recipe_code: str | None = None, asked_groups: Iterable[AskedGroup] = ()) -> Scope | None:
    """The recipe asked for, else the first whose scores can be read; None before the first publication.

    `asked_groups` come after the release's own, where there are scores among everybody to read them in; of their members
    those that the recipe speaks of.
    """
    release = current_release()
    if release is None:
        return None
    every = list(with_work(release.score_sets.select_related("recipe").order_by("recipe__position", "pk")))
    recipes = tuple({one.recipe_id: one.recipe for one in every}.values())

    def preference(one: ScoreSet) -> tuple[bool, bool, bool]:
        return one.recipe.code != recipe_code, not one.path, one.state != ScoreSet.State.READY

    first = min(every, key=preference, default=None)
    own = [one for one in every if first and one.recipe_id == first.recipe_id]
    recipe = first.recipe if first else None
    score_sets = {one.grouping: one for one in own if one.path}
    ready = any(one.state == ScoreSet.State.READY for one in score_sets.values())
    readable = list(asked_groups) if recipe and EVERYBODY in score_sets else []
    asked = {group: _asked(group, _spoken_of(release, recipe)) for group in readable if recipe}
    return Scope(
        release=release,
        state="ready" if ready else STATES[first.state] if first else "no scores",
        recipes=recipes,
        recipe=recipe,
        score_sets=score_sets,
        measures=_measures(release, recipe) if score_sets else (),
        groups=(
            *_groups(release, recipe, score_sets),
            *(option for option in asked.values() if option.size >= LEAST_MEMBERS),
        )
        if recipe
        else (),
        too_few=tuple(group for group, option in asked.items() if option.size < LEAST_MEMBERS),
    )


def _spoken_of(release: Release, recipe: RecipeVersion) -> frozenset[str]:
    """The units that the scores among everybody are of."""
    frozen = _frozen_members(store_path(release.units), recipe.groupings[0])
    return frozenset[str]().union(*frozen.get(EVERYBODY, {}).values())


def _asked(group: AskedGroup, spoken_of: frozenset[str]) -> GroupOption:
    members = group.members & spoken_of
    return GroupOption(
        code=group.code,
        title=group.title,
        grouping=group.kind,
        grouping_title=group.kind_title,
        url=group.url,
        members=members,
        is_own=False,
        explanation=group.explanation,
        left_out=group.members - members,
    )


def _measures(release: Release, recipe: RecipeVersion | None) -> tuple[Measure, ...]:
    """The recipe's nodes in the order of its tree, then what else the release holds, in the order of the catalogue."""
    if recipe is None:
        return ()
    tree = executed_recipe(recipe.text)
    published = published_indicators(release)
    leaves = {leaf.code for leaf in tree.leaves()}
    catalogue, titles = indicators_by_code({*published, *tree.indicators()}), framework_titles()
    rest = [one for code, one in catalogue.items() if code in published and code not in leaves]
    nodes = node_measures(tree.tree, published=published, catalogue=catalogue, titles=titles)
    return (*nodes, *map(bare_measure, rest))


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


def published_sources(
    release: Release, *, codes: Iterable[str], year: int, units: Iterable[str]
) -> tuple[int, ...]:
    """The imports that figures of some units came from in a year, each once."""
    return _sources_of(release.observations, frozenset(codes), year, frozenset(units))


# A path of the store names its content, and pages ask for the same groups and scores again and again.
@lru_cache(maxsize=64)
def _sources_of(
    observations: str, codes: frozenset[str], year: int, units: frozenset[str]
) -> tuple[int, ...]:
    rows = scan_observations(observations).filter(
        pl.col("indicator").is_in(list(codes)), pl.col("period") == year, pl.col("unit").is_in(list(units))
    )
    return tuple(rows.select(pl.col("source").drop_nulls().unique()).collect()["source"])


def published_figures(
    release: Release, *, codes: Iterable[str], years: Iterable[int] | None = None
) -> pl.DataFrame:
    """Figures of some indicators as published, of all years or some: unit, indicator, period, value, status, source."""
    rows = scan_observations(release.observations).filter(pl.col("indicator").is_in(list(codes)))
    if years is not None:
        rows = rows.filter(pl.col("period").is_in(list(years)))
    return rows.select("unit", "indicator", "period", "value", "status", "source").collect()
