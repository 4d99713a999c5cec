"""Tables with things around them, as Excel and people save them: left out with a finding, never in silence."""

import csv

import pytest

from empiria.analysis.errors import InputError
from empiria.sources.delimited import Delimited

TABLE = "Kod;Nazwa;2023\n0201011;Bolesławiec;1\n0201022;Bolesławiec;2\n"
ROWS = [("0201011", "Bolesławiec", "1"), ("0201022", "Bolesławiec", "2")]


def read(text: str) -> tuple[list[tuple[str, ...]], list[int], list[tuple[str, int | None, str]]]:
    """The cells, their lines, and the findings as code, row and text."""
    table = Delimited(text, file="a.csv", expected=("Kod", "Nazwa"))
    frame = table.frame(["code", "name", "value"][: len(table.header)])
    return (
        frame.select("code", "name", "value").rows(),
        frame["row"].to_list(),
        [(finding.code, finding.row, finding.params["text"]) for finding in table.findings],
    )


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_every_separator_is_recognised(separator: str) -> None:
    assert read(TABLE.replace(";", separator)) == (ROWS, [2, 3], [])


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("hint", "separator"), [("sep=;", ";"), ('"sep=|"', "|"), ("SEP=\t", "\t")])
def test_a_first_line_for_excel_is_obeyed(hint: str, separator: str, newline: str) -> None:
    text = f"{hint}\n{TABLE.replace(';', separator)}".replace("\n", newline)
    assert read(text) == (ROWS, [3, 4], [("separator-said", 1, hint.strip('"'))])


@pytest.mark.parametrize(
    ("above", "lines"),
    [("Ludność, stan na 31 XII\n", [3, 4]), ("Ludność;;\n\n;;\nGUS;;\n", [6, 7]), ("a\n" * 9, [11, 12])],
)
def test_rows_above_the_header_are_left_out(above: str, lines: list[int]) -> None:
    rows, found, findings = read(above + TABLE)
    assert (rows, found) == (ROWS, lines)
    assert findings == [("rows-above", 1, above.splitlines()[0].strip(";"))]


@pytest.mark.parametrize(
    "below",
    ["Źródło: GUS\n", "Źródło: GUS;;\n", "Źródło: GUS\n\n1) dane wstępne\n", "Źródło: GUS\n10) bez lasów, wód, dróg\n"],
)  # fmt: skip
def test_notes_below_the_table_are_left_out(below: str) -> None:
    assert read(TABLE + below) == (ROWS, [2, 3], [("rows-below", 4, "Źródło: GUS")])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\n" * 10 + TABLE, "line 11: The row has 3 cells where 1 are expected"),
        ("Tytuł;GUS\n" + TABLE, "line 2: The row has 3 cells where 2 are expected"),
        (TABLE + "Źródło: GUS\n0201032;Osiecznica;3\n", "line 4: The row has 1 cells where 3 are expected"),
        (TABLE + "0201032\n", "line 4: The row has 1 cells where 3 are expected"),
        (TABLE.replace("Kod;Nazwa", "Nazwa;Kod") + "Źródło: GUS\n", "line 4: The row has 1 cells"),
        (TABLE + "Źródło: GUS;razem\n", "line 4: The row has 2 cells where 3 are expected"),
        (TABLE + "0201032,Osiecznica,3\n", "line 4: The row has 1 cells where 3 are expected"),
        (TABLE + '"=""0201032"" Osiecznica 3"\n', "line 4: The row has 1 cells where 3 are expected"),
        (TABLE + "Osiecznica|0201032|3\n", "line 4: The row has 1 cells where 3 are expected"),
        ("sep=;\n", "The file is empty"),
        (TABLE + 'a;"' + "x" * csv.field_size_limit() + "x\n", "line 4: A cell is longer than 131072 characters"),
    ],
)  # fmt: skip
def test_what_is_neither_table_nor_note_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=f"^a.csv.*{message}"):
        read(text)
