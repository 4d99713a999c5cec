"""Run by its path: reads a PDF on standard input, writes a line of JSON for each piece of its words: part, page, text.

Ends with 1 where the PDF is protected or damaged; the system ends it where it takes too long or too much memory.
"""

import json
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, TextStringObject

SECONDS, MEMORY = 60, 1_500_000_000
# What annotations and fields of forms say, and who says it.
WORDS = ("/Contents", "/T", "/TU", "/V", "/Subj", "/RC", "/URI", "/Alt", "/ActualText")
# Of a book with a bookmark for every verse.
MOST_BOOKMARKS = 10_000


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    document = PdfReader(BytesIO(sys.stdin.buffer.read()))
    if document.is_encrypted:
        sys.exit(1)
    _tell("properties", None, "\n".join(_properties(document)))
    for number, page in enumerate(document.pages, start=1):
        _tell("text", number, page.extract_text())
        _tell("comments", number, "\n".join(_annotations(page)))
    _tell("hidden", None, "\n".join(_bookmarks(document)))


def _tell(part: str, page: int | None, text: str) -> None:
    if text.strip():
        # Half of a pair of signs can stand there, which no encoding takes.
        sys.stdout.write(json.dumps([part, page, text]) + "\n")
        sys.stdout.flush()


def _properties(document: PdfReader) -> Iterator[str]:
    yield from (str(value) for value in (document.metadata or {}).values())
    root = document.trailer["/Root"]
    if isinstance(root, DictionaryObject) and (packet := root.get("/Metadata")) is not None:
        told: list[str] = []
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = lambda _name, attributes: told.extend(attributes.values())
        parser.CharacterDataHandler = told.append
        parser.Parse(packet.get_object().get_data(), True)
        yield from told


def _refuse(*_declared: object) -> None:
    sys.exit(1)


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
        told = value.get_object() if value is not None else None
        if isinstance(told, TextStringObject):
            yield str(told)
        elif isinstance(told, ByteStringObject):
            yield told.decode("utf-8", errors="replace")


def _bookmarks(document: PdfReader) -> Iterator[str]:
    waiting: list[Any] = list(document.outline)
    for _one in range(MOST_BOOKMARKS):
        if not waiting:
            return
        first = waiting.pop()
        if isinstance(first, list):
            waiting.extend(first)
        else:
            yield str(first.title)


if __name__ == "__main__":
    main()
