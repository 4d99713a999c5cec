"""Everything that stands in a PDF is read, also what no page leads to; of what no program can read it is said so."""

import re
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from empiria.apps.system.uploads.words.passages import UnreadableError
from empiria.apps.system.uploads.words.pdf import words_of_pdf
from tests.integration.system.files import pdf, pdf_stream
from tests.integration.system.printed import printed

FONT = b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
DRAWN = b"BT /F1 9 Tf (%s) Tj ET"


def read(content: bytes) -> tuple[str, list[str] | None]:
    """What is told, and the names of what could not be read; none where everything was."""
    told = []
    try:
        for passage in words_of_pdf(content):
            told.append(passage.text)
    except UnreadableError as error:
        return "\n".join(told), list(error.args)
    return "\n".join(told), None


def indexed(*objects: bytes) -> bytes:
    """The same as `pdf`, with the table that readers find objects by."""
    made = pdf(*objects)
    body, trailer = made[: made.index(b"trailer")], made[made.index(b"trailer") :]
    places = [found.start() for found in re.finditer(rb"^\d+ 0 obj$", body, re.MULTILINE)]
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + trailer.replace(b"%%EOF", b"startxref\n%d\n%%%%EOF" % len(body))


def written(writer: PdfWriter) -> bytes:
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def test_every_object_of_a_pdf_is_read_also_such_that_no_page_leads_to() -> None:
    objects = {
        "electronic signature": b"<< /Type /Sig /Name (Podpisana) /Reason (powodem Podpisanej) >>",
        "description of a picture": b"<< /Type /StructElem /S /Figure /Alt (Opisana) >>",
        "layer": b"<< /Type /OCG /Name (Warstwowa) >>",
        "label of pages": b"<< /Nums [0 << /P (Stronnicza) >>] >>",
        "choices of a field": b"<< /FT /Ch /Opt [[(1) (Wybrana)]] >>",
        "destinations": b"<< /Dests << /Docelowa [3 0 R /Fit] >> >>",
        "name with a space": b"<< /N << /Jan#20Stanowiony null >> >>",
        "hexadecimal": b"<< /PieceInfo << /A << /Private <FEFF015A006C0061006A0064006F00770061> >> >> >>",
        "stamp": pdf_stream(b"/Subtype /Form " + FONT, DRAWN % b"Stemplowa"),
        "stands for": pdf_stream(b"/Subtype /Form", b"/Span << /ActualText <FEFF015A00620061> >> BDC EMC"),
        "properties of a page": pdf_stream(b"/Type /Metadata", "<x a='Łatka'>Metkowa</x>".encode()),
        "text": pdf_stream(b"/Type /Own", b"Tekstowa"),
        "page taken out": b"<< /Type /Page /Contents 17 0 R " + FONT + b" >>",
        "content of it": pdf_stream(b"", DRAWN % b"Wyjmowana"),
        "font": pdf_stream(b"/Length1 3", b"\0\xff\xfe"),
        "of it": b"<< /FontFile2 18 0 R >>",
    }
    told, unread = read(indexed(*objects.values()))
    words = (
        "Podpisana, powodem Podpisanej, Opisana, Warstwowa, Stronnicza, Wybrana, Docelowa, Jan Stanowiony, Ślajdowa, "
        "Stemplowa, Śba, Łatka, Metkowa, Tekstowa, Wyjmowana"
    )
    assert [word for word in words.split(", ") if word not in told] == []
    # Only that no page has any text.
    assert unread == []


def test_what_an_earlier_save_left_in_the_file_is_read() -> None:
    first = PdfWriter(clone_from=PdfReader(BytesIO(printed("Nowakowska"))))
    first.add_metadata({"/Author": "Autorka Dawna"})
    later = PdfWriter(BytesIO(written(first)), incremental=True)
    later.add_metadata({"/Author": "Ktoś"})
    kept, page = PdfReader(BytesIO(printed("Inna treść"))).pages[0], later.pages[0]
    page[NameObject("/Contents")] = kept["/Contents"].clone(later).indirect_reference
    page[NameObject("/Resources")] = kept["/Resources"].clone(later)
    told, unread = read(written(later))
    assert unread is None
    assert ["Inna treść" in told, "Nowakowska" in told, "Autorka Dawna" in told] == [True, True, True]


def test_what_no_program_can_read_is_named_and_its_letters_are_told() -> None:
    told, unread = read(
        indexed(
            b"<< /Type /Sig /ByteRange [0 1 2 3] /Contents <3082FF4A616E204B6F77616CFF> >>",
            pdf_stream(b"/Type /EmbeddedFile", b"\0\xffEwa Nowak\0"),
            b"<< /Filter /Own /Length 3 >>\nstream\nabc\nendstream",
            pdf_stream(b"", b"Jan").replace(b"\x9c", b"\x9d"),
            pdf_stream(b"/Type /Metadata", b"<!DOCTYPE a [<!ENTITY b 'x'>]><a>&b;</a>"),
        )
    )
    assert {*(unread or ())} == {"/Sig 4 0", "/EmbeddedFile 5 0", "6 0", "7 0", "/Metadata 8 0"}
    assert ["Jan Kowal" in told, "Ewa Nowak" in told] == [True, True]


def test_an_earlier_save_that_cannot_be_read_is_named() -> None:
    broken = b"%PDF-1.7\nstartxref\n0\n%%EOF\n"
    assert read(broken + printed("Inna"))[1] == [f"%%EOF {len(broken)}"]
