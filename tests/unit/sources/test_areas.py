from pathlib import Path

import pytest

from empiria.analysis.errors import InputError
from empiria.sources.areas import read_areas
from tests.unit.sources.exports import save
from tests.unit.sources.sheets import Row, workbook

HEADER: Row = ["TERYT", "Nazwa jednostki", "Powierzchnia [ha]", "Powierzchnia [km2]"]
ROWS: list[Row] = [
    HEADER,
    ["00", "POLSKA", 20070, 201, None, "uwagi"],
    ["02  ", "WOJ. DOLNOŚLĄSKIE", 20070, 201],
    ["02 01   ", "Powiat bolesławiecki", 20070, 201],
    ["02 01 01 1", "Bolesławiec", 2285.5, 23],
    ["02 01 04 3", "Nowogrodziec", 17784.5, 178],
    ["02 01 04 4", "Nowogrodziec - miasto", 1600, 16],
]


def test_read_areas_gives_the_whole_table(tmp_path: Path) -> None:
    reading = read_areas(save(tmp_path, workbook({"Arkusz1": ROWS}), "a.xlsx"))
    assert reading.table.rows() == [
        ("00", "00", "country", "POLSKA", 20070.0, 2),
        ("02", "02", "voivodeship", "WOJ. DOLNOŚLĄSKIE", 20070.0, 3),
        ("0201", "0201", "county", "Powiat bolesławiecki", 20070.0, 4),
        ("020101", "0201011", "municipality", "Bolesławiec", 2285.5, 5),
        ("020104", "0201043", "municipality", "Nowogrodziec", 17784.5, 6),
    ]
    assert [finding.code for finding in reading.findings] == ["parts", "totals-agree-municipality"]


def test_read_areas_says_that_a_sum_differs(tmp_path: Path) -> None:
    findings = read_areas(save(tmp_path, workbook({"Arkusz1": ROWS[:5]}), "a.xlsx")).findings
    assert [finding.code for finding in findings] == ["totals-differ-municipality"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["TERYT", "Nazwa"], ["02", "x"]], r"line 1: One column whose header contains “\[ha\]” is expected"),
        (
            [HEADER, ["02 01 01 1", "x", "dużo"]],
            r"line 2, column “Powierzchnia \[ha\]”: “dużo” is not a number",
        ),
        ([HEADER, ["02 01 01 1", "x", None, 2]], "line 2: 0201011 has no area"),
        ([HEADER, ["02 01 01 1", "x", -1]], "line 2: 0201011 has no area"),
        ([HEADER, ["02 01 01 1", "x", 1], ["02 01 01 2", "x", 1]], "line 3: 0201012 stands twice"),
        ([HEADER, ["02 01 01 7", "x", 1]], "line 2, column “TERYT”: “0201017” is not a code"),
        ([HEADER, [None, "x", 1]], "line 2, column “TERYT”: The code of the unit is missing"),
    ],
)
def test_read_areas_refuses_a_broken_register(tmp_path: Path, rows: list[Row], message: str) -> None:
    with pytest.raises(InputError, match=f"^a.xlsx, sheet Arkusz1, {message}"):
        read_areas(save(tmp_path, workbook({"Arkusz1": rows}), "a.xlsx"))


def test_read_areas_refuses_what_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a.csv: The register of areas is a workbook"):
        read_areas(save(tmp_path, "TERYT;ha", "a.csv"))


def test_read_areas_reads_the_real_register(shared: Path) -> None:
    (path,) = shared.glob("data/bdl-population-gminas-2024/Wykaz_powierzchni*.xlsx")
    reading = read_areas(path)
    assert dict(reading.table["level"].value_counts().rows()) == {
        "country": 1, "voivodeship": 16, "county": 380, "municipality": 2479,
    }  # fmt: skip
    assert [finding.params.get("sum") for finding in reading.findings] == [None, 31393293.0]
