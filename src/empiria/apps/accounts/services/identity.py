"""The identity providers of offices, and the second factor of somebody who has lost it."""

import re
from collections.abc import Iterable

import requests
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from empiria.apps.accounts.models import (
    Form,
    IdentityDomain,
    IdentityProvider,
    Invitation,
    Organisation,
    Person,
)
from empiria.apps.accounts.services.claiming import claim_account
from empiria.apps.accounts.services.invitations import accept_invitation
from empiria.apps.accounts.services.mails import send_mail
from empiria.apps.accounts.services.sessions import sign_out_everywhere
from empiria.apps.system.fetching import safe_session
from empiria.apps.system.services import record

DESCRIPTION = "/.well-known/openid-configuration"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# A description of a provider is a few kilobytes.
MOST_BYTES = 200_000
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
NOT_KNOWN = gettext_lazy(
    "The office's provider names nobody who has an account or an invitation here. The association that invites can help."
)


class ProviderRefusedError(Exception):
    """Somebody cannot come in by a provider; `message` is for people, in whatever language it is said."""

    def __init__(self, message: Promise) -> None:
        super().__init__(str(message))
        self.message = message


def save_provider(
    *,
    provider: IdentityProvider | None,
    code: str,
    name: str,
    issuer: str,
    client_id: str,
    secret: str,
    organisation: Organisation,
    domains: Iterable[str],
    by: Person,
    reason: str = "",
) -> IdentityProvider:
    """Connect an office's provider, or change it; an empty secret keeps the one there is.

    The provider is asked for its description first, outside the transaction. Raises `ValidationError` with the field
    that is wrong: a provider that does not answer as the one it is said to be, a domain that another provider has.
    """
    issuer = issuer.strip().rstrip("/")
    check_issuer(issuer)
    return _save_provider(
        provider=provider or IdentityProvider(code=code),
        values={
            "name": name.strip(),
            "issuer": issuer,
            "client_id": client_id.strip(),
            "organisation": organisation,
        },
        secret=secret,
        domains=sorted({domain.strip().lower().lstrip("@") for domain in domains if domain.strip()}),
        by=by,
        reason=reason,
    )


def check_issuer(issuer: str) -> None:
    """Ask a provider for its description. Raises `ValidationError` where it gives none, or one of another issuer."""
    try:
        with safe_session(most_bytes=MOST_BYTES) as session:
            answer = session.get(issuer + DESCRIPTION)
            answer.raise_for_status()
            description = answer.json()
    except requests.RequestException as error:
        raise ValidationError(
            {"issuer": _("The provider did not answer at %(address)s.") % {"address": issuer + DESCRIPTION}}
        ) from error
    if not isinstance(description, dict) or str(description.get("issuer", "")).rstrip("/") != issuer:
        raise ValidationError({"issuer": _("What answers at this address calls itself by another name.")})
    if missing := [name for name in NEEDED if not description.get(name)]:
        raise ValidationError(
            {"issuer": _("The provider's description lacks: %(names)s.") % {"names": ", ".join(missing)}}
        )


@transaction.atomic
def _save_provider(
    *,
    provider: IdentityProvider,
    values: dict[str, object],
    secret: str,
    domains: list[str],
    by: Person,
    reason: str,
) -> IdentityProvider:
    is_new = provider.pk is None
    changed = (
        sorted(field for field, value in values.items() if getattr(provider, field, None) != value)
        if not is_new
        else []
    )
    for field, value in values.items():
        setattr(provider, field, value)
    if secret:
        provider.secret = secret
    elif is_new:
        raise ValidationError({"secret": _("Please give the secret.")})
    if wrong := [domain for domain in domains if not DOMAIN.fullmatch(domain)]:
        raise ValidationError({"domains": _("This is no domain: %(domain)s.") % {"domain": wrong[0]}})
    if not domains:
        raise ValidationError({"domains": _("Please name at least one domain.")})
    taken = IdentityDomain.objects.filter(domain__in=domains).exclude(provider=provider.pk).first()
    if taken:
        raise ValidationError(
            {"domains": _("Another provider answers for %(domain)s.") % {"domain": taken.domain}}
        )
    provider.full_clean()
    provider.save()
    had = set(provider.domains.values_list("domain", flat=True))
    provider.domains.exclude(domain__in=domains).delete()
    for domain in sorted(set(domains) - had):
        IdentityDomain.objects.create(provider=provider, domain=domain)
    if had != set(domains):
        changed.append("domains")
    if secret:
        changed.append("secret")
    _record(
        provider,
        "accounts.connect-provider" if is_new else "accounts.change-provider",
        by=by,
        reason=reason,
        details={"fields": [] if is_new else changed, "organisation": provider.organisation_id},
    )
    return provider


@transaction.atomic
def set_provider_active(*, provider: IdentityProvider, is_active: bool, by: Person, reason: str = "") -> None:
    """Let people sign in by a provider again, or no more; what is so already stays."""
    if IdentityProvider.objects.filter(pk=provider.pk, is_active=not is_active).update(is_active=is_active):
        _record(
            provider,
            "accounts.reopen-provider" if is_active else "accounts.close-provider",
            by=by,
            reason=reason,
        )


@transaction.atomic
def admit_by_provider(
    *, provider: IdentityProvider, email: str, is_verified: bool, name: str, linked: Person | None
) -> Person:
    """Who it is that an office's provider vouches for.

    Somebody linked to the provider before comes in as long as their own address lies in its domains. Anybody else
    needs an address that the provider has verified, in one of its domains, and an account or an invitation for it;
    open invitations are accepted, and an account that is nobody's yet is theirs. Raises `ProviderRefusedError`, with one
    message whatever is lacking.
    """
    proved = email.strip().lower() if is_verified else ""
    email = linked.email if linked else email.strip().lower()
    # A provider may say more than a name holds.
    called = (name or email)[: Person._meta.get_field("name").max_length]
    domain = email.rpartition("@")[2]
    vouched = (is_verified or linked is not None) and provider.domains.filter(domain=domain).exists()
    if not vouched:
        raise ProviderRefusedError(NOT_KNOWN)
    person = linked or Person.objects.filter(email=email).first()
    if person is not None and person.email == proved:
        person = claim_account(person=person, means="provider", name=called)
    for invitation in Invitation.objects.working().filter(email=email):
        try:
            with transaction.atomic():
                person = accept_invitation(
                    invitation=invitation, person=person, name=called, form=Form.NEUTRAL
                )
        except ValidationError:
            # Refused as a whole, or something of what it promises: whoever signs in is kept out by neither.
            continue
    if person is None:
        raise ProviderRefusedError(NOT_KNOWN)
    return person


@transaction.atomic
def end_sessions(*, sessions: Iterable[UserSession], by: Person) -> None:
    """Sign somebody out wherever these sessions are open."""
    ended = [session.end() for session in sessions]
    if ended:
        record(
            by=by,
            action="accounts.end-sessions",
            object_type="person",
            object_id=by.pk,
            details={"sessions": len(ended)},
        )


@transaction.atomic
def remove_second_factors(*, person: Person, by: Person | None, reason: str) -> int:
    """Take every second factor off the account of somebody who has lost them, and sign it out everywhere.

    The person is told by e-mail. Returns how many there were; none: nothing happens.
    """
    removed, _each = Authenticator.objects.filter(user=person).delete()
    if not removed:
        return 0
    sign_out_everywhere(person)
    record(
        by=by,
        action="accounts.remove-second-factors",
        object_type="person",
        object_id=person.pk,
        reason=reason,
        details={"factors": removed},
    )
    send_mail(
        "accounts/email/second_factors_removed",
        to=person.email,
        language=person.language,
        timestamp=timezone.localtime(),
    )
    return removed


def _record(
    provider: IdentityProvider,
    action: str,
    *,
    by: Person,
    reason: str,
    details: dict[str, object] | None = None,
) -> None:
    record(
        by=by,
        action=action,
        object_type="identity-provider",
        object_id=provider.pk,
        reason=reason,
        details=details,
    )
