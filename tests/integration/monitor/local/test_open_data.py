"""Local indicators through the public API: nothing before its day, nothing that is not verified, nothing of who left."""

import datetime as dt
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from empiria.apps.monitor.models import FigureState, LocalIndicator, LocalParticipation
from empiria.apps.monitor.services.local import Entry, join_local_indicator, save_figure
from tests.integration.cast import OUTSIDER, Cast
from tests.integration.monitor.local.conftest import publish

API = "/api/v1"


def ask(path: str) -> Any:
    answer = Client().get(f"{API}{path}")
    assert answer.status_code == 200
    return answer.json()


def give(sheet: LocalParticipation, cast: Cast, year: int, value: float | None, **said: str) -> None:
    """A verified figure, as if it had gone all the way."""
    entry = Entry(year=year, value=value, **said)
    save_figure(participation=sheet, entry=entry, seen=0, by=cast["city_coordinator"])
    sheet.figures.filter(year=year).update(state=FigureState.VERIFIED)


def test_only_its_day_opens_it_and_only_what_is_verified(
    cast: Cast, sheet: LocalParticipation, indicator: LocalIndicator
) -> None:
    give(sheet, cast, 2020, 71, comment="W maju")
    give(sheet, cast, 2021, None, absence="not counted")
    save_figure(participation=sheet, entry=Entry(year=2022, value=93), seen=0, by=cast["city_coordinator"])
    # Who takes part sees it on the pages; the API knows nobody.
    theirs = Client()
    theirs.force_login(cast["city_coordinator"])
    for caller in (Client(), theirs):
        assert caller.get(f"{API}/local-indicators").json()["results"] == []
        assert caller.get(f"{API}/local-figures").json()["results"] == []
        assert caller.get(f"{API}/local-indicators/trees").status_code == 404
    publish(indicator)
    [named] = ask("/local-indicators")["results"]
    assert named == ask("/local-indicators/trees")
    assert (named["code"], named["method_en"], named["last_year"]) == (
        "trees",
        "From the records of acceptance",
        2023,
    )
    common = {"indicator": "trees", "unit": "1465011", "city": "Miasto Warszawa", "source": ""}
    assert ask("/local-figures")["results"] == [
        {**common, "period": 2020, "value": 71.0, "status": "", "comment": "W maju"},
        {**common, "period": 2021, "value": None, "status": "not counted", "comment": ""},
    ]
    LocalParticipation.objects.update(left_at=sheet.joined_at)
    assert ask("/local-figures")["results"] == []
    LocalIndicator.objects.update(state="withdrawn")
    assert ask("/local-indicators")["results"] == []


def test_an_indicator_that_is_not_public_is_not_named_as_replaced(indicator: LocalIndicator) -> None:
    before = LocalIndicator.objects.create(
        code="old-trees",
        first_year=2020,
        last_year=2020,
        deadline=dt.date(2020, 1, 1),
        public_from=dt.date(2020, 2, 1),
        state="withdrawn",
    )
    LocalIndicator.objects.filter(pk=indicator.pk).update(replaces=before)
    publish(indicator)
    assert ask("/local-indicators/trees")["replaces"] is None
    LocalIndicator.objects.filter(pk=before.pk).update(state="closed")
    assert ask("/local-indicators/trees")["replaces"] == "old-trees"


def test_figures_are_narrowed_and_paged_at_the_same_cost(
    cast: Cast, sheet: LocalParticipation, indicator: LocalIndicator
) -> None:
    other = join_local_indicator(
        indicator=indicator, organisation=cast.other_city, by=cast[OUTSIDER], seen=indicator.version
    )
    for one in (sheet, other):
        for year in (2020, 2021):
            give(one, cast, year, year - 2000)
    publish(indicator)

    def found(query: str) -> list[tuple[str, int]]:
        return [(row["unit"], row["period"]) for row in ask(f"/local-figures?{query}")["results"]]

    assert found("unit=306401") == [("3064011", 2020), ("3064011", 2021)]
    assert found("first=2021&indicator=trees") == [("1465011", 2021), ("3064011", 2021)]
    assert Client().get(f"{API}/local-figures?indicator=other").status_code == 404
    assert found("limit=1&offset=2") == [("3064011", 2020)]
    counts = []
    for limit in (1, 4):
        with CaptureQueriesContext(connection) as queries:
            assert ask(f"/local-figures?limit={limit}")["count"] == 4
        counts.append(len(queries))
    assert counts[0] == counts[1] < 10
