"""Official lists of units: what a later list changes becomes history."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

import polars as pl
from django.db import models, transaction
from django.utils import timezone

from empiria.analysis.errors import InputError, mark
from empiria.apps.places.models import (
    COUNTRY_CODE,
    Level,
    Qualifier,
    Succession,
    SuccessionKind,
    Unit,
    UnitKind,
    UnitList,
)
from empiria.apps.system.language import fold
from empiria.apps.system.services import record
from empiria.sources.reading import Reading

from .groups import refresh_groups
from .successions import load_successions
from .unit_difference import UnitChange, UnitDifference, listed_units

# A reform ends a few units at a time; a list that lacks more than this was cut short on its way.
MOST_ENDED_AT_ONCE = 0.05
FEW_UNITS = 50
FIRST_CITY_NUMBER = 61


@dataclass(frozen=True, kw_only=True)
class UnitImportResult:
    """What a list changed. `moved`: under another parent, or living on under another code."""

    state: dt.date
    rows: int
    new: tuple[UnitChange, ...]
    ended: tuple[UnitChange, ...]
    renamed: tuple[UnitChange, ...]
    changed_kind: tuple[UnitChange, ...]
    moved: tuple[UnitChange, ...]
    unchanged: int

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "ended": len(self.ended),
            "renamed": len(self.renamed),
            "changed_kind": len(self.changed_kind),
            "moved": len(self.moved),
            "unchanged": self.unchanged,
        }

    @property
    def changes(self) -> int:
        return sum(self.counts.values()) - self.unchanged


@transaction.atomic
def import_units(*, reading: Reading, by: models.Model | None) -> UnitImportResult:
    """Bring the units to the state of an official list (TERC); what differs from before is kept as history.

    In order: refuses a list of a day to come, one older than the latest known, or one that was plainly cut short; adds, changes and ends
    units at the list's date (the first list dates nothing: when its units began is not known); adds the successions
    known to have happened and links codes that live on under another; recomputes homonyms and comparison groups;
    writes the audit entry. Importing the same list again changes and records nothing.
    """
    file = reading.provenance.file
    state = _state(reading.table, file=file)
    if state > timezone.localdate():
        raise InputError(
            mark("This list describes %(state)s, a day to come; no list of today could follow it."),
            place={"file": file},
            state=state,
        )
    latest = UnitList.objects.first()
    if latest and state < latest.state:
        raise InputError(
            mark("This list describes %(state)s, but a later one, of %(latest)s, was already imported."),
            place={"file": file},
            state=state,
            latest=latest.state,
        )
    difference = UnitDifference(state=state, begins=state if latest else None, source=f"TERC {state}")
    difference.compare(listed_units(reading.table), ending=True)
    _refuse_if_cut_short(difference, file=file)
    difference.apply()
    load_successions()
    recoded = _link_recoded(difference, on=state) if latest else []
    result = UnitImportResult(
        state=state,
        rows=reading.table.height,
        new=tuple(difference.new),
        ended=tuple(difference.ended),
        renamed=tuple(difference.renamed),
        changed_kind=tuple(difference.changed_kind),
        moved=tuple(difference.moved + recoded),
        unchanged=difference.unchanged,
    )
    if result.changes or latest is None or state > latest.state:
        _settle(result, reading=reading, by=by)
    return result


def _settle(result: UnitImportResult, *, reading: Reading, by: models.Model | None) -> None:
    """What follows from changed units, and the trail."""
    _mark_homonyms()
    entry = UnitList.objects.create(
        state=result.state,
        file=reading.provenance.file,
        sha256=reading.provenance.sha256,
        rows=result.rows,
        counts=result.counts,
    )
    record(
        by=by,
        action="places.import-units",
        object_type="places.UnitList",
        object_id=entry.pk,
        details={"sha256": entry.sha256, "state": str(entry.state), **entry.counts},
        texts={"file": entry.file},
    )
    refresh_groups(by=by)


@transaction.atomic
def register_units(*, table: pl.DataFrame, source: str, by: models.Model | None) -> list[str]:
    """Add units that are not known yet, without the authority of an official list: none is changed or ended.

    `table` needs teryt, level, name and code or unit; kind and parent follow from the code where they are not given.
    Returns the codes added. The first official list corrects their names and kinds without dating a change.
    """
    difference = UnitDifference(state=None, begins=None, source=source)
    listed = listed_units(_completed(table))
    difference.compare((unit for unit in listed if unit.code not in difference.units), ending=False)
    difference.apply()
    added = [change.code for change in difference.new]
    if added:
        load_successions()
        _mark_homonyms()
        record(
            by=by,
            action="places.register-units",
            object_type="places.Unit",
            object_id="",
            details={"units": len(added)},
            texts={"source": source},
        )
        refresh_groups(by=by)
    return added


def _state(table: pl.DataFrame, *, file: str) -> dt.date:
    states = table["state"].drop_nulls().unique().to_list()
    if len(states) != 1:
        raise InputError(
            mark("A list of units describes one day; this one names %(count)s."),
            place={"file": file},
            count=len(states),
        )
    return states[0]


def _completed(table: pl.DataFrame) -> pl.DataFrame:
    """What TERYT's codes say themselves: the unit above, a municipality's kind, and counties numbered from 61 are cities."""
    if "code" not in table.columns:
        table = table.rename({"unit": "code"})
    level, code = pl.col("level"), pl.col("code")
    is_city = code.str.slice(2).cast(pl.Int64, strict=False) >= FIRST_CITY_NUMBER
    derived = {
        "kind": pl.when(level == Level.MUNICIPALITY)
        .then(pl.col("teryt").str.slice(6))
        .when((level == Level.COUNTY) & is_city)
        .then(pl.lit(UnitKind.CITY_COUNTY.value))
        .otherwise(pl.lit("")),
        "parent": pl.when(level == Level.VOIVODESHIP)
        .then(pl.lit(COUNTRY_CODE))
        .otherwise(code.str.head(code.str.len_chars() - 2)),
    }
    missing = {name: column for name, column in derived.items() if name not in table.columns}
    return table.filter(level.is_in(Level.values)).with_columns(**missing)


def _refuse_if_cut_short(difference: UnitDifference, *, file: str) -> None:
    current = sum(unit.is_current for unit in difference.units.values())
    missing = len(difference.ended)
    if missing > max(FEW_UNITS, MOST_ENDED_AT_ONCE * current):
        raise InputError(
            mark(
                "The list lacks %(missing)s of %(current)s units of today; it seems to have been cut short."
            ),
            place={"file": file},
            missing=missing,
            current=current,
        )


def _link_recoded(difference: UnitDifference, *, on: dt.date) -> list[UnitChange]:
    """A municipality that ended while one of the same name began in its voivodeship lives on under the new code."""
    ended, begun = (
        {key: units[0] for key, units in _by_place(changes).items() if len(units) == 1}
        for changes in (difference.ended, difference.new)
    )
    explained = set(Succession.objects.values_list("predecessor__code", flat=True))
    pairs = [
        (old, begun[key]) for key, old in sorted(ended.items()) if key in begun and old.code not in explained
    ]
    Succession.objects.bulk_create(
        Succession(
            predecessor=difference.units[old.code],
            successor=difference.units[new.code],
            on=on,
            kind=SuccessionKind.RECODED,
            source=difference.source,
        )
        for old, new in pairs
    )
    return [
        UnitChange(
            code=new.code, teryt=new.teryt, level=new.level, name=new.name, before=old.teryt, after=new.teryt
        )
        for old, new in pairs
    ]


def _by_place(changes: list[UnitChange]) -> dict[tuple[str, str], list[UnitChange]]:
    found = defaultdict(list)
    for change in changes:
        if change.level == Level.MUNICIPALITY:
            found[change.code[:2], fold(change.name)].append(change)
    return found


def _mark_homonyms() -> None:
    """A name borne by several municipalities of today is shown with the county, and with the kind where that is shared."""
    current = list(Unit.objects.municipalities().open())
    names = Counter(unit.name for unit in current)
    in_county = Counter((unit.name, unit.parent_id) for unit in current)
    changed = []
    for unit in current:
        qualifier = Qualifier.NONE
        if names[unit.name] > 1:
            shared = in_county[unit.name, unit.parent_id] > 1
            qualifier = Qualifier.KIND if shared else Qualifier.COUNTY
        if unit.qualifier != qualifier:
            unit.qualifier = qualifier
            changed.append(unit)
    for qualifier in Qualifier:
        keys = [unit.pk for unit in changed if unit.qualifier == qualifier]
        for start in range(0, len(keys), 500):
            Unit.objects.filter(pk__in=keys[start : start + 500]).update(qualifier=qualifier)
