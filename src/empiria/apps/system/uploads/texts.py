"""Plain text and tables of text."""

import re

from django.utils.translation import gettext as _

from empiria.apps.system.uploads.refusal import UploadRefusedError

# What begins like this is a page, a script or another format under a wrong name.
ACTIVE = ("<", "%pdf", "{\\rtf", "#!")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def check_text(content: bytes) -> None:
    """Raises `UploadRefusedError` unless it is text, as UTF-8, UTF-16 or Windows-1250 say it."""
    text = decoded(content)
    if text is None or CONTROL.search(text) or text.lstrip().lower().startswith(ACTIVE):
        raise UploadRefusedError(_("The file is not plain text."))


def decoded(content: bytes) -> str | None:
    encodings = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1250")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
