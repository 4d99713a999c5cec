"""Personal data that signing in keeps: django-allauth's tables."""

from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models import EmailChange, Invitation
from empiria.apps.accounts.services.retention import (
    browsers_of_ended_sessions,
    remove_browsers,
    remove_email_changes,
    remove_invitations,
)
from empiria.apps.system.privacy import DELETE, EMPTY, Deed, Mentions, Period, Personal, Retention

_ACTIVITY = "accounts.sign-in"
_GONE = _("Nobody signs in to an erased account.")

RETENTION = (
    Retention(
        code="accounts.invitations",
        title=_("invitations"),
        counted_from=_(
            "the day it was accepted or withdrawn, or its link stopped working; what it gave is kept with the account"
        ),
        deed=Deed.REMOVE,
        keeps=Period(days=365),
        moment="ended_at",
        due=Invitation.objects.ended_before,
        carry_out=remove_invitations,
    ),
    Retention(
        code="accounts.email-changes",
        title=_("changes of an e-mail that were not confirmed"),
        counted_from=_("the wish"),
        deed=Deed.REMOVE,
        keeps=Period(days=7),
        moment="created_at",
        due=lambda before: EmailChange.objects.filter(created_at__lt=before),
        carry_out=remove_email_changes,
    ),
    # Longer than the session: where somebody signed in lately, a guesser elsewhere does not lock them out.
    Retention(
        code="accounts.browsers",
        title=_("network addresses and browsers of sessions"),
        counted_from=_("signing in there; not while the session lasts"),
        deed=Deed.REMOVE,
        keeps=Period(days=30),
        moment="last_seen_at",
        due=lambda before: browsers_of_ended_sessions().filter(last_seen_at__lt=before),
        carry_out=remove_browsers,
    ),
)

PERSONAL = [
    Personal(
        model="accounts.Invitation",
        person="person",
        fields={
            "email": _("the address invited"),
            "language": _("language of the message"),
            "person": _("who accepted"),
            "organisation": _("the organisation"),
            "circle": _("the network or team"),
            "function": _("what the person was to be there"),
            "roles": _("the roles promised"),
            "created_at": _("when the invitation was sent"),
            "expires_at": _("until when its link works"),
            "withdrawn_at": _("when it was withdrawn"),
            "accepted_at": _("when it was accepted"),
        },
        activity=_ACTIVITY,
        on_erasure=DELETE,
        why=_("What the invitation gave is written with the account."),
    ),
    Personal(
        model="accounts.Invitation",
        person="invited_by",
        fields={"invited_by": _("who invited")},
        activity=_ACTIVITY,
        on_erasure=EMPTY,
        why=_("An erased person invites nobody: open invitations end with it."),
    ),
    Personal(
        model="accounts.EmailChange",
        person="person",
        fields={
            "person": _("the person"),
            "email": _("the new address wanted"),
            "old_confirmed_at": _("when it was confirmed at the old address"),
            "new_confirmed_at": _("when it was confirmed at the new address"),
            "created_at": _("when it was asked for"),
            "expires_at": _("until when the links work"),
        },
        activity=_ACTIVITY,
        on_erasure=DELETE,
        why=_GONE,
    ),
    Personal(
        model="accounts.EmailChange",
        person="asked_by",
        fields={"asked_by": _("who of the association asked for it")},
        activity=_ACTIVITY,
        on_erasure=EMPTY,
        why=_("An erased person asks for nothing: without them it waits for a link that nobody was sent."),
    ),
    Personal(
        model="accounts.ApiKey",
        person="person",
        fields={
            "person": _("the person"),
            "name": _("what the key is for, in the person's own words"),
            "beginning": _("its first letters"),
            "created_at": _("when it was made"),
            "last_used_on": _("the day it was last used"),
        },
        activity=_ACTIVITY,
        on_erasure=DELETE,
        why=_("Nobody is known by the keys of an erased account."),
    ),
    Personal(
        model="account.EmailAddress",
        person="user",
        fields={
            "user": _("the person"),
            "email": _("e-mail, by which the person signs in"),
            "verified": _("whether the address is known to be the person's own"),
            "primary": _("whether messages go there"),
        },
        activity=_ACTIVITY,
        on_erasure=DELETE,
        why=_GONE,
    ),
    Personal(
        model="account.EmailConfirmation",
        person="email_address__user",
        fields={"email_address": _("the address to be confirmed"), "key": _("the key of the link")},
        activity=_ACTIVITY,
        on_erasure=DELETE,
        why=_("It is never filled: links are signed, not kept."),
        in_download=False,
    ),
    Personal(
        model="mfa.Authenticator",
        person="user",
        fields={
            "user": _("the person"),
            "type": _("what is used: an app for codes, a passkey, recovery codes"),
            "created_at": _("when it was added"),
            "last_used_at": _("when it was last used"),
        },
        activity=_ACTIVITY,
        on_erasure=DELETE,
        why=_GONE,
    ),
    Personal(
        model="mfa.Authenticator",
        person="user",
        fields={"data": _("its key, encrypted, and the name of a passkey")},
        activity=_ACTIVITY,
        on_erasure=DELETE,
        why=_GONE,
        in_download=False,
    ),
    Personal(
        model="socialaccount.SocialAccount",
        person="user",
        fields={
            "user": _("the person"),
            "provider": _("the office whose identity provider answers for the person"),
            "uid": _("how the office's provider calls the person"),
            "extra_data": _("what the provider said of the person"),
            "last_login": _("last time of signing in through the office"),
            "date_joined": _("first time of signing in through the office"),
        },
        activity=_ACTIVITY,
        on_erasure=DELETE,
        why=_GONE,
    ),
    Personal(
        model="socialaccount.SocialToken",
        person="account__user",
        fields={
            "account": _("the account at the office"),
            "token": _("a token"),
            "token_secret": _("its secret"),
        },
        activity=_ACTIVITY,
        on_erasure=DELETE,
        why=_("It is never filled: tokens are thrown away when somebody is signed in."),
        in_download=False,
    ),
    Personal(
        model="usersessions.UserSession",
        person="user",
        fields={
            "user": _("the person"),
            "created_at": _("since when the account is signed in there"),
            "last_seen_at": _("last time it was noted"),
            "ip": _("network address"),
            "user_agent": _("browser"),
        },
        activity=_ACTIVITY,
        on_erasure=DELETE,
        why=_("An erased person is signed out everywhere."),
    ),
    Personal(
        model="usersessions.UserSession",
        person="user",
        fields={"session_key": _("the key a signed-in browser holds"), "data": _("nothing so far")},
        activity=_ACTIVITY,
        on_erasure=DELETE,
        why=_("An erased person is signed out everywhere."),
        in_download=False,
    ),
]

NOT_PERSONAL = {
    "accounts.Invitation": {"id", "key", "token_digest"},
    "accounts.EmailChange": {"id", "old_digest", "new_digest"},
    "accounts.ApiKey": {"id", "digest"},
    "accounts.IdentityProvider": {
        "id",
        "code",
        "name",
        "issuer",
        "client_id",
        "secret_encrypted",
        "organisation",
        "is_active",
        "created_at",
    },
    "accounts.IdentityDomain": {"id", "provider", "domain"},
    "account.EmailAddress": {"id"},
    "account.EmailConfirmation": {"id", "created", "sent"},
    "mfa.Authenticator": {"id"},
    "socialaccount.SocialAccount": {"id"},
    # Never filled: providers are kept in a table of our own.
    "socialaccount.SocialApp": {
        "id",
        "provider",
        "provider_id",
        "name",
        "client_id",
        "secret",
        "key",
        "settings",
    },
    "socialaccount.SocialToken": {"id", "app", "expires_at"},
    "usersessions.UserSession": {"id"},
}

MENTIONS = [
    Mentions(model="accounts.ApiKey", fields=("name",)),
    Mentions(model="accounts.IdentityProvider", fields=("name", "issuer"), is_asked=True),
]
WORDLESS = {
    "account.EmailConfirmation": {"key"},
    "mfa.Authenticator": {"data.secret", "data.seed", "data.migrated_codes", "data.credential"},
    "socialaccount.SocialToken": {"token", "token_secret"},
    "usersessions.UserSession": {"session_key"},
    "accounts.Invitation": {"key", "token_digest"},
    "accounts.EmailChange": {"old_digest", "new_digest"},
    "accounts.ApiKey": {"beginning", "digest"},
    # The code stands in the address that the office's provider sends people back to.
    "accounts.IdentityProvider": {"code", "client_id", "secret_encrypted"},
    "accounts.IdentityDomain": {"domain"},
    "socialaccount.SocialApp": {"provider", "provider_id", "name", "client_id", "secret", "key", "settings"},
}
