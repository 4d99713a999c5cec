"""A document as files: every text is shown as it was written, tables and drawings are all there, PDF conforms."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import fastexcel
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empiria.reporting.document import (
    WRITERS,
    Bullets,
    Document,
    Facts,
    Grid,
    Heading,
    Paragraph,
    Picture,
)
from empiria.reporting.document.model import clean, paragraphs
from empiria.reporting.document.office import _inlines
from empiria.reporting.svg import drawing, text
from empiria.reporting.table import Column, Table
from empiria.reporting.words import Words

ODD = [
    '#let x = 1; #x $a^2$ @label *bold* _it_ `code` <b>no</b> "q" \\n \\ // x /* y */ ~ -- ...',
    "= heading",
    "- item\n+ item\n1. item",
    "https://example.org [link](x) ![i](y) <!-- c --> &amp; &#35; {=openxml} %PDF ]]>",
    "'quotes' „polskie” 100% #[evil] #include \"/etc/passwd\" \\input{x} {{ x }} {% y %}",
]
TABLE = Table(
    columns=[Column(title="Gmina"), Column(title="Wartość", kind="number", decimals=1)],
    rows=[["Łódź", 7431.5], [ODD[0], None]],
    caption="Zażółć gęślą jaźń",
)
SVG = drawing(text("Świnoujście", 5, 20), width=120, height=40, class_="ch", title="Rysunek")
DOCUMENT = Document(
    words=Words(language="pl"),
    title="Łódź: raport",
    subtitle="o <wszystkim> & #niczym",
    publisher="Związek",
    issued=date(2026, 5, 31),
    cover=[("Wydanie", "2026-1")],
    contents_title="Spis treści",
    blocks=[
        Heading(text="Rozdział *pierwszy*"),
        *(Paragraph(text=one) for one in ODD),
        Paragraph(text="Dalej", url="https://example.org/?a=1&b=2"),
        Heading(text="Część", level=2),
        Bullets(items=ODD),
        Facts(rows=[("Plik", ODD[3])]),
        Grid(table=TABLE, chosen=frozenset({0})),
        Picture(svg=SVG, alternative="Co widać: nic.", caption="Podpis", sentence="Zdanie."),
    ],
    data=[("Dane", TABLE)],
    about=[("Źródło", "GUS")],
    about_title="Źródło",
)


def plain(text: str) -> str:
    """Without white space: files break lines where they like."""
    return re.sub(r"[\s\u00ad]+", "", text)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {ext: writer(DOCUMENT) for ext, writer in WRITERS.items()}


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.said = ""

    def handle_starttag(self, tag: str, _attrs: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.said += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_pdf_is_tagged_and_says_its_title_and_language(files: dict[str, bytes]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(files["pdf"]))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("pl")
    assert reader.metadata
    assert reader.metadata.title == DOCUMENT.title
    assert b"pdfuaid:part>1" in root["/Metadata"].get_object().get_data()


def test_pdf_shows_every_letter_as_written(files: dict[str, bytes]) -> None:
    said = plain(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(files["pdf"])).pages))
    for wanted in (*ODD, "Zażółć gęślą jaźń", "7 431,5", "Zdanie.", DOCUMENT.subtitle):
        assert plain(wanted) in said


def test_written_hyphens_are_told_from_those_of_broken_lines() -> None:
    long = "charakterystyczniejszego " * 12
    document = replace(DOCUMENT, subtitle=long, blocks=[Paragraph(text=f"{long} 1861011-2018-dane")])
    pages = pypdf.PdfReader(io.BytesIO(WRITERS["pdf"](document))).pages
    said = "".join(page.extract_text() for page in pages)
    assert "\u00ad\n" in said
    assert ("2026-1" in said, "1861011-2018-dane" in said) == (True, True)


def test_drawings_say_what_they_show_to_those_who_do_not_see_them(files: dict[str, bytes]) -> None:
    assert "Co widać: nic." in str([*alternatives(files["pdf"])])
    assert 'descr="Co widać: nic."' in member(files["docx"], "word/document.xml")
    assert "Co widać: nic." in member(files["odt"], "content.xml")


def alternatives(content: bytes) -> list[str]:
    """The alternative texts of a PDF's tags."""
    found, todo = [], [pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"]]
    while todo:
        node = todo.pop().get_object()
        if isinstance(node, pypdf.generic.ArrayObject):
            todo += list(node)
        elif isinstance(node, pypdf.generic.DictionaryObject):
            found += [str(node["/Alt"])] if "/Alt" in node else []
            todo += [node[key] for key in ("/K",) if key in node and not isinstance(node[key], int)]
    return found


def member(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


@pytest.mark.parametrize(("ext", "name"), [("docx", "word/document.xml"), ("odt", "content.xml")])
def test_office_files_show_every_letter_as_written(files: dict[str, bytes], ext: str, name: str) -> None:
    said = plain(read(member(files[ext], name)).said)
    for wanted in (*ODD, "Zażółć gęślą jaźń", "7 431,5", "Zdanie."):
        assert plain(wanted) in said


def test_docx_holds_tables_with_heads_images_and_language(files: dict[str, bytes]) -> None:
    body = member(files["docx"], "word/document.xml")
    assert (body.count("<w:tbl>"), body.count("<w:tblHeader"), body.count("<pic:pic")) == (1, 1, 1)
    assert re.findall(r'<([\w:]+) descr="([^"]*)"', body) == [
        ("wp:docPr", "Co widać: nic."),
        ("pic:cNvPr", "Co widać: nic."),
    ]
    assert 'w:w="11906"' in body
    assert 'w:val="pl"' in member(files["docx"], "word/styles.xml")
    assert DOCUMENT.title in member(files["docx"], "docProps/core.xml")


def test_html_needs_nothing_beside_it_and_keeps_its_order_of_headings(files: dict[str, bytes]) -> None:
    html = files["html"].decode()
    found = read(html)
    assert not {"script", "link", "b"} & set(found.tags)
    headings = [tag for tag in found.tags if re.fullmatch(r"h\d", tag)]
    assert headings == ["h1", "h2", "h2", "h3"]
    assert 'lang="pl"' in html
    for wanted in ODD:
        assert plain(wanted) in plain(found.said)


def test_spreadsheet_holds_the_figures_as_numbers(files: dict[str, bytes]) -> None:
    book = fastexcel.read_excel(files["xlsx"])
    assert book.sheet_names == ["Dane", "Źródło"]
    assert book.load_sheet("Dane").to_polars()["Wartość"].to_list() == [7431.5, None]


def test_letters_without_a_face_do_not_break_the_pdf() -> None:
    odd = "日本 😀 ok \x00\x07\u202e\ud800"
    drawn = drawing(text("Rowery 🚲 日本", 5, 20), width=120, height=40, class_="ch", title="🚲")
    picture = Picture(svg=drawn, alternative="Rowery 🚲", caption="🚲")
    document = replace(DOCUMENT, blocks=[picture, Paragraph(text=odd)])
    pages = pypdf.PdfReader(io.BytesIO(WRITERS["pdf"](document))).pages
    assert "??? ok".replace(" ", "") in plain(pages[-1].extract_text()).replace("????", "???")


@settings(max_examples=8, deadline=None)
@given(st.text(max_size=60))
def test_any_text_conforms(odd: str) -> None:
    document = replace(
        DOCUMENT, title=f"T{odd}", blocks=[Paragraph(text=odd), *paragraphs(odd)], cover=[(odd, odd)]
    )
    assert WRITERS["pdf"](document).startswith(b"%PDF")


@given(st.text())
def test_any_text_is_words_for_pandoc(odd: str) -> None:
    signs = {"Space": " ", "LineBreak": "\n"}
    nodes = _inlines(odd)
    json.dumps(nodes)
    assert {node["t"] for node in nodes} <= {"Str", *signs}
    assert "".join(signs.get(node["t"]) or node["c"] for node in nodes) == clean(odd)


@given(st.text())
def test_any_text_is_text_in_html(odd: str) -> None:
    document = replace(DOCUMENT, title="-", blocks=[Paragraph(text=odd)])
    known = read(WRITERS["html"](replace(document, blocks=[Paragraph(text="")])).decode())
    found = read(WRITERS["html"](document).decode())
    assert found.tags == known.tags
    assert plain(clean(odd)) in plain(found.said)
