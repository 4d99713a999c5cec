"""Writes to people and their accounts."""

import uuid
from collections.abc import Iterable
from urllib.parse import urljoin

from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.urls import reverse

from empiria.apps.accounts.models import Form, Person
from empiria.apps.accounts.roles import Administrator, Resident
from empiria.apps.accounts.services.former import keep_former
from empiria.apps.accounts.services.grants import grant_role, keep_an_administrator
from empiria.apps.accounts.services.mails import send_mail
from empiria.apps.accounts.services.sessions import sign_out_everywhere
from empiria.apps.system.mail import send_to_nobody
from empiria.apps.system.saving import insert
from empiria.apps.system.services import change, enqueue_job, record

SEND_LINK = "accounts.send-password-link"


@transaction.atomic
def create_person(
    *,
    email: str,
    name: str,
    by: Person | None,
    password: str | None = None,
    roles: Iterable[str] = (),
    form: str = Form.NEUTRAL,
    is_sample: bool = False,
    language: str = Person.Language.POLISH,
    reason: str = "",
) -> Person:
    """Give someone an account. Without a password nobody can sign in to it yet.

    Raises `ValidationError` for a weak password, an e-mail that is none or that another account has. `roles` are
    held for the whole association. In order: the person, the audit entry (which names neither their e-mail nor their
    name), the roles. Whoever makes the account answers for the address being the person's own.
    """
    person = Person(
        email=email.strip().lower(), name=name.strip(), form=form, is_sample=is_sample, language=language
    )
    if password is not None:
        validate_password(password, person)
    person.set_password(password)
    insert(person)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    record(
        by=by,
        action="accounts.create-person",
        object_type="person",
        object_id=person.pk,
        reason=reason,
    )
    for role in roles:
        grant_role(person=person, role=role, by=by, reason=reason)
    return person


@transaction.atomic
def issue_password_link(*, person: Person, by: Person | None, reason: str = "") -> str:
    """The path of a page on which whoever opens it sets this account's password: once, within a day.

    A password set, a sign-in or another e-mail ends it earlier.
    """
    record(
        by=by,
        action="accounts.issue-password-link",
        object_type="person",
        object_id=person.pk,
        reason=reason,
    )
    return password_path(person)


@transaction.atomic
def order_password_link(*, email: str, site: str) -> None:
    """Have a link for a new password sent, where somebody has this address.

    The same is done where nobody has it: neither by the time it takes nor on the pages of jobs, which name no person, does
    anybody see who has an account.
    """
    person = Person.objects.filter(email=email.strip().lower(), is_active=True).values_list("pk", flat=True)
    enqueue_job(
        kind=SEND_LINK,
        by=None,
        person=str(next(iter(person), "")),
        site=site,
        # Each a job of its own, or the second one for nobody would be less work than the first.
        number=uuid.uuid4(),
    )


def send_password_link(*, person: str, site: str) -> None:
    """Send it, or a message to nobody. `site` is the address of the front page."""
    found = Person.objects.filter(pk=person, is_active=True).first() if person else None
    if found is None:
        send_to_nobody()
        return
    send_mail(
        "account/email/password_reset_key",
        to=found.email,
        language=found.language,
        password_reset_url=urljoin(site, password_path(found)),
    )


def password_path(person: Person) -> str:
    """The path of the page on which a password is set by whoever holds it."""
    # django-allauth's forms ask for our adapter when they are loaded, which asks for the services.
    from allauth.account.forms import default_token_generator

    key = default_token_generator.make_token(person)
    parts = {"uidb36": user_pk_to_url_str(person), "key": key}
    return reverse("account_reset_password_from_key", kwargs=parts)


@transaction.atomic
def register_resident(
    *, person: Person, email: str, name: str, form: str, language: str, password: str
) -> Person:
    """Somebody makes an account of their own, with the role of a resident; its address has yet to be confirmed.

    `person` is not saved yet. Raises `ValidationError` where the account cannot be made.
    """
    person.email, person.name, person.form = email.strip().lower(), name.strip(), form
    person.language = language if language in Person.Language.values else Person.Language.POLISH
    person.set_password(password)
    insert(person)
    _record(person, "accounts.register", by=person, reason="")
    grant_role(person=person, role=Resident.code, by=person)
    return person


@transaction.atomic
def correct_person(
    *, person: Person, name: str, form: str, language: str, by: Person | None, reason: str = ""
) -> Person:
    """Write down how somebody is called and addressed. The same again changes nothing and leaves no entry.

    Raises `ValidationError` for an empty name.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    wanted = {"name": " ".join(name.split()), "form": form, "language": language}
    changed = sorted(field for field, value in wanted.items() if getattr(person, field) != value)
    if not changed:
        return person
    texts = {field: change(getattr(person, field), wanted[field]) for field in changed}
    if "name" in changed:
        keep_former(person, name=person.name)
    for field, value in wanted.items():
        setattr(person, field, value)
    person.full_clean()
    person.save(update_fields=changed)
    record(
        by=by,
        action="accounts.correct-person",
        object_type="person",
        object_id=person.pk,
        reason=reason,
        details={"fields": changed},
        texts=texts,
    )
    return person


@transaction.atomic
def close_account(*, person: Person, by: Person | None, reason: str = "") -> Person:
    """Let somebody sign in no more, from this moment; what they are and were stays written. Twice does nothing more.

    Their sessions end for good: whoever holds one of them is out also when the account is opened again.

    Raises `LastAdministratorError` where nobody would be left who gives roles.
    """
    if person.grants.filter(role=Administrator.code).exists():
        keep_an_administrator(leaving=person)
    if Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        sign_out_everywhere(person)
        _record(person, "accounts.close-account", by=by, reason=reason)
    person.refresh_from_db()
    return person


@transaction.atomic
def reopen_account(*, person: Person, by: Person | None, reason: str = "") -> Person:
    """Let somebody sign in again. Twice does nothing more; an erased person stays erased."""
    if Person.objects.filter(pk=person.pk, is_active=False, erased_at=None).update(is_active=True):
        _record(person, "accounts.reopen-account", by=by, reason=reason)
    person.refresh_from_db()
    return person


def _record(person: Person, action: str, *, by: Person | None, reason: str) -> None:
    record(by=by, action=action, object_type="person", object_id=person.pk, reason=reason)
