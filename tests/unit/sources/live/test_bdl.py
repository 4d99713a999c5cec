"""Every page of every level, from one state of the source, gone on with after a kill."""

import json

import pytest

from empiria.sources.live.bdl import fetch_variable
from empiria.sources.live.errors import UnusableError
from tests.fetching import Clock, Source, answering, fine, row, saying
from tests.unit.sources.live.conftest import Opened

YEARS = [2023, 2024]


def units(series: dict) -> list[str]:
    return [one["id"] for one in series["results"]]


ALL = [
    "000000000000", "011212001000", "011212001011", "011212001022", "011212001033", "011212001034", "011212001035",
]  # fmt: skip


def test_all_levels_and_pages_and_what_it_is_called(source: Source, opened: Opened, clock: Clock) -> None:
    series = fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=clock())
    assert units(series) == ALL
    assert series["about"]["names"] == ["ludność ogółem"]
    assert (series["about"]["unit"], series["about"]["title"]) == ("osoba", "Podgrupa P2137")
    # Country, voivodeships (none: 404), counties, and three pages of municipalities.
    assert len(source.pages()) == 6
    assert all("year=2023&year=2024" in path for path in source.pages())


def test_a_kill_costs_no_page_that_was_there(source: Source, opened: Opened, clock: Clock) -> None:
    begun = clock()
    source.faults = [fine] * 6 + [answering(403)]
    with pytest.raises(Exception, match="403"):
        fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=begun)
    before = source.pages()
    clock.sleep(3 * 86_400)
    assert units(fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=begun)) == ALL
    # Only the page that failed is asked for again, and the one after it.
    assert source.pages() == [*before, *source.pages()[-2:]]
    assert len(set(source.pages())) == len(source.pages()) - 1


def test_what_was_not_updated_costs_one_page_a_level(source: Source, opened: Opened, clock: Clock) -> None:
    fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=clock())
    source.asked.clear()
    clock.sleep(86_400)
    series = fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=clock())
    assert units(series) == ALL
    assert ["page=0" in path for path in source.pages()] == [True] * 4
    source.updated = "2026-01-01"
    source.rows["72305", 6][4]["values"][0]["val"] = 7
    clock.sleep(86_400)
    series = fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=clock())
    assert series["results"][-1]["values"][0]["val"] == 7


def test_a_total_that_changes_between_pages_begins_the_sweep_again(
    source: Source, opened: Opened, clock: Clock
) -> None:
    def grow(path: str) -> None:
        if "unit-level=6" in path and "page=1" in path and len(source.rows["72305", 6]) == 5:
            source.rows["72305", 6].insert(0, row("011212001042", "Łapanów (2)", y2023=1))

    source.before = grow
    series = fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=clock())
    assert sorted(units(series)) == sorted([*ALL, "011212001042"])


def test_a_source_that_never_rests_gives_nothing(source: Source, opened: Opened, clock: Clock) -> None:
    def grow(path: str) -> None:
        source.updated = path + str(len(source.asked))

    source.before = grow
    series = fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=clock())
    assert (series["problem"], series["results"]) == ("unsteady", [])


def test_a_row_given_twice_for_good_is_handed_on(source: Source, opened: Opened, clock: Clock) -> None:
    source.rows["72305", 6].insert(2, source.rows["72305", 6][0])
    series = fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=clock())
    assert sorted(units(series)) == sorted([*ALL, "011212001011"])


def test_without_etags_and_dates_every_page_is_asked_for(
    source: Source, opened: Opened, clock: Clock
) -> None:
    source.has_etags, source.updated = False, ""
    for _ in range(2):
        clock.sleep(100)
        series = fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=clock())
    assert units(series) == ALL
    assert len(source.pages()) == 12


def page_of(*units: str, total: int, **more: object) -> bytes:
    page = {
        "totalRecords": total,
        "links": {"next": "…"},
        "lastUpdate": "2025",
        "results": [row(unit) for unit in units],
    }
    return json.dumps({**page, **more}).encode()  # fmt: skip


@pytest.mark.parametrize(
    ("units", "total", "found"),
    [
        # More than was told, and never an end.
        (ALL[2:4], 3, "(3), found 4 (pages: 2), 2 of them different"),
        # The same again long before the total.
        (ALL[2:4], 4000, "(4000), found 4 (pages: 2), 2 of them different"),
        # Nothing any more before the total.
        ([], 5, "(5), found 0 (pages: 1), 0 of them different"),
    ],
)
def test_pages_that_never_end_are_left_at_once(
    source: Source, opened: Opened, clock: Clock, *, units: list[str], total: int, found: str
) -> None:
    source.instead["unit-level=6"] = saying(page_of(*units, total=total))
    with pytest.raises(UnusableError) as error:
        fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=clock())
    assert found in str(error.value)
    assert "unit-level=6" in error.value.place["file"]
    # Two pages at most in each of three rounds.
    assert len([path for path in source.pages() if "unit-level=6" in path]) <= 6


def test_a_total_that_grows_with_every_page_is_left_at_once(
    source: Source, opened: Opened, clock: Clock
) -> None:
    def grow(path: str) -> None:
        held = source.rows["72305", 6]
        held += [row(f"0112120{len(held) + number:05}") for number in range(2)]

    source.before = grow
    series = fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=clock())
    assert series["problem"] == "unsteady"
    assert len([path for path in source.pages() if "unit-level=6" in path]) == 6


def test_a_next_page_that_is_empty_ends_the_list(source: Source, opened: Opened, clock: Clock) -> None:
    source.instead["unit-level=6&year=2023&year=2024&page-size=100&page=0"] = saying(
        page_of(*ALL[2:], total=5)
    )
    source.instead["unit-level=6&year=2023&year=2024&page-size=100&page=1"] = saying(page_of(total=5))
    series = fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=clock())
    assert units(series) == ALL


def test_nothing_at_the_level_that_it_tells_of_is_a_fault(
    source: Source, opened: Opened, clock: Clock
) -> None:
    source.instead["unit-level=6"] = answering(404)
    with pytest.raises(UnusableError, match=r"unit-level=6.*says that it has the variable 72305"):
        fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=clock())
    # Of counties it was asked alone, or its values end there: that is as it is told.
    assert len(fetch_variable(opened(), "72305", years=YEARS, level="county", since=clock())["results"]) == 2
    source.variables["72305"]["level"] = 5
    clock.sleep(30 * 86_400)
    series = fetch_variable(opened(), "72305", years=YEARS, level="municipality", since=clock())
    assert len(series["results"]) == 2


def test_years_of_nothing_anywhere_are_not_published_yet(
    source: Source, opened: Opened, clock: Clock
) -> None:
    source.instead["by-variable"] = answering(404)
    series = fetch_variable(opened(), "72305", years=[2030], level="municipality", since=clock())
    assert (series["results"], "problem" in series) == ([], False)


def test_an_unknown_variable_says_so(source: Source, opened: Opened, clock: Clock) -> None:
    series = fetch_variable(opened(), "999", years=YEARS, level="municipality", since=clock())
    assert series == {"id": "999", "years": YEARS, "problem": "unknown", "results": []}
