"""Words of office files (OOXML and OpenDocument): archives of XML.

All that stands in any part is read: text, notes, comments, tracked changes, properties, and the values of attributes, for
authors, links and names of sheets are kept there; of parts that are no XML what is text, and what among other bytes may be
letters (settings of a printer). Parts are unpacked step by step and only so far.
"""

import re
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import IO
from xml.parsers import expat

from empiria.apps.system.uploads.parts import is_bounded
from empiria.apps.system.uploads.words.binary import NOISES, decoded, words_of_bytes
from empiria.apps.system.uploads.words.passages import APART, Part, Passage, UnreadableError
from empiria.apps.system.uploads.words.pdf import words_of_pdf
from empiria.apps.system.uploads.words.streams import (
    encodings_of,
    is_encoded_again,
    pieces_of_text,
    running_passages,
)

STEP = 1_000_000
MOST_PARTS = 5_000
# Of all parts together, unpacked; and of a part that is no XML, which is unpacked in memory.
MOST_UNPACKED, MOST_EMBEDDED = 300_000_000, 50_000_000
DEEPEST = 2
XML = re.compile(r"\.(xml|rels|vml|svg|rdf)$", re.IGNORECASE)
# What is only seen or heard. Whoever decides of a document is told that its pictures were not looked at.
PICTURES = re.compile(
    r"\.(png|jpe?g|jfif|gif|bmp|tiff?|webp|heic|ico|wmf|emf|wmz|emz|wdp|mp3|mp4|m4a|m4v|mov|avi|wav|wma|wmv)$"
    r"|(^|/)(ObjectReplacements|Thumbnails)/",
    re.IGNORECASE,
)
# No XML, and its letters stand there as they are: settings of a printer, fonts, parts of a binary workbook.
UNPACKED = re.compile(
    r"printerSettings[^/]*\.bin$|\.(odttf|ttf|otf|fntdata)$|(^|/)layout-cache$|^xl/(?!embeddings/|activeX/).*\.bin$",
    re.IGNORECASE,
)
# An object of another program, or its macros, which are packed in their own way.
OBJECT = b"\xd0\xcf\x11\xe0"
BROKEN = (
    UnreadableError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
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
# The mark of a part that is named in UTF-8, and in what the others of Polish offices may be.
NAMED_IN_UTF8, OF_NAMES = 0x800, ("utf-8", "cp852", "cp1250")
# Bytes written as letters: of other programs (settings of a printer, queries, pictures), with what packed files begin with.
ENCODED, SHORTEST = re.compile(r"[A-Za-z0-9+/\s]+={0,2}"), 64
PACKED = b"PK\x03\x04"
# Figures hold nobody's name.
LETTER = re.compile(r"[^\W\d_]")


def words_of_archive(content: bytes) -> Iterator[Passage]:
    """Passages out of every part; embedded documents too."""
    yield from words_of_document(BytesIO(content), Budget(MOST_UNPACKED))


def is_document(file: IO[bytes]) -> bool:
    """Whether an archive is a document of an office program, and not just files packed together."""
    try:
        with zipfile.ZipFile(file) as archive:
            return bool({"[Content_Types].xml", "META-INF/manifest.xml"} & {*archive.namelist()})
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise UnreadableError from error


def names_in(archive: zipfile.ZipFile) -> str:
    """Names of parts, and what is noted about them and about the archive."""
    parts = archive.infolist()
    notes = [archive.comment, *(note for part in parts for note in (part.comment, part.extra))]
    said = [NOISES.sub(APART, decoded(note, encoding)) for note in notes if note for encoding in OF_NAMES]
    return APART.join([*(name for part in parts for name in names_of(part)), *said])


def names_of(part: zipfile.ZipInfo) -> list[str]:
    """The name of a part, and what else it may be: older programs do not say in which encoding it is."""
    names = {part.filename: None}
    if not part.flag_bits & NAMED_IN_UTF8:
        for encoding in OF_NAMES:
            with suppress(UnicodeError):
                names[part.filename.encode("cp437").decode(encoding)] = None
    return [*names]


class Budget:
    """How much may still be unpacked."""

    def __init__(self, left: int) -> None:
        self.left = left

    @property
    def is_spent(self) -> bool:
        return self.left < 0

    def take(self, step: bytes) -> bytes:
        self.left -= len(step)
        if self.is_spent:
            raise UnreadableError
        return step


class Unread:
    """Which parts of an archive could not be read: the others say what they say."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.names: list[str] = []

    def note(self, part: str, error: Exception) -> None:
        """Raises the error again where nothing more may be unpacked."""
        if self.budget.is_spent:
            raise UnreadableError from error
        inner = error.args if isinstance(error, UnreadableError) else ()
        self.names += [f"{part}/{name}" for name in inner] or [part]

    def tell(self) -> None:
        if self.names:
            raise UnreadableError(*self.names)


def words_of_document(file: IO[bytes], budget: Budget, *, depth: int = 0) -> Iterator[Passage]:
    """Raises `UnreadableError`, after all that can be told, with the names of the parts that say nothing to a program."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or any(part.flag_bits & 0x1 or not is_bounded(part) for part in parts):
                raise UnreadableError
            yield Passage(text=names_in(archive), part=Part.HIDDEN)
            unread = Unread(budget)
            for part in parts:
                try:
                    with archive.open(part) as packed:
                        yield from words_of_part(part.filename, packed, budget, depth)
                except BROKEN as error:
                    unread.note(part.filename, error)
            unread.tell()
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise UnreadableError from error


def words_of_part(name: str, packed: IO[bytes], budget: Budget, depth: int) -> Iterator[Passage]:
    """Of one part, by its name and by what it is."""
    if XML.search(name):
        yield from words_of_xml(packed, budget, _kind(name))
    elif not PICTURES.search(name):
        content = budget.take(packed.read(MOST_EMBEDDED + 1))
        if len(content) > MOST_EMBEDDED:
            raise UnreadableError
        yield from _words_of_content(name, content, budget, depth)


def _words_of_content(name: str, content: bytes, budget: Budget, depth: int) -> Iterator[Passage]:
    file = BytesIO(content)
    if content.startswith(b"PK"):
        if depth == DEEPEST:
            raise UnreadableError
        yield from words_of_document(file, budget, depth=depth + 1)
    elif content.startswith(b"%PDF"):
        yield from words_of_pdf(content)
    elif encodings := encodings_of(file):
        for encoding in encodings:
            yield from running_passages(pieces_of_text(file, encoding), Part.HIDDEN)
        if is_encoded_again(content):
            raise UnreadableError
    else:
        is_packed = content.startswith(OBJECT) or not UNPACKED.search(name)
        yield from words_of_bytes(file, is_packed=is_packed)
        if is_packed:
            raise UnreadableError


def _kind(name: str) -> Part:
    if PROPERTIES.search(name):
        return Part.PROPERTIES
    return Part.COMMENTS if COMMENTS.search(name) else Part.TEXT


def words_of_xml(packed: IO[bytes], budget: Budget, kind: Part = Part.TEXT) -> Iterator[Passage]:
    reader = _XmlReader()
    while step := packed.read(STEP):
        reader.read(budget.take(step))
        if reader.size > ENOUGH:
            yield from reader.take(kind)
    reader.read(b"", is_last=True)
    yield from reader.take(kind)
    if reader.is_packed:
        raise UnreadableError


class _XmlReader:
    """Puts the words of XML together as a reader of the document sees them."""

    def __init__(self) -> None:
        self.size = 0
        self.told: list[str] = []
        self.hidden: dict[str, None] = {}
        # What was written as letters and is none, and whether any of it was packed.
        self.encoded: list[bytes] = []
        self.is_packed = False
        # Paragraphs within one another, each with its text so far, and with what was deleted from it.
        self.paragraphs: list[tuple[list[str], list[str]]] = []
        self.is_deleted = False
        self.held = 0
        self.open = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.buffer_size = STEP
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.CommentHandler = self._note
        self.parser.ProcessingInstructionHandler = lambda _target, data: self._note(data)
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
            yield Passage(text=APART.join(self.hidden), part=Part.HIDDEN if kind == Part.TEXT else kind)
        for content in self.encoded:
            yield from words_of_bytes(BytesIO(content))
        self.told, self.hidden, self.encoded, self.size = [], {}, [], 0

    def _note(self, text: str) -> None:
        """What programs remark on their own."""
        self.hidden[text] = None
        self.size += len(text)

    def _refuse(self, *_declared: object) -> None:
        """Entities could hide anything, and grow without end."""
        raise UnreadableError

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self.open += 1
        if self.open > MOST_OPEN:
            raise UnreadableError
        element = local_name(name)
        self.is_deleted = element in DELETED
        if element in PARAGRAPHS:
            self.paragraphs.append(([], []))
        elif element in SPACES:
            self._text(" ")
        if values := [value for key, value in attributes.items() if may_tell(key, value)]:
            together = "\n".join(values)
            self.size += 0 if together in self.hidden else len(together)
            self.hidden[together] = None

    def _close(self, name: str) -> None:
        self.open -= 1
        self.is_deleted = False
        if local_name(name) in PARAGRAPHS:
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
            if content := from_letters(text):
                self.encoded.append(content)
                self.is_packed = self.is_packed or PACKED in content


def from_letters(text: str) -> bytes:
    """The bytes that were written as letters; none where it is just a text."""
    if len(text) >= SHORTEST and ENCODED.fullmatch(text):
        with suppress(ValueError):
            return b64decode(text)
    return b""


def may_tell(key: str, value: str) -> bool:
    """Whether an attribute may hold somebody's name: those of one element are read together (`first`, `last`)."""
    return len(value) > 2 and not key.startswith("xmlns") and bool(LETTER.search(value))


def local_name(name: str) -> str:
    return name.rpartition(":")[2].lower()
