import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empiria.analysis.errors import InputError
from empiria.sources import teryt
from empiria.sources.teryt import BDL_LENGTHS, VOIVODESHIPS, Code, parse_code, restore_zeros


def test_examples_in_docstrings_hold() -> None:
    assert doctest.testmod(teryt).failed == 0


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("00", Code("00", "00", "country")),
        ("0000000", Code("00", "00", "country")),
        ("000000000000", Code("00", "00", "country")),
        ("02", Code("02", "02", "voivodeship")),
        ("0200000", Code("02", "02", "voivodeship")),
        ("0261", Code("0261", "0261", "county")),
        ("020304", Code("020304", "020304", "municipality")),
        ("0203042", Code("020304", "0203042", "municipality", "2")),
        ("1465028", Code("1465028", "1465028", "part", "8")),
        ("011212001011", Code("120101", "1201011", "municipality", "1")),
        ("011212161011", Code("126101", "1261011", "municipality", "1")),
        ("071412865011", Code("146501", "1465011", "municipality", "1")),
        ("071422707000", Code("1407", "1407", "county")),
        ("010000000000", Code("010000000000", "010000000000", "macroregion")),
        ("011200000000", Code("12", "12", "voivodeship")),
        ("011210000000", Code("011210000000", "011210000000", "region")),
        ("011212100000", Code("011212100000", "011212100000", "subregion")),
    ],
)
def test_parse_code_knows_every_level(code: str, expected: Code) -> None:
    assert parse_code(code) == expected


@pytest.mark.parametrize(
    "code", ["", "2", "201", "02010", "0101011", "3401011", "0200011", "0201001", "0201010", "0201016", "02x1011",
             "٠٢٠١٠١١", "0000", "000000", "091212001011", "02010111"],
)  # fmt: skip
def test_parse_code_refuses_what_is_no_code(code: str) -> None:
    with pytest.raises(InputError):
        parse_code(code)


@given(
    st.sampled_from(sorted(VOIVODESHIPS)),
    st.integers(1, 99),
    st.integers(1, 99),
    st.sampled_from("123"),
    st.integers(1, 73),
)
def test_twelve_and_seven_digits_are_the_same_municipality(
    voivodeship: str, county: int, municipality: int, kind: str, subregion: int
) -> None:
    tail = f"{county:02d}{municipality:02d}{kind}"
    assert parse_code(f"01{voivodeship}1{subregion:02d}{tail}") == parse_code(voivodeship + tail)


@given(
    st.sets(st.sampled_from(["0201011", "0465022", "1465011", "3263011", "0000000", "0800000"]), min_size=1)
)
def test_restore_zeros_undoes_a_spreadsheet_for_bdl(codes: set[str]) -> None:
    shown = {str(int(code)): code for code in codes}
    restored = restore_zeros(set(shown), lengths=BDL_LENGTHS)
    assert {code: restored.get(code, code) for code in shown} == shown


def test_restore_zeros_keeps_six_digits_that_may_be_whole() -> None:
    assert restore_zeros({"201011", "206021"}) == {}
    assert restore_zeros({"201011", "861011"}) == {"201011": "0201011", "861011": "0861011"}
    assert restore_zeros({"2", "201", "14"}) == {"2": "02", "201": "0201"}
