"""A new e-mail address, confirmed at the old one and at the new one; at the new one alone where the old mailbox is gone."""

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import EmailChange, Person
from empiria.apps.accounts.services.claiming import HAS_OWNER
from empiria.apps.accounts.services.former import keep_former
from empiria.apps.accounts.services.holding import one_at_a_time
from empiria.apps.accounts.services.mails import digest, send_mail
from empiria.apps.accounts.services.sessions import sign_out_everywhere
from empiria.apps.system.services import change as before_and_after
from empiria.apps.system.services import record

WORKS = dt.timedelta(days=2)
Link = Callable[[str], str]


class EmailChangeRefusedError(ValidationError):
    """The address cannot be taken; the message is for people."""


@transaction.atomic
def ask_email_change(*, person: Person, email: str, link: Link) -> EmailChange:
    """Ask for another address: a link goes to both, and the change is made when both have been opened.

    An earlier wish of the same person is forgotten. Whether somebody else has the address is not said: then the
    new address is told so, by e-mail, and its link makes no change. Raises `EmailChangeRefusedError` for the address of now.
    """
    email = email.strip().lower()
    if email == person.email:
        raise EmailChangeRefusedError(_("This is the address of now."))
    wish, old, new = _begin(person, email, asked_by=None)
    about: dict[str, Any] = {"person": person, "old": person.email, "new": email}
    send_mail(
        "accounts/email/email_change_old",
        to=person.email,
        language=person.language,
        confirm_url=link(old),
        **about,
    )
    taken = Person.objects.filter(email=email).exists()
    send_mail(
        "accounts/email/email_change_taken" if taken else "accounts/email/email_change_new",
        to=email,
        language=person.language,
        confirm_url=link(new),
        **about,
    )
    record(by=person, action="accounts.ask-email-change", object_type="person", object_id=person.pk)
    return wish


@transaction.atomic
def replace_email(*, person: Person, email: str, by: Person, reason: str, link: Link) -> EmailChange:
    """Ask for another address of somebody whose mailbox is gone: a link goes to the new one, and opening it is enough.

    The old address is told at once. When the change is made the account is signed out everywhere. Raises
    `EmailChangeRefusedError` for the address of now, one that has an account, a closed account.
    """
    email = email.strip().lower()
    if email == person.email:
        raise EmailChangeRefusedError({"email": _("This is the address of now.")})
    if not person.is_active:
        raise EmailChangeRefusedError(_("The account with this e-mail is closed."))
    if Person.objects.filter(email=email).exists():
        raise EmailChangeRefusedError({"email": _("There is an account with this address already.")})
    wish, _old, new = _begin(person, email, asked_by=by)
    about: dict[str, Any] = {"person": person, "old": person.email, "new": email}
    send_mail("accounts/email/email_replace_old", to=person.email, language=person.language, **about)
    send_mail(
        "accounts/email/email_replace_new",
        to=email,
        language=person.language,
        confirm_url=link(new),
        **about,
    )
    record(
        by=by,
        action="accounts.replace-email",
        object_type="person",
        object_id=person.pk,
        reason=reason,
        texts={"email": before_and_after(person.email, email)},
    )
    return wish


def _begin(person: Person, email: str, *, asked_by: Person | None) -> tuple[EmailChange, str, str]:
    """The wish, with the tokens of the links to the old and the new address; an earlier one is forgotten."""
    one_at_a_time(person)
    EmailChange.objects.filter(person=person).delete()
    old, new = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    wish = EmailChange(
        person=person,
        email=email,
        old_digest=digest(old),
        new_digest=digest(new),
        asked_by=asked_by,
        expires_at=timezone.now() + WORKS,
    )
    wish.full_clean()
    wish.save()
    return wish, old, new


@transaction.atomic
def cancel_email_change(*, person: Person) -> bool:
    """Forget the wish; whether there was one."""
    forgotten, _each = EmailChange.objects.filter(person=person).delete()
    if forgotten:
        record(by=person, action="accounts.cancel-email-change", object_type="person", object_id=person.pk)
    return bool(forgotten)


def find_email_change(token: str) -> EmailChange | None:
    """The wish whose link this is, while it works; where the association asked, while who asked may."""
    kept = digest(token)
    working = EmailChange.objects.filter(expires_at__gt=timezone.now(), person__is_active=True)
    found = working.filter(old_digest=kept) | working.filter(new_digest=kept)
    wish = found.select_related("person", "asked_by").first()
    if wish and wish.asked_by and not wish.asked_by.may("accounts.manage_sign_in"):
        return None
    return wish


@transaction.atomic
def confirm_email_change(*, token: str) -> EmailChange | None:
    """Count one of the links as opened; with the last the address changes. None where the link works no more.

    The wish that comes back is removed (`pk` is None) when the change is made. An address that somebody else took
    meanwhile ends the wish as an expired link does.
    """
    found = find_email_change(token)
    if found is None:
        return None
    person = Person.objects.select_for_update().get(pk=found.person_id)
    wish = EmailChange.objects.select_for_update().filter(pk=found.pk).first()
    if wish is None:
        return _changed_meanwhile(found, person)
    wish.person = person
    if wish.old_digest == digest(token):
        wish.old_confirmed_at = wish.old_confirmed_at or timezone.now()
    else:
        wish.new_confirmed_at = wish.new_confirmed_at or timezone.now()
    wish.save(update_fields=["old_confirmed_at", "new_confirmed_at"])
    if wish.new_confirmed_at and (wish.old_confirmed_at or wish.asked_by_id):
        return _change(wish)
    return wish


def _changed_meanwhile(wish: EmailChange, person: Person) -> EmailChange | None:
    """The same button pressed twice: what the first one answers. None where the wish ended otherwise."""
    if person.email != wish.email:
        return None
    wish.pk = None
    return wish


def _change(wish: EmailChange) -> EmailChange | None:
    person, old = wish.person, wish.person.email
    try:
        with transaction.atomic():
            if not Person.objects.filter(HAS_OWNER, pk=person.pk).exists():
                # Nobody's until now: of whoever made the account nothing stays that opens it.
                person.set_unusable_password()
                Authenticator.objects.filter(user=person).delete()
                sign_out_everywhere(person)
            person.email = wish.email
            person.save(update_fields=["email", "password"])
            EmailAddress.objects.filter(user=person).delete()
            EmailAddress.objects.create(user=person, email=wish.email, verified=True, primary=True)
    except IntegrityError:
        wish.delete()
        return None
    keep_former(person, email=old)
    if wish.asked_by_id:
        # Whoever reads at the old address, or sat at the old desk, is in it no more.
        sign_out_everywhere(person)
    record(
        by=person,
        action="accounts.change-email",
        object_type="person",
        object_id=person.pk,
        details={"asked_by": wish.asked_by_id} if wish.asked_by_id else {},
        texts={"email": before_and_after(old, wish.email)},
    )
    for address in (old, wish.email):
        send_mail(
            "accounts/email/email_changed",
            to=address,
            language=person.language,
            old=old,
            new=wish.email,
            timestamp=timezone.localtime(),
            person=person,
        )
    wish.delete()
    return wish
