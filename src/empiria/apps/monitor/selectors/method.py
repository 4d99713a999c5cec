"""A recipe as readers see it: the tree that is executed, worked through for one real unit."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from empiria.analysis.recipe import Node, Recipe
from empiria.apps.monitor.models import Indicator, RecipeVersion, Release, ScoreSet
from empiria.apps.monitor.selectors.catalogue import (
    executed_recipe,
    framework_titles,
    indicator_note,
    indicators_by_code,
    recipe_note,
    recipes,
)
from empiria.apps.monitor.selectors.formulas import Fitted, aggregate_example, leaf_example
from empiria.apps.monitor.selectors.profile import city_profile
from empiria.apps.monitor.selectors.recipe_words import recipe_summary
from empiria.apps.monitor.selectors.releases import current_release, release_note
from empiria.apps.monitor.selectors.rows import kind_of, node_title, per_words
from empiria.apps.monitor.selectors.scores import parameters
from empiria.apps.monitor.selectors.shapes import (
    CityProfile,
    MethodNode,
    MethodView,
    NodeRow,
    RecipeNote,
    StepExample,
    SummaryLine,
)
from empiria.apps.monitor.selectors.store import read_units, scan_observations, store_path
from empiria.apps.places.models import Unit
from empiria.apps.places.selectors import grouping_titles, units_by_code


def recipe_notes() -> tuple[RecipeNote, ...]:
    """Every recipe in use."""
    return tuple(recipe_note(recipe) for recipe in recipes())


def current_recipe(code: str) -> RecipeVersion | None:
    """The version in use of the recipe of that code."""
    return recipes().filter(code=code).first()


def recipe_lines(profile: CityProfile) -> tuple[SummaryLine, ...]:
    """The recipe that made a profile's scores, in short: in the version that was executed."""
    if profile.score_set is None:
        return ()
    version = ScoreSet.objects.select_related("recipe").get(pk=profile.score_set).recipe
    titles = grouping_titles(version.groupings).values()
    return recipe_summary(executed_recipe(version.text), groupings=titles)


def method(recipe_code: str, unit: Unit | None = None, year: int | None = None) -> MethodView | None:
    """The recipe of that code (None: there is none) with the figures of `unit`, or of a large unit that has scores."""
    version = current_recipe(recipe_code)
    if version is None:
        return None
    recipe = executed_recipe(version.text)
    release = current_release()
    example = _example(release, version, unit, year) if release else None
    view = _View(
        recipe=recipe,
        catalogue=indicators_by_code(),
        titles=framework_titles(),
        profile=example,
        figures=_figures(release, example) if release and example else {},
        areas=_columns(release, example) if release and example else {},
        fitted=_fitted(example),
    )
    return MethodView(
        recipe=recipe_note(version),
        versions=tuple(
            recipe_note(one) for one in RecipeVersion.objects.filter(code=recipe_code).order_by("-created_at")
        ),
        text=version.text,
        digest=version.digest,
        summary=recipe_summary(recipe, groupings=grouping_titles(version.groupings).values()),
        release=release_note(release) if release else None,
        nodes=tuple(view.walk(recipe.tree, parent=None, depth=0, share=1.0)),
        unit=example.unit_note if example else None,
        group=example.group if example else None,
        year=example.year if example else None,
        missing=example.missing if example else (),
    )


def _example(
    release: Release, version: RecipeVersion, unit: Unit | None, year: int | None
) -> CityProfile | None:
    """The profile of the unit asked for, else of the largest unit with the root score, if there is one."""
    unit = unit or _largest(release, version)
    if unit is None:
        return None
    profile = city_profile(unit=unit, recipe_code=version.code, year=year)
    return profile if profile.rows and profile.recipe and profile.recipe.code == version.code else None


def _largest(release: Release, version: RecipeVersion) -> Unit | None:
    ready = release.score_sets.filter(recipe=version, state=ScoreSet.State.READY).order_by("pk").first()
    if ready is None:
        return None
    scored = pl.read_parquet(store_path(ready.path) / "roots.parquet").filter(pl.col("score").is_not_null())
    known = read_units(release.units).join(scored.select("unit").unique(), on="unit", how="semi")
    largest = (
        known.sort("population", "unit", descending=[True, False], nulls_last=True)["unit"].head(1).to_list()
    )
    return units_by_code(largest).get(largest[0]) if largest else None


def _figures(release: Release, profile: CityProfile) -> dict[str, float | None]:
    rows = (
        scan_observations(release.observations)
        .filter(pl.col("unit") == profile.unit.code, pl.col("period") == profile.year)
        .select("indicator", "value")
        .collect()
    )
    return dict(rows.iter_rows())


def _columns(release: Release, profile: CityProfile) -> dict[str, float | None]:
    rows = read_units(release.units).filter(pl.col("unit") == profile.unit.code)
    return {name: row for name, row in (rows.to_dicts() or [{}])[0].items() if isinstance(row, int | float)}


def _fitted(profile: CityProfile | None) -> Mapping[str, Fitted]:
    if profile is None or profile.score_set is None or profile.group is None or profile.year is None:
        return {}
    score_set = ScoreSet.objects.get(pk=profile.score_set)
    return parameters(score_set, group=profile.group.code, period=profile.year)


@dataclass(frozen=True, kw_only=True)
class _View:
    recipe: Recipe
    catalogue: Mapping[str, Indicator]
    titles: Mapping[str, str]
    profile: CityProfile | None
    figures: Mapping[str, float | None]
    areas: Mapping[str, float | None]
    fitted: Mapping[str, Fitted]

    def walk(self, node: Node, *, parent: Node | None, depth: int, share: float) -> list[MethodNode]:
        nodes = [self._node(node, parent=parent, depth=depth, share=share)]
        total = sum(child.weight for child in node.scored_children)
        for child in node.children:
            part = share * child.weight / total if total else 0.0
            nodes += self.walk(child, parent=node, depth=depth + 1, share=part)
        return nodes

    def _node(self, node: Node, *, parent: Node | None, depth: int, share: float) -> MethodNode:
        row = self.profile.row(node.code) if self.profile else None
        indicator = self.catalogue.get(node.code) if node.is_leaf else None
        fitted = self.fitted.get(node.code, {})
        return MethodNode(
            node=node.code,
            parent=parent.code if parent else None,
            title=node_title(node, catalogue=self.catalogue, titles=self.titles),
            kind=kind_of(node, depth),
            depth=depth,
            weight=node.weight if parent and node.weight else None,
            share=share,
            direction=node.direction if node.is_leaf or node.direction == "neutral" else "",
            steps={step.step: {"method": step.method, **step.options} for step in node.steps()},
            indicator=indicator_note(indicator) if indicator else None,
            parameters={f"{step}.{name}": value for (step, name), value in fitted.items()},
            value=row.value if row else None,
            score=row.score if row else None,
            status=row.status if row else "",
            example=self._example(node, row, fitted),
        )

    def _example(self, node: Node, row: NodeRow | None, fitted: Fitted) -> tuple[StepExample, ...]:
        score = row.score if row else None
        if node.is_leaf:
            per = node.per
            denominator = None
            if per is not None:
                denominator = (
                    self.figures.get(per.indicator) if per.indicator else self.areas.get(str(per.column))
                )
            return leaf_example(
                node,
                raw=self.figures.get(node.code),
                denominator=denominator,
                name=per_words(node, self.catalogue),
                fitted=fitted,
                score=score,
            )
        rows = {child.code: self.profile.row(child.code) if self.profile else None for child in node.children}
        return aggregate_example(
            node,
            scores={code: child.score if child else None for code, child in rows.items()},
            titles={
                child.code: node_title(child, catalogue=self.catalogue, titles=self.titles)
                for child in node.children
            },
            score=score,
        )
