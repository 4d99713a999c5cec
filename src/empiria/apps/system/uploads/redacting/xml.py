"""Parts of office documents, written anew with the same elements in the same order."""

from functools import lru_cache
from io import BytesIO
from posixpath import basename
from typing import IO
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from empiria.apps.system.uploads.redacting.marks import GONE, SHEET_GONE, Find, struck_apart
from empiria.apps.system.uploads.redacting.properties import (
    PARTS,
    PRINTER,
    is_personal_text,
    is_personal_value,
)
from empiria.apps.system.uploads.words.archives import (
    DELETED,
    LETTER,
    LONGEST_PARAGRAPH,
    PARAGRAPHS,
    SPACES,
    Budget,
    from_letters,
    local_name,
    may_tell,
)
from empiria.apps.system.uploads.words.binary import words_of_bytes
from empiria.apps.system.uploads.words.passages import UnreadableError

STEP = 1_000_000
MARKUP, TEXT, DELETED_TEXT, SPACE, BREAK = "markup", "text", "deleted", "space", "break"
# A text that names sheets.
REFERENCE = "reference"
# Elements that hold one: formulas, names of ranges, the list of sheets in the properties.
REFERENCES = frozenset({"f", "formula", "formula1", "formula2", "definedname", "lpstr"})
# What names another part, and under which attribute; and the settings of a page, which name those of its printer.
BINDING = {"relationship": "target", "override": "partname"}
PAGE = "pagesetup"
# What parts words, and is written as what it is.
BETWEEN = {SPACE: " ", BREAK: "\n"}
# So much waits at most until it is written: a name may be divided between cells that follow one another.
MOST_WAITING = 200_000


def rewrite_xml(
    file: IO[bytes],
    copy: IO[bytes],
    name: str,
    find: Find | None,
    budget: Budget,
    *,
    gone: frozenset[str],
) -> bool:
    """Write the part anew; whether anything in it changed. Remarks of programs are left out, and what names parts that
    are `gone`.

    Raises `UnreadableError` for what is damaged, or declares a type of document: entities could hide anything.
    """
    writer = _Writer(name, find, gone)
    file.seek(0)
    while step := file.read(STEP):
        writer.read(budget.take(step))
        copy.write(writer.take())
    writer.read(b"", is_last=True)
    copy.write(writer.take())
    return writer.is_changed


def _names_gone(element: str, pairs: list[tuple[str, str]], gone: frozenset[str]) -> bool:
    """Whether the element binds a part that is not there any more, or says of which type it is."""
    if element in BINDING:
        return any(local_name(key) == BINDING[element] and basename(value) in gone for key, value in pairs)
    return element == "printersettings" and any(map(PRINTER.search, gone))


class _Writer:
    """What is found may stand in many runs of a paragraph, and in several cells: their texts wait for one another."""

    def __init__(self, name: str, find: Find | None, gone: frozenset[str]) -> None:
        self.is_changed = False
        self.gone = frozenset(map(basename, gone))
        # Whether each of the open elements is written.
        self.written: list[bool] = []
        self.part = name if PARTS.search(name) else ""
        self.find = find
        self.values = lru_cache(maxsize=10_000)(self._struck)
        self.told: list[str] = []
        # What was read since the last was written: what it is, as it is written, and texts as they are read.
        self.waiting: list[tuple[str, str]] = []
        self.held = 0
        self.letters = 0
        self.paragraphs = 0
        self.elements: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.buffer_size = 100_000
        self.parser.ordered_attributes = True
        self.parser.XmlDeclHandler = self._declare
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._close
        self.parser.CharacterDataHandler = self._text
        self.parser.ProcessingInstructionHandler = self._instruct
        self.parser.CommentHandler = self._leave_out

    def read(self, step: bytes, *, is_last: bool = False) -> None:
        try:
            self.parser.Parse(step, is_last)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise UnreadableError from error
        if is_last:
            self._flush()

    def take(self) -> bytes:
        """What was written since the last time."""
        told, self.told = "".join(self.told), []
        return told.encode()

    def _declare(self, version: str, _encoding: str | None, standalone: int) -> None:
        alone = "" if standalone < 0 else f' standalone="{"yes" if standalone else "no"}"'
        self.told.append(f'<?xml version="{version}" encoding="UTF-8"{alone}?>\n')

    def _refuse(self, *_declared: object) -> None:
        raise UnreadableError

    def _instruct(self, target: str, data: str) -> None:
        said = struck_apart([data], self.find, [GONE])[0] if self.find else data
        self.is_changed = self.is_changed or said != data
        self._write(f"<?{target} {said}?>")

    def _leave_out(self, remark: str) -> None:
        self.is_changed = self.is_changed or bool(self.find and self.find(remark))

    def _begin(self, name: str, attributes: list[str]) -> None:
        element = local_name(name)
        self.elements.append(element)
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        self.written.append(not (self.gone and _names_gone(element, pairs, self.gone)))
        if not self.written[-1]:
            self.is_changed = True
            return
        if element in PARAGRAPHS:
            self._break()
            self.paragraphs += 1
        pairs = self._without(element, pairs)
        said = "".join(f" {key}={quoteattr(value)}" for key, value in pairs)
        self._write(f"<{name}{said}>", SPACE if element in SPACES else MARKUP)

    def _close(self, name: str) -> None:
        self.elements.pop()
        if not self.written.pop():
            return
        self._write(f"</{name}>")
        if local_name(name) in PARAGRAPHS:
            self.paragraphs -= 1
            self._break()

    def _text(self, text: str) -> None:
        element = self.elements[-1]
        is_personal = self.part and is_personal_text(self.part, element) and text.strip()
        if is_personal or self._holds(from_letters(text)):
            self.is_changed = True
        elif self.paragraphs:
            self.letters += len(text)
            if self.letters > LONGEST_PARAGRAPH:
                raise UnreadableError
            self._write(text, DELETED_TEXT if element in DELETED else TEXT)
        elif LETTER.search(text):
            self._write(text, REFERENCE if element in REFERENCES else TEXT)
            self._break()
        else:
            self._write(escape(text))

    def _holds(self, content: bytes) -> bool:
        if not self.find or not content:
            return False
        return any(map(self.find, (said.text for said in words_of_bytes(BytesIO(content)))))

    def _write(self, written: str, kind: str = MARKUP) -> None:
        if self.waiting or kind != MARKUP:
            self.waiting.append((kind, written))
            self.held += len(written)
        else:
            self.told.append(written)

    def _break(self) -> None:
        """What follows is another text."""
        if self.waiting and not self.paragraphs:
            self.waiting.append((BREAK, ""))
            self.letters = 0
            if self.held > MOST_WAITING:
                self._flush()

    def _flush(self) -> None:
        """Strike out of the texts that belong together: those that stand, and those that were deleted."""
        texts = {kind: iter(self._apart(kind)) for kind in (TEXT, DELETED_TEXT)}
        texts[REFERENCE] = texts[TEXT]
        for kind, written in self.waiting:
            if kind in BETWEEN:
                next(texts[TEXT])
            self.told.append(escape(next(texts[kind])) if kind in texts else written)
        self.waiting, self.held = [], 0

    def _apart(self, wanted: str) -> list[str]:
        """The texts of this kind, those that stand with what parts them."""
        held = [
            (kind, BETWEEN.get(kind, written))
            for kind, written in self.waiting
            if kind == wanted or (wanted == TEXT and (kind in BETWEEN or kind == REFERENCE))
        ]
        told = [text for _kind, text in held]
        if self.find is None:
            return told
        without = struck_apart(
            told, self.find, [SHEET_GONE if kind == REFERENCE else GONE for kind, _text in held]
        )
        self.is_changed = self.is_changed or without != told
        return without

    def _without(self, element: str, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The attributes of an element: those that say who somebody is empty, the others without what is found in them."""
        if self.gone and element == PAGE and any(local_name(key) == "id" for key, _value in pairs):
            pairs = [(key, value) for key, value in pairs if local_name(key) != "id"]
            self.is_changed = True
        if self.part:
            emptied = [
                (key, "" if is_personal_value(element, local_name(key)) else value) for key, value in pairs
            ]
            self.is_changed = self.is_changed or emptied != pairs
            pairs = emptied
        if not (telling := tuple(value for key, value in pairs if may_tell(key, value))):
            return pairs
        told = iter(self.values(telling))
        return [(key, next(told) if may_tell(key, value) else value) for key, value in pairs]

    def _struck(self, values: tuple[str, ...]) -> list[str]:
        """Together, as they are searched; names of sheets stand in attributes only."""
        texts = [text for value in values for text in (value, "\n")]
        told = struck_apart(texts, self.find, [SHEET_GONE] * len(texts)) if self.find else texts
        self.is_changed = self.is_changed or told != texts
        return told[::2]
