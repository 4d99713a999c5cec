"""What was fetched, read: TERYT codes, suppressed cells, breaks, parts, repetitions."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from empiria.analysis.errors import InputError
from empiria.sources.live.answers import read_answers, write_answers
from empiria.sources.live.errors import UnusableError
from tests.fetching import row

ABOUT = {"names": ["stopa"], "title": "Bezrobocie", "unit": "%", "subject": "P1", "level": 6}


def read(path: Path, *results: dict[str, Any], **series: Any) -> tuple[pl.DataFrame, dict[str, Any]]:
    content = {
        "source": "bdl",
        "series": [{"id": "60270", "about": ABOUT, "results": list(results), **series}],
    }
    write_answers(path / "bdl-x.json", content)
    reading, _series = read_answers(path / "bdl-x.json")
    return reading.table, {finding.code: finding for finding in reading.findings}


def values(table: pl.DataFrame) -> list[tuple[Any, ...]]:
    return table.select("teryt", "period", "value", "status", "note").rows()


def test_ids_become_teryt_and_parts_and_old_warsaw_stay_out(tmp_path: Path) -> None:
    table, findings = read(
        tmp_path,
        row("000000000000", "POLSKA", y2024=3),
        row("071422707000", "Powiat kozienicki", y2024=2),
        row("011212001011", "Bochnia (1)", y2024=1),
        row("011212001034", "miasto (4)", y2024=9),
        row("011212001035", "wieś (5)", y2024=9),
        row("071412865011", "M.st.Warszawa od 2002 (1)", y2024=5),
        row("071412865028", "Bemowo (8)", y2024=9),
        row("071412831011", "M.st.Warszawa do 2001 (1)", y2024=9),
    )
    assert table.select("teryt", "unit", "level", "name", "value").rows() == [
        ("00", "00", "country", "POLSKA", 3),
        ("1201011", "120101", "municipality", "Bochnia", 1),
        ("1407", "1407", "county", "Powiat kozienicki", 2),
        ("1465011", "146501", "municipality", "M.st.Warszawa", 5),
    ]
    assert {"part-4", "part-5", "part-8", "warsaw-before-2002"} <= set(findings)
    assert table["series"].unique().to_list() == ["bdl:60270"]
    assert table["label"][0] == "Bezrobocie; stopa"


def test_the_attribute_tells_what_a_nought_is(tmp_path: Path) -> None:
    table, findings = read(
        tmp_path,
        row(
            "011212001011", "Bochnia (1)",
            y2010=(0, 0), y2011=(0, 4), y2012=(0, 91), y2013=(5, 11), y2014=(0, 14), y2015=(0, 15), y2016=(None, 50),
            y2017=(0, 94), y2018=(0, 98), y2019=(0, 7), y2020=(4, 97), y2021=(3, 77), y2022=(2, None),
        ),
    )  # fmt: skip
    assert [cell[1:] for cell in values(table)] == [
        (2010, 0, "", ""),
        (2011, None, "confidential", ""),
        (2012, None, "confidential", ""),
        (2013, 5, "", "series break"),
        (2014, None, "confidential", "series break"),
        (2015, None, "not comparable", ""),
        (2016, None, "not yet available", ""),
        (2017, 0, "", ""),
        (2018, 0, "", "series break"),
        (2019, 0, "", "rounds to zero"),
        (2020, 4, "", "county and city together"),
        (2021, 3, "", ""),
        (2022, 2, "", ""),
    ]
    assert findings["attribute-unknown"].params["symbol"] == "#77"


def test_the_same_twice_is_once_and_told(tmp_path: Path) -> None:
    table, findings = read(tmp_path, *[row("011212001011", "Bochnia (1)", y2024=1)] * 2)
    assert values(table) == [("1201011", 2024, 1, "", "")]
    assert findings["rows-repeated"].params["count"] == 1


def test_two_values_of_one_unit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="already has"):
        read(tmp_path, row("011212001011", y2024=1), row("011212001011", y2024=2))


def test_a_municipality_under_two_kinds_is_joined(tmp_path: Path) -> None:
    table, findings = read(
        tmp_path, row("011212001032", "Drwinia (2)", y2023=1), row("011212001033", "Drwinia (3)", y2024=2)
    )
    assert values(table) == [("1201032", 2023, 1, "", ""), ("1201033", 2024, 2, "", "")]
    assert "part-3" not in findings


def test_what_is_not_there_is_a_finding_and_no_row(tmp_path: Path) -> None:
    table, findings = read(tmp_path, problem="unknown")
    assert table.is_empty()
    assert findings["variable-unknown"].severity == "error"


def test_one_series_that_changed_while_it_was_read_keeps_the_others_out_too(tmp_path: Path) -> None:
    steady = {"id": "1", "about": ABOUT, "results": [row("011212001011", y2024=1)]}
    unsteady = {"id": "2", "about": ABOUT, "results": [], "problem": "unsteady"}
    write_answers(tmp_path / "bdl-x.json", {"source": "bdl", "series": [steady, unsteady]})
    reading, _series = read_answers(tmp_path / "bdl-x.json")
    assert (reading.table.height, [one.code for one in reading.findings]) == (0, ["variable-unsteady"])


def test_what_no_file_can_hold_is_refused(tmp_path: Path) -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for broken in ("\ud800", deep):
        with pytest.raises(UnusableError, match=r"bdl-x\.json: What the source gave cannot be kept"):
            write_answers(tmp_path / "bdl-x.json", {"source": "bdl", "series": [{"id": broken}]})


def test_smup_tells_nought_from_silence(tmp_path: Path) -> None:
    rows = [
        {"id": 4055, "id-daty": 20241231, "id-teryt": unit, "id-flaga": flag, "wartosc": value, "precyzja": 0}
        for unit, flag, value in [(1, 1, 16.5), (2, 2, None), (3, 5, 0), (4, 4, 0), (5, 1, 9), (6, 1, 1)]
    ]
    content = {
        "source": "smup",
        "series": [{"id": "4055", "about": {"names": ["Dług"], "unit": ""}, "results": rows}],
        "units": {"1": "1201011", "2": "1201022", "3": "1201000", "4": "1261011", "5": "1201034"},
        "flags": {
            "1": "Zjawisko wystąpiło",
            "2": "Zjawisko nie wystąpiło",
            "4": "Wartość mniejsza niż format",
            "5": "Brak informacji, konieczność zachowania tajemnicy statystycznej",
        },
    }
    write_answers(tmp_path / "smup.json", content)
    reading, _series = read_answers(tmp_path / "smup.json")
    assert values(reading.table) == [
        ("1201", 2024, None, "confidential", ""),
        ("1201011", 2024, 16.5, "", ""),
        ("1201022", 2024, 0, "", ""),
        ("1261011", 2024, 0, "", "rounds to zero"),
    ]
    assert {"units-unnamed", "part-4"} <= {finding.code for finding in reading.findings}


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"a": 1}')
    with pytest.raises(InputError, match="no file that was fetched"):
        read_answers(tmp_path / "x.json")


def test_a_year_that_has_not_begun_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^bdl-x.json, line 2: The year 2999 has not begun"):
        read(tmp_path, row("000000000000", "POLSKA", y2024=3), row("011212001011", "Bochnia (1)", y2999=1))
