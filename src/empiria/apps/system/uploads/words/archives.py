"""Words of office files (OOXML and OpenDocument): archives of XML.

All that stands in any part is read: text, notes, comments, tracked changes, properties, and the values of attributes, for
authors, links and names of sheets are kept there. Parts are unpacked step by step and only so far.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO
from xml.parsers import expat

from empiria.apps.system.uploads.parts import is_bounded
from empiria.apps.system.uploads.words.passages import Part, Passage, UnreadableError

STEP = 1_000_000
MOST_PARTS = 5_000
# Of all parts together, unpacked; and of a document inside of a document, which is unpacked in memory.
MOST_UNPACKED, MOST_EMBEDDED = 300_000_000, 50_000_000
DEEPEST = 2
XML = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)
EMBEDDED = re.compile(r"\.(docx|xlsx|pptx|odt|ods|odp)$", re.IGNORECASE)
PROPERTIES = re.compile(r"(^|/)(docProps/[^/]*|meta\.xml$)", re.IGNORECASE)
COMMENTS = re.compile(r"comment|(^|/)persons?/", re.IGNORECASE)
# What belongs together is one paragraph, heading, text of a cell or name, however many runs it is spread over.
PARAGRAPHS = frozenset({"p", "h", "si", "is", "creator", "author", "date"})
SPACES = frozenset({"tab", "br", "cr", "s", "line-break", "nobreakspace"})
# Text that was deleted while changes were tracked: it must not part a name that stands there now.
DELETED = frozenset({"deltext", "delinstrtext"})
# So many letters are told at once, and so many may stand in one paragraph.
ENOUGH, LONGEST_PARAGRAPH = 100_000, 10_000_000
# No document nests its elements as deep as that; each that is open takes memory.
MOST_OPEN = 1_000
# Figures hold nobody's name.
LETTER = re.compile(r"[^\W\d_]")


def words_of_archive(content: bytes) -> Iterator[Passage]:
    """Passages out of every part; embedded documents too."""
    yield from _words(BytesIO(content), _Budget(MOST_UNPACKED), depth=0)


class _Budget:
    """How much may still be unpacked."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, step: bytes) -> bytes:
        self.left -= len(step)
        if self.left < 0:
            raise UnreadableError
        return step


def _words(file: IO[bytes], budget: _Budget, *, depth: int) -> Iterator[Passage]:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or any(part.flag_bits & 0x1 or not is_bounded(part) for part in parts):
                raise UnreadableError
            yield Passage(text="\n".join(part.filename for part in parts), part=Part.HIDDEN)
            for part in parts:
                yield from _words_of_part(archive, part, budget, depth)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableError from error


def _words_of_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: _Budget, depth: int
) -> Iterator[Passage]:
    if EMBEDDED.search(part.filename):
        if depth == DEEPEST:
            raise UnreadableError
        with archive.open(part) as packed:
            inner = budget.take(packed.read(MOST_EMBEDDED + 1))
        if len(inner) > MOST_EMBEDDED:
            raise UnreadableError
        yield from _words(BytesIO(inner), budget, depth=depth + 1)
    elif XML.search(part.filename):
        with archive.open(part) as packed:
            yield from _words_of_xml(packed, budget, _kind(part.filename))


def _kind(name: str) -> Part:
    if PROPERTIES.search(name):
        return Part.PROPERTIES
    return Part.COMMENTS if COMMENTS.search(name) else Part.TEXT


def _words_of_xml(packed: IO[bytes], budget: _Budget, kind: Part) -> Iterator[Passage]:
    reader = _XmlReader()
    while step := packed.read(STEP):
        reader.read(budget.take(step))
        if reader.size > ENOUGH:
            yield from reader.take(kind)
    reader.read(b"", is_last=True)
    yield from reader.take(kind)


class _XmlReader:
    """Puts the words of XML together as a reader of the document sees them."""

    def __init__(self) -> None:
        self.size = 0
        self.told: list[str] = []
        self.hidden: dict[str, None] = {}
        # Paragraphs within one another, each with its text so far, and with what was deleted from it.
        self.paragraphs: list[tuple[list[str], list[str]]] = []
        self.is_deleted = False
        self.held = 0
        self.open = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._close
        self.parser.CharacterDataHandler = self._text

    def read(self, step: bytes, *, is_last: bool = False) -> None:
        try:
            self.parser.Parse(step, is_last)
        except (expat.ExpatError, LookupError, ValueError) as error:
            # The last two: an encoding that there is not, or that the parser does not read.
            raise UnreadableError from error

    def take(self, kind: Part) -> Iterator[Passage]:
        """What was put together since the last time."""
        if self.told:
            yield Passage(text="\n".join(self.told), part=kind)
        if self.hidden:
            yield Passage(text="\n".join(self.hidden), part=Part.HIDDEN if kind == Part.TEXT else kind)
        self.told, self.hidden, self.size = [], {}, 0

    def _refuse(self, *_declared: object) -> None:
        """Entities could hide anything, and grow without end."""
        raise UnreadableError

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self.open += 1
        if self.open > MOST_OPEN:
            raise UnreadableError
        element = _local(name)
        self.is_deleted = element in DELETED
        if element in PARAGRAPHS:
            self.paragraphs.append(([], []))
        elif element in SPACES:
            self._text(" ")
        for key, value in attributes.items():
            if len(value) > 2 and not key.startswith("xmlns") and LETTER.search(value):
                self.size += 0 if value in self.hidden else len(value)
                self.hidden[value] = None

    def _close(self, name: str) -> None:
        self.open -= 1
        self.is_deleted = False
        if _local(name) in PARAGRAPHS:
            for texts in self.paragraphs.pop():
                self._tell("".join(texts))
            if not self.paragraphs:
                self.held = 0

    def _text(self, text: str) -> None:
        if not self.paragraphs:
            self._tell(text)
            return
        self.held += len(text)
        if self.held > LONGEST_PARAGRAPH:
            raise UnreadableError
        self.paragraphs[-1][self.is_deleted].append(text)

    def _tell(self, text: str) -> None:
        if LETTER.search(text):
            self.told.append(text)
            self.size += len(text)


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()
