"""Every write to the comparison groups that a city or the association keeps for itself."""

from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone

from empiria.analysis.errors import InputError, mark
from empiria.apps.accounts.models import Organisation, Person
from empiria.apps.accounts.rules import allows
from empiria.apps.monitor.group_rules import KEEP, kept_by, organisations_kept_for
from empiria.apps.monitor.models import OwnGroup
from empiria.apps.places.models import Unit
from empiria.apps.system.services import record

FEWEST, MOST = 2, 200
# Of one city, or of the association: more than anybody looks through.
MOST_KEPT = 100


class GroupRefusedError(InputError):
    """What was asked for cannot be kept; the reason is said on the form."""


class GroupMeanwhileError(GroupRefusedError):
    """Somebody else has changed the group since it was looked at; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            mark(
                "Somebody else has changed this meanwhile; nothing of yours was saved yet. Look at what is there now, then save again."
            )
        )


@transaction.atomic
def create_own_group(
    *,
    by: Person,
    name: str,
    reason: str,
    units: Iterable[Unit],
    organisation: Organisation | None,
    is_shared: bool = False,
) -> OwnGroup:
    """Keep a group for an organisation, or for the association. Raises `GroupRefusedError`."""
    # Two at once wait for one another here, so that both are counted.
    if organisation is not None:
        Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse_elsewhere(by, organisation)
    if OwnGroup.objects.filter(organisation=organisation).count() >= MOST_KEPT:
        message = mark("At most %(count)s groups can be kept. To keep another, delete one first.")
        raise GroupRefusedError(message, count=MOST_KEPT)
    group = OwnGroup(
        name=name,
        reason=reason,
        units=_codes(units),
        organisation=organisation,
        is_shared=is_shared,
        created_by=by,
    )
    group.full_clean()
    group.save()
    _record("monitor.create-group", group, by=by)
    return group


@transaction.atomic
def update_own_group(
    *,
    group: OwnGroup,
    by: Person,
    name: str,
    reason: str,
    units: Iterable[Unit],
    is_shared: bool,
    seen: str,
) -> OwnGroup:
    """Change what it is called, why, who is in it and who may read it; its address stays. `seen` is the `state` that was
    looked at. Raises `GroupRefusedError`, and `OwnGroup.DoesNotExist` where it was deleted meanwhile."""
    group = OwnGroup.objects.select_for_update().get(pk=group.pk)
    _refuse_stranger(group, by)
    codes = _codes(units)
    if group.state != seen:
        # The same sent twice is one.
        if (group.name, group.reason, group.units, group.is_shared) == (name, reason, codes, is_shared):
            return group
        raise GroupMeanwhileError
    group.name, group.reason, group.units = name, reason, codes
    group.is_shared, group.changed_at = is_shared, timezone.now()
    group.full_clean()
    group.save(update_fields=["name", "reason", "units", "is_shared", "changed_at"])
    _record("monitor.change-group", group, by=by)
    return group


@transaction.atomic
def delete_own_group(*, group: OwnGroup, by: Person) -> bool:
    """Remove it for good, whether it was still there; the trail keeps what it held."""
    kept = OwnGroup.objects.select_for_update().filter(pk=group.pk).first()
    if kept is None:
        return False
    _refuse_stranger(kept, by)
    _record("monitor.delete-group", kept, by=by)
    kept.delete()
    return True


def _codes(units: Iterable[Unit]) -> list[str]:
    codes = sorted({unit.code for unit in units})
    if not FEWEST <= len(codes) <= MOST:
        message = mark("A group has %(fewest)s to %(most)s municipalities; this one has %(found)s.")
        raise GroupRefusedError(message, fewest=FEWEST, most=MOST, found=len(codes))
    return codes


def _refuse_elsewhere(by: Person, organisation: Organisation | None) -> None:
    standing = by.standing
    if organisation is None:
        allowed = standing.may(KEEP)
    else:
        allowed = allows(organisations_kept_for(standing), organisation)
    if not allowed:
        raise GroupRefusedError(mark("Groups are kept only for a place in which one works."))


def _refuse_stranger(group: OwnGroup, by: Person) -> None:
    if not allows(kept_by(by.standing), group):
        raise GroupRefusedError(mark("Groups are kept only for a place in which one works."))


def _record(action: str, group: OwnGroup, *, by: models.Model) -> None:
    record(
        by=by,
        action=action,
        object_type="monitor.own-group",
        object_id=group.pk,
        details={
            "units": group.units,
            "organisation": group.organisation_id,
            "is_shared": group.is_shared,
        },
        texts={"name": group.name, "reason": group.reason},
    )
