"""PDFs: nothing in them runs, however it is hidden."""

import pytest

from empiria.apps.system.uploads import check_upload
from tests.integration.system.files import pdf, pdf_stream, refusal, sent

SCRIPT = "The PDF holds scripts, actions or other files inside. Print it to a new PDF and send that."


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        pdf(b"<</S/JavaScript/JS 5 0 R>>"),
        pdf(b"<< /S /J#61vaScr#69pt >>"),
        pdf(b"<< /S /Launch /F (cmd.exe) >>"),
        pdf(b"<< /Type /Catalog /OpenAction << /S /GoToR /F (\\\\\\\\evil\\\\x.pdf) /D [0 /Fit] >> >>"),
        pdf(b"<< /Type /Catalog /OpenAction << /S /GoTo#45 /F (\\\\\\\\evil\\\\x.pdf) >> >>"),
        pdf(b"<< /Type /Filespec /EF << /F 9 0 R >> >>", pdf_stream(b"/Type /EmbeddedFile", b"MZ")),
        pdf(pdf_stream(b"/Type /ObjStm /N 1 /First 4", b"5 0 << /S /JavaScript /JS (x) >>")),
        pdf(pdf_stream(b"/Type /Obj#53tm /N 1 /First 4", b"5 0 << /S /Launch >>")),
        pdf(b"<< /Type /ObjStm /N 1 /First 4 /Length 30 >>\nstream\n5 0 << /S /JavaScript >>\nendstream"),
    ],
)
def test_a_pdf_that_runs_something_is_refused(content: bytes) -> None:
    assert refusal("raport.pdf", content) == SCRIPT


HIDDEN = b"<< /Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"null\nendobj\n%stream\n4 0 obj\n" + HIDDEN + b"\nendobj\n%endstream"),
        pdf(b"null\nendobj\n%>>stream\n4 0 obj\n" + HIDDEN + b"\nendobj\n%endstream"),
        pdf(b"<< /X (>>stream\n) /OpenAction << /S /J#61vaScript /JS (x) >> /Y (endstream) >>"),
        pdf(
            b"<< /Length 90 >>\nstream\n4 0 obj << /S %#0aendstream\n/JavaScript /JS (x) >> endobj\nendstream"
        ),
        pdf(b"<< /Length 20 >>\nstream\n/S\0/JavaScript\0\nendstream"),
    ],
)
def test_a_script_hidden_in_what_looks_like_a_stream_is_refused(content: bytes) -> None:
    assert refusal("raport.pdf", content) == SCRIPT


def test_a_pdf_whose_packed_objects_hide_behind_a_comment_is_refused() -> None:
    packed = pdf_stream(b"/Type /ObjStm /N 1 /First 4 % obj <<\n", b"5 0 << /S /JavaScript /JS (x) >>")
    assert "packed" in refusal("raport.pdf", pdf(packed))


@pytest.mark.parametrize(
    "content",
    [
        pdf(pdf_stream(b"", b"(/S /JavaScript stream endstream /ObjStm) Tj")),
        pdf(b"<< /Length 60 >>\nstream\n% a comment\nBT (stream of /JavaScript) Tj ET\nendstream"),
        pdf(b"<< /Title (JavaScript: a stream) >> % stream\n% JavaScript"),
        pdf(
            pdf_stream(b"/Type /ObjStm /N 1 /First 4", b"5 0 << /Title (JavaScript) >>"),
            b"<< /First 5 0 R >>",
        ),
    ],
)
def test_an_ordinary_pdf_with_streams_and_comments_is_taken(content: bytes) -> None:
    assert check_upload(sent("raport.pdf", content)).content == content


def test_a_pdf_that_cannot_be_looked_into_is_refused() -> None:
    assert "password" in refusal("raport.pdf", pdf(b"<< /Filter /Standard >> /Encrypt 4 0 R"))
    cannot = "The PDF is packed in a way that cannot be checked. Print it to a new PDF and send that."
    assert (
        refusal("raport.pdf", pdf(b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\nnonsense\nendstream"))
        == cannot
    )
    assert (
        refusal(
            "raport.pdf",
            pdf(b"<< /Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode] >>\nstream\n00\nendstream"),
        )
        == cannot
    )
    assert "damaged" in refusal("raport.pdf", pdf().replace(b"%%EOF", b""))


def test_a_pdf_bomb_is_refused() -> None:
    assert "packed" in refusal("raport.pdf", pdf(pdf_stream(b"/Type /ObjStm", bytes(100_000_001))))


def test_words_of_actions_in_a_picture_or_a_page_are_no_action() -> None:
    page = pdf_stream(b"/Length 1", b"BT (/JavaScript /JS /Launch) Tj ET")
    raw = b"<< /Length 12 >>\nstream\nxx /JS /Launch \nendstream"
    opens_at_page = b"<< /Type /Catalog /OpenAction [3 0 R /XYZ null null 0] /JSx 1 >>"
    content = pdf(page, raw, opens_at_page)
    assert check_upload(sent("raport.pdf", content)).content == content
