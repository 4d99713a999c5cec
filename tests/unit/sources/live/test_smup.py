"""One request per indicator and year; a year of nothing is no fault."""

import json

import pytest

from empiria.sources.live.errors import SourceError, UnusableError
from empiria.sources.live.smup import PAGE, fetch_flags, fetch_indicator, fetch_units
from tests.fetching import Clock, Source, saying
from tests.unit.sources.live.conftest import Opened


def given(year: int, *, indicator: int = 4055, unit: int = 1) -> dict[str, object]:
    return {"id": indicator, "id-daty": year * 10000 + 1231, "id-teryt": unit, "id-flaga": 1, "wartosc": 2.5}


@pytest.fixture
def smup(source: Source) -> Source:
    source.smup = {("4055", 2023): [given(2023)], ("4055", 2024): [given(2024), given(2024, unit=2)]}
    source.dictionaries = {
        "indicator-list": [{"id-wskaznik": 4055, "nazwa-wskaznika": "Dług w relacji do dochodów", "jednostka": "%"}],
        "teryt-dictionary": [
            {"id-teryt": 1, "woj": "12", "pow": "01", "gmn": "01", "rodz": "1", "nazwa": "Bochnia"},
            {"id-teryt": 2, "woj": "12", "pow": "01", "gmn": "", "rodz": None, "nazwa": "bocheński"},
            {"id-teryt": 3, "woj": "", "pow": "", "gmn": "", "rodz": "", "nazwa": "Polska"},
            {"id-teryt": 4, "woj": "", "pow": "", "gmn": "", "rodz": "", "nazwa": "MAKROREGION"},
        ],
        "flag-dictionary": [{"id-flaga": 2, "nazwa": "Zjawisko nie wystąpiło"}],
    }  # fmt: skip
    return source


def test_years_and_names(smup: Source, opened: Opened, clock: Clock) -> None:
    client, begun = opened(), clock()
    series = fetch_indicator(client, "4055", years=[2023, 2024, 2025], since=begun)
    assert [row["id-daty"] for row in series["results"]] == [20231231, 20241231, 20241231]
    assert series["about"] == {"names": ["Dług w relacji do dochodów"], "unit": "%"}
    assert fetch_units(client, {1, 2, 3, 4}) == {"1": "1201011", "2": "1201000", "3": "0000000"}
    assert fetch_flags(client) == {"2": "Zjawisko nie wystąpiło"}
    # The same run, cut off and begun again: also the year of nothing is known.
    asked = len(smup.asked)
    fetch_indicator(opened(), "4055", years=[2023, 2024, 2025], since=begun)
    assert len(smup.asked) == asked


def test_old_years_are_asked_for_once_a_month(smup: Source, opened: Opened, clock: Clock) -> None:
    years = list(range(2015, 2025))
    fetch_indicator(opened(), "4055", years=years, since=clock())
    smup.asked.clear()
    clock.sleep(86_400)
    fetch_indicator(opened(), "4055", years=years, since=clock())
    assert len(smup.pages()) == 4


def test_an_unknown_indicator_says_so(smup: Source, opened: Opened, clock: Clock) -> None:
    assert fetch_indicator(opened(), "1", years=[2024], since=clock())["problem"] == "unknown"


def test_an_answer_for_something_else_is_refused(smup: Source, opened: Opened, clock: Clock) -> None:
    smup.smup["4055", 2024] = [given(2024, indicator=4056)]
    with pytest.raises(SourceError, match="another indicator"):
        fetch_indicator(opened(), "4055", years=[2024], since=clock())


def test_a_page_that_comes_again_is_left_at_once(smup: Source, opened: Opened, clock: Clock) -> None:
    rows = [given(2024, unit=unit) for unit in range(PAGE)]
    smup.instead["indicator-date-data"] = saying(json.dumps(rows).encode())
    with pytest.raises(UnusableError, match=r"page=2&.*: Expected other rows .* found the same 5000\."):
        fetch_indicator(opened(), "4055", years=[2024], since=clock())
    assert len(smup.pages()) == 2


def test_what_smup_says_of_errors_is_no_year_of_nothing(smup: Source, opened: Opened, clock: Clock) -> None:
    smup.instead["indicator-date-data"] = saying(b'{"errors": [{"errorCode": 500}]}')
    with pytest.raises(UnusableError, match=r"indicator-date-data.*: Expected “data”, found {\"errors\""):
        fetch_indicator(opened(), "4055", years=[2024], since=clock())
    # Also of a year that is asked for once a month: nothing of it is kept.
    smup.instead.clear()
    assert len(fetch_indicator(opened(), "4055", years=[2024], since=1)["results"]) == 2
