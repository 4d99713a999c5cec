"""The same figures, however they were exported, saved again and packed, are the same table."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from empiria.analysis.errors import InputError
from empiria.sources.bdl_files import read_bdl
from tests.examples import examples
from tests.unit.sources.exports import NAMES, Cell, Dialect, column, crel, ctab, save, zipped

SITE = Dialect()
EXPECTED = pl.DataFrame(
    {
        "unit": ["00", "0201", "020101", "020101"],
        "teryt": ["00", "0201", "0201011", "0201011"],
        "level": ["country", "county", "municipality", "municipality"],
        "name": ["POLSKA", "Powiat bolesławiecki", "Bolesławiec", "Bolesławiec"],
        "series": ["P1944|ogółem|mężczyźni"] * 4,
        "subgroup": ["P1944"] * 4,
        "label": ["ogółem; mężczyźni"] * 4,
        "measure": ["osoba"] * 4,
        "period": pl.Series([2023, 2023, 2023, 2024], dtype=pl.Int32),
        "value": [10.5, None, -3.0, 0.0],
        "status": ["", "missing", "", ""],
        "note": [""] * 4,
        "row": [2, 4, 3, 3],
    },
)
WHOLE = [
    Cell(code=code, labels=("ogółem", "mężczyźni"), year=year, text=text)
    for code, year, text in (
        ("0000000", 2023, "10.5"), ("0000000", 2024, ""), ("0201011", 2023, "-3"), ("0201011", 2024, "0"),
        ("0201000", 2023, ""), ("0201000", 2024, ""),
    )
]  # fmt: skip


def test_read_bdl_wide_gives_the_whole_table(tmp_path: Path) -> None:
    table = read_bdl(save(tmp_path, ctab(WHOLE))).table
    missing = pl.col("value").is_null() & (pl.col("period") == 2024)
    assert_frame_equal(table.filter(~missing), EXPECTED)
    assert table.filter(missing)["unit"].to_list() == ["00", "0201"]


@st.composite
def tables(draw: st.DrawFn) -> list[Cell]:
    """Every unit × label × year, with values of at most two decimals; names without years."""
    words = st.text(st.sampled_from("abzżąćęłńóśźŁĄ0129-()% "), min_size=1, max_size=12).map(
        lambda text: " ".join(text.split())
    )
    width = draw(st.integers(1, 3))
    label = st.tuples(*[words.filter(bool)] * width)
    labels = draw(st.lists(label, min_size=1, max_size=3, unique=True))
    years = draw(st.lists(st.integers(1995, 2025), min_size=1, max_size=3, unique=True))
    codes = draw(st.lists(st.sampled_from(sorted(set(NAMES) - {"1465011"})), min_size=1, unique=True))
    number = st.one_of(
        st.just(""),
        st.integers(-9_999_999, 9_999_999).map(str),
        st.decimals(-9999, 9999, places=2).map(str),
    )
    measure = draw(st.sampled_from(["osoba", "tys. osób", "%", "-", "zł"]))
    return [
        Cell(code=code, labels=names, year=year, text=draw(number), measure=measure)
        for code in codes
        for names in labels
        for year in years
    ]


def expected_values(cells: list[Cell]) -> dict[tuple[str, str, int], float | None]:
    return {
        (cell.code, "|".join(["P1944", *cell.labels]), cell.year): float(cell.text) if cell.text else None
        for cell in cells
    }


def read_values(table: pl.DataFrame) -> dict[tuple[str, str, int], float | None]:
    padded = (
        pl.when(pl.col("teryt") == "00")
        .then(pl.lit("0000000"))
        .otherwise(pl.col("teryt").str.pad_end(7, "0"))
    )
    return {(code, series, period): value for code, series, period, value in table.select(
        padded, "series", "period", "value").rows()}  # fmt: skip


@settings(
    max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cells=tables(),
    separator=st.sampled_from([";", ",", "\t"]),
    decimal=st.sampled_from([",", "."]),
    newline=st.sampled_from(["\r\n", "\n"]),
    trailing=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1250", "utf-16"]),
    packed=st.booleans(),
)
def test_read_bdl_does_not_depend_on_how_the_file_was_written(
    *,
    tmp_path: Path,
    cells: list[Cell],
    separator: str,
    decimal: str,
    newline: str,
    trailing: bool,
    encoding: str,
    packed: bool,
) -> None:
    dialect = Dialect(separator=separator, decimal=decimal, newline=newline, trailing=trailing)
    tables = []
    for shape, write in (("CTAB", ctab), ("CREL", crel)):
        name = f"RYNE_1944_{shape}_20250616184618.csv"
        content = write(cells, dialect).encode(encoding)
        path = (
            save(tmp_path, zipped({name: content}), "dane.zip") if packed else save(tmp_path, content, name)
        )
        tables.append(read_bdl(path).table)
    wide, long = tables
    assert_frame_equal(wide.drop("row"), long.drop("row"))
    assert read_values(long) == expected_values(cells)


def test_read_bdl_knows_commas_that_were_semicolons(tmp_path: Path) -> None:
    """Section 6.3: saved again with commas, the semicolons inside header cells became commas too."""
    cells = [Cell(code="0201011", labels=("saldo, razem", "0,5 ha"), year=2024, text="1.5")]
    dialect = Dialect(separator=",", decimal=".", inner=",")
    table = read_bdl(save(tmp_path, ctab(cells, dialect))).table
    assert table.select("series", "period", "measure", "value").rows() == [
        ("P1944|saldo, razem|0,5 ha", 2024, "osoba", 1.5)
    ]


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_read_bdl_puts_a_header_without_quotes_together(tmp_path: Path, separator: str) -> None:
    dialect = Dialect(separator=separator, quotes=False, inner=separator, decimal=".")
    reading = read_bdl(save(tmp_path, ctab(WHOLE, dialect)))
    assert_frame_equal(reading.table, read_bdl(save(tmp_path, ctab(WHOLE))).table)
    assert "quotes-lost" in [finding.code for finding in reading.findings]


def test_read_bdl_takes_spaces_out_of_thousands(tmp_path: Path) -> None:
    cells = column("0201011", {2021: "3 175 674", 2022: "3\u00a0175.5", 2023: "-1\u202f000"})
    reading = read_bdl(save(tmp_path, ctab(cells)))
    assert reading.table["value"].to_list() == [3175674.0, 3175.5, -1000.0]
    assert [f.params["count"] for f in reading.findings if f.code == "thousands"] == [3]


def test_read_bdl_restores_leading_zeros(tmp_path: Path) -> None:
    """Excel reads codes as numbers: 0201011 comes back as 201011."""
    cells = column("0201011", {2023: "1"}) + column("1465011", {2023: "2"}) + column("0000000", {2023: "3"})
    text = ctab(cells).replace("\r\n0201011", "\r\n201011").replace("\r\n0000000", "\r\n0")
    reading = read_bdl(save(tmp_path, text))
    assert reading.table["teryt"].to_list() == ["00", "0201011", "1465011"]
    finding = next(finding for finding in reading.findings if finding.code == "zeros-restored")
    assert (finding.row, finding.params["count"]) == (2, 2)


def test_read_bdl_reads_twelve_digits_that_lost_a_zero(tmp_path: Path) -> None:
    cells = column("11212001011", {2023: "1"}, name="Bochnia (1)")
    assert read_bdl(save(tmp_path, ctab(cells))).table["teryt"].to_list() == ["1201011"]


def test_read_bdl_refuses_zeros_lost_from_some_codes_only(tmp_path: Path) -> None:
    cells = column("0201011", {2023: "1"}) + column("201022", {2023: "2"})
    with pytest.raises(InputError, match=r"line 3, column “Kod”: “201022”"):
        read_bdl(save(tmp_path, ctab(cells)))


def test_read_bdl_asks_for_the_subgroup_when_the_name_is_lost(tmp_path: Path) -> None:
    path = save(tmp_path, ctab(WHOLE), "dane.csv")
    with pytest.raises(InputError, match="State the subgroup, such as P1944"):
        read_bdl(path)
    for subgroup in ("P1944", "1944", " p1944 "):
        assert read_bdl(path, subgroup=subgroup).table["series"].unique().to_list() == [
            "P1944|ogółem|mężczyźni"
        ]


def test_read_bdl_says_that_name_and_given_subgroup_differ(tmp_path: Path) -> None:
    reading = read_bdl(save(tmp_path, ctab(WHOLE)), subgroup="P2425")
    assert reading.table["subgroup"].unique().to_list() == ["P2425"]
    assert "subgroup-differs" in [finding.code for finding in reading.findings]


def test_read_bdl_takes_the_subgroup_from_the_archive(tmp_path: Path) -> None:
    path = save(tmp_path, zipped({"dane.csv": ctab(WHOLE)}), "RYNE_1944_CTAB_1.zip")
    assert read_bdl(path).table["subgroup"].unique().to_list() == ["P1944"]


def test_read_bdl_reads_every_file_of_an_archive(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        "RYNE_1944_CTAB_1.csv": ctab(column("0201011", {2023: "1"})),
        "sub/LUDN_2137_CREL_1.csv": crel(column("0201011", {2023: "2"})),
        "__MACOSX/._x.csv": b"\0",
    }
    reading = read_bdl(save(tmp_path, zipped(members), "dane.zip"))
    assert reading.table.select("series", "value").rows() == [("P1944|ogółem", 1.0), ("P2137|ogółem", 2.0)]
    assert "archive-by-product" in [finding.code for finding in reading.findings]


def test_read_bdl_refuses_a_value_that_two_files_of_an_archive_give(tmp_path: Path) -> None:
    members = {
        "RYNE_1944_CTAB_1.csv": ctab(column("0201011", {2023: "1"})),
        "RYNE_1944_CREL_2.csv": crel(column("0201011", {2023: "1"})),
    }
    with pytest.raises(
        InputError, match=r"dane.zip/RYNE_1944_CREL_2.csv, line 2.*in dane.zip/RYNE_1944_CTAB_1"
    ):
        read_bdl(save(tmp_path, zipped(members), "dane.zip"))


def test_read_bdl_takes_every_column_before_the_year_as_a_dimension(tmp_path: Path) -> None:
    """Section 6.4: names and number of dimension columns differ by subgroup."""
    text = (
        '"Kod";"Nazwa";"Płeć";"Lokalizacje";"Wiek";"Rok";"Wartosc";"Jednostka miary";"Atrybut";\r\n'
        '0000000;"POLSKA";"mężczyźni";"ogółem";"0";"1995";67,6;"lata";"";\r\n'
    )
    table = read_bdl(save(tmp_path, text, "LUDN_2730_CREL_1.csv")).table
    assert table.select("series", "label", "value").rows() == [
        ("P2730|mężczyźni|ogółem|0", "mężczyźni; ogółem; 0", 67.6)
    ]
