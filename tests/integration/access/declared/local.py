"""Local indicators: open to who takes part and to who keeps them, to everybody from their day on."""

from collections.abc import Mapping
from typing import Any

from tests.integration.access.local import KEEPERS, OF_CITY, REPORTERS
from tests.integration.access.rule import EVERYBODY, SIGNED_IN, Rule, holds
from tests.integration.access.world import World

CITY = "146501"
ABSENT = {"code": "none"}
NO_SHEET = {"code": "none", "city": CITY}
REPORTING = holds("monitor.report_local", somewhere=True)
# Who did what to a figure stands beside it.
DEEDS = frozenset({"name"})


def alone(_world: World) -> Mapping[str, Any]:
    return {"code": "alone"}


def joining(world: World) -> Mapping[str, Any]:
    return {"city": CITY, "seen": world.locals.alone.indicator.version}


def sheet(_world: World) -> Mapping[str, Any]:
    return {"code": "shared", "city": CITY}


def figure(_world: World) -> Mapping[str, Any]:
    return {"code": "shared", "city": CITY, "year": "2021"}


def change(world: World) -> Mapping[str, Any]:
    return {
        "code": "shared",
        "city": CITY,
        "pk": world.locals.shared.figures.get(year=2021).changes.first().pk,
    }


def agreed(_world: World) -> Mapping[str, Any]:
    return {
        "code": "trees-local", "name_pl": "Drzewa", "name_en": "Trees", "definition_pl": "Co", "definition_en": "What",
        "method_pl": "Jak", "method_en": "How", "unit_pl": "sztuki", "unit_en": "pieces", "polarity": "up",
        "decimals": "0", "first_year": "2020", "last_year": "2022", "deadline": "2090-01-01",
        "public_from": "2090-02-01", "seen": "0",
    }  # fmt: skip


def changed(_world: World) -> Mapping[str, Any]:
    return {**agreed(_world), "seen": "1"}


def entered(_world: World) -> Mapping[str, Any]:
    return {"value": "5", "seen": "1"}


def verified(world: World) -> Mapping[str, Any]:
    return {"figures": [f"2020:{world.locals.shared.figures.get(year=2020).version}"], "deed": "accept"}


RULES = [
    Rule("monitor:local-list", EVERYBODY),
    Rule("monitor:local-detail", EVERYBODY, args=lambda _: {"code": "public"}, absent=ABSENT),
    Rule(
        "monitor:local-detail", EVERYBODY, found_by=KEEPERS, args=lambda _: {"code": "draft"}, absent=ABSENT
    ),
    Rule("monitor:local-detail", EVERYBODY, found_by=KEEPERS | REPORTERS, args=alone, absent=ABSENT),
    Rule(
        "monitor:local-file",
        EVERYBODY,
        args=lambda _: {"code": "public", "ext": "csv"},
        absent={"code": "none", "ext": "csv"},
    ),
    # Before its day the cities that take part, whose figures they are, and who verifies them.
    Rule(
        "monitor:local-file",
        EVERYBODY,
        found_by=KEEPERS | OF_CITY,
        args=lambda _: {"code": "alone", "ext": "csv"},
    ),
    Rule(
        "monitor:local-join",
        REPORTING,
        args=alone,
        absent=ABSENT,
        get=405,
        post=302,
        data=joining,
        empty=422,
        exceptions={("outsider", "POST"): 422},
    ),
    Rule(
        "monitor:local-sheet",
        SIGNED_IN,
        found_by=KEEPERS | OF_CITY,
        args=sheet,
        absent=NO_SHEET,
        shows=DEEDS,
        beside_deeds=DEEDS,
    ),
    Rule(
        "monitor:local-figure",
        SIGNED_IN,
        found_by=KEEPERS | OF_CITY,
        args=figure,
        absent={**NO_SHEET, "year": "2021"},
        post=302,
        data=entered,
        empty=422,
        exceptions={(who, "POST"): 404 for who in KEEPERS},
        shows=DEEDS,
        beside_deeds=DEEDS,
    ),
    Rule(
        "monitor:local-restore",
        REPORTING,
        found_by=OF_CITY,
        args=change,
        absent={**NO_SHEET, "pk": 999_999},
        get=405,
        post=302,
    ),
    Rule("monitor:local-submit", REPORTING, found_by=OF_CITY, args=sheet, absent=NO_SHEET, get=405, post=302),
    Rule("monitor:local-leave", REPORTING, found_by=OF_CITY, args=sheet, absent=NO_SHEET, post=302),
    Rule(
        "monitor:local-table",
        REPORTING,
        found_by=OF_CITY,
        args=sheet,
        absent=NO_SHEET,
        post=422,
        data=lambda _: {"text": "2022\t5", "seen": "0"},
        empty=422,
    ),
    Rule("monitor:local-template", REPORTING, found_by=OF_CITY, args=sheet, absent=NO_SHEET),
    Rule("monitor:local-desk", KEEPERS),
    Rule("monitor:local-new", KEEPERS, post=302, data=agreed, empty=422),
    Rule(
        "monitor:local-edit",
        KEEPERS,
        args=lambda _: {"code": "draft"},
        absent=ABSENT,
        post=302,
        data=changed,
        empty=422,
    ),
    Rule(
        "monitor:local-move",
        KEEPERS,
        args=lambda _: {"code": "draft"},
        absent=ABSENT,
        get=405,
        post=302,
        data=lambda _: {"to": "open"},
    ),
    Rule(
        "monitor:local-verify",
        KEEPERS,
        args=sheet,
        absent=NO_SHEET,
        get=405,
        post=302,
        data=verified,
        empty=422,
        shows=DEEDS,
        beside_deeds=DEEDS,
    ),
]
