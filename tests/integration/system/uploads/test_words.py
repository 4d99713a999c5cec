"""What files say is read out of every type that is taken, with what hides beside the text, in bounded time and memory."""

import zipfile
from io import BytesIO

import pytest
import xlsxwriter
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from empiria.apps.system.uploads import Part, UnreadableError, keep_file, read_words
from empiria.apps.system.uploads.words import archives, binary
from empiria.apps.system.uploads.words import pdf as pdf_words
from empiria.apps.system.uploads.words.binary import words_of_bytes
from empiria.apps.system.uploads.words.passages import AGAIN, LONGEST, Passage, in_passages
from tests.integration.system.files import archive, docx, odt
from tests.integration.system.files import pdf as empty_pdf
from tests.integration.system.printed import printed

NAME = "Łucja Śladowska"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"pdf": "application/pdf", "txt": "text/plain", "docx": OFFICE, "png": "image/png"}


def said(content: bytes, kind: str = "docx") -> dict[Part, str]:
    """Of each part of the file, its words."""
    told: dict[Part, str] = {}
    for one in read_words(keep_file("documents", content), media_type=TYPES[kind]):
        told[one.part] = told.get(one.part, "") + one.text[one.again :] + "\n"
    return told


def sheet() -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.set_properties({"author": "Autor Arkusza"})
        page = book.add_worksheet("Lista Śladowskiej")
        page.write_rich_string("A1", "Śla", book.add_format({"bold": True}), "dowska")
        page.write_comment("A1", "pytać Śladowską", {"author": "Autorka Uwagi"})
        page.write_url("A2", "mailto:lucja@slad.example", string="tu")
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250", "iso8859-2"])
def test_text_is_read_in_every_encoding_of_polish(encoding: str) -> None:
    assert NAME in said(f"pyta {NAME}, źle".encode(encoding), "txt")[Part.TEXT]


@pytest.mark.parametrize(("bound", "left"), [("LONGEST_LINE", 20), ("MOST_TOLD", 20)])
def test_a_pdf_that_says_more_than_a_book_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch, bound: str, left: int
) -> None:
    monkeypatch.setattr(pdf_words, bound, left)
    with pytest.raises(UnreadableError):
        said(printed("bardzo długi tekst, " * 10), "pdf")


def test_a_word_parted_at_the_end_of_a_line_is_whole() -> None:
    assert "pani Śladowska" in said("pani Śla-\r\ndowska".encode(), "txt")[Part.TEXT]


def test_runs_of_a_paragraph_are_one_text_and_what_was_deleted_stands_beside() -> None:
    text = (
        f"<w:document {W}><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Łucja Śla</w:t></w:r>"
        "<w:del w:author='Skreślający'><w:r><w:delText>Nowa</w:delText></w:r></w:del>"
        "<w:r><w:t>dows</w:t></w:r><w:del><w:r><w:delText>kowska</w:delText></w:r></w:del><w:r><w:t>ka</w:t></w:r>"
        "</w:p><w:p><w:r><w:t>Jan</w:t><w:tab/><w:t>Nowak</w:t></w:r></w:p></w:document>"
    )
    told = said(docx({"word/document.xml": text}))
    assert told[Part.TEXT].splitlines() == [NAME, "Nowakowska", "Jan Nowak"]
    assert "Skreślający" in told[Part.HIDDEN]


def test_comments_properties_links_and_notes_are_read() -> None:
    told = said(
        docx(
            {
                "docProps/core.xml": "<p:c xmlns:p='x' xmlns:dc='y'><dc:creator>Autorka Pliku</dc:creator></p:c>",
                "word/comments.xml": f"<w:comments {W}><w:comment w:author='Recenzent'><w:p><w:r><w:t>Uwaga</w:t></w:r></w:p></w:comment></w:comments>",
                "word/footnotes.xml": f"<w:footnotes {W}><w:p><w:r><w:t>Przypis</w:t></w:r></w:p></w:footnotes>",
                "word/_rels/document.xml.rels": "<R><r Target='mailto:lucja@slad.example'/></R>",
            }
        )
    )
    assert "Autorka Pliku" in told[Part.PROPERTIES]
    assert {"Uwaga", "Recenzent"} <= {*told[Part.COMMENTS].splitlines()}
    assert "Przypis" in told[Part.TEXT]
    assert "mailto:lucja@slad.example" in told[Part.HIDDEN]


def test_sheets_slides_and_open_documents_are_read() -> None:
    told = said(sheet())
    assert "Śladowska" in told[Part.TEXT]
    assert "Autor Arkusza" in told[Part.PROPERTIES]
    assert "pytać Śladowską" in told[Part.COMMENTS]
    assert {"Lista Śladowskiej", "mailto:lucja@slad.example"} <= {*told[Part.HIDDEN].splitlines()}
    slides = said(
        archive({"ppt/slides/slide1.xml": "<s xmlns:a='x'><a:p><a:t>Śla</a:t><a:t>jd</a:t></a:p></s>"})
    )
    assert "Ślajd" in slides[Part.TEXT]
    text = said(
        odt(
            {
                "content.xml": "<d xmlns:text='x' xmlns:dc='y'><text:p>Łucja<text:s/><text:span>Śla</text:span>"
                "<annotation><dc:creator>Ktoś</dc:creator><text:p>Uwaga</text:p></annotation>dowska</text:p></d>",
                "meta.xml": "<m xmlns:dc='y'><dc:creator>Autor</dc:creator></m>",
            }
        )
    )
    assert text[Part.TEXT].splitlines() == ["Ktoś", "Uwaga", NAME]
    assert "Autor" in text[Part.PROPERTIES]


def test_a_document_inside_of_another_is_read() -> None:
    assert "Autor Arkusza" in said(docx({"word/embeddings/a.xlsx": sheet()}))[Part.PROPERTIES]


def test_text_comments_properties_and_bookmarks_of_a_pdf_are_read() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(printed(NAME))))
    writer.add_metadata({"/Author": "Autorka Śladowska"})
    writer.add_annotation(0, FreeText(text="Uwaga Śladowskiej", rect=(0, 0, 9, 9)))
    writer.add_outline_item(title="Zakładka Śladowskiej", page_number=0)
    file = BytesIO()
    writer.write(file)
    passages = list(read_words(keep_file("documents", file.getvalue()), media_type=TYPES["pdf"]))
    told = {(one.part, one.page): one.text.strip() for one in passages}
    assert told[Part.TEXT, 1] == NAME
    assert "Uwaga Śladowskiej" in told[Part.COMMENTS, 1]
    assert "Autorka Śladowska" in told[Part.PROPERTIES, None]
    assert "Zakładka Śladowskiej" in told[Part.HIDDEN, None]


def protected() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(printed(NAME))))
    writer.encrypt("secret", algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def damaged() -> bytes:
    whole = sheet()
    return whole[: len(whole) // 2]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (protected(), "pdf"),
        (empty_pdf(), "pdf"),
        (b"%PDF-1.7 nothing", "pdf"),
        (damaged(), "docx"),
        (docx({"word/document.xml": "<a><b></a>"}), "docx"),
        (docx({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'x'>]><a>&b;</a>"}), "docx"),
        (b"\x81\x8d\x90", "txt"),
        (b"picture", "png"),
    ],
    ids=["protected", "scan", "no pdf", "cut off", "no xml", "entities", "no text", "picture"],
)
def test_what_no_program_can_read_is_said(content: bytes, kind: str) -> None:
    with pytest.raises(UnreadableError):
        said(content, kind)


def test_a_file_that_is_gone_cannot_be_read() -> None:
    with pytest.raises(UnreadableError):
        list(read_words("documents/00/gone", media_type=OFFICE))


def test_a_bomb_is_left_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED", 3_000_000)
    bomb = b"<a><p>" + b" " * 4_000_000 + b"</p></a>"
    with pytest.raises(UnreadableError):
        said(docx({"word/document.xml": bomb}))
    nested = docx({"word/document.xml": "<a/>"})
    for _depth in range(4):
        nested = docx({"word/embeddings/a.docx": nested})
    with pytest.raises(UnreadableError):
        said(nested)


def test_a_paragraph_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LONGEST_PARAGRAPH", 1_000)
    with pytest.raises(UnreadableError):
        said(docx({"word/document.xml": "<a><p>" + "b " * 1_000 + "</p></a>"}))


def test_what_stands_before_the_damage_is_told() -> None:
    file = docx({"word/a.xml": "<a><p>Śladowska</p></a>", "word/z.xml": "<a><b></a>"})
    told = []
    with pytest.raises(UnreadableError):
        told.extend(one.text for one in read_words(keep_file("documents", file), media_type=OFFICE))
    assert "Śladowska" in told


def test_a_word_on_the_border_of_two_passages_stands_whole_in_one() -> None:
    text = "a" * (LONGEST - 5) + " " + NAME + " " + "b" * LONGEST
    pieces = list(in_passages([Passage(text=text)]))
    assert any(NAME in piece.text for piece in pieces)
    assert "".join(piece.text[piece.again :] for piece in pieces) == text
    assert max(len(piece.text) for piece in pieces) == LONGEST
    assert {piece.again for piece in pieces[1:]} == {AGAIN}


@pytest.mark.parametrize("encoding", ["foo", "GB2312", "Shift_JIS"])
def test_an_encoding_that_is_not_read_makes_a_file_unreadable_and_nothing_else(encoding: str) -> None:
    """Nobody may keep all erasures waiting by one file."""
    with pytest.raises(UnreadableError):
        said(docx({"docProps/custom.xml": f'<?xml version="1.0" encoding="{encoding}"?><a>b</a>'}))


def test_elements_within_one_another_without_end_are_left() -> None:
    with pytest.raises(UnreadableError):
        said(docx({"customXml/item1.xml": "<p>" * 2_000}))


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_cannot_be_unpacked_step_by_step_is_left(way: int) -> None:
    file = BytesIO(docx({}))
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr("word/a.xml", "<a>b</a>", compress_type=way)
    with pytest.raises(UnreadableError):
        said(file.getvalue())


def test_of_a_film_only_the_beginning_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binary, "PIECE", 100)
    monkeypatch.setattr(binary, "AT_MOST", 200)
    film = BytesIO(b"\0 Jan " + b"\0" * 294 + b" Ewa ")
    told = ["".join(one.text for one in words_of_bytes(film, is_packed=packed)) for packed in (True, False)]
    assert [[name in one for name in ("Jan", "Ewa")] for one in told] == [[True, False], [True, True]]
