"""Finding a municipality as people type it: a truth table, and one query."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from empiria.apps.places.models import Succession, Unit
from empiria.apps.places.selectors import find_units, former_names, match_units, search_units, unit_by_address
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


@pytest.fixture
def past(db: None) -> None:
    """A name changed, a unit divided between two, one merged into a namesake, and one that ended without an heir."""
    before = ["1401012 Dawna-Góra", "1401042 Podzielona", "1401052 Góra Kalwaria", "1401062 Zaginiona"]
    after = ["1401012 Nowa", "1401022 Górzno", "1401033 Góra Kalwaria"]
    import_units(reading=unit_list("2020-01-01", *before, *after[1:]), by=None)
    import_units(reading=unit_list("2025-01-01", *after), by=None)
    unit = {one.code: one for one in Unit.objects.all()}
    for position, (old, new, kind) in enumerate(
        [("140104", "140103", "divided"), ("140104", "140102", "divided"), ("140105", "140103", "merged")]
    ):
        Succession.objects.create(
            predecessor=unit[old],
            successor=unit[new],
            on=dt.date(2025, 1, 1),
            kind=kind,
            position=position,
        )


@pytest.mark.parametrize(
    ("query", "former"),
    [
        ("dawna gora", [("Dawna-Góra", "1401012")]),
        ("dawnag", [("Dawna-Góra", "1401012")]),
        # today's names first, but for a former one that is the query
        ("gora", [("", "1401033"), ("Dawna-Góra", "1401012")]),
        ("podzielona", [("Podzielona", "1401033"), ("Podzielona", "1401022")]),
        ("podziel bialo", [("Podzielona", "1401033"), ("Podzielona", "1401022")]),
        ("1401042", [("Podzielona", "1401033"), ("Podzielona", "1401022")]),
        # The namesake is found by its own name.
        ("gora kalwaria", [("", "1401033")]),
        ("zaginiona", [("Zaginiona", "1401062")]),
        ("%", []),
        ("", []),
    ],
)
@pytest.mark.usefixtures("past")
def test_former_names_and_units_that_ended_lead_to_those_of_today(
    query: str, former: list[tuple[str, str]]
) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert [(one.former, one.unit.teryt) for one in find_units(query)] == former
    assert len(queries) <= 4


@pytest.mark.usefixtures("past")
def test_past_of_a_unit_takes_one_query_and_none_where_there_is_none() -> None:
    told = {}
    for teryt in ("1401012", "1401033", "1465011"):
        unit = unit_by_address(teryt)[0]
        with CaptureQueriesContext(connection) as queries:
            told[teryt] = [(one.name, one.teryt, one.kind) for one in former_names(unit)]
        assert len(queries) == bool(told[teryt])
    assert told == {
        "1401012": [("Dawna-Góra", "", None)],
        "1401033": [("Podzielona", "1401042", "divided"), ("Góra Kalwaria", "1401052", "merged")],
        "1465011": [],
    }
