"""Traps of section 6 of the monitor handbook: one test each."""

from pathlib import Path

import pytest

from empiria.analysis.errors import InputError
from empiria.sources.bdl_files import read_bdl
from empiria.sources.reading import Finding, Reading
from tests.unit.sources.exports import Cell, column, crel, ctab, save


def read(folder: Path, cells: list[Cell]) -> Reading:
    return read_bdl(save(folder, ctab(cells)))


def read_long(folder: Path, cells: list[Cell]) -> Reading:
    return read_bdl(save(folder, crel(cells), "RYNE_1944_CREL_1.csv"))


def values(reading: Reading) -> list[tuple[str, str, int, float | None]]:
    return reading.table.select("unit", "teryt", "period", "value").rows()


def found(reading: Reading, code: str) -> Finding:
    (finding,) = [finding for finding in reading.findings if finding.code == code]
    return finding


@pytest.mark.parametrize("kind", ["4", "5", "8", "9"])
def test_parts_of_municipalities_are_left_out_with_a_finding(tmp_path: Path, kind: str) -> None:
    cells = (
        column("0201043", {2023: "5"})
        + column(f"020104{kind}", {2023: "2"})
        + column(f"020105{kind}", {2023: "1"})
    )
    reading = read(tmp_path, cells)
    assert values(reading) == [("020104", "0201043", 2023, 5.0)]
    finding = found(reading, f"part-{kind}")
    assert finding.params == {"count": 2, "units": 2, "first": 3, "last": 4}


def test_old_warsaw_is_left_out_and_the_city_kept(tmp_path: Path) -> None:
    cells = [
        *column("1431011", {2023: "0"}, name="M.st.Warszawa do 2001 (1)"),
        *column("1431028", {2023: "0"}, name="Warszawa - Centrum do 2001 (8)"),
        *column("1465011", {2023: "7"}, name="M.st.Warszawa od 2002 (1)"),
        *column("1465028", {2023: "3"}, name="Bemowo - dzielnica (8)"),
    ]
    reading = read(tmp_path, cells)
    assert values(reading) == [("146501", "1465011", 2023, 7.0)]
    assert reading.table["name"].to_list() == ["M.st.Warszawa"]
    assert found(reading, "warsaw-before-2002").params["units"] == 2
    assert found(reading, "part-8").params["units"] == 1


@pytest.mark.parametrize("absent", ["", "0"])
def test_halves_of_a_code_that_changed_kind_are_joined(tmp_path: Path, absent: str) -> None:
    cells = [
        *column("0202031", {2014: "612", 2015: "513", 2016: absent, 2017: absent}, name="Pieszyce (1)"),
        *column("0202033", {2014: absent, 2015: absent, 2016: "208", 2017: "196"}, name="Pieszyce (3)"),
    ]
    reading = read(tmp_path, cells)
    assert values(reading) == [
        ("020203", "0202031", 2014, 612.0),
        ("020203", "0202031", 2015, 513.0),
        ("020203", "0202033", 2016, 208.0),
        ("020203", "0202033", 2017, 196.0),
    ]
    assert found(reading, "kinds-joined").params["units"] == 1
    codes = [finding.code for finding in reading.findings]
    assert ("zero-of-ended-kind" in codes) == (absent == "0")


def test_halves_without_a_value_are_missing_under_the_newer_code(tmp_path: Path) -> None:
    cells = [
        *column("0202033", {2015: "", 2016: "208", 2017: ""}, name="Pieszyce (3)"),
        *column("0202031", {2015: "513", 2016: "", 2017: ""}, name="Pieszyce (1)"),
    ]
    assert values(read(tmp_path, cells))[2] == ("020203", "0202033", 2017, None)


def test_two_true_zeros_under_both_codes_stay_zero(tmp_path: Path) -> None:
    cells = column("0202031", {2015: "0", 2016: "0"}) + column("0202033", {2015: "0", 2016: "4"})
    assert [value for *_, value in values(read(tmp_path, cells))] == [0.0, 4.0]


def test_different_values_under_both_codes_are_refused(tmp_path: Path) -> None:
    cells = column("0202031", {2015: "513"}) + column("0202033", {2015: "512"})
    with pytest.raises(InputError, match=r"line 3, .*0202031 already has “ogółem” for 2015 in line 2"):
        read(tmp_path, cells)


def test_the_same_value_under_both_codes_is_taken_once(tmp_path: Path) -> None:
    reading = read(tmp_path, column("0202031", {2015: "513"}) + column("0202033", {2015: "513"}))
    assert [value for *_, value in values(reading)] == [513.0]
    assert found(reading, "same-value-under-both-kinds").severity == "warning"


def test_a_zero_outside_the_years_of_the_name_is_missing(tmp_path: Path) -> None:
    years = {2002: "0", 2003: "0", 2012: "7", 2013: "0"}
    reading = read(tmp_path, column("0221091", years, name="Wałbrzych od 2003 do 2012 (1)"))
    assert reading.table.select("name", "period", "value", "status").rows() == [
        ("Wałbrzych", 2002, None, "did not exist"),
        ("Wałbrzych", 2003, 0.0, ""),
        ("Wałbrzych", 2012, 7.0, ""),
        ("Wałbrzych", 2013, None, "did not exist"),
    ]
    assert found(reading, "zero-outside-validity").params["count"] == 2


def test_a_value_outside_the_years_of_the_name_is_kept_with_a_warning(tmp_path: Path) -> None:
    reading = read(tmp_path, column("0265000", {2012: "7", 2013: "8"}, name="Powiat m. Wałbrzych od 2013"))
    assert [value for *_, value in values(reading)] == [7.0, 8.0]
    assert found(reading, "value-outside-validity").severity == "warning"
    assert reading.table["name"].unique().to_list() == ["Powiat m. Wałbrzych"]


def test_names_that_only_look_like_years_are_kept(tmp_path: Path) -> None:
    cells = column("0201011", {2023: "1"}, name="Nowy Dwór (1)") + column(
        "0201022", {2023: "1"}, name="Dobra od Boru (2)"
    )
    assert read(tmp_path, cells).table["name"].to_list() == ["Nowy Dwór", "Dobra od Boru"]


@pytest.mark.parametrize(
    ("symbol", "text", "expected"),
    [
        ("", "0", (0.0, "", "")),
        ("0", "0", (0.0, "", "")),
        ("z", "0", (0.0, "", "")),
        ("a", "0", (0.0, "", "rounds to zero")),
        ("A", "0", (0.0, "", "series break; rounds to zero")),
        ("Z", "0", (0.0, "", "series break")),
        ("k", "5", (5.0, "", "incomplete")),
        ("K", "5", (5.0, "", "series break; incomplete")),
        ("M", "5", (5.0, "", "series break")),
        ("s", "5", (5.0, "", "preliminary")),
        ("v", "5", (5.0, "", "low precision")),
        ("p", "5", (5.0, "", "county and city together")),
        ("x", "0", (None, "confidential", "")),
        ("X", "0", (None, "confidential", "series break")),
        ("n", "", (None, "not yet available", "")),
        ("-", "0", (None, "not comparable", "")),
        ("M", "", (None, "missing", "series break")),
        ("", "", (None, "missing", "")),
    ],
)
def test_attributes_tell_missing_from_zero(
    tmp_path: Path, symbol: str, text: str, expected: tuple[float | None, str, str]
) -> None:
    cells = [Cell(code="0201011", labels=("ogółem",), year=2023, text=text, attribute=symbol)]
    assert read_long(tmp_path, cells).table.select("value", "status", "note").row(0) == expected


def test_an_unknown_attribute_is_a_finding(tmp_path: Path) -> None:
    cells = [Cell(code="0201011", labels=("ogółem",), year=2023, text="5", attribute="?")]
    reading = read_long(tmp_path, cells)
    assert reading.table.select("value", "status", "note").row(0) == (5.0, "", "")
    assert found(reading, "attribute-unknown").row == 2


def test_zeros_of_a_wide_file_are_kept_and_counted(tmp_path: Path) -> None:
    """Section 6.5: 0 zł for a median price; only the indicator's definition knows that it is missing."""
    reading = read(tmp_path, column("1015000", {2022: "0"}, measure="zł"))
    assert [value for *_, value in values(reading)] == [0.0]
    assert found(reading, "zeros-without-attributes").params["count"] == 1
    cells = column("1015000", {2022: "0"})
    assert "zeros-without-attributes" not in [f.code for f in read_long(tmp_path, cells).findings]


def test_units_outside_teryt_keep_their_id_and_level(tmp_path: Path) -> None:
    reading = read_long(tmp_path, column("011212100000", {2023: "5"}, name="PODREGION MIASTO KRAKÓW"))
    assert reading.table.select("unit", "teryt", "level").row(0) == (
        "011212100000",
        "011212100000",
        "subregion",
    )
    assert found(reading, "statistical-units").params["units"] == 1


def test_the_same_code_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    cells = column("0201011", {2023: "1"}) + column("0201022", {2023: "1"}) + column("0201011", {2023: "1"})
    with pytest.raises(InputError, match=r"line 4, .*0201011 already has “ogółem” for 2023 in line 2"):
        read_long(tmp_path, cells)
