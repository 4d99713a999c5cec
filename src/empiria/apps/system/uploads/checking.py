"""What an uploaded file is, by its content, and whether it is taken.

A file is taken when its ending is on the list, its content is what the ending says, it is not too large, the antivirus (where
one is set) finds nothing, and nothing in it runs when it is opened. Images are drawn anew. The checks of documents look
for what attacks use; they are no proof that a file is harmless, which is why downloads never open in the page.
"""

import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from empiria.apps.system.uploads.antivirus import scan
from empiria.apps.system.uploads.images import draw_anew
from empiria.apps.system.uploads.office import check_office
from empiria.apps.system.uploads.pdf import check_pdf
from empiria.apps.system.uploads.refusal import UploadRefusedError
from empiria.apps.system.uploads.texts import check_text

LONGEST_NAME = 150
# Enough for every type's mark, which stands at the beginning.
HEAD = 8192


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A type of file that is taken: how it is given out, by which mark its content is told, and what is done with it."""

    media_type: str
    # Takes the content, gives the content to keep and what its sender should know; raises `UploadRefusedError`.
    make_safe: Callable[[bytes], tuple[bytes, str]]
    # What puremagic calls it; empty where files have no mark (text).
    mark: str = ""


def _unchanged(check: Callable[[bytes], None]) -> Callable[[bytes], tuple[bytes, str]]:
    def make_safe(content: bytes) -> tuple[bytes, str]:
        check(content)
        return content, ""

    return make_safe


def _office(media_type: str) -> Accepted:
    # Every office file is a zip to puremagic; which one, its parts tell.
    return Accepted(
        media_type=media_type,
        make_safe=_unchanged(lambda content: check_office(content, media_type)),
        mark="application/zip",
    )


def _image(media_type: str) -> Accepted:
    return Accepted(
        media_type=media_type, make_safe=lambda content: draw_anew(content, media_type), mark=media_type
    )


_JPEG = _image("image/jpeg")
ACCEPTED: dict[str, Accepted] = {
    "pdf": Accepted(media_type="application/pdf", make_safe=_unchanged(check_pdf), mark="application/pdf"),
    "docx": _office("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": _office("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": _office("application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "odt": _office("application/vnd.oasis.opendocument.text"),
    "ods": _office("application/vnd.oasis.opendocument.spreadsheet"),
    "odp": _office("application/vnd.oasis.opendocument.presentation"),
    "txt": Accepted(media_type="text/plain", make_safe=_unchanged(check_text)),
    "csv": Accepted(media_type="text/csv", make_safe=_unchanged(check_text)),
    "png": _image("image/png"),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "webp": _image("image/webp"),
}


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A file that may be kept."""

    content: bytes
    # What its sender called it: text for people, never a path.
    name: str
    media_type: str
    sha256: str
    # A sentence for its sender where it is not kept as it came: to be shown with the success.
    note: str = ""

    @property
    def size(self) -> int:
        return len(self.content)


def accepted_extensions() -> str:
    """For a file field: ".pdf,.docx,…"."""
    return ",".join(f".{extension}" for extension in ACCEPTED)


def check_upload(upload: UploadedFile) -> Checked:
    """The file as it may be kept. Raises `UploadRefusedError` with a sentence for whoever sent it."""
    name = plain_name(upload.name or "")
    accepted = ACCEPTED.get(PurePosixPath(name).suffix.lower().removeprefix("."))
    if accepted is None:
        raise UploadRefusedError(
            _("“%(name)s” is not taken. Files that are: %(endings)s.")
            % {"name": name, "endings": ", ".join(ACCEPTED)}
        )
    content = _read(upload, name)
    if accepted.mark and accepted.mark not in _types(content):
        raise UploadRefusedError(
            _("“%(name)s” is not what its ending says: the content is of another type, or damaged.")
            % {"name": name}
        )
    scan(content)
    content, note = accepted.make_safe(content)
    return Checked(
        content=content,
        name=name,
        media_type=accepted.media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        note=note,
    )


def plain_name(name: str) -> str:
    """A file's name as text: without folders and without characters that do not print or turn the line around."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    printed = "".join(one for one in last if unicodedata.category(one)[0] != "C").strip()
    path = PurePosixPath(" ".join(printed.split()) or "file")
    return path.stem[: LONGEST_NAME - len(path.suffix[:20])] + path.suffix[:20]


def _read(upload: UploadedFile, name: str) -> bytes:
    limit = settings.EMPIRIA_UPLOAD_LIMIT
    upload.seek(0)
    content = upload.read(limit + 1)
    if not content:
        raise UploadRefusedError(_("“%(name)s” is empty.") % {"name": name})
    if len(content) > limit:
        raise UploadRefusedError(
            _("“%(name)s” is too large. A file may have up to %(limit)s.")
            % {"name": name, "limit": filesizeformat(limit)}
        )
    return content


def _types(content: bytes) -> set[str]:
    """Every type whose mark the content bears."""
    try:
        return {found.mime_type for found in puremagic.magic_string(content[:HEAD])}
    except puremagic.PureError:
        # Versions before 2 raise where later ones find nothing.
        return set()
