"""Which recipe and which group a city is read in: what was asked for, where the release can tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import polars as pl
import polars.selectors as cs

from empiria.apps.monitor.models import RecipeVersion, Release, ScoreSet
from empiria.apps.monitor.selectors.releases import with_work
from empiria.apps.monitor.selectors.shapes import EVERYBODY, AskedGroup, GroupNote, ProfileState
from empiria.apps.monitor.selectors.store import store_path
from empiria.apps.places.models import Group, Unit
from empiria.apps.places.selectors import group_by_code, groups_of

# A group of one has nobody to be compared with.
LEAST_MEMBERS = 2
STATES: Mapping[str, ProfileState] = {
    ScoreSet.State.READY: "ready",
    ScoreSet.State.QUEUED: "computing",
    ScoreSet.State.LACKING: "lacking",
    ScoreSet.State.FAILED: "failed",
}


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Which recipe and group are shown, and which could be; `score_set` only when it can be read."""

    state: ProfileState
    recipes: tuple[RecipeVersion, ...] = ()
    recipe: RecipeVersion | None = None
    score_set: ScoreSet | None = None
    group: GroupNote | None = None
    groups: tuple[GroupNote, ...] = ()
    missing: Sequence[Mapping[str, str]] = field(default_factory=tuple)
    # Where it is one that the release does not know; and whether such a one can be read.
    asked_group: AskedGroup | None = None
    takes_any_group: bool = False
    # Of a group within which no scores were made: its members are read as they score among everybody.
    members: frozenset[str] | None = None


def choose(
    release: Release,
    unit: Unit,
    *,
    recipe_code: str | None,
    group_code: str | None,
    asked_group: AskedGroup | None,
) -> Chosen:
    """The best of the release's score sets that apply to the unit, in the order: asked for, readable, first."""
    codes = _frozen_groups(release, unit)
    score_sets = list(
        with_work(release.score_sets.select_related("recipe").order_by("recipe__position", "pk"))
    )
    if not score_sets:
        return Chosen(state="no scores")
    recipes = tuple({one.recipe_id: one.recipe for one in score_sets}.values())
    applicable = [one for one in score_sets if codes.get(one.grouping) and codes.get(one.recipe.groupings[0])]
    if not applicable:
        return Chosen(state="no group", recipes=recipes)

    # Of those alike it takes the first, in the order of the release.
    recipe = min(applicable, key=lambda one: _disfavour(one, recipe_code)).recipe
    own = [one for one in applicable if one.recipe_id == recipe.pk]
    own.sort(key=lambda one: recipe.groupings.index(one.grouping) if one.grouping in recipe.groupings else 99)
    shown = next((one for one in own if codes[one.grouping] == group_code), own[0])
    today = {group.code: group for group in groups_of(unit)}
    notes = _group_notes(today, {one.grouping: codes[one.grouping] for one in own})
    note = next((note for note in notes if note.code == codes[shown.grouping]), None)
    everybody = next((one for one in own if one.grouping == EVERYBODY and one.path), None)
    if everybody is None or asked_group is None or unit.code not in asked_group.members:
        asked_group = None
    members = None
    if everybody is not None and asked_group is not None:
        shown, note, members = everybody, asked_note(asked_group), asked_group.members
    elif everybody is not None and group_code is not None and codes[shown.grouping] != group_code:
        found = _frozen_group(release, unit, recipe, group_code)
        if found is not None:
            shown, (note, members) = everybody, found
    # Lists are made to be looked at, by few and of a few: every other group waits to be asked for.
    listed = _listed_notes(today, codes) if everybody is not None else ()
    applies = {one.recipe_id for one in applicable}
    return Chosen(
        state="ready" if shown.path and shown.state == ScoreSet.State.READY else STATES[shown.state],
        recipes=tuple(one for one in recipes if one.pk in applies),
        recipe=recipe,
        score_set=shown if shown.path else None,
        group=note,
        groups=tuple(dict.fromkeys([*notes, *listed, *([note] if note else [])])),
        missing=shown.missing,
        asked_group=asked_group,
        members=members,
        takes_any_group=everybody is not None,
    )


def _disfavour(one: ScoreSet, recipe_code: str | None) -> tuple[bool, bool, bool]:
    """Least of what was asked for, can be read and is ready."""
    return one.recipe.code != recipe_code, not one.path, one.state != ScoreSet.State.READY


def _frozen_group(
    release: Release, unit: Unit, recipe: RecipeVersion, code: str
) -> tuple[GroupNote, frozenset[str]] | None:
    """A group of the release in which the unit is but within which no scores were made, and whom the recipe speaks of."""
    frozen = _all_frozen_groups(store_path(release.units))
    grouping = next((name for name, own in frozen.get(unit.code, {}).items() if own == code), None)
    if grouping is None:
        return None
    notes = _group_notes({group.code: group for group in groups_of(unit)}, {grouping: code})
    members = frozenset(
        member
        for member, groups in frozen.items()
        if groups.get(grouping) == code and recipe.groupings[0] in groups
    )
    return (notes[0], members) if notes and len(members) >= LEAST_MEMBERS else None


def group_note(group: Group) -> GroupNote:
    return GroupNote(
        code=group.code,
        grouping=group.grouping.code,
        title=group.title,
        grouping_title=group.grouping.title,
        explanation=group.explanation,
        url=group.get_absolute_url(),
    )


def asked_note(group: AskedGroup) -> GroupNote:
    """A group that an address makes, as pages name the groups of the release."""
    return GroupNote(
        code=group.code,
        grouping=group.kind,
        title=group.title,
        grouping_title=group.kind_title,
        explanation=group.explanation,
        url=group.url,
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


def _listed_notes(today: Mapping[str, Group], codes: Mapping[str, str]) -> tuple[GroupNote, ...]:
    """The lists picked by hand that the unit was in at the publication, and is in."""
    frozen = frozenset(codes.values())
    own = [group for code, group in today.items() if group.grouping.is_hand_picked and code in frozen]
    return tuple(group_note(group) for group in own)


def _group_notes(today: Mapping[str, Group], codes: Mapping[str, str]) -> tuple[GroupNote, ...]:
    """Today's words for the frozen groups; a group that the unit has left since is looked up by itself."""
    found = [today.get(code) or group_by_code(code) for code in codes.values()]
    return tuple(group_note(group) for group in found if group is not None)
