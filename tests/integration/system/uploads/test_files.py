"""Which uploaded files are taken, under which name they are kept, and how they are given out."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from empiria.apps.system.uploads import (
    UploadRefusedError,
    check_upload,
    download,
    forget_files,
    keep_file,
    sweep_files,
)
from empiria.apps.system.uploads.checking import LONGEST_NAME, plain_name
from tests.integration.system.files import WORD, archive, docx, image, odt, pdf, refusal, sent


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("Raport.PDF", pdf(), "application/pdf"),
        ("raport.docx", docx(), WORD),
        ("raport.odt", odt(), "application/vnd.oasis.opendocument.text"),
        ("dane.csv", "miasto;ludność\nŁódź;658444\n".encode("cp1250"), "text/csv"),
        ("notatka.txt", "Zażółć gęślą jaźń".encode("utf-16"), "text/plain"),
    ],
)
def test_a_harmless_file_is_kept_as_it_came(name: str, content: bytes, media_type: str) -> None:
    checked = check_upload(sent(name, content))
    assert (checked.name, checked.media_type, checked.content) == (name, media_type, content)
    assert checked.size == len(content)


@pytest.mark.parametrize(
    "name",
    ["rysunek.svg", "strona.html", "program.exe", "stary.doc", "makra.docm", "paczka.zip", "raport", ".pdf"],
)
def test_an_ending_that_is_not_on_the_list_is_refused_whatever_the_content(name: str) -> None:
    assert refusal(name, pdf()).startswith(f"“{name}” is not taken.")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("raport.pdf", b"MZ\x90\x00" + bytes(100)),
        ("raport.pdf", b"<script>alert(1)</script>"),
        ("raport.pdf", b"GIF89a" + pdf()),
        ("zdjecie.png", image("JPEG")),
        ("zdjecie.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("raport.docx", pdf()),
        ("raport.docx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)),
        ("raport.docx", odt()),
        ("raport.docx", archive({"word/document.xml": "<w/>"})),
        ("raport.odt", docx()),
        (
            "raport.docx",
            docx(main="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
        ),
        ("dane.csv", pdf()),
        ("dane.csv", b"MZ\x90\x00\x03"),
        ("notatka.txt", b"\n <!doctype html><script>alert(1)</script>"),
        ("notatka.txt", b"<svg onload=alert(1)>"),
    ],
)
def test_content_of_another_type_is_refused(name: str, content: bytes) -> None:
    assert refusal(name, content) in {
        f"“{name}” is not what its ending says: the content is of another type, or damaged.",
        "The document is damaged or not of the type that its ending says.",
        "The image is damaged or not of the type that its ending says.",
        "The file is not plain text.",
    }


def test_an_empty_and_a_large_file_are_refused(settings: object) -> None:
    assert refusal("pusty.pdf", b"") == "“pusty.pdf” is empty."
    settings.EMPIRIA_UPLOAD_LIMIT = len(pdf())  # type: ignore[attr-defined]
    assert check_upload(sent("raport.pdf", pdf())).size == len(pdf())
    assert refusal("raport.pdf", pdf() + b" ").startswith("“raport.pdf” is too large.")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\jan\\Raport 2024.pdf", "Raport 2024.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("raport\u202efdp.exe", "raportfdp.exe"),
        ("  Uchwała   nr 5.pdf ", "Uchwała nr 5.pdf"),
        ("", "file"),
    ],
)
def test_a_name_is_text(given: str, kept: str) -> None:
    assert plain_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = plain_name("ż" * 400 + ".pdf")
    assert (len(name), name[-5:]) == (LONGEST_NAME, "ż.pdf")


def test_a_file_lies_under_a_name_that_says_nothing_and_is_given_out_as_a_download() -> None:
    stored = keep_file("tests", b"content")
    assert stored.startswith("tests/")
    assert "raport" not in stored
    response = download(stored, name="Uchwała.pdf", media_type="application/pdf", is_public=False)
    assert b"".join(response) == b"content"  # type: ignore[arg-type]
    response.file_to_stream.close()  # type: ignore[union-attr]
    assert {
        name: response[name]
        for name in (
            "Content-Type",
            "Content-Disposition",
            "X-Content-Type-Options",
            "Content-Security-Policy",
            "Cache-Control",
        )
    } == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "attachment; filename*=utf-8''Uchwa%C5%82a.pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    forget_files([stored, stored])
    assert not default_storage.exists(stored)


def test_files_that_no_row_names_are_swept_after_a_day() -> None:
    known, orphan, fresh = (keep_file("sweeping", name) for name in (b"known", b"orphan", b"fresh"))
    two_days_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for name in (known, orphan):
        os.utime(default_storage.path(name), (two_days_ago, two_days_ago))
    assert sweep_files("sweeping", [known]) == 1
    assert [default_storage.exists(name) for name in (known, orphan, fresh)] == [True, False, True]
    assert sweep_files("no-such-folder", []) == 0


def test_a_full_storage_is_said_and_leaves_nothing(settings: object, tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be")
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    with pytest.raises(UploadRefusedError, match="could not be kept"):
        keep_file("documents", b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["documents"]
