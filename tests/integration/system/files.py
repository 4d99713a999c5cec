"""Files as people send them, harmless and not, made by hand so that each holds exactly what its test is about."""

import zipfile
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from empiria.apps.system.uploads import UploadRefusedError, check_upload

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
)


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def refusal(name: str, content: bytes) -> str:
    """What is said of a file that is not taken."""
    with pytest.raises(UploadRefusedError) as refused:
        check_upload(sent(name, content))
    return refused.value.message


def pdf(*objects: bytes) -> bytes:
    """A PDF of one empty page, with further objects."""
    body = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        *objects,
    ]
    written = b"%PDF-1.7\n" + b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(body, 1)
    )
    return written + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def pdf_stream(dictionary: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        dictionary,
        len(packed),
        packed,
    )


def archive(parts: dict[str, bytes | str], *, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", packing) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def docx(parts: dict[str, bytes | str] | None = None, *, main: str = f"{WORD}.main+xml") -> bytes:
    return archive(
        {
            "[Content_Types].xml": CONTENT_TYPES.format(main=main),
            "word/document.xml": "<w:document/>",
            **(parts or {}),
        }
    )


def odt(parts: dict[str, bytes | str] | None = None) -> bytes:
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": "<office:document-content/>",
            **(parts or {}),
        }
    )


def image(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(file, kind, **options)
    return file.getvalue()
