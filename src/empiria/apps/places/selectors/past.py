"""What municipalities were called before, and whose area they took over: as one reads it, and as one searches for it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from empiria.apps.places.models import Level, Succession, SuccessionKind, Unit, UnitSpell
from empiria.apps.places.selectors.search import search_units
from empiria.apps.system.language import fold


@dataclass(frozen=True)
class FormerName:
    """A name of a unit before its present one, or a unit that it came from: then `kind` says how, and `until` is the first
    day on which it was no more. Of mere names lists know that they were given up, not when.
    """

    name: str
    until: dt.date | None = None
    kind: SuccessionKind | None = None
    teryt: str = ""
    unit_kind: str = ""


@dataclass(frozen=True)
class FoundUnit:
    """A hit of the search, and the former name by which it was found: empty where today's name matches."""

    unit: Unit
    former: str = ""


def with_past(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Each tells whether it has a past to ask for: nearly none has, and a page asks for none in vain."""
    renamed = UnitSpell.objects.filter(unit=OuterRef("pk")).exclude(name=OuterRef("name"))
    origins = Succession.objects.filter(successor=OuterRef("pk"))
    return units.annotate(has_past=Exists(renamed) | Exists(origins))


def former_names(unit: Unit) -> list[FormerName]:
    """Earlier names, then the units that it came from. One SQL query, none where there is no past."""
    if not getattr(unit, "has_past", True):
        return []
    # Names and origins stand crosswise in the answer; there are a few of either.
    rows = list(
        Unit.objects.filter(pk=unit.pk).values_list(
            "spells__name",
            "origins__kind",
            "origins__on",
            "origins__predecessor__name",
            "origins__predecessor__teryt",
            "origins__predecessor__kind",
        )
    )
    names = {FormerName(name) for name, *_origin in rows if name and name != unit.name}
    origins = {
        FormerName(name, on, SuccessionKind(kind), teryt, unit_kind)
        for _spell, kind, on, name, teryt, unit_kind in rows
        if kind
    }
    found = names | origins
    return sorted(found, key=lambda one: (one.kind or "", one.until or dt.date.min, one.name, one.teryt))


def find_units(query: str, limit: int = 10) -> list[FoundUnit]:
    """As `search_units`, and municipalities that once bore the name or took over the area of one that did.

    What is called so, or was, comes before what the query is but a part of. Three further SQL queries at most.
    """
    today = [FoundUnit(unit) for unit in search_units(query, limit)]
    wanted = fold(query)
    found = [*today, *_formerly(query)]
    found.sort(key=lambda one: fold(one.former or one.unit.name) != wanted)
    return found[:limit]


def _formerly(query: str) -> Iterator[FoundUnit]:
    matching = [spell for spell in _former_spells() if _matches(spell, fold(query))]
    if not matching:
        return
    heirs = _heirs({spell.unit_id for spell in matching})
    ids = {pk for found in heirs.values() for pk in found}
    units = Unit.objects.select_related("parent__parent").in_bulk(ids)
    seen: set[tuple[str, int]] = set()
    for spell in matching:
        for pk in heirs[spell.unit_id]:
            # A part that goes by the name of the whole is found by it anyway.
            is_news = units[pk].valid_to is not None or fold(units[pk].name) != fold(spell.name)
            if is_news and (spell.name, pk) not in seen:
                seen.add((spell.name, pk))
                yield FoundUnit(units[pk], spell.name)


def _former_spells() -> QuerySet[UnitSpell]:
    """Names that are no more, of all municipalities: few enough to be folded here."""
    return (
        UnitSpell.objects.filter(unit__level=Level.MUNICIPALITY)
        .filter(~Q(name=F("unit__name")) | Q(unit__valid_to__isnull=False))
        .select_related("parent")
        .order_by("name", "unit__code")
    )


def _matches(spell: UnitSpell, folded: str) -> bool:
    """By its code, or as today's names match: words by their beginnings, a further word may be the county's."""
    if not folded:
        return False
    solid = folded.replace(" ", "")
    if solid.isdigit():
        return spell.teryt.startswith(solid)
    name = fold(spell.name)
    first, *rest = folded.split()
    around = f" {name} {spell.parent.search_key if spell.parent else ''}"
    words = f" {first}" in f" {name}" and all(f" {token}" in around for token in rest)
    return words or solid in name.replace(" ", "")


def _heirs(units: set[int]) -> dict[int, list[int]]:
    """For each, who lives there today: itself, or all that its area came to; itself too where nothing is known of any."""
    steps: dict[int, list[int]] = {}
    left = Succession.objects.exclude(kind=SuccessionKind.SEPARATED).order_by("predecessor", "position")
    for before, after in left.values_list("predecessor", "successor"):
        steps.setdefault(before, []).append(after)
    return {unit: list(dict.fromkeys(_ends(unit, steps, frozenset()))) for unit in units}


def _ends(unit: int, steps: dict[int, list[int]], seen: frozenset[int]) -> Iterator[int]:
    further = [step for step in steps.get(unit, ()) if step not in seen]
    if not further:
        yield unit
    for step in further:
        yield from _ends(step, steps, seen | {unit})
