"""Everything a city's page shows, in about eight SQL queries and five small reads of the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import polars as pl
import polars.selectors as cs

from empiria.analysis.recipe import Node, Recipe
from empiria.apps.monitor.models import Indicator, RecipeVersion, Release, ScoreSet
from empiria.apps.monitor.selectors.catalogue import (
    executed_recipe,
    framework_titles,
    indicators_by_code,
    recipe_note,
)
from empiria.apps.monitor.selectors.releases import current_release, release_note, source_notes
from empiria.apps.monitor.selectors.rows import TreeRows, plain_rows
from empiria.apps.monitor.selectors.scores import GroupYear, group_spreads, group_year, unit_scores
from empiria.apps.monitor.selectors.shapes import (
    CityProfile,
    GroupNote,
    MemberPoint,
    MissingLeaf,
    NodeRow,
    ProfileState,
    ReleaseNote,
    UnitNote,
)
from empiria.apps.monitor.selectors.store import Figures, store_path, unit_figures
from empiria.apps.places.models import Qualifier, Unit
from empiria.apps.places.selectors import alphabetical, group_by_code, groups_of, units_by_code

# The grouping in which every unit is compared with every other.
EVERYBODY = "all"
STATES: Mapping[str, ProfileState] = {
    ScoreSet.State.READY: "ready",
    ScoreSet.State.QUEUED: "computing",
    ScoreSet.State.LACKING: "lacking",
    ScoreSet.State.FAILED: "failed",
}


def unit_note(unit: Unit) -> UnitNote:
    return UnitNote(code=unit.code, teryt=unit.teryt, name=unit.display_name)


def city_profile(
    *, unit: Unit, recipe_code: str | None = None, group_code: str | None = None, year: int | None = None
) -> CityProfile:
    """A unit in the current release by one recipe, within one of its groups, in one year.

    Without `recipe_code` the first recipe with scores for the unit is taken; an unknown recipe, group or year falls back
    to what is shown first: the recipe's own grouping, and the latest year in which at least 95 % of the compared units
    have the root score (else the latest with any figure). Before the first publication the profile is empty.
    """
    release = current_release()
    if release is None:
        return _empty(unit)
    choice = _choose(release, unit, recipe_code=recipe_code, group_code=group_code)
    figures = unit_figures(release.observations, unit.code)
    catalogue = indicators_by_code(_codes(choice, figures))
    if choice.score_set is None or choice.recipe is None or choice.group is None:
        return _without_scores(unit, release, choice, figures, catalogue, year=year)
    return _with_scores(unit, release, choice, figures, catalogue, year=year)


def _codes(choice: "_Choice", figures: Figures) -> set[str]:
    """Indicators that the page names: those with figures, and those the recipe asks for."""
    codes = set(figures)
    if choice.recipe:
        for leaf in executed_recipe(choice.recipe.text).leaves():
            codes |= {leaf.code, leaf.per.indicator if leaf.per and leaf.per.indicator else leaf.code}
    return codes


@dataclass(frozen=True, kw_only=True)
class _Choice:
    """Which recipe and group are shown, and which could be; `score_set` only when it can be read."""

    state: ProfileState
    recipes: tuple[RecipeVersion, ...] = ()
    recipe: RecipeVersion | None = None
    score_set: ScoreSet | None = None
    group: GroupNote | None = None
    groups: tuple[GroupNote, ...] = ()
    missing: Sequence[Mapping[str, str]] = field(default_factory=tuple)


def _choose(release: Release, unit: Unit, *, recipe_code: str | None, group_code: str | None) -> _Choice:
    """The best of the release's score sets that apply to the unit, in the order: asked for, readable, first."""
    codes = _frozen_groups(release, unit)
    score_sets = list(release.score_sets.select_related("recipe").order_by("recipe__position", "pk"))
    if not score_sets:
        return _Choice(state="no scores")
    recipes = tuple({one.recipe_id: one.recipe for one in score_sets}.values())
    applicable = [one for one in score_sets if codes.get(one.grouping) and codes.get(one.recipe.groupings[0])]
    if not applicable:
        return _Choice(state="no group", recipes=recipes)

    def preference(one: ScoreSet) -> tuple[bool, bool, bool, int]:
        return (
            one.recipe.code != recipe_code,
            not one.path,
            one.state != ScoreSet.State.READY,
            score_sets.index(one),
        )

    recipe = min(applicable, key=preference).recipe
    own = [one for one in applicable if one.recipe_id == recipe.pk]
    own.sort(key=lambda one: recipe.groupings.index(one.grouping) if one.grouping in recipe.groupings else 99)
    shown = next((one for one in own if codes[one.grouping] == group_code), own[0])
    notes = _group_notes(unit, {one.grouping: codes[one.grouping] for one in own})
    applies = {one.recipe_id for one in applicable}
    return _Choice(
        state="ready" if shown.path and shown.state == ScoreSet.State.READY else STATES[shown.state],
        recipes=tuple(one for one in recipes if one.pk in applies),
        recipe=recipe,
        score_set=shown if shown.path else None,
        group=next((note for note in notes if note.code == codes[shown.grouping]), None),
        groups=notes,
        missing=shown.missing,
    )


def _frozen_groups(release: Release, unit: Unit) -> Mapping[str, str]:
    """The unit's groups as they were frozen with the release, by grouping."""
    return _all_frozen_groups(store_path(release.units)).get(unit.code, {})


# The file carries its digest: what is read from it never changes.
@lru_cache(maxsize=2)
def _all_frozen_groups(path: Path) -> Mapping[str, Mapping[str, str]]:
    rows = pl.read_parquet(path).select("unit", cs.string() - cs.by_name("unit"))
    return {
        row["unit"]: {name: value for name, value in row.items() if name != "unit" and value is not None}
        for row in rows.iter_rows(named=True)
    }


def _group_notes(unit: Unit, codes: Mapping[str, str]) -> tuple[GroupNote, ...]:
    """Today's words for the frozen groups; a group that the unit has left since is looked up by itself."""
    today = {group.code: group for group in groups_of(unit)}
    found = [today.get(code) or group_by_code(code) for code in codes.values()]
    return tuple(
        GroupNote(
            code=group.code,
            grouping=group.grouping.code,
            title=group.title,
            grouping_title=group.grouping.title,
            explanation=group.explanation,
            url=group.get_absolute_url(),
        )
        for group in found
        if group is not None
    )


def _with_scores(
    unit: Unit,
    release: Release,
    choice: _Choice,
    figures: Figures,
    catalogue: Mapping[str, Indicator],
    *,
    year: int | None,
) -> CityProfile:
    score_set, version, group = choice.score_set, choice.recipe, choice.group
    if score_set is None or version is None or group is None:  # narrowed by the caller
        raise ValueError("a profile with scores needs a set of scores")
    recipe = executed_recipe(version.text)
    years = _years(score_set, figures)
    shown = year if year in years else default_year(score_set)
    in_year = group_year(score_set, group=group.code, period=shown) if shown is not None else None
    titles = framework_titles()
    own = unit_scores(score_set, unit=unit.code, period=shown)
    rows = TreeRows(
        recipe=recipe,
        year=shown,
        own=own,
        spreads=group_spreads(score_set, group=group.code),
        members=in_year.figures if in_year else {},
        figures=figures,
        sources=source_notes(_sources(figures)),
        catalogue=catalogue,
        titles=titles,
    )
    notes = member_notes(in_year.units if in_year else ())
    profile = _profile(unit, release, choice)
    return replace(
        profile,
        members=tuple(sorted(notes.values(), key=lambda note: alphabetical(note.name))),
        years=years,
        year=shown,
        rows=rows.tree(),
        others=rows.others(),
        missing=_missing_leaves(choice.missing, recipe, catalogue),
        points=_points(in_year, recipe, notes),
        change_periods=recipe.change.periods if recipe.change else None,
        score_set=score_set.pk,
        scored_year=own.last_scored.get(recipe.tree.code),
    )


def _sources(figures: Figures) -> set[int]:
    """The imports that a unit's figures came from."""
    every = (figure for years in figures.values() for figure in years.values())
    return {figure.source for figure in every if figure.source is not None}


def _years(score_set: ScoreSet, figures: Figures) -> tuple[int, ...]:
    """Years there is something to show for: without scores also those with bare figures only."""
    years = set(score_set.periods)
    if score_set.state != ScoreSet.State.READY:
        years |= _known_years(figures)
    return tuple(sorted(years))


def _known_years(figures: Figures) -> set[int]:
    """Years with a figure of anything."""
    return {year for years in figures.values() for year, figure in years.items() if figure.value is not None}


def default_year(score_set: ScoreSet) -> int | None:
    return max(score_set.covered or score_set.periods, default=None)


def member_notes(codes: Sequence[str]) -> dict[str, UnitNote]:
    """The group's units by name. Only homonyms need more than a row: hundreds of whole units would take as long as the rest."""
    if not codes:
        return {}
    named = Unit.objects.filter(code__in=codes).order_by()
    rows = list(named.values_list("code", "teryt", "name", "qualifier"))
    homonyms = units_by_code([code for code, _teryt, _name, qualifier in rows if qualifier != Qualifier.NONE])
    return {
        code: unit_note(homonyms[code]) if code in homonyms else UnitNote(code, teryt, name)
        for code, teryt, name, _qualifier in rows
    }


def _points(
    in_year: GroupYear | None, recipe: Recipe, notes: Mapping[str, UnitNote]
) -> tuple[MemberPoint, ...]:
    """The group in the quadrant of situation and change; a unit without either is not in it."""
    root = in_year.nodes.get(recipe.tree.code) if in_year and recipe.change else None
    if root is None:
        return ()
    return tuple(
        MemberPoint(*notes[code], situation, change)
        for code, situation, change in zip(
            *(root[name].to_list() for name in ("unit", "score", "change_score")), strict=True
        )
        if situation is not None and change is not None and code in notes
    )


def _missing_leaves(
    missing: Sequence[Mapping[str, str]], recipe: Recipe, catalogue: Mapping[str, Indicator]
) -> tuple[MissingLeaf, ...]:
    def title(node: Node) -> str:
        indicator = catalogue.get(node.code)
        return indicator.name if indicator else node.code

    return tuple(
        MissingLeaf(
            node=entry["node"],
            title=title(recipe.node(entry["node"])),
            indicator=entry["indicator"],
            reason="denominator" if entry["reason"] == "denominator" else "none",
        )
        for entry in missing
    )


def _without_scores(
    unit: Unit,
    release: Release,
    choice: _Choice,
    figures: Figures,
    catalogue: Mapping[str, Indicator],
    *,
    year: int | None,
) -> CityProfile:
    """The unit's figures by themselves: there is no group for it, or the scores are still being made."""
    years = sorted(_known_years(figures))
    shown = year if year in years else max(years, default=None)
    sources = source_notes(_sources(figures))
    rows = plain_rows(figures, year=shown, catalogue=catalogue, sources=sources)
    recipe = executed_recipe(choice.recipe.text) if choice.recipe else None
    return replace(
        _profile(unit, release, choice),
        years=tuple(years),
        year=shown,
        others=rows,
        missing=_missing_leaves(choice.missing, recipe, catalogue) if recipe else (),
    )


def _profile(unit: Unit, release: Release, choice: _Choice) -> CityProfile:
    return CityProfile(
        unit=unit,
        unit_note=unit_note(unit),
        release=release_note(release),
        recipe=recipe_note(choice.recipe) if choice.recipe else None,
        recipes=tuple(recipe_note(one) for one in choice.recipes),
        group=choice.group,
        members=(),
        groups=choice.groups,
        years=(),
        year=None,
        state=choice.state,
        rows=(),
    )


def _empty(unit: Unit) -> CityProfile:
    rows: tuple[NodeRow, ...] = ()
    return CityProfile(
        unit=unit,
        unit_note=unit_note(unit),
        release=ReleaseNote(code="", published_at=None),
        recipe=None,
        recipes=(),
        group=None,
        members=(),
        groups=(),
        years=(),
        year=None,
        state="no scores",
        rows=rows,
    )
