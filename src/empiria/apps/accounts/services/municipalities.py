"""An organisation for every municipality there is, so that nobody types what the register of units knows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from empiria.analysis.errors import mark
from empiria.apps.accounts.models import Organisation, OrganisationKind, OrganisationName, Person
from empiria.apps.accounts.services.organisations import close_organisation, rename_organisation
from empiria.apps.places.models import Unit, UnitKind, UnitSpell
from empiria.apps.system.language import fold
from empiria.apps.system.services import record

JOB = "accounts.sync-municipalities"
BATCH = 500

Told = Callable[[int, int, str], None]


def _silent(done: int, total: int, message: str = "") -> None:
    """Nobody waits for the progress."""


@dataclass(kw_only=True)
class MunicipalityChanges:
    """What the register of units knows and the organisations do not yet."""

    missing: list[Unit] = field(default_factory=list)
    # With the spell that brought the name of today.
    renamed: list[tuple[Organisation, UnitSpell]] = field(default_factory=list)
    ended: list[Organisation] = field(default_factory=list)
    unchanged: int = 0

    @property
    def counts(self) -> dict[str, int]:
        return {
            "made": len(self.missing),
            "renamed": len(self.renamed),
            "closed": len(self.ended),
            "unchanged": self.unchanged,
        }


def municipality_name(name: str, kind: str) -> str:
    """What the body is called that governs the municipality: the name stands as it is, in the nominative."""
    return f"Miasto {name}" if kind == UnitKind.URBAN else f"Gmina {name}"


def municipality_changes() -> MunicipalityChanges:
    """What `sync_municipalities` would do: three queries however many there are.

    An organisation follows its unit's name only from a name that the unit gave it: what somebody wrote stays.
    """
    changes = MunicipalityChanges()
    kept = {
        organisation.unit_id: organisation
        for organisation in Organisation.objects.filter(kind=OrganisationKind.MUNICIPALITY)
    }
    spells: dict[int, list[UnitSpell]] = {}
    for spell in UnitSpell.objects.filter(unit__in=kept):
        spells.setdefault(spell.unit_id, []).append(spell)
    for unit in Unit.objects.municipalities():
        organisation = kept.get(unit.pk)
        if organisation is None:
            if unit.is_current:
                changes.missing.append(unit)
        elif not unit.is_current:
            if not organisation.is_closed:
                changes.ended.append(organisation)
        elif renaming := _renaming(organisation, unit, spells.get(unit.pk, [])):
            changes.renamed.append((organisation, renaming))
        else:
            changes.unchanged += 1
    return changes


def _renaming(organisation: Organisation, unit: Unit, spells: list[UnitSpell]) -> UnitSpell | None:
    """The spell from which the unit gives the organisation another name than it bears."""
    given = [municipality_name(spell.name, spell.kind) for spell in spells]
    wanted = municipality_name(unit.name, unit.kind)
    if organisation.name == wanted or organisation.name not in given:
        return None
    return next(spell for spell, name in zip(spells, given, strict=True) if name == wanted)


def sync_municipalities(
    *,
    by: Person | None,
    progress: Told = _silent,
    confirm: Callable[[], Any] = lambda: None,
    reason: str = "",
) -> dict[str, int]:
    """Make, rename and close the organisations of municipalities as the register of units says: all or nothing.

    Run again it does only what is new. Returns how many were made, renamed, closed and unchanged.
    """
    with transaction.atomic():
        confirm()
        # Of two who do it at once, the second waits here and finds nothing left to do.
        Unit.objects.municipalities().select_for_update().order_by("pk").first()
        changes = municipality_changes()
        total = len(changes.missing) + len(changes.renamed) + len(changes.ended)
        for start in range(0, len(changes.missing), BATCH):
            progress(start, total, mark("Making organisations"))
            _make(changes.missing[start : start + BATCH])
        for organisation, spell in changes.renamed:
            _rename(organisation, spell, by=by, reason=reason)
        for organisation in changes.ended:
            close_organisation(organisation=organisation, by=by, reason=reason)
        if total:
            record(
                by=by,
                action="accounts.sync-municipalities",
                object_type="organisation",
                object_id="",
                reason=reason,
                details=changes.counts,
            )
        progress(total, total, "")
    return changes.counts


def _make(units: list[Unit]) -> None:
    names = [municipality_name(unit.name, unit.kind) for unit in units]
    made = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.MUNICIPALITY, name=name, search_key=fold(name), unit=unit)
        for unit, name in zip(units, names, strict=True)
    )
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=organisation, name=organisation.name) for organisation in made
    )


def _rename(organisation: Organisation, spell: UnitSpell, *, by: Person | None, reason: str) -> None:
    since = organisation.names.open().get().valid_from
    day = min(spell.valid_from or timezone.localdate(), timezone.localdate())
    if since and day <= since:
        day = timezone.localdate()
    rename_organisation(
        organisation=organisation,
        name=municipality_name(spell.name, spell.kind),
        by=by,
        on=day,
        reason=reason,
    )
