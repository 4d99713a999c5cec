"""What a list of units says differently from what is known, and its application in a few bulk statements."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.apps.places.models import COUNTRY_CODE, Level, Unit, UnitKind, UnitSpell
from empiria.apps.system.language import fold

LEVELS_DOWN = [Level.COUNTRY, Level.VOIVODESHIP, Level.COUNTY, Level.MUNICIPALITY]
DATED = ["teryt", "name", "kind", "parent"]
BATCH = 400
Stated = TypeVar("Stated", Unit, UnitSpell)


@dataclass(frozen=True, kw_only=True)
class UnitChange:
    """One unit that a list changed: what was, and what is."""

    code: str
    teryt: str
    level: str
    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class ListedUnit:
    """A unit as a list states it. `parent` is a code for life."""

    code: str
    teryt: str
    level: str
    name: str
    kind: str
    parent: str | None


def listed_units(table: pl.DataFrame) -> Iterator[ListedUnit]:
    """The rows as units, with the country that TERC takes for granted."""
    yield ListedUnit(COUNTRY_CODE, COUNTRY_CODE, Level.COUNTRY, "Polska", "", None)
    for row in table.filter(pl.col("code") != COUNTRY_CODE).iter_rows(named=True):
        yield ListedUnit(
            code=row["code"],
            teryt=row["teryt"],
            level=row["level"],
            name=row["name"],
            kind=row["kind"] or (UnitKind.LAND_COUNTY if row["level"] == Level.COUNTY else ""),
            parent=row["parent"],
        )


@dataclass
class UnitDifference:
    """The difference between a list and the units. `begins` dates new spells (None: since when is not known)."""

    state: dt.date | None
    begins: dt.date | None
    source: str
    new: list[UnitChange] = field(default_factory=list)
    ended: list[UnitChange] = field(default_factory=list)
    renamed: list[UnitChange] = field(default_factory=list)
    changed_kind: list[UnitChange] = field(default_factory=list)
    moved: list[UnitChange] = field(default_factory=list)
    unchanged: int = 0

    def __post_init__(self) -> None:
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self._codes = {unit.pk: code for code, unit in self.units.items()}
        # In the model's order the last spell of a unit comes last.
        self._last = {spell.unit_id: spell for spell in UnitSpell.objects.all()}
        self._created: list[ListedUnit] = []
        self._altered: list[ListedUnit] = []
        self._ended: list[Unit] = []

    def compare(self, listed: Iterable[ListedUnit], *, ending: bool) -> None:
        """Sort the listed units into new, altered and unchanged; with `ending`, those not listed have ended."""
        seen = set()
        for unit in listed:
            seen.add(unit.code)
            known = self.units.get(unit.code)
            if known is None or (known.valid_to and self.state and known.valid_to <= self.state):
                (self._created if known is None else self._altered).append(unit)
                if unit.code != COUNTRY_CODE:
                    self.new.append(_change(unit))
            elif known.valid_to is None and self._note_differences(unit, self._last[known.pk]):
                self._altered.append(unit)
            elif unit.code != COUNTRY_CODE:
                self.unchanged += 1
        if ending:
            self._ended = [
                unit for unit in self.units.values() if unit.code not in seen and self._is_due(unit)
            ]
            self.ended = [_change(unit) for unit in self._ended]

    def _is_due(self, unit: Unit) -> bool:
        """Ends with the list: current, and begun by its day (a known succession may date a unit after it)."""
        return unit.is_current and not (unit.valid_from and self.state and unit.valid_from > self.state)

    def _note_differences(self, unit: ListedUnit, spell: UnitSpell) -> bool:
        parent = self._codes.get(spell.parent_id) if spell.parent_id else None
        if unit.name != spell.name:
            self.renamed.append(_change(unit, before=spell.name, after=unit.name))
        if unit.kind != spell.kind:
            self.changed_kind.append(_change(unit, before=spell.kind, after=unit.kind))
        if unit.parent != parent:
            self.moved.append(_change(unit, before=parent or "", after=unit.parent or ""))
        return (unit.teryt, unit.name, unit.kind, unit.parent) != (
            spell.teryt,
            spell.name,
            spell.kind,
            parent,
        )

    def apply(self) -> None:
        """Write it. Spells are closed before the next are opened: the database refuses an overlap at any moment."""
        self._create_units()
        closed, opened, touched = [], [], []
        for unit in self._ended:
            spell = self._last[unit.pk]
            self._refuse_an_empty_spell(spell)
            spell.valid_to = unit.valid_to = self.state
            closed.append(spell)
            touched.append(unit)
        for listed in self._altered:
            unit = self.units[listed.code]
            spell = self._last[unit.pk]
            if unit.is_current and spell.valid_from == self.begins:
                # Begun by this same list: its amended edition corrects the spell instead of opening another.
                self._state(listed, spell)
                closed.append(spell)
            else:
                if unit.is_current:
                    spell.valid_to = self.state
                    closed.append(spell)
                opened.append(
                    self._state(listed, UnitSpell(unit=unit, valid_from=self.state, source=self.source))
                )
            self._state(listed, unit)
            unit.search_key, unit.valid_to = fold(listed.name), None
            touched.append(unit)
        for listed in self._created:
            unit = self.units[listed.code]
            opened.append(
                self._state(listed, UnitSpell(unit=unit, valid_from=self.begins, source=self.source))
            )
        UnitSpell.objects.bulk_update(closed, [*DATED, "valid_to"], batch_size=BATCH)
        UnitSpell.objects.bulk_create(opened)
        Unit.objects.bulk_update(touched, [*DATED, "search_key", "valid_to"], batch_size=BATCH)

    def _create_units(self) -> None:
        by_level = defaultdict(list)
        for listed in self._created:
            by_level[listed.level].append(listed)
        for level in LEVELS_DOWN:
            units = [
                self._state(
                    listed,
                    Unit(
                        code=listed.code,
                        level=level,
                        search_key=fold(listed.name),
                        valid_from=self.begins,
                    ),
                )
                for listed in by_level[level]
            ]
            Unit.objects.bulk_create(units)
            self.units |= {unit.code: unit for unit in units}

    def _state(self, listed: ListedUnit, target: Stated) -> Stated:
        target.teryt, target.name, target.kind = listed.teryt, listed.name, listed.kind
        target.parent = self.units.get(listed.parent or "")
        return target

    def _refuse_an_empty_spell(self, spell: UnitSpell) -> None:
        if spell.valid_from and self.state and spell.valid_from >= self.state:
            raise InputError(
                mark("%(name)s (%(teryt)s) began on %(date)s; a list of that same day cannot end it."),
                name=spell.name,
                teryt=spell.teryt,
                date=spell.valid_from,
            )


def _change(unit: ListedUnit | Unit, *, before: str = "", after: str = "") -> UnitChange:
    return UnitChange(
        code=unit.code, teryt=unit.teryt, level=unit.level, name=unit.name, before=before, after=after
    )
