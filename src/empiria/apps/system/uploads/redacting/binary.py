"""Bytes that are no text: letters among them give way to as many spaces, so that everything else stands where it stood."""

from typing import IO

from empiria.apps.system.uploads.redacting.marks import AROUND, LONGEST, Find, Outcome, Span, joined
from empiria.apps.system.uploads.words.binary import NOISE, WAYS, decoded
from empiria.apps.system.uploads.words.passages import APART


def rewrite_bytes(file: IO[bytes], copy: IO[bytes], find: Find) -> Outcome:
    file.seek(0)
    before = file.read()
    after = bytearray(before)
    for encoding, first in WAYS:
        text = decoded(before[first:], encoding)
        for start, end in _spans(NOISE.sub(APART, text), find):
            at = first + _bytes_of(text[:start], encoding)
            size = _bytes_of(text[start:end], encoding)
            after[at : at + size] = b" \0" * (size // 2) if encoding == "utf-16-le" else b" " * size
    copy.write(after)
    return Outcome.SAME if after == before else Outcome.CHANGED


def _spans(text: str, find: Find) -> list[Span]:
    """As `find` gives them for a text of any length, which it is shown piece by piece."""
    return joined(
        (start + max(at - AROUND, 0), end + max(at - AROUND, 0))
        for at in range(0, len(text), LONGEST)
        for start, end in find(text[max(at - AROUND, 0) : at + LONGEST + AROUND])
    )


def _bytes_of(text: str, encoding: str) -> int:
    if encoding == "utf-8":
        return len(text.encode(encoding, errors="surrogateescape"))
    return 2 * len(text) if encoding == "utf-16-le" else len(text)
