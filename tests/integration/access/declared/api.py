"""The public API: everybody reads, nobody writes, and no session makes a difference."""

from empiria.apps.monitor.models import Release
from tests.integration.access.rule import EVERYBODY, Rule
from tests.integration.access.world import World

NO_INDICATOR = {"code": "none"}
NO_RELEASE = {"code": "1999-1"}


def draft(world: World) -> dict[str, str]:
    assert world.draft.state == Release.State.DRAFT
    return {"code": world.draft.code}


RULES = [
    Rule("api:openapi-json", EVERYBODY),
    Rule("api:unit-list", EVERYBODY),
    Rule("api:unit-detail", EVERYBODY, args=lambda _: {"teryt": "1465011"}, absent={"teryt": "9999991"}),
    Rule("api:indicator-list", EVERYBODY),
    Rule("api:indicator-detail", EVERYBODY, args=lambda _: {"code": "crimes"}, absent={"code": "none"}),
    Rule("api:release-list", EVERYBODY),
    Rule(
        "api:release-detail",
        EVERYBODY,
        args=lambda world: {"code": world.published.code},
        absent=NO_RELEASE,
    ),
    # A draft is not there, whoever asks.
    Rule("api:release-detail", EVERYBODY, found_by=frozenset(), args=draft, absent=NO_RELEASE),
    Rule("api:observation-list", EVERYBODY),
    Rule("api:score-list", EVERYBODY),
    Rule("api:local-indicator-list", EVERYBODY),
    Rule("api:local-indicator-detail", EVERYBODY, args=lambda _: {"code": "public"}, absent=NO_INDICATOR),
    # Before its day it is not there, whoever asks.
    *(
        Rule(
            "api:local-indicator-detail",
            EVERYBODY,
            found_by=frozenset(),
            args=lambda _, code=code: {"code": code},
            absent=NO_INDICATOR,
        )
        for code in ("draft", "shared")
    ),
    Rule("api:local-figure-list", EVERYBODY),
]
