from collections.abc import Mapping
from typing import Any

from tests.integration.access.rule import EVERYBODY, Rule, holds
from tests.integration.access.world import World

UNITS = holds("places.manage_units")
NO_GROUP = {"code": "no-such-group"}


def hand_picked(world: World) -> Mapping[str, Any]:
    return {"code": world.hand_picked.code}


def a_list(_world: World) -> Mapping[str, Any]:
    return {"title": "Inna lista", "title_en": "Another list", "units": "1465011\n3064011"}


def functional(_world: World) -> Mapping[str, Any]:
    return {"code": "functional"}


RULES = [
    Rule("places:group-list", EVERYBODY),
    Rule("places:group-detail", EVERYBODY, args=hand_picked, absent=NO_GROUP),
    Rule("places:group-members", EVERYBODY, args=hand_picked, absent=NO_GROUP),
    Rule("places:typology-list", EVERYBODY),
    Rule("places:typology-detail", EVERYBODY, args=functional, absent={"code": "none"}),
    Rule("places:typology-import", UNITS, args=functional, absent={"code": "none"}, post=200),
    Rule("places:unit-history", UNITS),
    Rule("places:unit-import", UNITS, post=200),
    Rule("places:list-create", UNITS, post=302, data=a_list, empty=200),
    Rule("places:list-update", UNITS, args=hand_picked, absent=NO_GROUP, post=302, data=a_list, empty=200),
    Rule("places:list-delete", UNITS, args=hand_picked, absent=NO_GROUP, post=302),
    Rule("places:list-restore", UNITS, get=405, post=302),
]
