"""A source that says nothing of what it had is at fault, and nobody's figures go; of a year to come it says nothing rightly."""

import pytest

from empiria.apps.monitor.models import Import, IndicatorKey, Release
from tests.fetching import Clock, Source, answering, row
from tests.integration.monitor.data.conftest import Bring, publish
from tests.integration.monitor.data.fetched import figures, key, sync

pytestmark = pytest.mark.django_db

WARSAW = "071412865011"
BOTH_YEARS = [("146501", "population", 2023, 100), ("146501", "population", 2024, 101)]


@pytest.fixture
def country_too(source: Source) -> Source:
    """The country's figures beside those of one municipality: the years come with an answer whatever the latter does."""
    source.rows["72305", 0] = [row("000000000000", "POLSKA", y2023=100, y2024=101, y2025=102)]
    return source


def of_warsaw() -> list[tuple[object, ...]]:
    return [one for one in figures() if one[0] == "146501"]


def test_a_level_that_falls_silent_is_refused(country_too: Source, clock: Clock) -> None:
    sync(clock)
    rows = country_too.rows["72305", 6]
    for silent in ([], [row(WARSAW, "M.st.Warszawa od 2002 (1)", y2023=(None, None), y2024=(None, None))]):
        country_too.rows["72305", 6], country_too.updated = silent, f"2026-{len(silent)}"
        clock.sleep(86_400)
        result = sync(clock)
        (fault,) = result.faults
        assert str(fault).startswith(
            "bdl-population.json: The source gives no value of “bdl:72305” for any municipality, and there are some already. "
            "Years: 2023, 2024. Nothing was imported"
        )
        assert (result.imports, of_warsaw()) == ([], BOTH_YEARS)
    # Healed, it is asked for at once.
    country_too.rows["72305", 6] = rows
    rows[0]["values"][1]["val"] = 999
    assert sync(clock).faults == []
    assert of_warsaw()[-1] == ("146501", "population", 2024, 999)


def test_one_year_that_falls_silent_is_refused_too(country_too: Source, clock: Clock) -> None:
    sync(clock)
    publish(Release.objects.get())
    country_too.rows["72305", 6][0]["values"].pop()
    country_too.updated = "2026"
    clock.sleep(86_400)
    (fault,) = sync(clock).faults
    assert "Years: 2024." in str(fault)
    assert not Release.objects.drafts().exists()


def test_nothing_there_is_refused_before_it_empties_anything(country_too: Source, clock: Clock) -> None:
    country_too.instead["unit-level=6"] = answering(404)
    (fault,) = sync(clock).faults
    assert "it says that it has the variable 72305" in str(fault)
    assert not Release.objects.exists()


def test_figures_from_elsewhere_are_kept_too(country_too: Source, clock: Clock, bring: Bring) -> None:
    bring("1465011,population,2024,55")
    country_too.rows["72305", 6] = []
    (fault,) = sync(clock).faults
    assert "Years: 2024." in str(fault)
    assert of_warsaw() == [("146501", "population", 2024, 55)]


def test_a_year_that_has_no_figures_anywhere_is_not_published_yet(country_too: Source, clock: Clock) -> None:
    sync(clock)
    country_too.updated = "2026"
    clock.sleep(86_400)
    # The country has 2025 already, the municipalities do not; and of 2026 nobody has anything.
    result = sync(clock, years=[2023, 2024, 2025, 2026])
    assert (result.faults, of_warsaw()) == ([], BOTH_YEARS)
    assert ("00", "population", 2025, 102) in figures()


def test_an_empty_level_at_the_first_fetch_is_none(country_too: Source, clock: Clock) -> None:
    country_too.rows["72305", 6] = []
    assert (sync(clock).faults, of_warsaw()) == ([], [])


def test_a_level_below_what_the_source_has_is_not_missed(
    country_too: Source, clock: Clock, bring: Bring
) -> None:
    """Figures of municipalities that somebody brought, and a variable that ends at counties: it never said it had them."""
    bring("1465011,population,2024,55")
    country_too.variables["72305"]["level"] = 5
    country_too.rows["72305", 5] = [row("071422707000", "Powiat kozienicki", y2024=2)]
    country_too.rows["72305", 6] = []
    result = sync(clock)
    assert (result.faults, of_warsaw()) == ([], [])


def test_of_several_variables_of_an_indicator_each_is_missed(country_too: Source, clock: Clock) -> None:
    key(code="population", number="60270")
    country_too.variables["60270"] = {**country_too.variables["72305"], "n1": "ludność do 2023"}
    country_too.rows["72305", 6] = [row(WARSAW, "M.st.Warszawa od 2002 (1)", y2024=101)]
    country_too.rows["72305", 0] = [row("000000000000", "POLSKA", y2024=101)]
    country_too.rows["60270", 6] = [row(WARSAW, "M.st.Warszawa od 2002 (1)", y2023=100)]
    country_too.rows["60270", 0] = [row("000000000000", "POLSKA", y2023=100)]
    # Each is silent of the other's years, from the first.
    for _ in range(2):
        assert sync(clock).faults == []
        assert of_warsaw() == BOTH_YEARS
        clock.sleep(86_400)
        country_too.updated = "2026"
    country_too.rows["60270", 6], country_too.updated = [], "2027"
    (fault,) = sync(clock).faults
    assert "“bdl:60270” for any municipality" in str(fault)
    assert of_warsaw() == BOTH_YEARS


def test_a_twin_of_smup_that_falls_silent_is_missed(source: Source, clock: Clock) -> None:
    IndicatorKey.objects.all().delete()
    key(code="population", number="4055", source="smup")
    key(code="population", number="4405", source="smup")
    value = {"id-daty": 20241231, "id-flaga": 1, "precyzja": 0}
    source.smup = {
        ("4055", 2024): [{**value, "id": 4055, "id-teryt": 1, "wartosc": 10}],
        ("4405", 2024): [{**value, "id": 4405, "id-teryt": 2, "wartosc": 20}],
    }
    source.dictionaries = {
        "indicator-list": [{"id": 4055, "nazwa": "gminy"}, {"id": 4405, "nazwa": "miasta"}],
        "teryt-dictionary": [
            {"id-teryt": 1, "woj": "14", "pow": "65", "gmn": "01", "rodz": "1"},
            {"id-teryt": 2, "woj": "12", "pow": "61", "gmn": "01", "rodz": "1"},
        ],
        "flag-dictionary": [{"id-flaga": 1, "nazwa": "Zjawisko wystąpiło"}],
    }
    sync(clock, "smup")
    both = figures()
    gone = source.smup.pop(("4405", 2024))
    clock.sleep(86_400)
    result = sync(clock, "smup")
    (fault,) = result.faults
    assert "smup-population.json: The source gives no value of “4405” any more" in str(fault)
    assert (result.imports, figures()) == ([], both)
    # What said nothing is asked again in the next run, and once it says something that is read in.
    gone[0]["wartosc"] = 21
    source.smup["4405", 2024] = gone
    assert [one.file_name for one in sync(clock, "smup").imports] == ["smup-population.json"]
    assert len(figures()) == 2
    assert Import.objects.count() == 2
