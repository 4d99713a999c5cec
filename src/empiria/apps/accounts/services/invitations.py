"""Invitations: asked, sent again, withdrawn, accepted."""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Circle, Invitation, Organisation, Person
from empiria.apps.accounts.roles import CIRCLE, ORGANISATION, ROLES
from empiria.apps.accounts.rules import Standing, functions_withheld, grantable_roles
from empiria.apps.accounts.selectors.invitations import promised
from empiria.apps.accounts.services.claiming import HAS_OWNER, claim_account
from empiria.apps.accounts.services.grants import RoleRefusedError, grant_role, refuse_own
from empiria.apps.accounts.services.mails import digest, send_mail
from empiria.apps.accounts.services.memberships import add_membership
from empiria.apps.accounts.services.people import create_person
from empiria.apps.system.services import record

WORKS = dt.timedelta(days=14)
# From a token to the address of the page that accepts it.
Link = Callable[[str], str]


class InvitationRefusedError(ValidationError):
    """Somebody may not invite like this, or nothing can be accepted; the message is for people."""


class AlreadyInvitedError(Exception):
    """The address is asked to the same already: `invitation` is the one there is, and nothing was sent."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__(str(invitation))
        self.invitation = invitation


@transaction.atomic
def invite_person(
    *,
    email: str,
    by: Person,
    link: Link,
    organisation: Organisation | None = None,
    circle: Circle | None = None,
    function: str = "",
    roles: Iterable[str] = (),
    language: str = Person.Language.POLISH,
    reason: str = "",
) -> Invitation:
    """Ask somebody to take part, by an e-mail with a link that works for two weeks.

    Raises `AlreadyInvitedError` where the same was asked before and is not answered yet, `InvitationRefusedError`
    where the function or a role is none that `by` may give there.
    """
    wanted = sorted(set(roles))
    invitation = Invitation(
        email=email.strip().lower(),
        language=language,
        organisation=organisation,
        circle=circle,
        function=function,
        roles=wanted,
        invited_by=by,
    )
    _check(invitation, by)
    invitation.key = _key(invitation)
    # Whoever invites waits for whoever invites the same at the same moment.
    Person.objects.select_for_update().get(pk=by.pk)
    if same := Invitation.objects.open().filter(key=invitation.key).first():
        raise AlreadyInvitedError(same)
    token = _renew(invitation)
    invitation.full_clean(exclude=["roles"])
    invitation.save()
    _send(invitation, link(token))
    _record(invitation, "accounts.invite-person", by=by, reason=reason)
    return invitation


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: Person, link: Link, reason: str = "") -> Invitation:
    """Send an open invitation again, with a link that works for two weeks from now; the earlier link works no more.

    From then on it is `by` who invites. Raises `InvitationRefusedError` where `by` may not give what it promises.
    """
    invitation = _lock(invitation)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationRefusedError(_("This invitation has been accepted or withdrawn meanwhile."))
    _check(invitation, by)
    token = _renew(invitation)
    invitation.invited_by = by
    invitation.save(update_fields=["token_digest", "expires_at", "invited_by"])
    _send(invitation, link(token))
    _record(invitation, "accounts.resend-invitation", by=by, reason=reason)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Person, reason: str = "") -> Invitation:
    """Take an invitation back; twice does nothing more. Raises `InvitationRefusedError` where it has been accepted."""
    invitation = _lock(invitation)
    if invitation.accepted_at:
        raise InvitationRefusedError(_("This invitation has been accepted or withdrawn meanwhile."))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        _record(invitation, "accounts.withdraw-invitation", by=by, reason=reason)
    return invitation


def find_invitation(token: str) -> Invitation | None:
    """The invitation whose link this is, while the link works and whoever invited may still give what it promises."""
    found = (
        Invitation.objects.working()
        .select_related("organisation", "circle", "invited_by")
        .filter(token_digest=digest(token))
        .first()
    )
    return found if found and invitation_works(found) else None


def invitation_works(invitation: Invitation) -> bool:
    """Whether its link works, and whoever invited may still give what it promises: who left gives nothing any more."""
    if not invitation.works or invitation.invited_by is None:
        return False
    try:
        _check(invitation, invitation.invited_by)
    except InvitationRefusedError:
        return False
    return True


def invitations_that_work(invitations: Iterable[Invitation]) -> set[int]:
    """Of several, with whoever invited to each, the numbers of those whose link works; asked once for each inviter."""
    inviters: dict[int, Person] = {}
    working = set()
    for one in invitations:
        if not one.works or one.invited_by is None:
            continue
        try:
            _check_promise(one, inviters.setdefault(one.invited_by.pk, one.invited_by))
        except InvitationRefusedError:
            continue
        working.add(one.pk)
    return working


def refuse_own_invitation(*, invitation: Invitation, by: Person) -> None:
    """Note that the link was opened by who sent it. It went to somebody else's mailbox: that they hold it says something."""
    _record(invitation, "accounts.refuse-own-invitation", by=by)


@transaction.atomic
def accept_invitation(
    *,
    invitation: Invitation,
    person: Person | None = None,
    name: str = "",
    form: str = "",
    password: str | None = None,
) -> Person:
    """Take part: with the account there is for the address, or with a new one; accepting happens once.

    An account of the address that is nobody's yet counts as none: whoever holds the link takes it over. Raises
    `InvitationRefusedError` where the link works no more, where `person` has another address, where the address has an
    account and no `person` says who is signed in, where it is the inviter's own; `ValidationError` for a weak password or
    no name, or where the inviter may not give to this person what is promised.
    """
    invitation = _lock(invitation)
    if person is not None and invitation.person_id == person.pk:
        # The same button, pressed twice.
        return person
    if not invitation_works(invitation):
        raise InvitationRefusedError(_("This link does not work any more."))
    if person is None:
        person = _make_account(invitation, name=name, form=form, password=password)
    elif person == invitation.invited_by:
        raise InvitationRefusedError(_("Nobody accepts an invitation of their own."))
    elif person.email != invitation.email:
        raise InvitationRefusedError(_("This invitation is for another address."))
    invitation.accepted_at, invitation.person = timezone.now(), person
    invitation.save(update_fields=["accepted_at", "person"])
    _give(invitation, person)
    _record(invitation, "accounts.accept-invitation", by=person)
    return person


def invited_account(invitation: Invitation) -> Person | None:
    """Whose sign-in the invitation waits for: the account of its address, unless that is nobody's yet.

    One question whatever there is, so that the work done does not tell who has an account.
    """
    return Person.objects.filter(HAS_OWNER | Q(is_active=False), email=invitation.email).first()


def _make_account(invitation: Invitation, *, name: str, form: str, password: str | None) -> Person:
    # Whoever confirms the address at this moment waits, or has done so.
    nobodys = Person.objects.select_for_update().filter(email=invitation.email).first()
    if invited_account(invitation):
        raise InvitationRefusedError(_("There is an account with this address: please sign in first."))
    given: dict[str, Any] = {
        "name": name,
        "form": form,
        "language": invitation.language,
        "password": password,
    }
    if nobodys:
        return claim_account(person=nobodys, means="invitation", **given)
    return create_person(email=invitation.email, by=invitation.invited_by, **given)


def _give(invitation: Invitation, person: Person) -> None:
    given: dict[str, Any] = {"person": person, "by": invitation.invited_by}
    if invitation.function and invitation.organisation:
        add_membership(**given, organisation=invitation.organisation, function=invitation.function)
    for code in invitation.roles:
        scope = ROLES[code].scope
        grant_role(
            **given,
            role=code,
            organisation=invitation.organisation if scope == ORGANISATION else None,
            circle=invitation.circle if scope == CIRCLE else None,
        )


def _check(invitation: Invitation, by: Person) -> None:
    """What may be given by whom to whom: the same rules as on the pages of people."""
    _check_whom(invitation, by)
    _check_promise(invitation, by)


def _check_promise(invitation: Invitation, by: Person) -> None:
    """What may be given by whom, whoever gets it."""
    standing, function = by.standing, invitation.function
    everywhere = standing.may("accounts.manage_people")
    if not everywhere and not _is_own_place(invitation, standing):
        raise InvitationRefusedError(_("People may be invited only to where this role is held."))
    if not function and not invitation.roles:
        raise InvitationRefusedError(_("Please choose a function or a role."))
    if function and invitation.organisation_id is None:
        raise InvitationRefusedError(
            {"organisation": _("A function is held in an organisation: please choose it.")}
        )
    if function in functions_withheld(standing):
        raise InvitationRefusedError({"function": _("Only an administrator gives this function.")})
    if any(place and place.is_closed for place in (invitation.organisation, invitation.circle)):
        raise InvitationRefusedError(_("Nobody joins what has ended."))
    if not set(invitation.roles) <= _grantable(invitation, standing):
        raise InvitationRefusedError(
            {"roles": _("A role chosen here is held elsewhere, or is given by others.")}
        )


def _check_whom(invitation: Invitation, by: Person) -> None:
    """Nobody invites themselves. That an address is one of the staff is told only to who sees all people; what is given
    to whom is asked again when it is accepted."""
    if invitation.email == by.email:
        account: Person | None = by
    elif by.may("accounts.see_people"):
        account = Person.objects.filter(email=invitation.email).first()
    else:
        account = None
    try:
        if account is not None:
            refuse_own(person=account, by=by)
    except RoleRefusedError as error:
        raise InvitationRefusedError({"email": error.messages}) from error


def _is_own_place(invitation: Invitation, standing: Standing) -> bool:
    """Whether every place the invitation names is one that somebody keeps, and it names one."""
    asked = "accounts.manage_people"
    named = [
        (invitation.organisation_id, standing.organisations_where(asked)),
        (invitation.circle_id, standing.circles_where(asked)),
    ]
    return any(place for place, _own in named) and all(place in own for place, own in named if place)


def _grantable(invitation: Invitation, standing: Standing) -> frozenset[str]:
    given = grantable_roles(standing)
    if invitation.organisation_id:
        given |= grantable_roles(standing, organisation=invitation.organisation_id)
    if invitation.circle_id:
        given |= grantable_roles(standing, circle=invitation.circle_id)
    return given


def _key(invitation: Invitation) -> str:
    facts = [
        invitation.email,
        invitation.organisation_id,
        invitation.circle_id,
        invitation.function,
        invitation.roles,
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _renew(invitation: Invitation) -> str:
    token = secrets.token_urlsafe(32)
    invitation.token_digest, invitation.expires_at = digest(token), timezone.now() + WORKS
    return token


def _lock(invitation: Invitation) -> Invitation:
    """The row as it is now, held until the transaction ends."""
    return Invitation.objects.select_for_update().get(pk=invitation.pk)


def _send(invitation: Invitation, address: str) -> None:
    """In the language and form of whoever has an account already: what the inviter sees of it is the same."""
    account = invited_account(invitation)
    send_mail(
        "accounts/email/invitation",
        to=invitation.email,
        language=account.language if account else invitation.language,
        promises=lambda: promised(invitation, account.form if account else ""),
        inviter=invitation.invited_by.name if invitation.invited_by else "",
        accept_url=address,
        expires=timezone.localtime(invitation.expires_at),
    )


def _record(invitation: Invitation, action: str, *, by: Person | None, reason: str = "") -> None:
    record(
        by=by,
        action=action,
        object_type="invitation",
        object_id=invitation.pk,
        reason=reason,
        details={
            "organisation": invitation.organisation_id,
            "circle": invitation.circle_id,
            "function": invitation.function,
            "roles": invitation.roles,
            "invited_by": invitation.invited_by_id,
        },
        about=[invitation.person_id] if invitation.person_id else [],
    )
