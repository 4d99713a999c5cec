"""Tables of text and any other plain text."""

from typing import IO

from empiria.apps.system.uploads.redacting.binary import rewrite_bytes
from empiria.apps.system.uploads.redacting.marks import GONE, Find, Outcome, Span, struck_stream
from empiria.apps.system.uploads.words.streams import OLD_POLISH, encodings_of, pieces_of_text

# Every byte is a letter of it.
BYTES = "latin-1"
PLAIN_GONE = "[...]"


def rewrite_plain(file: IO[bytes], copy: IO[bytes], find: Find) -> Outcome:
    """In the encoding it has; what is no text keeps its length."""
    encodings = encodings_of(file)
    if not encodings:
        return rewrite_bytes(file, copy, find)
    if encodings == OLD_POLISH:
        return _rewrite(file, copy, BYTES, lambda text: _in_either(text, find), PLAIN_GONE)
    return _rewrite(file, copy, encodings[0], find, GONE)


def _rewrite(file: IO[bytes], copy: IO[bytes], encoding: str, find: Find, mark: str) -> Outcome:
    outcome = Outcome.SAME

    def finding(text: str) -> list[Span]:
        nonlocal outcome
        if spans := find(text):
            outcome = Outcome.CHANGED
        return list(spans)

    # Written once with its mark of the order of bytes, not for every piece.
    is_first, plain = True, "utf-16-le" if encoding == "utf-16" else encoding
    for text in struck_stream(pieces_of_text(file, encoding), finding, mark):
        copy.write((f"\ufeff{text}" if is_first and encoding == "utf-16" else text).encode(plain))
        is_first = False
    return outcome


def _in_either(text: str, find: Find) -> list[Span]:
    """Both encodings write a letter as one byte, so places are the same in each."""
    content = text.encode(BYTES)
    return [span for encoding in OLD_POLISH for span in find(content.decode(encoding, errors="replace"))]
