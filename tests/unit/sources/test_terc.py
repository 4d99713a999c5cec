from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from empiria.analysis.errors import InputError
from empiria.sources.terc import FIELDS, read_terc
from tests.unit.sources.exports import save, zipped

ROWS: list[tuple[str, ...]] = [
    ("14", "", "", "", "MAZOWIECKIE", "województwo", "2025-01-01"),
    ("14", "65", "", "", "Warszawa", "miasto stołeczne, na prawach powiatu", "2025-01-01"),
    ("14", "65", "01", "1", "Warszawa", "gmina miejska, miasto stołeczne", "2025-01-01"),
    ("14", "65", "02", "8", "Bemowo", "dzielnica", "2025-01-01"),
    ("02", "", "", "", "DOLNOŚLĄSKIE", "województwo", "2025-01-01"),
    ("02", "01", "", "", "bolesławiecki", "powiat", "2025-01-01"),
    ("02", "01", "04", "3", "Nowogrodziec", "gmina miejsko-wiejska", "2025-01-01"),
    ("02", "01", "04", "4", "Nowogrodziec", "miasto", "2025-01-01"),
    ("02", "61", "", "", "Jelenia Góra", "miasto na prawach powiatu", "2025-01-01"),
]
SCHEMA = {
    "code": pl.String, "teryt": pl.String, "level": pl.String, "name": pl.String, "kind": pl.String,
    "parent": pl.String, "state": pl.Date, "row": pl.Int64,
}  # fmt: skip


def csv(rows: list[tuple[str, ...]] = ROWS, header: tuple[str, ...] = FIELDS) -> str:
    return "\ufeff" + "\r\n".join(";".join(row) for row in [header, *rows]) + "\r\n\r\n"


def xml(rows: list[tuple[str, ...]] = ROWS, *, columns: bool = False) -> str:
    def field(name: str, text: str) -> str:
        if columns:
            return f'<col name="{name}">{text}</col>'
        return f"<{name}>{text}</{name}>" if text else f"<{name}/>"

    lines = ["<row>" + "".join(map(field, FIELDS, row)) + "</row>" for row in rows]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<teryt><catalog name="TERC" type="U" date="2025-01-01">'
    return "\n".join([head, *lines, "</catalog></teryt>"])


def test_read_terc_gives_the_whole_table(tmp_path: Path) -> None:
    reading = read_terc(save(tmp_path, csv(), "TERC.csv"))
    state = date(2025, 1, 1)
    expected = [
        ("02", "02", "voivodeship", "dolnośląskie", "", "00", state, 6),
        ("0201", "0201", "county", "bolesławiecki", "", "02", state, 7),
        ("020104", "0201043", "municipality", "Nowogrodziec", "3", "0201", state, 8),
        ("0261", "0261", "county", "Jelenia Góra", "city", "02", state, 10),
        ("14", "14", "voivodeship", "mazowieckie", "", "00", state, 2),
        ("1465", "1465", "county", "Warszawa", "city", "14", state, 3),
        ("146501", "1465011", "municipality", "Warszawa", "1", "1465", state, 4),
    ]
    assert_frame_equal(reading.table, pl.DataFrame(expected, schema=SCHEMA, orient="row"))
    (finding,) = reading.findings
    assert (finding.code, finding.params) == ("parts", {"count": 2, "kinds": "4, 8", "first": 5, "last": 9})


@pytest.mark.parametrize(
    "content",
    [xml(), xml(columns=True), "\ufeff" + xml(), zipped({"TERC.csv": csv()}), zipped({"TERC.xml": xml()})],
)
def test_read_terc_does_not_depend_on_the_format(tmp_path: Path, content: str | bytes) -> None:
    expected = read_terc(save(tmp_path, csv(), "TERC.csv")).table
    assert_frame_equal(read_terc(save(tmp_path, content, "TERC")).table.drop("row"), expected.drop("row"))


@pytest.mark.parametrize("text", ["1.01.2025", "01.01.2025 00:00", "2025-01-01 0:00", "2025-01-01T00:00:00"])
def test_read_terc_understands_dates_of_a_spreadsheet(tmp_path: Path, text: str) -> None:
    expected = read_terc(save(tmp_path, csv(), "TERC.csv")).table
    reading = read_terc(save(tmp_path, csv([(*row[:6], text) for row in ROWS]), "TERC.csv"))
    assert_frame_equal(reading.table, expected)
    finding = reading.findings[0]
    assert (finding.code, finding.row, finding.column) == ("date-rewritten", 2, "STAN_NA")
    assert finding.params == {"text": text, "date": "2025-01-01"}


def test_read_terc_takes_the_digits_of_codes_guarded_from_excel(tmp_path: Path) -> None:
    expected = read_terc(save(tmp_path, csv(), "TERC.csv")).table
    rows = [(*(f'="{part}"' if part else "" for part in row[:4]), *row[4:]) for row in ROWS]
    reading = read_terc(save(tmp_path, csv(rows), "TERC.csv"))
    assert_frame_equal(reading.table, expected)
    finding = reading.findings[0]
    assert (finding.code, finding.params["code"], finding.params["count"]) == ("codes-guarded", '="14"', 9)


def test_read_terc_restores_zeros_that_a_spreadsheet_took(tmp_path: Path) -> None:
    rows = [tuple(field.removeprefix("0") for field in row) for row in ROWS]
    reading = read_terc(save(tmp_path, csv(rows), "TERC.csv"))
    assert_frame_equal(reading.table, read_terc(save(tmp_path, csv(), "TERC.csv")).table)
    finding = reading.findings[0]
    assert (finding.code, finding.row, finding.params["count"]) == ("zeros-restored", 4, 7)


def with_row(index: int, **changes: str) -> str:
    rows = list(ROWS)
    rows[index] = tuple({**dict(zip(FIELDS, ROWS[index], strict=True)), **changes}.values())
    return csv(rows)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (csv(header=FIELDS[:-1]), "line 1: The column “STAN_NA” is missing; found: WOJ, POW"),
        (csv(rows=[]), "The table has a header and no rows"),
        (with_row(3, STAN_NA="2024-01-01"), "line 5, column “STAN_NA”: The list mixes state dates: 2025-01-01 and 2024"),
        (with_row(3, STAN_NA=""), "line 5, column “STAN_NA”: The list mixes state dates: 2025-01-01 and —"),
        (csv([(*ROWS[0][:-1], "dziś")]), "line 2, column “STAN_NA”: “dziś” is not a date such as 2025-01-01"),
        (csv([*ROWS, ROWS[1]]), "line 11: 1465 is the unit of line 3 again"),
        (with_row(7, RODZ="2"), r"line 9: 0201042 is the unit of line 8 again \(0201043\)"),
        (csv(ROWS[1:]), "line 2: 1465 stands in the list without the unit above it, 14"),
        (csv([row for row in ROWS if row[:3] != ("02", "01", "")]), "line 7: 020104 stands .* above it, 0201"),
        (with_row(6, RODZ="7"), "line 8: “0201047” is not a code"),
        (with_row(6, WOJ="0x2"), "line 8: “0x201043” is not a code"),
        (with_row(6, RODZ=""), "line 8, column “RODZ”: The kind is missing"),
        (with_row(6, NAZWA=" "), "line 8, column “NAZWA”: The name is missing"),
        (xml()[:-30], "line 11: The XML is damaged or was cut off"),
        (xml().replace("<STAN_NA>2025-01-01</STAN_NA>", "", 1), "line 3: The row has no field STAN_NA"),
        (xml(rows=[]), "The list has no row with the fields of TERC"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><teryt>&b;</teryt>', "XML with a document type is not read"),
        (zipped({"a.csv": csv(), "b.csv": csv()}), "The archive holds 2 files"),
    ],
)  # fmt: skip
def test_read_terc_refuses_a_broken_list(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=f"^TERC.*{message}"):
        read_terc(save(tmp_path, content, "TERC"))


@pytest.mark.parametrize(
    ("file", "state", "kinds", "parts"),
    [
        ("TERC_Urzedowy_2020-09-26.csv", date(2020, 1, 1), (302, 1533, 642), 642 * 2 + 18 + 19),
        ("TERC_Urzedowy_2025-11-18.csv", date(2025, 1, 1), (302, 1459, 718), 718 * 2 + 18 + 19),
    ],
)
def test_read_terc_reads_the_real_lists(
    shared: Path, file: str, state: date, kinds: tuple[int, int, int], parts: int
) -> None:
    reading = read_terc(shared / "data/terc" / file)
    counts = {
        (level, kind): count for level, kind, count in reading.table.group_by("level", "kind").len().rows()
    }
    assert counts == {
        ("voivodeship", ""): 16,
        ("county", ""): 314,
        ("county", "city"): 66,
        ("municipality", "1"): kinds[0],
        ("municipality", "2"): kinds[1],
        ("municipality", "3"): kinds[2],
    }
    assert reading.table["state"].unique().to_list() == [state]
    assert [finding.params["count"] for finding in reading.findings] == [parts]
