"""Archives of files, and documents of office programs, which are archives of XML."""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from empiria.apps.system.uploads.redacting.marks import Find, Outcome, struck
from empiria.apps.system.uploads.redacting.properties import PARTS, PRINTER
from empiria.apps.system.uploads.redacting.texts import rewrite_plain
from empiria.apps.system.uploads.redacting.xml import rewrite_xml
from empiria.apps.system.uploads.words.archives import (
    BROKEN,
    PICTURES,
    XML,
    Budget,
    is_document,
    names_in,
    names_of,
    words_of_part,
    words_of_xml,
)
from empiria.apps.system.uploads.words.passages import UnreadableError, in_passages
from empiria.apps.system.uploads.words.received import DEEPEST, IN_MEMORY, unpacked

# Only in these something stands beside the content.
DOCUMENTS = re.compile(r"\.(docx|xlsx|xlsm|pptx|odt|ods|odp|zip)$", re.IGNORECASE)
# From so many bytes on a part is written with room for its length.
LARGE = 1 << 30
# Without these there is no document. Other XML holds what programs put beside it.
NEEDED = re.compile(r"^(?!customXml/).*\.(xml|rels|vml|svg|rdf)$", re.IGNORECASE)
# Parts that name other parts: what is bound to what, which type each is of, and the settings of a page.
NAMING = re.compile(r"(\.rels|\[Content_Types\]\.xml|(^|/)\w*sheets/[^/]*\.xml)$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is struck out (without `find` only properties), and whether what no program can read is left out."""

    find: Find | None
    leaves_out: bool = False


Rewrite = Callable[[IO[bytes], IO[bytes], Wanted, Budget, int], Outcome]


def rewrite_archive(
    file: IO[bytes], copy: IO[bytes], wanted: Wanted, budget: Budget, depth: int, *, rewrite: Rewrite
) -> Outcome:
    """Part by part, in their order; `rewrite` does with files that are packed together what is done with any file.

    Remarks about the archive and about its parts are not written again, nor are settings of a printer, which are called
    after whoever it belongs to.
    """
    if depth == DEEPEST:
        return Outcome.SAME
    is_office, outcome, find = is_document(file), Outcome.SAME, wanted.find
    taken: set[str] = set()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w") as new:
        if find is None and not is_office and not any(map(DOCUMENTS.search, old.namelist())):
            return outcome
        if find and find(names_in(old)):
            outcome = Outcome.CHANGED
        gone = _gone(old, wanted, budget, depth) if is_office else frozenset()
        for part in old.infolist():
            if part.filename in gone:
                outcome = Outcome.CHANGED
                continue
            try:
                taken_out = _taken_out(old, part, budget)
            except BROKEN as error:
                if is_office or not wanted.leaves_out:
                    raise UnreadableError(part.filename) from error
                outcome = Outcome.CHANGED
                continue
            with taken_out as content, tempfile.SpooledTemporaryFile(IN_MEMORY) as made:
                if is_office and not is_archive(content):
                    became = _rewrite_part(part.filename, content, made, find, budget, gone=gone)
                else:
                    became = rewrite(content, made, wanted, budget, depth + 1)
                name = _name(part, find, taken)
                if became != Outcome.SAME or name != part.filename:
                    outcome = Outcome.CHANGED
                if became != Outcome.DROPPED:
                    _put(new, part, name, made if became == Outcome.CHANGED else content)
    return outcome


def _taken_out(old: zipfile.ZipFile, part: zipfile.ZipInfo, budget: Budget) -> IO[bytes]:
    with old.open(part) as packed:
        return unpacked(packed, budget)


def is_archive(content: IO[bytes]) -> bool:
    content.seek(0)
    head = content.read(2)
    content.seek(0)
    return head == b"PK"


def _gone(old: zipfile.ZipFile, wanted: Wanted, budget: Budget, depth: int) -> frozenset[str]:
    """The parts that are not written again."""
    return frozenset(
        part.filename
        for part in old.infolist()
        if PRINTER.search(part.filename)
        or (wanted.leaves_out and not NEEDED.search(part.filename) and not _is_read(old, part, budget, depth))
    )


def _is_read(old: zipfile.ZipFile, part: zipfile.ZipInfo, budget: Budget, depth: int) -> bool:
    try:
        with old.open(part) as packed:
            for _said in words_of_part(part.filename, packed, budget, depth):
                pass
    except BROKEN:
        return False
    return True


def _rewrite_part(
    name: str,
    content: IO[bytes],
    made: IO[bytes],
    find: Find | None,
    budget: Budget,
    *,
    gone: frozenset[str],
) -> Outcome:
    if XML.search(name):
        if PARTS.search(name) or (gone and NAMING.search(name)) or _holds(content, find, budget):
            return (
                Outcome.CHANGED if rewrite_xml(content, made, name, find, budget, gone=gone) else Outcome.SAME
            )
        return Outcome.SAME
    if find is None or PICTURES.search(name):
        return Outcome.SAME
    return rewrite_plain(content, made, find)


def _holds(content: IO[bytes], find: Find | None, budget: Budget) -> bool:
    """Most parts hold nothing: they stay as they are, letter by letter."""
    if find is None:
        return False
    content.seek(0)
    try:
        return any(find(passage.text) for passage in in_passages(words_of_xml(content, budget)))
    except UnreadableError:
        # What is packed in it is told when the copy is looked through, what is damaged when it is written anew.
        return True


def _name(part: zipfile.ZipInfo, find: Find | None, taken: set[str]) -> str:
    """Without what is found in it, however it is read, and no other's."""
    name = next((one for one in names_of(part) if find and find(one)), part.filename)
    told = struck(name, find) if find else name
    while told in taken:
        told = f"{len(taken)} {told}"
    taken.add(told)
    return told


def _put(new: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, content: IO[bytes]) -> None:
    like = zipfile.ZipInfo(name, part.date_time)
    like.compress_type, like.external_attr = part.compress_type, part.external_attr
    content.seek(0)
    with new.open(like, "w", force_zip64=part.file_size > LARGE) as packed:
        shutil.copyfileobj(content, packed)
