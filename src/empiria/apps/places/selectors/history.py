"""What became of units: lists as imported, and what each changed, read from the spells themselves."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from empiria.apps.places.models import Succession, Unit, UnitList, UnitSpell
from empiria.apps.system.models import AuditEntry
from empiria.apps.system.selectors import audit_entries, names_of


@dataclass(frozen=True)
class DatedChange:
    """A unit on the day something about it changed. `what`: new, ended, renamed, changed kind, moved."""

    unit: Unit
    what: str
    before: str = ""
    after: str = ""


def unit_lists() -> QuerySet[UnitList]:
    return UnitList.objects.all()


def unit_changes(on: dt.date) -> list[DatedChange]:
    """Everything that changed on a day, by kind of change and name."""
    changes = []
    ended_spells = {
        spell.unit_id: spell for spell in UnitSpell.objects.filter(valid_to=on).select_related("parent")
    }
    begun = UnitSpell.objects.filter(valid_from=on).select_related("unit__parent", "parent")
    for spell in begun:
        before = ended_spells.pop(spell.unit_id, None)
        if before is None:
            changes.append(DatedChange(spell.unit, "new"))
            continue
        if before.name != spell.name:
            changes.append(DatedChange(spell.unit, "renamed", before.name, spell.name))
        if before.kind != spell.kind:
            kinds = before.get_kind_display(), spell.get_kind_display()
            changes.append(DatedChange(spell.unit, "changed kind", *kinds))
        if before.parent_id != spell.parent_id:
            parents = (str(item.parent.name) if item.parent else "" for item in (before, spell))
            changes.append(DatedChange(spell.unit, "moved", *parents))
    gone = Unit.objects.filter(pk__in=list(ended_spells)).select_related("parent")
    changes += [DatedChange(unit, "ended") for unit in gone]
    return sorted(changes, key=lambda change: (change.what, change.unit.search_key, change.unit.code))


def successions() -> QuerySet[Succession]:
    return Succession.objects.select_related("predecessor", "successor").order_by("-on", "position")


def history_of_imports(limit: int = 30) -> list[tuple[AuditEntry, str]]:
    """The latest writes to the places, from the audit trail, each with the name of who made it (the system: empty)."""
    entries = list(audit_entries().filter(action__startswith="places.").select_related("text")[:limit])
    names = names_of({entry.by for entry in entries})
    return [(entry, names.get(entry.by, "")) for entry in entries]
