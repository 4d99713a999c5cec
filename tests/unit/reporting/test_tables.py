"""Tables and what they become as files."""

import csv
import io
import re

import fastexcel
import pytest

from empiria.reporting.figure import Figure
from empiria.reporting.sheet import workbook
from empiria.reporting.svg import drawing, standalone
from empiria.reporting.table import Column, Table
from empiria.reporting.words import Words

TABLE = Table(
    columns=[
        Column(title="Miasto"),
        Column(title="Bezrobotni", kind="number", unit="na 1000 osób", decimals=1),
        Column(title="Rok", kind="year"),
        Column(title="Uwaga"),
    ],
    rows=[
        ["Przemyśl", 50.44, 2018, ""],
        ["Łódź", None, 2018, "tajemnica statystyczna"],
        ["=1+1", -0.04, 2018, "@x"],
    ],
    caption="Bezrobotni",
    source="GUS BDL",
)


def test_the_page_shows_numbers_in_the_readers_way() -> None:
    assert TABLE.shown(Words(language="pl")) == [
        ["Przemyśl", "50,4", "2018", ""],
        ["Łódź", "—", "2018", "tajemnica statystyczna"],
        ["=1+1", "0,0", "2018", "@x"],
    ]


def test_rows_of_a_page_lead_where_they_are_told_to() -> None:
    table = Table(columns=[Column(title="Miasto"), Column(title="Uwaga")], rows=[["A & B", "x"]], caption="c")
    body = table.html(Words(language="pl"), id_="t", urls=["/a/?b=1&c=2"]).partition("<tbody>")[2]
    assert body.startswith(
        '<tr><th scope="row"><a href="/a/?b=1&amp;c=2">A &amp; B</a></th><td>x</td></tr></tbody>'
    )


def test_csv_keeps_every_digit_leaves_missing_empty_and_disarms_formulas() -> None:
    assert list(csv.reader(io.StringIO(TABLE.csv()))) == [
        ["Miasto", "Bezrobotni [na 1000 osób]", "Rok", "Uwaga"],
        ["Przemyśl", "50.44", "2018", ""],
        ["Łódź", "", "2018", "tajemnica statystyczna"],
        ["'=1+1", "-0.04", "2018", "'@x"],
    ]


def test_a_workbook_holds_numbers_texts_and_where_they_come_from() -> None:
    data = workbook([("Bezrobotni/2018", TABLE)], about=[("Źródło", "GUS BDL")], about_title="Źródło")
    book = fastexcel.read_excel(data)
    assert book.sheet_names == ["Bezrobotni 2018", "Źródło"]
    frame = book.load_sheet(0).to_polars()
    assert frame.rows() == [
        ("Przemyśl", 50.44, 2018.0, ""),
        ("Łódź", None, 2018.0, "tajemnica statystyczna"),
        ("=1+1", -0.04, 2018.0, "@x"),
    ]
    assert book.load_sheet(1, header_row=None).to_polars().rows() == [("Źródło", "GUS BDL")]


def test_rows_must_fit_their_columns() -> None:
    with pytest.raises(ValueError, match="every row"):
        Table(columns=[Column(title="a")], rows=[["x", "y"]], caption="")


def test_a_figure_is_an_image_a_drawing_and_a_table() -> None:
    svg = drawing("<path/>", width=100, height=50, class_="ch", title="Tytuł")
    figure = Figure(code="x", title="Tytuł", sentence="Zdanie.", svg=svg, table=TABLE, source="GUS <BDL>")
    assert figure.file_png()[:8] == b"\x89PNG\r\n\x1a\n"
    assert "<style>" in figure.file_svg()
    assert "GUS &lt;BDL&gt;" in figure.file_svg()
    assert figure.file_csv().decode() == TABLE.csv()
    assert fastexcel.read_excel(figure.file_xlsx()).sheet_names == ["Tytuł", "Source"]


def test_a_standalone_drawing_has_room_for_title_and_notes() -> None:
    svg = drawing(width=100, height=50, class_="ch", title="t")
    assert 'viewBox="0 0 132 126"' in standalone(svg, title="t", notes=["a", "b"])
    assert 'viewBox="0 0 132 70"' in standalone(svg)


def test_a_standalone_drawing_breaks_long_lines_within_its_width() -> None:
    svg = drawing(width=120, height=50, class_="ch", title="t")
    file = standalone(svg, title="one two three", notes=["Statistics Poland, release 1"])
    assert 'viewBox="0 0 152 126"' in file
    assert re.findall(r'<text x="16"[^>]*>([^<]*)', file) == [
        "one two three",
        "Statistics Poland,",
        "release 1",
    ]
