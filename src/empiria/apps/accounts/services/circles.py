"""Writes to networks and cross-city teams."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Circle, Person
from empiria.apps.accounts.rules import people_visible_to
from empiria.apps.accounts.services.grants import grant_role
from empiria.apps.accounts.services.holding import one_at_a_time
from empiria.apps.accounts.services.invitations import Link, invite_person
from empiria.apps.system.saving import insert
from empiria.apps.system.services import record


@transaction.atomic
def create_circle(
    *,
    code: str,
    kind: str,
    title_pl: str,
    by: Person | None,
    title_en: str = "",
    is_for_leaders: bool = False,
    reason: str = "",
) -> Circle:
    """Make a network or a cross-city team; the same again gives the one there is.

    Raises `ValidationError` for a code that another one has.
    """
    one_at_a_time(by)
    facts = {
        "code": code,
        "kind": kind,
        "title_pl": title_pl.strip(),
        "title_en": title_en.strip(),
        "is_for_leaders": is_for_leaders,
    }
    if same := Circle.objects.filter(**facts, is_closed=False).first():
        return same
    circle = Circle(**facts)
    insert(circle)
    record(by=by, action="accounts.create-circle", object_type="circle", object_id=circle.pk, reason=reason)
    return circle


@transaction.atomic
def change_circle(
    *,
    circle: Circle,
    title_pl: str,
    by: Person | None,
    title_en: str = "",
    is_for_leaders: bool = False,
    reason: str = "",
) -> Circle:
    """Call it otherwise, or say whom it is for. Members who lead no municipality stay in a network that becomes one of
    leaders, and see nothing of it for as long as they do not.

    Raises `ValidationError` where `by`, who gives the role of no mayor, would open a network of mayors to others.
    """
    circle = Circle.objects.select_for_update().get(pk=circle.pk)
    opens = circle.is_for_leaders and not is_for_leaders
    if opens and by is not None and not by.may("accounts.manage_roles"):
        raise ValidationError(
            {"is_for_leaders": _("Only an administrator opens a network of mayors to others.")}
        )
    wanted = {
        "title_pl": title_pl.strip(),
        "title_en": title_en.strip(),
        "is_for_leaders": is_for_leaders,
    }
    changed = sorted(name for name, value in wanted.items() if getattr(circle, name) != value)
    if not changed:
        return circle
    for name, value in wanted.items():
        setattr(circle, name, value)
    circle.full_clean()
    circle.save(update_fields=changed)
    record(
        by=by,
        action="accounts.change-circle",
        object_type="circle",
        object_id=circle.pk,
        reason=reason,
        details={"fields": changed},
    )
    return circle


@transaction.atomic
def join_circle(
    *,
    circle: Circle,
    email: str,
    role: str,
    by: Person,
    link: Link,
    valid_from: dt.date | None = None,
    reason: str = "",
) -> bool:
    """Add somebody: at once whom `by` sees among the people, by an invitation whoever else reads at the address.

    Whether there is an account for an address is thus told to nobody who does not see it anyway. Returns whether the
    person was added. Raises what `grant_role` and `invite_person` raise.
    """
    email = email.strip().lower()
    seen = Person.objects.filter(people_visible_to(by.standing), email=email).first()
    if seen is None:
        invite_person(
            email=email, by=by, link=link, circle=circle, roles=[role], language=by.language, reason=reason
        )
        return False
    if not seen.is_active:
        raise ValidationError({"email": _("The account with this e-mail is closed.")})
    grant_role(person=seen, role=role, circle=circle, by=by, valid_from=valid_from, reason=reason)
    return True


@transaction.atomic
def end_circle(*, circle: Circle, by: Person | None, reason: str = "") -> Circle:
    """Say that it has ended: nobody joins any more; its members keep what was theirs to read."""
    if Circle.objects.filter(pk=circle.pk, is_closed=False).update(is_closed=True):
        record(by=by, action="accounts.end-circle", object_type="circle", object_id=circle.pk, reason=reason)
    circle.refresh_from_db()
    return circle


@transaction.atomic
def reopen_circle(*, circle: Circle, by: Person | None, reason: str = "") -> Circle:
    """Take back that it has ended."""
    if Circle.objects.filter(pk=circle.pk, is_closed=True).update(is_closed=False):
        record(
            by=by, action="accounts.reopen-circle", object_type="circle", object_id=circle.pk, reason=reason
        )
    circle.refresh_from_db()
    return circle
