"""People, organisations and circles. Who keeps those of one place gets in, and finds what belongs to it."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from tests.integration.access.rule import SIGNED_IN, Rule, holds
from tests.integration.access.world import World

SEE, KEEP = holds("accounts.see_people", somewhere=True), holds("accounts.manage_people", somewhere=True)
KEEP_ALL, ORGANISATIONS = holds("accounts.manage_people"), holds("accounts.manage_organisations")
ROLES = holds("accounts.manage_roles")
# The mayor, a member of the city's team, and the city are found by its coordinator; the network by its own.
OF_THE_CITY, OF_THE_NETWORK = KEEP_ALL | {"city_coordinator"}, KEEP_ALL | {"network_coordinator"}
NONE = {"pk": 999_999}


def mayor(world: World) -> Mapping[str, Any]:
    return {"pk": world.cast["leader"].pk}


def analyst(world: World) -> Mapping[str, Any]:
    return {"pk": world.cast["analyst"].pk}


def membership(world: World) -> Mapping[str, Any]:
    return {"pk": world.membership.pk}


def grant(world: World) -> Mapping[str, Any]:
    return {"pk": world.grant.pk}


def city(world: World) -> Mapping[str, Any]:
    return {"pk": world.cast.city.pk}


def contact(world: World) -> Mapping[str, Any]:
    return {"pk": world.contact.pk}


def network(world: World) -> Mapping[str, Any]:
    return {"pk": world.cast.network.pk}


def name(_world: World) -> Mapping[str, Any]:
    return {"name": "New Name", "form": "neutral", "language": "pl"}


def reason(_world: World) -> Mapping[str, Any]:
    return {"reason": "because"}


def today(_world: World) -> Mapping[str, Any]:
    return {"on": timezone.localdate().isoformat(), "reason": "because", "name": "New name"}


def function(world: World) -> Mapping[str, Any]:
    return {
        "organisation": f"id:{world.cast.city.pk}",
        "function": "employee",
        "valid_from": timezone.localdate().isoformat(),
    }


def office(_world: World) -> Mapping[str, Any]:
    return {"label": "Office", "phone": "22 100 00 00"}


def title(_world: World) -> Mapping[str, Any]:
    return {"kind": "team", "title_pl": "Nowa", "title_en": "New", "code": "new"}


def joining(_world: World) -> Mapping[str, Any]:
    return {
        "email": "account@example.org",
        "role": "observer",
        "valid_from": timezone.localdate().isoformat(),
    }


def form(route: str, to: frozenset[str], **given: Any) -> Rule:
    """A page with a form: shown again when nothing was sent, leading on when it was right."""
    return Rule(f"accounts:{route}", to, **{"post": 302, "empty": 200, "absent": NONE, **given})


PEOPLE = [
    Rule("accounts:person-list", SEE),
    Rule("accounts:person-export", SEE),
    Rule("accounts:person-detail", SEE, found_by=OF_THE_CITY, args=mayor, absent=NONE),
    form("person-update", KEEP_ALL, args=mayor, data=name),
    form("person-update", KEEP_ALL, found_by=ROLES, args=analyst, data=name),
    form("person-close", KEEP_ALL, args=mayor, data=reason, empty=302, is_asked_again=True),
    Rule(
        "accounts:person-reopen",
        KEEP_ALL,
        args=mayor,
        absent=NONE,
        get=405,
        post=302,
        is_asked_again=True,
    ),
    form("membership-create", KEEP, found_by=OF_THE_CITY, args=mayor, data=function),
    form("membership-end", KEEP, found_by=OF_THE_CITY, args=membership, data=today),
    Rule(
        "accounts:membership-reopen",
        KEEP,
        found_by=OF_THE_CITY,
        args=membership,
        absent=NONE,
        get=405,
        post=302,
    ),
    # The role is chosen first; sent without one, the choice is shown again.
    form("grant-create", KEEP, found_by=OF_THE_CITY, args=mayor, post=200),
    form("grant-end", KEEP, found_by=OF_THE_CITY, args=grant, data=today),
    Rule("accounts:grant-reopen", KEEP, found_by=OF_THE_CITY, args=grant, absent=NONE, get=405, post=302),
]
PLACES = [
    Rule("accounts:organisation-list", KEEP),
    form("organisation-create", ORGANISATIONS, data=lambda _: {"kind": "ngo", "name": "New"}, absent=None),
    Rule("accounts:organisation-sync", ORGANISATIONS, post=302),
    Rule(
        "accounts:organisation-detail",
        KEEP,
        found_by=OF_THE_CITY,
        args=city,
        absent=NONE,
    ),
    form("organisation-update", ORGANISATIONS, args=city, data=today),
    form("organisation-rename", ORGANISATIONS, args=city, data=today),
    form("organisation-close", ORGANISATIONS, args=city, data=reason, empty=302),
    Rule("accounts:organisation-reopen", ORGANISATIONS, args=city, absent=NONE, get=405, post=302),
    form("contact-create", KEEP, found_by=OF_THE_CITY, args=city, data=office),
    form("contact-update", KEEP, found_by=OF_THE_CITY, args=contact, data=office),
    form("contact-remove", KEEP, found_by=OF_THE_CITY, args=contact, data=reason, empty=302),
    Rule("accounts:circle-list", KEEP),
    form("circle-create", ORGANISATIONS, data=title, absent=None),
    Rule(
        "accounts:circle-detail",
        KEEP,
        found_by=OF_THE_NETWORK,
        args=network,
        absent=NONE,
    ),
    form("circle-update", ORGANISATIONS, args=network, data=title),
    form("circle-end", ORGANISATIONS, args=network, data=reason, empty=302),
    Rule("accounts:circle-reopen", ORGANISATIONS, args=network, absent=NONE, get=405, post=302),
    form("circle-join", KEEP, found_by=OF_THE_NETWORK, args=network, data=joining),
]
# What somebody sees and may do, and who sees an object, with the reasons.
EXPLAIN = holds("accounts.explain_access")
EXPLAINED = [
    Rule("accounts:role-list", SIGNED_IN),
    Rule(
        "accounts:profile",
        SIGNED_IN,
        post=302,
        data=name,
        empty=200,
    ),
    Rule("accounts:access", EXPLAIN),
    Rule("accounts:access-person", EXPLAIN, args=mayor, absent=NONE),
    Rule(
        "accounts:access-kind",
        EXPLAIN,
        args=lambda _: {"kind": "accounts.Person"},
        absent={"kind": "none"},
    ),
    Rule(
        "accounts:access-object",
        EXPLAIN,
        args=lambda world: {"kind": "accounts.Person", **mayor(world)},
        absent={"kind": "accounts.Person", **NONE},
    ),
]
RULES = [*PEOPLE, *PLACES, *EXPLAINED]
