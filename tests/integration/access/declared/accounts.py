"""One's own account. What concerns somebody alone is open to whoever is signed in, and shows them their own."""

from collections.abc import Mapping
from typing import Any

from empiria.apps.accounts.roles import STAFF
from tests.integration.access.rule import EVERYBODY, SIGNED_IN, Rule
from tests.integration.access.world import PASSWORD, World
from tests.integration.cast import VISITOR

# Of the world's people, who has set up an app for codes, and who a passkey.
WITH_CODES, WITH_PASSKEY = frozenset(STAFF), frozenset({"leader"})
NOBODY: frozenset[str] = frozenset()
NO_PASSKEY = {"pk": 999_999}


def passkey(world: World) -> Mapping[str, Any]:
    return {"pk": world.passkey.pk}


SIGNING_IN = [
    # Who is signed in is led on.
    Rule("accounts:sign-in", frozenset({VISITOR}), others=302, post=200),
    Rule("account_login", frozenset({VISITOR}), others=302, post=200),
    Rule("accounts:sign-out", EVERYBODY, get=405, post=302),
    Rule("account_logout", EVERYBODY, get=405, post=302),
    Rule("account_inactive", EVERYBODY),
    # Closed unless a setting opens them.
    Rule("account_signup", EVERYBODY, get=404, post=404),
    Rule("account_email_verification_sent", EVERYBODY, get=404, post=404),
    Rule("account_confirm_email", EVERYBODY, args=lambda _: {"key": "made-up"}, get=404, post=404),
    Rule(
        "account_reset_password",
        EVERYBODY,
        post=302,
        data=lambda _: {"email": "nobody@example.org"},
        empty=200,
    ),
    Rule("account_reset_password_done", EVERYBODY),
    Rule("account_reset_password_from_key_done", EVERYBODY),
    Rule(
        "account_reset_password_from_key",
        EVERYBODY,
        args=lambda _: {"uidb36": "1", "key": "made-up"},
        absent={"uidb36": "zz", "key": "made-up"},
        missing=200,
        post=200,
    ),
    # Only somebody half-way through signing in has anything to do here.
    Rule("mfa_authenticate", NOBODY, others=302),
    Rule("mfa_login_webauthn", NOBODY, others=302),
]
OWN_ACCOUNT = [
    Rule("accounts:home", SIGNED_IN),
    Rule("accounts:key-list", SIGNED_IN, post=200, data=lambda _: {"name": "My program"}, empty=422),
    # Of the mayor.
    Rule(
        "accounts:key-revoke",
        SIGNED_IN,
        found_by=frozenset({"leader"}),
        args=lambda world: {"pk": world.api_key.pk},
        absent={"pk": 999_999},
        get=405,
        post=302,
    ),
    Rule("account_reauthenticate", SIGNED_IN, post=302, data=lambda _: {"password": PASSWORD}, empty=200),
    Rule(
        "account_change_password",
        SIGNED_IN,
        post=302,
        data=lambda _: {
            "oldpassword": PASSWORD,
            "password1": "another long password",
            "password2": "another long password",
        },
        empty=200,
    ),
    # Whoever has a password is led to changing it.
    Rule("account_set_password", SIGNED_IN, get=302, post=302),
    Rule("usersessions_list", SIGNED_IN, post=302),
    # The same answer, whoever's it is and whether there is one.
    Rule("usersessions_end", SIGNED_IN, args=lambda _: {"pk": 999_999}, get=405, post=302),
]
SECOND_FACTOR = [
    Rule("mfa_index", SIGNED_IN),
    Rule("mfa_reauthenticate", WITH_CODES, others=302, post=200),
    Rule("mfa_activate_totp", SIGNED_IN - WITH_CODES, others=302, post=200),
    Rule("mfa_deactivate_totp", SIGNED_IN, found_by=WITH_CODES, post=302, is_asked_again=True),
    Rule("mfa_view_recovery_codes", SIGNED_IN, found_by=NOBODY),
    Rule("mfa_download_recovery_codes", SIGNED_IN, found_by=NOBODY, post=404),
    # Recovery codes are for who has another second factor.
    Rule(
        "mfa_generate_recovery_codes",
        SIGNED_IN,
        post=302,
        exceptions={(who, "POST"): 200 for who in SIGNED_IN - WITH_CODES - WITH_PASSKEY},
        is_asked_again=True,
    ),
    Rule("mfa_list_webauthn", SIGNED_IN),
    Rule("mfa_add_webauthn", SIGNED_IN, post=200, is_asked_again=True),
    Rule("mfa_reauthenticate_webauthn", WITH_PASSKEY, others=302, post=302),
    Rule(
        "mfa_edit_webauthn",
        SIGNED_IN,
        found_by=WITH_PASSKEY,
        args=passkey,
        absent=NO_PASSKEY,
        post=302,
        data=lambda _: {"name": "My key"},
        empty=200,
    ),
    Rule("mfa_remove_webauthn", SIGNED_IN, found_by=WITH_PASSKEY, args=passkey, absent=NO_PASSKEY, post=302),
]
RULES = [*SIGNING_IN, *OWN_ACCOUNT, *SECOND_FACTOR]
