"""Delimited text: the separator found by looking, quotes understood, every row as wide as the header.

The standard library's reader does the cutting (polars fills short rows silently and knows no line numbers);
columns of text are handed to polars in blocks, so that a file of any size needs no list of all its rows.
"""

import csv
import io
from collections.abc import Collection, Iterator
from typing import Any

import polars as pl

from empiria.analysis.errors import InputError, mark

BLOCK = 100_000  # rows
START = 1_000_000  # characters that hold the header
SEPARATORS = (";", ",", "\t")


class Delimited:
    """A delimited text, read as far as its header.

    `header` is stripped and has lost the empty cells that a trailing separator makes. `expected` are names
    (any case) by which the separator is recognised.
    """

    def __init__(self, text: str, *, file: str, expected: Collection[str]) -> None:
        self.file = file
        self.separator, self.header = _recognise(text, expected=expected, file=file)
        self._rows = _rows(text, separator=self.separator, file=file)
        self.header_line = next(self._rows, (0, []))[0]
        if not self.header_line:
            raise InputError(mark("The file is empty."), place=self.place())

    def place(self, line: int | None = None, column: str | None = None) -> dict[str, Any]:
        return {"file": self.file, "line": line, "column": column}

    def frame(self, names: list[str]) -> pl.DataFrame:
        """The rows below the header as columns of text called `names`, and `row`, their line in the file.

        Empty rows are passed over. Raises InputError for a row that is too short (as at the end of a file
        that was cut off), one with something beyond the last column, and a table without rows.
        """
        schema = dict.fromkeys(names, pl.String) | {"row": pl.Int64}
        blocks = []
        block: list[list[Any]] = []
        for line, cells in self._rows:
            block.append(self._fit(cells, line=line, width=len(names)))
            if len(block) == BLOCK:
                blocks.append(_columns(block, schema))
                block = []
        if block or blocks:
            return pl.concat([*blocks, _columns(block, schema)])
        raise InputError(mark("The table has a header and no rows."), place=self.place())

    def _fit(self, cells: list[str], *, line: int, width: int) -> list[Any]:
        if len(cells) < width or any(cells[width:]):
            raise InputError(
                mark("The row has %(found)s cells where %(expected)s are expected."),
                place=self.place(line),
                found=len(cells),
                expected=width,
            )
        return [*cells[:width], line]


def require_columns(header: list[str], required: Collection[str], *, place: dict[str, Any]) -> None:
    """Raise InputError for the first column that is missing, or that stands twice."""
    for name in required:
        if name not in header:
            raise InputError(
                mark("The column “%(name)s” is missing; found: %(found)s."),
                place=place,
                name=name,
                found=", ".join(name for name in header if name)[:300],
            )
    for name in header:
        if header.count(name) > 1:
            raise InputError(mark("The column “%(name)s” stands twice."), place=place, name=name)


def _recognise(text: str, *, expected: Collection[str], file: str) -> tuple[str, list[str]]:
    """The separator under which most expected names appear, then the one that makes most cells."""
    wanted = {name.casefold() for name in expected}
    headers = {}
    for separator in SEPARATORS:
        cells = _first_row(text, separator=separator)
        while cells and not cells[-1].strip():
            cells.pop()
        headers[separator] = [cell.strip() for cell in cells]
    best = max(
        headers,
        key=lambda separator: (
            len(wanted & {name.casefold() for name in headers[separator]}),
            len(headers[separator]),
        ),
    )
    return best, headers[best]


def _first_row(text: str, *, separator: str) -> list[str]:
    """The first row as this separator would have it, were it the right one."""
    try:
        start = io.StringIO(text[:START], newline="")
        return next(filter(any, csv.reader(start, delimiter=separator)), [])
    except csv.Error:
        return []


def _rows(text: str, *, separator: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, each with the line it starts on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            mark("A quotation mark opens or closes in the wrong place from here on."),
            place={"file": file, "line": line},
        ) from error


def _columns(rows: list[list[Any]], schema: dict[str, Any]) -> pl.DataFrame:
    columns = zip(*rows, strict=True) if rows else [[] for _ in schema]
    return pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema)
