"""Invitations, a new e-mail address, and the identity providers of offices."""

from collections.abc import Mapping
from typing import Any

from tests.integration.access.rule import EVERYBODY, SIGNED_IN, Rule, holds
from tests.integration.access.world import World

KEEP, SIGN_IN = holds("accounts.manage_people", somewhere=True), holds("accounts.manage_sign_in")
OF_THE_CITY = holds("accounts.manage_people") | {"city_coordinator"}
NONE, NO_TOKEN, NO_PROVIDER = {"pk": 999_999}, {"token": "made-up"}, {"code": "none"}


def invitation(world: World) -> Mapping[str, Any]:
    return {"pk": world.invitation.pk}


def provider(world: World) -> Mapping[str, Any]:
    return {"code": world.provider.code}


def mayor(world: World) -> Mapping[str, Any]:
    return {"pk": world.cast["leader"].pk}


RULES = [
    Rule("accounts:invitation-list", KEEP, shows=frozenset({"name"})),
    Rule(
        "accounts:invitation-create",
        KEEP,
        post=302,
        data=lambda world: {
            "email": "new@example.org",
            "language": "pl",
            "organisation": f"id:{world.cast.city.pk}",
            "function": "employee",
        },
        empty=200,
        # Who keeps a network invites into it, and is asked for nothing else.
        exceptions={("network_coordinator", "POST"): 200},
    ),
    Rule(
        "accounts:invitation-resend",
        KEEP,
        found_by=OF_THE_CITY,
        args=invitation,
        absent=NONE,
        get=405,
        post=302,
    ),
    Rule(
        "accounts:invitation-withdraw",
        KEEP,
        found_by=OF_THE_CITY,
        args=invitation,
        absent=NONE,
        get=405,
        post=302,
    ),
    # Whoever holds the link; nobody here does.
    Rule(
        "accounts:invitation-accept",
        EVERYBODY,
        found_by=frozenset(),
        args=lambda _: {"token": "made-up-too"},
        absent=NO_TOKEN,
        post=404,
    ),
    Rule(
        "accounts:email-confirm",
        EVERYBODY,
        found_by=frozenset(),
        args=lambda _: {"token": "made-up-too"},
        absent=NO_TOKEN,
        post=404,
    ),
    Rule(
        "accounts:email-change",
        SIGNED_IN,
        post=302,
        data=lambda _: {"email": "other@example.org"},
        empty=200,
        is_asked_again=True,
    ),
    Rule("accounts:email-cancel", SIGNED_IN, get=405, post=302),
    Rule("accounts:provider-list", SIGN_IN),
    Rule("accounts:provider-create", SIGN_IN, post=200, is_asked_again=True),
    Rule(
        "accounts:provider-update",
        SIGN_IN,
        args=provider,
        absent=NO_PROVIDER,
        post=200,
        is_asked_again=True,
    ),
    Rule(
        "accounts:provider-switch",
        SIGN_IN,
        args=provider,
        absent=NO_PROVIDER,
        get=405,
        post=302,
        is_asked_again=True,
    ),
    Rule(
        "accounts:factors-remove",
        SIGN_IN,
        args=mayor,
        absent=NONE,
        post=302,
        data=lambda _: {"reason": "Seen in person"},
        empty=200,
        is_asked_again=True,
    ),
    Rule(
        "accounts:email-replace",
        SIGN_IN,
        args=mayor,
        absent=NONE,
        post=302,
        data=lambda _: {"email": "other@example.org", "reason": "Seen in person"},
        empty=200,
        is_asked_again=True,
    ),
    # Closed as long as the provider is: as one that is not there.
    Rule(
        "openid_connect_login",
        EVERYBODY,
        found_by=frozenset(),
        args=lambda world: {"provider_id": world.provider.code},
        absent={"provider_id": "none"},
        get=405,
        post=404,
    ),
    Rule(
        "openid_connect_callback",
        EVERYBODY,
        found_by=frozenset(),
        args=lambda world: {"provider_id": world.provider.code},
        absent={"provider_id": "none"},
    ),
]
