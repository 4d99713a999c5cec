"""Words of plain text and of tables of text."""

import re
from collections.abc import Iterator

from empiria.apps.system.uploads.texts import decoded
from empiria.apps.system.uploads.words.passages import Passage, UnreadableError

# A word that is parted at the end of a line.
PARTED = re.compile(r"(?<=[^\W\d_])-\r?\n(?=[^\W\d_])")


def words_of_text(content: bytes) -> Iterator[Passage]:
    """The text. Old Polish tables may be of either encoding, which no sign tells: both are read where they differ."""
    text = decoded(content)
    if text is None:
        raise UnreadableError
    yield Passage(text=whole_words(text))
    if not _is_unicode(content):
        yield Passage(text=whole_words(content.decode("iso8859-2")))


def whole_words(text: str) -> str:
    """The text without the hyphens of a printed page."""
    return PARTED.sub("", text)


def _is_unicode(content: bytes) -> bool:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    return True
