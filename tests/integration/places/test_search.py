"""Finding a municipality as people type it: a truth table, and one query."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from empiria.apps.places.models import Unit
from empiria.apps.places.selectors import match_units, search_units, unit_by_address
from empiria.apps.places.services import import_units, set_populations
from empiria.apps.system.language import fold
from tests.integration.places.conftest import ABOVE, unit_list

ABOVE_ALL = [
    *ABOVE,
    ("08", "08", "voivodeship", "lubuskie", "", "00"),
    ("0862", "0862", "county", "Zielona Góra", "city", "08"),
    ("086201", "0862011", "municipality", "Zielona Góra", "1", "0862"),
    ("24", "24", "voivodeship", "śląskie", "", "00"),
    ("2461", "2461", "county", "Bielsko-Biała", "city", "24"),
    ("246101", "2461011", "municipality", "Bielsko-Biała", "1", "2461"),
    ("30", "30", "voivodeship", "wielkopolskie", "", "00"),
    ("3007", "3007", "county", "kaliski", "", "30"),
    ("10", "10", "voivodeship", "łódzkie", "", "00"),
    ("1021", "1021", "county", "brzeziński", "", "10"),
    ("1061", "1061", "county", "Łódź", "city", "10"),
    ("106101", "1061011", "municipality", "Łódź", "1", "1061"),
]
NAMES = [
    "3007032 Brzeziny",
    "1021011 Brzeziny",
    "1021022 Brzeziny",
    "1401012 Góra",
    "1401022 Górzno",
    "1401033 Góra Kalwaria",
    "1401042 Młodzieszyn",
]


@pytest.fixture
def units(db: None) -> None:
    import_units(reading=unit_list("2025-01-01", *NAMES, above=ABOVE_ALL), by=None)
    set_populations(
        values={"106101": (650_000, 2024), "140103": (27_000, 2024), "140102": (9, 2024)}, by=None
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("bielsko biala", ["2461011"]),
        ("Bielsko-Biała", ["2461011"]),
        ("BIELSKOBIALA", ["2461011"]),
        ("biała", ["2461011"]),
        ("zielona gora", ["0862011"]),
        # the whole name, then what begins with it (larger first), then words, then what contains it
        ("gora", ["1401012", "1401033", "0862011"]),
        ("gor", ["1401033", "1401022", "1401012", "0862011"]),
        ("lodz", ["1061011", "1401042"]),
        ("ŁÓDŹ", ["1061011", "1401042"]),
        ("brzeziny kaliski", ["3007032"]),
        ("brzeziny", ["1021011", "1021022", "3007032"]),
        ("kalwaria góra", ["1401033"]),
        ("0862011", ["0862011"]),
        ("14 01 01", ["1401012"]),
        ("086201", ["0862011"]),
        ("%", []),
        ("_", []),
        ("", []),
        ("  ", []),
        ("nie ma takiego", []),
        ("kaliski", []),
        ("x" * 5000, []),
    ],
)
@pytest.mark.usefixtures("units")
def test_search(query: str, found: list[str]) -> None:
    assert [unit.teryt for unit in search_units(query)] == found


@pytest.mark.usefixtures("units")
def test_search_takes_one_query_with_all_that_a_result_shows() -> None:
    with CaptureQueriesContext(connection) as queries:
        shown = [(u.display_name, u.parent.parent.name) for u in search_units("brzeziny", limit=2)]
    assert (len(queries), len(shown)) == (1, 2)


@pytest.mark.usefixtures("units")
def test_homonyms_are_told_apart() -> None:
    names = {
        u.teryt: (u.qualifier, u.display_name)
        for u in Unit.objects.select_related("parent").filter(
            name__in=["Brzeziny", "Łódź"], level="municipality"
        )
    }
    assert {code: qualifier for code, (qualifier, _) in names.items()} == {
        "3007032": "county",
        "1021011": "kind",
        "1021022": "kind",
        "1061011": "",
    }
    assert names["1061011"][1] == "Łódź"
    assert "kaliski" in names["3007032"][1]


@pytest.mark.parametrize(
    "address", ["", "1", "12345", "146501a", "9999999", "1465014", "14650111", "١٤٦٥٠١١"]
)
@pytest.mark.usefixtures("units")
def test_address_that_no_unit_ever_had(address: str) -> None:
    assert unit_by_address(address) is None


@pytest.mark.usefixtures("units")
def test_lines_become_units_or_say_why_not() -> None:
    text = "0862011 Zielona Góra\n\nłódź\nbrzeziny\nNieznane\n0862012\n1465011"
    units, unmatched = match_units(text)
    assert [unit.teryt for unit in units] == ["0862011", "1061011", "1465011"]
    assert [(line.line, line.text, [unit.teryt for unit in line.candidates]) for line in unmatched] == [
        (4, "brzeziny", ["1021011", "1021022", "3007032"]),
        (5, "Nieznane", []),
    ]


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
