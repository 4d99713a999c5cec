"""Writes to roles held."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Circle, Organisation, Person, RoleGrant
from empiria.apps.accounts.roles import CIRCLE, ORGANISATION, ROLES, Administrator, Resident
from empiria.apps.accounts.rules import allows, people_given_to
from empiria.apps.accounts.services.holding import hold, one_at_a_time, refuse_overlap
from empiria.apps.system.periods import DatedQuerySet
from empiria.apps.system.services import record


class RoleRefusedError(ValidationError):
    """The role cannot be held like this; the message is for people."""


class LastAdministratorError(ValidationError):
    """Somebody must stay who can give roles; the message is for people."""


@transaction.atomic
def grant_role(
    *,
    person: Person,
    role: str,
    by: Person | None,
    organisation: Organisation | None = None,
    circle: Circle | None = None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    reason: str = "",
) -> RoleGrant:
    """Give somebody a role for a time; exactly the same again gives the one they have.

    Without days it is held from today on, together with the days for which it was held or planned already. Raises
    `HeldAlreadyError` where the days overlap such a period, `RoleRefusedError` where the role is not granted (mayors
    hold theirs by their function), is held elsewhere (in a city, in a network), the circle is only for leaders and the
    person is none, or `by` may give this person nothing.
    """
    kind = ROLES.get(role)
    if kind is None or kind.functions:
        raise RoleRefusedError(_("This role is not granted."))
    # The role of a resident opens nothing: people take it themselves when they register.
    if role != Resident.code:
        refuse_own(person=person, by=by)
    needs = (kind.scope == ORGANISATION, kind.scope == CIRCLE)
    if needs != (organisation is not None, circle is not None):
        raise RoleRefusedError(
            _("This role is held elsewhere: choose the organisation, network or team it needs, and no other.")
        )
    if circle is not None and circle.is_for_leaders and not kind.is_staff and not person.standing.is_leader:
        raise RoleRefusedError(_("Only mayors and their deputies may join this network."))
    if (circle and circle.is_closed) or (organisation and organisation.is_closed):
        raise RoleRefusedError(_("Nobody joins what has ended."))
    if person.erased_at:
        raise RoleRefusedError(_("This person was erased."))
    held = {"person": person, "role": role, "organisation": organisation, "circle": circle}
    grant, is_new = hold(
        RoleGrant(**held, valid_from=valid_from or timezone.localdate(), valid_to=valid_to),
        RoleGrant.objects.filter(**held),
        from_now=valid_from is None and valid_to is None,
    )
    if is_new:
        person.__dict__.pop("standing", None)
        _record(grant, "accounts.grant-role", by=by, reason=reason)
    return grant


@transaction.atomic
def end_grant(
    *, grant: RoleGrant, by: Person | None, on: dt.date | None = None, reason: str = ""
) -> RoleGrant:
    """End a role on that day, today by default: from then on it is not held. Ending it twice does nothing more.

    Raises `LastAdministratorError` where nobody would be left who gives roles.
    """
    day = on or timezone.localdate()
    if grant.role == Administrator.code:
        # Before this one: two who end their own at once would each wait for the other.
        _hold_administrators()
    locked = RoleGrant.objects.select_for_update().filter(pk=grant.pk).first()
    if locked is None or (locked.valid_to is not None and locked.valid_to <= day):
        return locked or grant
    if locked.role == Administrator.code:
        keep_an_administrator(leaving=grant.person)
    if day <= locked.valid_from:
        # Given and taken on one day: it was never held for a day, and the trail keeps both.
        locked.delete()
    else:
        locked.valid_to = day
        locked.save(update_fields=["valid_to"])
    _record(locked, "accounts.end-grant", by=by, reason=reason)
    return locked


@transaction.atomic
def reopen_grant(*, grant: RoleGrant, by: Person | None, reason: str = "") -> RoleGrant:
    """Take back the end of a role that ended today or has yet to end: it goes on as if nothing had been said.

    Raises `RoleRefusedError` where it ended earlier or `by` may give this person nothing, `HeldAlreadyError` where it is
    held or planned anew.
    """
    one_at_a_time(grant.person)
    locked = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    if locked.valid_to is None:
        return locked
    refuse_own(person=locked.person, by=by)
    if locked.valid_to < timezone.localdate():
        raise RoleRefusedError(_("What ended before today is given anew."))
    locked.valid_to = None
    refuse_overlap(
        locked,
        RoleGrant.objects.filter(
            person=locked.person, role=locked.role, organisation=locked.organisation, circle=locked.circle
        ),
    )
    locked.full_clean()
    locked.save(update_fields=["valid_to"])
    _record(locked, "accounts.reopen-grant", by=by, reason=reason)
    return locked


def refuse_own(*, person: Person, by: Person | None) -> None:
    """Raises `RoleRefusedError` where `by` would give a function or a role to themselves, or to the staff.

    The system itself (None) gives whatever it is told to.
    """
    if by is not None and not allows(people_given_to(by.standing), person):
        raise RoleRefusedError(
            _(
                "Nobody gives a function or a role to themselves or to the association’s staff: please ask an administrator."
            )
        )


def keep_an_administrator(*, leaving: Person) -> None:
    """Raises `LastAdministratorError` unless an administrator stays when this person is one no more.

    For the transaction of whoever ends the role, closes or erases the account. The roles of all administrators are
    locked first, so that of two who take leave of each other at once the second finds the first one gone.
    """
    administrators = _hold_administrators()
    stay = administrators.open().filter(valid_from__lte=timezone.localdate(), person__is_active=True)
    if not stay.exclude(person=leaving).exists():
        raise LastAdministratorError(
            _("This is the last administrator of the association: make somebody else one first.")
        )


def _hold_administrators() -> DatedQuerySet:
    """The roles of all administrators, held until the transaction ends, in an order that is everybody's."""
    administrators = RoleGrant.objects.filter(role=Administrator.code, organisation=None, circle=None)
    list(administrators.select_for_update().order_by("pk"))
    return administrators


def _record(grant: RoleGrant, action: str, *, by: Person | None, reason: str) -> None:
    record(
        by=by,
        action=action,
        object_type="person",
        object_id=grant.person_id,
        reason=reason,
        details={"role": grant.role, "organisation": grant.organisation_id, "circle": grant.circle_id},
    )
