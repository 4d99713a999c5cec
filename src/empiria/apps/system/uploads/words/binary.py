"""Words among bytes that are no text: programs write them there as letters of two bytes, or of one.

What is packed or encrypted in its own way says nothing so: whoever asks tells those apart.
"""

import re
import struct
from collections.abc import Iterator
from typing import IO

from empiria.apps.system.uploads.words.passages import AGAIN, APART, Part, Passage, in_passages

# Each encoding with the byte it begins at: letters of two bytes may stand at even and at odd places.
WAYS = (("utf-8", 0), ("cp1250", 0), ("iso8859-2", 0), ("utf-16-le", 0), ("utf-16-le", 1))
# What no name is written with. Read in a wrong way bytes are mostly such signs.
NOISE = re.compile(r"[^\t\n\r\x20-\u052f\u2010-\u203a]")
NOISES = re.compile(rf"(?:{NOISE.pattern})+")
# An even number of bytes, and again of each so many that a name on the border stands whole in one.
PIECE, BEFORE = 1 << 20, 4 * AGAIN
# Of what is packed in a way of its own little can be found, and a second goes by for a megabyte: a film is not worth it.
AT_MOST = 4 << 20


def words_of_bytes(file: IO[bytes], *, is_packed: bool = False) -> Iterator[Passage]:
    """Whatever may be letters, in every way that it may be read; where it is packed only of the beginning."""
    file.seek(0)
    tail = b""
    while not (is_packed and file.tell() >= AT_MOST) and (piece := file.read(PIECE)):
        content = tail + piece
        for encoding, first in WAYS:
            said = NOISES.sub(APART, decoded(content[first:], encoding))
            yield from in_passages([Passage(text=said, part=Part.HIDDEN)])
        tail = content[-BEFORE:] if len(content) % 2 == 0 else content[1 - BEFORE :]


def decoded(content: bytes, encoding: str) -> str:
    """A letter for a byte, or for two of UTF-16; of UTF-8 what is none as signs that can be encoded again."""
    if encoding == "utf-16-le":
        pairs = len(content) // 2
        return "".join(map(chr, struct.unpack(f"<{pairs}H", content[: 2 * pairs])))
    return content.decode(encoding, errors="surrogateescape" if encoding == "utf-8" else "replace")
