"""Successions known from the public record, shipped as facts: old figures and old addresses lead on to today's units."""

import csv
import datetime as dt
from importlib.resources import files

from empiria.apps.places.models import Level, Succession, SuccessionKind, Unit, UnitSpell
from empiria.apps.system.language import fold


def load_successions() -> int:
    """Enter those shipped successions whose successor is known; how many were added. Runs in the caller's transaction.

    Units that ended before the first list are created as ended units. A unit that separated or was recoded began on
    that day; one that merged or was divided ended then.
    """
    text = (files("empiria.apps.places") / "data" / "successions.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    codes = {code for row in rows for code in (row["predecessor"][:6], row["successor"], row["county"])}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    known = set(Succession.objects.values_list("predecessor__code", "successor__code"))
    added = 0
    for row in rows:
        code, successor = row["predecessor"][:6], units.get(row["successor"])
        if successor is None or (code, successor.code) in known:
            continue
        on, kind = dt.date.fromisoformat(row["on"]), SuccessionKind(row["kind"])
        predecessor = units.get(code)
        if predecessor is None:
            if kind == SuccessionKind.SEPARATED:
                continue
            predecessor = units[code] = _ended_unit(row, on=on, parent=units.get(row["county"]))
        elif kind != SuccessionKind.SEPARATED:
            _end(predecessor, on=on)
        if kind in (SuccessionKind.SEPARATED, SuccessionKind.RECODED):
            _begin(successor, on=on)
        Succession.objects.create(
            predecessor=predecessor,
            successor=successor,
            on=on,
            kind=kind,
            position=int(row["position"]),
            note_pl=row["note_pl"],
            note_en=row["note_en"],
            source=row["source"],
        )
        added += 1
    return added


def _ended_unit(row: dict[str, str], *, on: dt.date, parent: Unit | None) -> Unit:
    state = {
        "teryt": row["predecessor"],
        "name": row["name"],
        "kind": row["predecessor"][6],
        "parent": parent,
    }
    unit = Unit.objects.create(
        code=row["predecessor"][:6],
        level=Level.MUNICIPALITY,
        search_key=fold(row["name"]),
        valid_to=on,
        **state,
    )
    UnitSpell.objects.create(unit=unit, valid_to=on, source=row["source"][:200], **state)
    return unit


def _end(unit: Unit, *, on: dt.date) -> None:
    """End a unit that a list of before that day still names."""
    if unit.is_current and UnitSpell.objects.open().filter(unit=unit).exclude(valid_from__gte=on).update(
        valid_to=on
    ):
        unit.valid_to = on
        unit.save(update_fields=["valid_to"])


def _begin(unit: Unit, *, on: dt.date) -> None:
    """Date the beginning of a unit that the first list met without one."""
    if unit.valid_from is None:
        first = unit.spells.filter(valid_from=None).exclude(valid_to__lte=on)
        if first.update(valid_from=on):
            unit.valid_from = on
            unit.save(update_fields=["valid_from"])
