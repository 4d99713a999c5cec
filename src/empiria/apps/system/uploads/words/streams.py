"""Text of files of any size, piece by piece, in the encodings that tables come in."""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import IO

from empiria.apps.system.uploads.words.passages import AGAIN, LONGEST, Part, Passage

PIECE = 1 << 20
ENCODED_AGAIN = re.compile(
    rb"\A\s*\{\\rtf|^Content-Transfer-Encoding:\s*(base64|quoted-printable)", re.IGNORECASE | re.MULTILINE
)
# Of both, no sign tells which it is.
OLD_POLISH = ("cp1250", "iso8859-2")
# One sign in so many at most controls a printer or ends a file.
CONTROLS, MOST_CONTROLS = bytes({*range(32)} - {*b"\t\n\r"}), 100


def encodings_of(file: IO[bytes]) -> tuple[str, ...]:
    """The encodings in which a file may be text; none where it is no text."""
    file.seek(0)
    head = file.read(PIECE)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in head:
        # Without a mark: one byte of most letters is zero, and of none the other.
        pairs = (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2]))
        return tuple(
            codec for codec, first, other in pairs if 2 * first.count(0) > len(first) and not other.count(0)
        )
    try:
        for _text in pieces_of_text(file, "utf-8"):
            pass
    except UnicodeDecodeError:
        # Every byte is a letter of these: what is packed looks like a text of theirs with signs that no text has.
        is_text = MOST_CONTROLS * len(head.translate(None, CONTROLS)) >= (MOST_CONTROLS - 1) * len(head)
        return OLD_POLISH if is_text else ()
    return ("utf-8",)


def is_encoded_again(head: bytes) -> bool:
    """Whether a text writes its letters in another way: messages of mail and pages kept with them, documents as RTF."""
    return bool(ENCODED_AGAIN.search(head))


def pieces_of_text(file: IO[bytes], encoding: str) -> Iterator[str]:
    """The text from the beginning. Raises `UnicodeDecodeError` for what is no UTF-8."""
    errors = "strict" if encoding == "utf-8" else "replace"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    file.seek(0)
    while piece := file.read(PIECE):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def running_passages(pieces: Iterable[str], part: Part = Part.TEXT) -> Iterator[Passage]:
    """Pieces of one text as passages: a name on the border of two pieces stands whole in one."""
    tail = ""
    for piece in pieces:
        text = tail + piece
        for start in range(0, max(len(text) - AGAIN, 1), LONGEST - AGAIN):
            if said := text[start : start + LONGEST]:
                yield Passage(text=said, part=part, again=AGAIN if start else len(tail))
        tail = text[-AGAIN:]
