"""What the library that reads workbooks does not say of a sheet: formulas without a result, and merged cells.

Both would pass for empty cells. Only the text of the sheet inside the workbook (Office Open XML) tells.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from empiria.analysis.errors import InputError, mark
from empiria.sources.received import MAX_BYTES, Member

BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
HAS_FORMULAS = re.compile(rb"<(?:\w+:)?f[\s/>]")
CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?)?(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
RESULT = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")
EMPTY_TEXT = re.compile(rb"\bt=[\"']str[\"']")  # what ="" gives is a result
REFERENCE = re.compile(rb"\br=[\"']([A-Z]+[0-9]+)[\"']")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*\bref=[\"']([A-Z]+[0-9]+):([A-Z]+[0-9]+)[\"']")
ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(frozen=True)
class Cell:
    """`row` from 1, `column` from 0."""

    row: int
    column: int

    @property
    def letters(self) -> str:
        return letters(self.column)


@dataclass(frozen=True)
class Merged:
    """Cells shown as one, of which only the first holds what is seen."""

    first: Cell
    last: Cell

    def __str__(self) -> str:
        return f"{self.first.letters}{self.first.row}:{self.last.letters}{self.last.row}"


def letters(column: int) -> str:
    """A column as spreadsheets call it: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def sheet_xml(member: Member, *, sheet: str) -> bytes:
    """The text of a sheet, nothing where the workbook is not of XML."""
    place = {"file": member.file}
    try:
        with zipfile.ZipFile(io.BytesIO(member.data)) as archive:
            part = _part(archive, sheet)
            if part not in archive.namelist():
                return b""
            with archive.open(part) as stream:
                xml = stream.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(mark("The workbook is damaged."), place=place) from error
    if len(xml) > MAX_BYTES:
        raise InputError(
            mark("The archive unpacks to more than %(limit)s MB."), place=place, limit=MAX_BYTES >> 20
        )
    return xml


def formulas_without_result(xml: bytes) -> Iterator[Cell]:
    """Cells whose formula no spreadsheet has computed yet, as programs write them."""
    if not HAS_FORMULAS.search(xml):
        return
    for cell in CELL.finditer(xml):
        attributes, content = cell[1] or b"", cell[2] or b""
        reference = REFERENCE.search(attributes)
        has_result = RESULT.search(content) or EMPTY_TEXT.search(attributes)
        if reference and HAS_FORMULAS.search(content) and not has_result:
            yield _cell(reference[1])


def merged_cells(xml: bytes) -> list[Merged]:
    return [Merged(_cell(first), _cell(last)) for first, last in MERGED.findall(xml)]


def _cell(reference: bytes) -> Cell:
    text = reference.decode()
    name = text.rstrip("0123456789")
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - ord("A") + 1
    return Cell(int(text[len(name) :]), column - 1)


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The name of a sheet's file inside the workbook, empty where none is found."""
    key = next((one.get("r:id") for one in _tags(archive, BOOK, "sheet") if one.get("name") == sheet), None)
    for relation in _tags(archive, RELATIONS, "Relationship"):
        if key and relation.get("Id") == key:
            return posixpath.join("/xl", relation.get("Target", ""))[1:]
    return ""


def _tags(archive: zipfile.ZipFile, part: str, tag: str) -> Iterator[dict[str, str]]:
    if part not in archive.namelist():
        return
    with archive.open(part) as stream:
        text = stream.read(MAX_BYTES).decode("utf-8", errors="replace")
    for found in re.findall(rf"<(?:\w+:)?{tag}\s([^>]*)>", text):
        yield {name: unescape(double or single) for name, double, single in ATTRIBUTE.findall(found)}
