"""Run by its path: reads a PDF on standard input, writes a line of JSON for each piece of its words: part, page, text.

Two kinds of lines are no words: "bytes" (in Base64) may hold letters, "unread" names what could not be read.

First the pages; then every object there is, also such that no page leads to, and what earlier saves left in the file.
Ends with 1 where the PDF is protected or damaged; the system ends it where it takes too long or too much memory.
"""

import json
import re
import resource
import sys
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, cast
from xml.parsers import expat

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    NullObject,
    StreamObject,
    TextStringObject,
    create_string_object,
)

SECONDS, MEMORY = 60, 1_500_000_000
# What annotations and fields of forms say, and who says it.
WORDS = ("/Contents", "/T", "/TU", "/V", "/Subj", "/RC", "/URI", "/Alt", "/ActualText")
# Nobody signs or corrects one file more often; every save is read as a file of its own.
MOST_SAVES = 30
# Of what is packed in ways of its own, together: looking for letters in it takes a second for a megabyte.
MOST_BYTES = 4 << 20
# Of one stream; the library that reads it unpacks no more.
MOST_UNPACKED = 75_000_000
# So many letters in one line, and what parts texts that say nothing together (`passages.py`).
TOGETHER, APART = 20_000, "\x1e"
END_OF_SAVE = re.compile(rb"startxref\s+\d+\s+%%EOF\s*")
LETTERS = re.compile(r"[^\W\d_]{2}")
# What something drawn stands for: a text, a description, an abbreviation written out.
STANDS_FOR = re.compile(rb"/(ActualText|Alt|E)\b")
# Names that programs give, rather than people: keys, kinds, fonts.
PLAIN_NAME = re.compile(r"/[A-Za-z0-9+,#:*-]*")
# Streams that draw letters or tell programs how to, by the key that leads to them, the first word of an array that does,
# their kind, and keys that only they have. Pages are read as pages. Pictures say nothing to a program.
FONTS = ("/FontFile", "/FontFile2", "/FontFile3", "/ToUnicode", "/CIDToGIDMap", "/CIDSet", "/CharProcs")
LETTERS_OF_FONT = "/CharSet"
DRAWN_BY = (*FONTS, "/Contents", "/Thumb", "/JBIG2Globals")
DRAWN_IN = ("/ICCBased", "/Indexed")
SILENT_KINDS = ("/Image", "/XRef", "/ObjStm", "/CMap", "/Type1C", "/CIDFontType0C", "/OpenType")
SILENT_KEYS = ("/FunctionType", "/ShadingType", "/HalftoneType", "/CMapName")

# The number of an object, and of the time it was given.
Key = tuple[int, int]


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    content = sys.stdin.buffer.read()
    document = PdfReader(BytesIO(content))
    if document.is_encrypted:
        sys.exit(1)
    reading = Reading()
    reading.tell("properties", None, "\n".join(map(str, (document.metadata or {}).values())))
    for number, page in enumerate(document.pages, start=1):
        reading.read_page(page, number, "text")
        reading.tell("comments", number, "\n".join(_annotations(page)))
    ends = [found.end() for found in END_OF_SAVE.finditer(content)]
    # What is written to be shown page by page over a network says twice that it ends.
    earlier = ends[1 if b"/Linearized" in content[:2_000] else 0 : -1]
    # The first first: what it drew its pages with may lead nowhere in the later ones.
    for end in earlier[-MOST_SAVES:]:
        reading.read_save(content[:end])
    for end in earlier[:-MOST_SAVES]:
        reading.leave(f"%%EOF {end}")
    reading.read_objects(document)
    reading.flush()


class Reading:
    """What was told of a file so far."""

    def __init__(self) -> None:
        self.told: set[str] = set()
        # By where in the file they stand: the number of an object means another one after each save.
        self.objects: set[Any] = set()
        self.pages: set[Any] = set()
        self.waiting: dict[str, list[str]] = {"hidden": [], "properties": []}
        self.held = self.bytes = 0

    def tell(self, part: str, page: int | None, text: str) -> None:
        if text.strip():
            self.told.update((text.strip(), *map(str.strip, text.split("\n"))))
            _write(part, page, text)

    def tell_new(self, part: str, texts: Iterable[str]) -> None:
        """What stands in one object, together where anything of it was not told before: a name may be two strings."""
        found = [text for one in texts if LETTERS.search(text := one.strip())]
        if not self.told.issuperset(found):
            self.told.update(found)
            self.waiting[part].append("\n".join(found))
            self.held += sum(map(len, found))
            if self.held > TOGETHER:
                self.flush()

    def flush(self) -> None:
        for part, texts in self.waiting.items():
            if texts:
                _write(part, None, APART.join(texts))
                texts.clear()
        self.held = 0

    def tell_bytes(self, name: str, content: bytes) -> None:
        """Of what no program reads wholly, letters that may stand in it."""
        self.leave(name)
        if content := content[: MOST_BYTES - self.bytes]:
            self.bytes += len(content)
            _write("bytes", None, b64encode(content).decode())

    def leave(self, name: str) -> None:
        _write("unread", None, name)

    def read_page(self, page: PageObject, number: int | None, part: str) -> None:
        """Its text, and the text for which programs are told that something drawn stands."""
        place = _place_of_page(page)
        if place in self.pages:
            return
        self.pages.add(place)
        instead: list[str] = []
        try:
            content = page.get_contents()
            note = _noting(instead, content.get_data() if content is not None else b"")
            text = page.extract_text(visitor_operand_before=note)
        except Exception:
            # Whatever it is, the rest of the file says what it says.
            self.leave(f"/Page {number or ''}".strip())
        else:
            if part == "text" or text.strip() not in self.told:
                self.tell(part, number, text)
        self.tell_new("hidden", instead)

    def read_save(self, content: bytes) -> None:
        """What an earlier save holds that was not read in another."""
        try:
            document = PdfReader(BytesIO(content))
            if document.is_encrypted:
                raise ValueError
            for number, page in enumerate(document.pages, start=1):
                self.read_page(page, number, "hidden")
            self.read_objects(document)
        except Exception:
            self.leave(f"%%EOF {len(content)}")

    def read_objects(self, document: PdfReader) -> None:
        """Every object that was not read yet, also pages that were taken out."""
        drawn, streams = set[Key](), list[tuple[Key, StreamObject]]()
        for key in _objects(document):
            place = _place(document, key)
            if place in self.objects:
                continue
            self.objects.add(place)
            try:
                found = document.get_object(IndirectObject(*key, document))
                if isinstance(found, StreamObject):
                    streams.append((key, found))
                    if found.get("/Type") == "/XRef":
                        continue
                elif isinstance(found, DictionaryObject) and found.get("/Type") == "/Page":
                    page = PageObject(document, IndirectObject(*key, document))
                    page.update(found)
                    self.read_page(page, None, "hidden")
                self._read_object(_named(key, found), found, drawn)
            except Exception:
                self.leave(_named(key, None))
        for key, stream in streams:
            if _is_silent(stream):
                continue
            if _is_damaged(stream):
                self.leave(_named(key, stream))
            if key not in drawn:
                try:
                    self._read_stream(_named(key, stream), stream, document)
                except Exception:
                    self.leave(_named(key, stream))

    def _read_object(self, name: str, found: Any, drawn: set[Key]) -> None:
        """Its strings, and names that people may have given; which streams are drawn by it."""
        texts: list[str] = []
        waiting = [found]
        while waiting:
            one = waiting.pop()
            if isinstance(one, DictionaryObject):
                signature = one.raw_get("/Contents") if "/ByteRange" in one and "/Contents" in one else None
                if isinstance(signature, TextStringObject | ByteStringObject):
                    self.tell_bytes(name, signature.original_bytes)
                for key, value in one.items():
                    texts += _given([key])
                    if key in DRAWN_BY:
                        drawn.update(map(_key, _references(value)))
                    if key == "/Dests":
                        texts += _names(value)
                values = [value for key, value in one.items() if key != LETTERS_OF_FONT]
                waiting.extend(value for value in reversed(values) if value is not signature)
            elif isinstance(one, ArrayObject):
                if one and isinstance(one[0], NameObject) and one[0] in DRAWN_IN:
                    drawn.update(
                        _key(value) for value in list.__iter__(one) if isinstance(value, IndirectObject)
                    )
                waiting.extend(reversed(list(list.__iter__(one))))
            elif isinstance(one, NameObject):
                texts += _given([one])
            elif not isinstance(one, IndirectObject):
                texts += _string(one)
        self.tell_new("hidden", texts)

    def _read_stream(self, name: str, stream: StreamObject, document: PdfReader) -> None:
        content = stream.get_data()
        if stream.get("/Subtype") == "/Form" or "/PatternType" in stream:
            instead, drawing = list[str](), cast(EncodedStreamObject, stream)
            if b"BT" in content or STANDS_FOR.search(content):
                # Without fonts nothing is read at all, neither what stands for something drawn.
                stream.setdefault(
                    NameObject("/Resources"), DictionaryObject({NameObject("/Font"): NullObject()})
                )
                said = PageObject(document).extract_xform_text(
                    drawing, visitor_operand_before=_noting(instead, content)
                )
                self.tell_new("hidden", [said, *instead])
        elif stream.get("/Type") == "/Metadata" or stream.get("/Subtype") == "/XML":
            self.tell_new("properties", _texts_of_xml(content))
        elif content[36:40] != b"acsp":
            # No profile of colours.
            self._read_letters(name, content)

    def _read_letters(self, name: str, content: bytes) -> None:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = "\0"
        if "\0" in text or b"BT" in content:
            self.tell_bytes(name, content)
        else:
            self.tell_new("hidden", [text])


def _write(part: str, page: int | None, text: str) -> None:
    # Half of a pair of signs can stand there, which no encoding takes.
    sys.stdout.write(json.dumps([part, page, text]) + "\n")
    sys.stdout.flush()


def _objects(document: PdfReader) -> list[Key]:
    free = document.xref_free_entry
    alone = [
        (number, generation)
        for generation, numbers in document.xref.items()
        for number in numbers
        if not free.get(generation, {}).get(number)
    ]
    return [*alone, *((number, 0) for number in document.xref_objStm)]


def _place(document: PdfReader, key: Key) -> object:
    number, generation = key
    packed = document.xref_objStm.get(number) if generation == 0 else None
    if packed is not None:
        return (document.xref.get(0, {}).get(packed[0]), *packed)
    return document.xref.get(generation, {}).get(number, key)


def _place_of_page(page: PageObject) -> object:
    """A page is another one where what draws it is."""
    document, itself = cast(PdfReader, page.pdf), page.indirect_reference
    references = [*([itself] if itself else []), *_references(dict.get(page, "/Contents"))]
    return tuple(_place(document, _key(one)) for one in references)


def _key(reference: IndirectObject) -> Key:
    return reference.idnum, reference.generation


def _references(value: Any) -> Iterator[IndirectObject]:
    """What a value leads to, by itself or as a list or dictionary."""
    if isinstance(value, IndirectObject):
        yield value
        value = value.get_object()
    if isinstance(value, ArrayObject):
        inner = list.__iter__(value)
    elif isinstance(value, DictionaryObject) and not isinstance(value, StreamObject):
        inner = iter(dict.values(value))
    else:
        return
    yield from (one for one in inner if isinstance(one, IndirectObject))


def _named(key: Key, found: Any) -> str:
    """As programs that take PDF files apart call it."""
    kind = found.get("/Type", "") if isinstance(found, DictionaryObject) else ""
    return f"{kind} {key[0]} {key[1]}".strip()


def _is_silent(stream: StreamObject) -> bool:
    kinds = {str(stream.get("/Type")), str(stream.get("/Subtype"))}
    return not kinds.isdisjoint(SILENT_KINDS) or any(key in stream for key in SILENT_KEYS)


def _is_damaged(stream: StreamObject) -> bool:
    """Whether it does not unpack wholly: what is left of it is read without a word."""
    filters = stream.get("/Filter")
    first = filters[0] if isinstance(filters, ArrayObject) and filters else filters
    if first != "/FlateDecode":
        return False
    packed = zlib.decompressobj()
    try:
        packed.decompress(stream._data, MOST_UNPACKED)
    except zlib.error:
        return True
    return not packed.eof


def _given(names: Iterable[str]) -> list[str]:
    return [name[1:] for name in names if not PLAIN_NAME.fullmatch(name)]


def _names(found: Any) -> list[str]:
    """The keys of a dictionary."""
    told = found.get_object()
    return [name[1:] for name in told] if isinstance(told, DictionaryObject) else []


def _string(found: Any) -> list[str]:
    if isinstance(found, ByteStringObject):
        # Among what is drawn none was decoded yet.
        found = create_string_object(bytes(found))
    if isinstance(found, ByteStringObject):
        return [found.decode("utf-8", errors="replace")]
    return [str(found)] if isinstance(found, TextStringObject) else []


def _noting(told: list[str], content: bytes) -> Any:
    """Notes the words that something drawn stands for; none where there are none, for so figures are read much longer."""
    if not STANDS_FOR.search(content):
        return None

    def note(_operator: Any, operands: Any, *_matrices: Any) -> None:
        for one in operands:
            if isinstance(one, DictionaryObject):
                told.extend(text for value in one.values() for text in _string(value))

    return note


def _texts_of_xml(content: bytes) -> list[str]:
    told: list[str] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda _name, attributes: told.extend(attributes.values())
    parser.CharacterDataHandler = told.append
    parser.Parse(content, True)
    return told


def _refuse(*_declared: object) -> None:
    """Entities could hide anything, and grow without end."""
    raise ValueError


def _annotations(page: Any) -> Iterator[str]:
    found = page.get("/Annots")
    annotations = found.get_object() if found is not None else None
    for one in annotations if isinstance(annotations, ArrayObject) else ():
        annotation = one.get_object()
        if isinstance(annotation, DictionaryObject):
            yield from _words(annotation)
            for key in ("/A", "/Parent"):
                other = annotation.get(key)
                inner = other.get_object() if other is not None else None
                if isinstance(inner, DictionaryObject):
                    yield from _words(inner)


def _words(found: DictionaryObject) -> Iterator[str]:
    for key in WORDS:
        value = found.get(key)
        yield from _string(value.get_object() if value is not None else None)


if __name__ == "__main__":
    main()
