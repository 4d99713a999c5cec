"""A city's small table, as a file or pasted: read whole, or refused with its place."""

import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empiria.analysis.errors import InputError
from empiria.sources.received import Member
from empiria.sources.yearly import read_years


def read(text: str | bytes) -> list[dict]:
    data = text if isinstance(text, bytes) else text.encode()
    return read_years(Member(name="t", file="t", data=data))[0].to_dicts()


@pytest.mark.parametrize(
    "text",
    [
        "rok;wartość;powód\n2020;1,5;\n2021;;nie znamy\n",
        "year,value,reason\n2020,1.5,\n2021,,nie znamy\n",
        "2020\t1,5\t\n2021\t\tnie znamy\n",
        "Reason\tYEAR\tother\tValue\n\t2020\tx\t1,5\nnie znamy\t2021\tx\t\n",
    ],
)
def test_a_header_in_either_language_or_none(text: str) -> None:
    rows = [(row["year"], row["value"], row["reason"]) for row in read(text)]
    assert rows == [(2020, 1.5, ""), (2021, None, "nie znamy")]


def test_a_workbook() -> None:
    out = io.BytesIO()
    frame = pl.DataFrame({"rok": [2020, 2021], "wartość": [1.5, None], "komentarz": ["a", "b"]})
    frame.write_excel(out)
    assert [(row["year"], row["value"], row["comment"]) for row in read(out.getvalue())] == [
        (2020, 1.5, "a"),
        (2021, None, "b"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rok;wartość\n2020;dużo\n", "t, line 2, column “wartość”: “dużo” is not a number."),
        ("2020\t1\n2021\tx\n", "t, line 2, column “2”: “x” is not a number."),
        ("rok;wartość\n20;1\n", "t, line 2, column “rok”: “20” is not a year."),
        ("2020\t1\n2020\t2\n", "t, line 2, column “1”: The year 2020 stands in line 1 already."),
        ("a\tb\n1\t2\n", "t, line 1: The column “year” is missing; found: a, b."),
        ("", "t: The file is empty."),
        (
            "rok;wartość;wersja\n2020;1;x\n",
            "t, line 2, column “wersja”: “x” is not a version: leave this column as it was downloaded.",
        ),
        ('2020\t"1\n', "t, line 1: A quotation mark opens or closes in the wrong place from here on."),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read(text)
    assert str(refused.value) == said


def test_what_our_own_tables_add_is_understood() -> None:
    [row] = read("year,value,reason,comment,source,version\n2020,-0.00001,,'-5 trees,'quoted',3\n")
    assert (row["value"], row["comment"], row["source"], row["version"]) == (
        -1e-05,
        "-5 trees",
        "'quoted'",
        3,
    )
    assert read("2020\t1\n")[0]["version"] is None


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.integers(1000, 9999), st.floats(-1e6, 1e6).map(lambda one: round(one, 4)), min_size=1, max_size=20
    )
)
def test_what_a_spreadsheet_copies_is_read_as_it_was(figures: dict[int, float]) -> None:
    text = "\n".join(f"{year}\t{value:.4f}" for year, value in figures.items())
    assert {row["year"]: row["value"] for row in read(text)} == figures
