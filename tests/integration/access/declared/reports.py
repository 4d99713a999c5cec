"""The office's own words in a city's report: for who writes them, and not there for anybody else."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.integration.access.rule import Rule, holds
from tests.integration.access.world import WRITERS_OF_CITY, World
from tests.integration.cast import VISITOR

CITY, NO_CITY = {"teryt": "1465011"}, {"teryt": "9999999"}
# Who saved what stands beside it.
DEEDS = frozenset({"name"})


def rule(
    name: str,
    *,
    more: Mapping[str, Any] | None = None,
    data: Callable[[World], Mapping[str, Any]] = lambda _: {},
    **said: Any,
) -> Rule:
    """A page of the texts of one report."""
    return Rule(
        f"monitor:report-texts{name}",
        holds("monitor.write_report_texts", somewhere=True),
        found_by=WRITERS_OF_CITY,
        args=lambda _: {**CITY, **(more or {})},
        absent={**NO_CITY, **(more or {})},
        query="?template=state",
        data=data,
        **said,
    )


def written(world: World) -> Mapping[str, Any]:
    return {"text-year": "Nowe", "seen": world.texts.version}


def seen(world: World) -> Mapping[str, Any]:
    return {"seen": world.texts.version}


RULES = [
    rule(
        "",
        post=302,
        data=written,
        empty=422,
        # Who was signed out meanwhile is given back what they wrote.
        exceptions={(VISITOR, "POST"): 403},
        shows=DEEDS,
        beside_deeds=DEEDS,
    ),
    rule("-page"),
    rule("-file", more={"ext": "pdf"}),
    rule("-version", more={"number": 1}, shows=DEEDS, beside_deeds=DEEDS),
    rule("-restore", more={"number": 1}, get=405, post=302, data=seen, empty=302),
    rule("-delete", post=302, data=seen, empty=422),
]
