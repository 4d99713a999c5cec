"""Writes to who is what in which organisation."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Membership, Organisation, Person
from empiria.apps.accounts.rules import functions_withheld
from empiria.apps.accounts.services.grants import refuse_own
from empiria.apps.accounts.services.holding import hold, one_at_a_time, refuse_overlap
from empiria.apps.system.services import record


@transaction.atomic
def add_membership(
    *,
    person: Person,
    organisation: Organisation,
    function: str,
    by: Person | None,
    job_title: str = "",
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    reason: str = "",
) -> Membership:
    """Say that somebody is something in an organisation; exactly the same again gives the one there is.

    Without days it holds from today on, together with the days for which it held or was planned already. Raises
    `HeldAlreadyError` where the days overlap such a period, `ValidationError` for dates in the wrong order, an organisation that exists no more, an erased person, one to
    whom `by` may give nothing, a function that `by` may not give.
    """
    refuse_own(person=person, by=by)
    _refuse_withheld(function, by)
    if organisation.is_closed:
        raise ValidationError(_("Nobody joins what has ended."))
    if person.erased_at:
        raise ValidationError(_("This person was erased."))
    what = {"person": person, "organisation": organisation, "function": function}
    membership, is_new = hold(
        Membership(
            **what,
            job_title=job_title.strip(),
            valid_from=valid_from or timezone.localdate(),
            valid_to=valid_to,
        ),
        Membership.objects.filter(**what),
        from_now=valid_from is None and valid_to is None,
    )
    if is_new:
        person.__dict__.pop("standing", None)
        _record(membership, "accounts.add-membership", by=by, reason=reason)
    return membership


@transaction.atomic
def end_membership(
    *, membership: Membership, by: Person | None, on: dt.date | None = None, reason: str = ""
) -> Membership:
    """End what somebody was in an organisation, today by default. Ending it twice does nothing more."""
    day = on or timezone.localdate()
    locked = Membership.objects.select_for_update().filter(pk=membership.pk).first()
    if locked is None or (locked.valid_to is not None and locked.valid_to <= day):
        return locked or membership
    if day <= locked.valid_from:
        locked.delete()
    else:
        locked.valid_to = day
        locked.save(update_fields=["valid_to"])
    _record(locked, "accounts.end-membership", by=by, reason=reason)
    return locked


@transaction.atomic
def reopen_membership(*, membership: Membership, by: Person | None, reason: str = "") -> Membership:
    """Take back the end of a membership that ended today or has yet to end.

    Raises `ValidationError` where it ended earlier or `by` may give this person nothing, `HeldAlreadyError` where another
    one of the same function lasts or is planned.
    """
    one_at_a_time(membership.person)
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if locked.valid_to is None:
        return locked
    refuse_own(person=locked.person, by=by)
    _refuse_withheld(locked.function, by)
    if locked.valid_to < timezone.localdate():
        raise ValidationError(_("What ended before today is added anew."))
    locked.valid_to = None
    refuse_overlap(
        locked,
        Membership.objects.filter(
            person=locked.person, organisation=locked.organisation, function=locked.function
        ),
    )
    locked.full_clean()
    locked.save(update_fields=["valid_to"])
    _record(locked, "accounts.reopen-membership", by=by, reason=reason)
    return locked


def _refuse_withheld(function: str, by: Person | None) -> None:
    """A function that brings a role with it opens what that role opens. The system itself (None) gives any."""
    if by is not None and function in functions_withheld(by.standing):
        raise ValidationError({"function": _("Only an administrator gives this function.")})


def _record(membership: Membership, action: str, *, by: Person | None, reason: str) -> None:
    record(
        by=by,
        action=action,
        object_type="person",
        object_id=membership.person_id,
        reason=reason,
        details={"organisation": membership.organisation_id, "function": membership.function},
    )
