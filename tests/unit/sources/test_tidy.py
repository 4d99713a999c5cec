import codecs
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from empiria.analysis.errors import InputError
from empiria.sources.tidy import COLUMNS, read_tidy
from tests.examples import examples
from tests.unit.sources.exports import save, zipped
from tests.unit.sources.sheets import Row, workbook

HEADER = "unit,indicator,period,value\n"
SCHEMA = {
    "unit": pl.String, "teryt": pl.String, "level": pl.String, "indicator": pl.String, "period": pl.Int32,
    "value": pl.Float64, "status": pl.String, "row": pl.Int64,
}  # fmt: skip


def parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def test_read_tidy_gives_the_whole_table(tmp_path: Path) -> None:
    text = (
        "Period;VALUE;Indicator; unit ;status\n"
        "2023;1,5;a;0201011;\n2022;;a;0201011;\n2023;;b;0201;confidential\n2023;1e-7;b;00;\n2023;-2;c;020102;note\n"
    )
    reading = read_tidy(save(tmp_path, text, "a.csv"))
    (finding,) = reading.findings
    assert (finding.code, finding.row, finding.params["status"]) == ("status-unknown", 6, "note")
    expected = [
        ("00", "00", "country", "b", 2023, 1e-7, "", 5),
        ("0201", "0201", "county", "b", 2023, None, "confidential", 4),
        ("020101", "0201011", "municipality", "a", 2022, None, "missing", 3),
        ("020101", "0201011", "municipality", "a", 2023, 1.5, "", 2),
        ("020102", "020102", "municipality", "c", 2023, -2.0, "note", 6),
    ]
    assert_frame_equal(reading.table, pl.DataFrame(expected, schema=SCHEMA, orient="row"))


def test_words_in_the_column_status_are_told_and_not_kept(tmp_path: Path) -> None:
    lines = (
        "2020;;a;0201011;pytać: Zofia Kowalska",
        "2021;5;a;0201011;od Kowalskiej",
        "2022;;a;0201011;not applicable",
    )
    reading = read_tidy(save(tmp_path, "\n".join(["period;value;indicator;unit;status", *lines]), "a.csv"))
    (finding,) = reading.findings
    assert (finding.code, finding.severity, finding.row, finding.column, finding.params["count"]) == (
        "status-words", "warning", 2, "status", 2,
    )  # fmt: skip
    assert reading.table.select("value", "status").rows() == [
        (None, "other reason"), (5.0, ""), (None, "not applicable"),
    ]  # fmt: skip
    assert "owalsk" not in repr(reading)


@settings(
    max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["0201011", "0465022", "1465011", "0201", "14", "00"]),
            st.sampled_from(["a", "ludność, razem"]),
            st.integers(1990, 2025),
            st.none() | st.floats(-1e9, 1e9).map(lambda number: round(number, 6)),
        ),
        min_size=1,
        unique_by=lambda row: row[:3],
    )
)
def test_read_tidy_does_not_depend_on_the_format(
    tmp_path: Path, rows: list[tuple[str, str, int, float | None]]
) -> None:
    # a number that tells that commas are decimal marks, where the columns are separated by commas
    rows = [*rows, ("0201022", "b", 1990, 0.5)]
    frame = pl.DataFrame(
        rows,
        schema={"unit": pl.String, "indicator": pl.String, "period": pl.Int64, "value": pl.Float64},
        orient="row",
    )
    polish = frame.with_columns(pl.col("value").cast(pl.String).str.replace(".", ",", literal=True))
    contents = [
        frame.write_csv().encode(),
        polish.write_csv(separator=";").encode("cp1250"),
        polish.write_csv().encode("utf-8-sig"),
        frame.write_csv(separator="\t").encode("utf-16"),
        zipped({"a.csv": frame.write_csv()}),
        parquet(frame),
        parquet(frame.with_columns(pl.col("period").cast(pl.Float64), pl.col("value").cast(pl.String))),
        workbook({"dane": [frame.columns, *frame.rows()]}),
    ]
    tables = [read_tidy(save(tmp_path, content, "a.bin")).table for content in contents]
    assert tables[0].select("teryt", "indicator", "period", "value").rows() == sorted(
        rows, key=lambda row: (row[0][:6], *row[1:3])
    )
    for table in tables[1:]:
        assert_frame_equal(table.drop("row"), tables[0].drop("row"))


@pytest.mark.parametrize("code", ["'0201011", '="0201011"', '"=""0201011"""'])
def test_read_tidy_takes_the_digits_of_codes_guarded_from_excel(tmp_path: Path, code: str) -> None:
    reading = read_tidy(save(tmp_path, f"{HEADER}{code},a,2022,1\n{code},a,2023,1\n", "a.csv"))
    assert reading.table["teryt"].to_list() == ["0201011"] * 2
    finding = reading.findings[0]
    assert (finding.code, finding.row, finding.params["count"]) == ("codes-guarded", 2, 2)


@pytest.mark.parametrize("other", ["0,5", "12,34", "0,125", "1234,125"])
def test_read_tidy_takes_a_comma_for_a_decimal_mark_where_another_number_tells_so(
    tmp_path: Path, other: str
) -> None:
    text = f'{HEADER}0201011,a,2023,"1,234"\n0201022,a,2023,"{other}"\n'
    assert read_tidy(save(tmp_path, text, "a.csv")).table["value"].to_list()[0] == 1.234


def test_read_tidy_takes_a_comma_for_a_decimal_mark_where_it_separates_nothing(tmp_path: Path) -> None:
    text = "unit;indicator;period;value\n0201011;a;2023;1,234\n"
    assert read_tidy(save(tmp_path, text, "a.csv")).table["value"].to_list() == [1.234]


def test_read_tidy_names_the_columns_it_does_not_read(tmp_path: Path) -> None:
    reading = read_tidy(save(tmp_path, "unit,indicator,period,value,uwagi\n0201011,a,2023,1,x\n", "a.csv"))
    assert [(finding.code, finding.column) for finding in reading.findings] == [("column-unread", "uwagi")]
    assert reading.table.columns == COLUMNS


def test_read_tidy_takes_the_status_at_its_word(tmp_path: Path) -> None:
    reading = read_tidy(
        save(tmp_path, "unit,indicator,period,value,status\n0201011,a,2023,0,confidential\n", "a.csv")
    )
    assert reading.table.select("value", "status").row(0) == (None, "confidential")
    assert [finding.code for finding in reading.findings] == ["value-denied"]


def test_read_tidy_leaves_out_parts_of_municipalities(tmp_path: Path) -> None:
    reading = read_tidy(save(tmp_path, HEADER + "0201043,a,2023,3\n0201044,a,2023,2\n", "a.csv"))
    assert reading.table["teryt"].to_list() == ["0201043"]
    assert reading.findings[0].params == {"count": 1, "units": 1, "kinds": "4", "first": 3, "last": 3}


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([201011, 1465011], ["0201011", "1465011"]),
        ([201, 1465, 2], ["02", "0201", "1465"]),
        ([861011], ["0861011"]),
        ([1465011], ["1465011"]),
        ([146501], ["146501"]),  # 0146501 is no code
    ],
)
def test_read_tidy_restores_zeros_of_codes_stored_as_numbers(
    tmp_path: Path, codes: list[int], expected: list[str]
) -> None:
    body: list[Row] = [[code, "a", 2023, 1] for code in codes]
    rows: list[Row] = [["unit", "indicator", "period", "value"], *body]
    frame = pl.DataFrame(rows[1:], schema=["unit", "indicator", "period", "value"], orient="row")
    for content in (workbook({"dane": rows}), parquet(frame)):
        assert read_tidy(save(tmp_path, content, "a.bin")).table["teryt"].to_list() == expected


def test_read_tidy_refuses_a_number_that_may_be_two_codes(tmp_path: Path) -> None:
    content = workbook({"dane": [["unit", "indicator", "period", "value"], [201011, "a", 2023, 1]]})
    with pytest.raises(InputError, match="sheet dane, line 2, column “unit”: 201011 is stored as a number"):
        read_tidy(save(tmp_path, content, "a.xlsx"))


def test_read_tidy_counts_rows_of_the_sheet_from_its_top(tmp_path: Path) -> None:
    rows: list[Row] = [
        [None],
        ["unit", "indicator", "period", "value"],
        ["0201011", "a", 2023, 1],
        [None],
        ["0201022", "a", 2023, 2],
    ]
    assert read_tidy(save(tmp_path, workbook({"dane": rows}), "a.xlsx")).table["row"].to_list() == [3, 5]


def test_read_tidy_knows_numbers_wherever_the_table_begins(tmp_path: Path) -> None:
    header: Row = [None, "value", "unit", "indicator", "period"]
    rows: list[Row] = [header, [None, 1, 861011, "a", 2023], [None, 2, 1465011, "a", 2023]]
    table = read_tidy(save(tmp_path, workbook({"dane": rows}), "a.xlsx")).table
    assert table.select("teryt", "value").rows() == [("0861011", 1.0), ("1465011", 2.0)]
    rows = [header, [None, 1, 201011, "a", 2023]]
    with pytest.raises(InputError, match="201011 is stored as a number"):
        read_tidy(save(tmp_path, workbook({"dane": rows}), "a.xlsx"))
    rows = [header, [None, 1, "0201011", "a", 2023]]
    with pytest.raises(InputError, match="line 3, column “B”: The cell holds an error"):
        read_tidy(save(tmp_path, workbook({"dane": rows}, error_at=(2, 1)), "a.xlsx"))


def test_read_tidy_passes_over_what_only_looks_empty_where_it_does_not_read(tmp_path: Path) -> None:
    rows: list[Row] = [["unit", "indicator", "period", "value", "region", None, "sum"]]
    rows += [["0201011", "a", 2023, 1], ["0201022", "a", 2023, 2]]
    content = workbook({"dane": rows}, uncomputed_at=(2, 6), merged="E2:E3")
    assert read_tidy(save(tmp_path, content, "a.xlsx")).table["value"].to_list() == [1.0, 2.0]


def test_read_tidy_reads_the_sheet_asked_for(tmp_path: Path) -> None:
    good: list[Row] = [["unit", "indicator", "period", "value"], ["0201011", "a", 2023, 1]]
    path = save(tmp_path, workbook({"opis": [["x"]], "dane": good}), "a.xlsx")
    reading = read_tidy(path, sheet="dane")
    assert reading.table.height == 1
    assert [finding.params for finding in reading.findings] == [{"names": "opis", "name": "dane"}]
    with pytest.raises(InputError, match=r"a.xlsx: There is no sheet “brak”; found: opis, dane"):
        read_tidy(path, sheet="brak")
    with pytest.raises(
        InputError, match=r"a.xlsx, sheet opis, line 1: The column “unit” is missing; found: x"
    ):
        read_tidy(path)


GOOD_SHEET: list[Row] = [["unit", "indicator", "period", "value"], ["0201011", "a", 2023, 1]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("unit,indicator,period\n", "line 1: The column “value” is missing; found: unit, indicator, period"),
        ("unit,value,indicator,period,value\n", "line 1: The column “value” stands twice"),
        ("unit,indicator,2022,2023\n0201011,a,1,2\n", r"line 1: The table is wide \(a column per year, such as 2022"),
        (HEADER, "The table has a header and no rows"),
        ("\ufeff", "The file is empty"),
        (codecs.BOM_UTF16_LE, "The file is empty"),
        (HEADER + "0201011,a,2023,١٢\n", "line 2, column “value”: “١٢” is not a number"),
        (HEADER + "0201011,a,٢٠٢٣,1\n", "line 2, column “period”: “٢٠٢٣” is not a year"),
        (HEADER + "0201011,a,2023,dużo\n", "line 2, column “value”: “dużo” is not a number"),
        (HEADER + "0201011,a,2023,inf\n", "line 2, column “value”: “inf” is not a finite number"),
        (HEADER + "0201011,a,2023,NaN\n", "line 2, column “value”: “NaN” is not a finite number"),
        (HEADER + "0201011,a,2023,-1e15\n", "line 2, column “value”: “-1e15” is too large for a figure"),
        (parquet(pl.DataFrame({"unit": ["0201011"], "indicator": ["a"], "period": [2023], "value": [1e300]})), "line 1, column “value”: “1e\\+300” is too large"),
        (HEADER + "0201011,a,2023,1e999\n", "line 2, column “value”: “1e999” is not a finite number"),
        (HEADER + "0201011,a,2023,1.5\n0201011,b,2023,\"1,5\"\n", "line 3, .*the file mixes decimal commas"),
        (HEADER + "0201011,a,2022,5\n0201011,a,2023,\"1,234\"\n0201022,a,2023,\"-12,340\"\n", "line 3, column “value”: “1,234” may be"),
        (HEADER + "0201011,a,2023.0,1\n", "line 2, column “period”: “2023.0” is not a year"),
        (HEADER + "0201011,a,,1\n", "line 2, column “period”: “” is not a year"),
        (
            HEADER + "0201011,a,2023,1\n0201011,a,2999,\n",
            "line 3, column “period”: The year 2999 has not begun",
        ),
        (HEADER + "0201011,,2023,1\n", "line 2, column “indicator”: The indicator is missing"),
        (HEADER + ",a,2023,1\n", "line 2, column “unit”: The code of the unit is missing"),
        (HEADER + "9901011,a,2023,1\n", "line 2, column “unit”: “9901011” is not a code"),
        (HEADER + "Toruń,a,2023,1\n", "line 2, column “unit”: “Toruń” is not a code"),
        (HEADER + "0201011,a,2023,1\n0201011,b,2023,1\n0201011,a,2023,2\n", "line 4: 020101 already has “a” for 2023 in line 2"),
        (HEADER + "0201011,a,2023,1\n0201012,a,2023,\n", "line 3: 020101 already has “a” for 2023 in line 2"),
        (HEADER + "0201011,a,2023\n", "line 2: The row has 3 cells where 4 are expected"),
        (HEADER + "0201011,a,2023,1,5\n", "line 2: The row has 5 cells where 4 are expected"),
        (zipped({"a.csv": HEADER, "b.csv": HEADER}), "The archive holds 2 files"),
        (parquet(pl.DataFrame({"unit": ["0201011"]}))[:-9], "The Parquet file is damaged"),
        (parquet(pl.DataFrame({"unit": ["0201011"]})), "The column “indicator” is missing; found: unit"),
        (
            parquet(pl.DataFrame({"unit": ["0201011"], "indicator": ["a"], "period": [2023], "value": [float("nan")]})),
            "line 1, column “value”: “nan” is not a finite number",
        ),
        (
            parquet(pl.DataFrame({"unit": ["0201011"], "indicator": ["a"], "period": [2023.5], "value": [1]})),
            "line 1, column “period”: “2023.5” is not a year",
        ),
        (
            parquet(pl.DataFrame({"unit": ["0201011"], "indicator": ["a"], "period": [2023], "value": [True]})),
            r"column “value”: The column holds neither text nor numbers \(Boolean\)",
        ),
        (workbook({"dane": []}), "sheet dane: The sheet is empty"),
        (workbook({"dane": GOOD_SHEET[:1]}), "sheet dane: The table has a header and no rows"),
        (workbook({"dane": [*GOOD_SHEET, ["0201022", "a", 2023, "x"]]}), "sheet dane, line 3, column “value”: “x” is not"),
        (workbook({"dane": GOOD_SHEET}, error_at=(2, 3)), r"sheet dane, line 3, column “D”: The cell holds an error of the spreadsheet"),
        (workbook({"dane": GOOD_SHEET}, uncomputed_at=(1, 3)), "sheet dane, line 2, column “D”: The formula has no stored result"),
        (workbook({"dane": [*GOOD_SHEET, ["0201022", "a", 2023]]}, merged="D2:E3"), r"sheet dane, line 3, column “D”: The cell is merged with others \(D2:E3\)"),
        (workbook({"dane": GOOD_SHEET})[:300], "The archive is damaged"),
        (zipped({"[Content_Types].xml": "<x/>"}), "The workbook is damaged"),
    ],
)  # fmt: skip
def test_read_tidy_refuses_what_is_no_tidy_table(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=f"^a.bin.*{message}"):
        read_tidy(save(tmp_path, content, "a.bin"))


def test_read_tidy_reads_the_real_cities(shared: Path) -> None:
    table = read_tidy(shared / "data/cities-with-county-rights/observations.csv").table
    assert (table.height, table["unit"].n_unique(), table["indicator"].n_unique()) == (25552, 66, 31)
    assert (table["period"].min(), table["period"].max()) == (2003, 2024)
    assert table.filter(unit="026101", indicator="crimes", period=2013)["value"].to_list() == [35.98]
