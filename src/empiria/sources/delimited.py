"""Delimited text: the separator found by looking, quotes understood, every row as wide as the header.

The standard library's reader does the cutting (polars fills short rows silently and knows no line numbers);
columns of text are handed to polars in blocks, so that a file of any size needs no list of all its rows.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.sources.reading import Finding, summed_finding

BLOCK = 100_000  # rows
START = 1_000_000  # characters that hold the header
TOP = 10  # rows among which the header stands
SEPARATORS = (";", ",", "\t", "|")
SEPARATOR_LINE = re.compile(r'"?sep=([;,|\t])"?(?=[\r\n])', re.IGNORECASE)  # a hint to Excel
WORD = re.compile(r"[^\W\d_]{2}")
CODE_FIRST = re.compile(r"\W*\d{2,}\b(?![).])")  # 10) is the mark of a footnote


class Delimited:
    """A delimited text, read as far as its header.

    `header` is stripped and has lost the empty cells that a trailing separator makes. `expected` are names
    (any case) by which the header and the separator are recognised, the column of codes first. `findings` say
    what around the table is not part of it; they are complete once the rows are read.
    """

    def __init__(self, text: str, *, file: str, expected: Collection[str]) -> None:
        self.file = file
        self.findings: list[Finding] = []
        separators: Collection[str] = SEPARATORS
        if hint := SEPARATOR_LINE.match(text):
            separators = (hint[1],)
            text = text[hint.end() :]  # its line break stays: lines are counted from the top of the file
            self.findings += _separator_said(hint[0])
        self.separator, above, self.header = _recognise(text, separators=separators, expected=expected)
        self._rows = _rows(text, separator=self.separator, file=file)
        top = list(islice(self._rows, above + 1))
        if not top:
            raise InputError(mark("The file is empty."), place=self.place())
        self.header_line, _ = top.pop()
        self.findings += summed_finding(
            _texts(top),
            code="rows-above",
            message=mark(
                "Above the header stands what is no part of the table: “%(text)s”. Rows: %(count)s."
            ),
            action=mark("Left out."),
            shows=["text"],
        )
        key = next(iter(expected)).casefold()
        self._begins_with_codes = self.header[:1] != [] and self.header[0].casefold() == key

    def place(self, line: int | None = None, column: str | None = None) -> dict[str, Any]:
        return {"file": self.file, "line": line, "column": column}

    def frame(self, names: list[str]) -> pl.DataFrame:
        """The rows below the header as columns of text called `names`, and `row`, their line in the file.

        Empty rows are passed over, as are notes below the last row (a single cell of words where codes stand,
        neither a code first nor a row cut by another separator).
        Raises InputError for a row that is too short (as at the end of a file that was cut off), one with
        something beyond the last column, and a table without rows.
        """
        schema = dict.fromkeys(names, pl.String) | {"row": pl.Int64}
        blocks = []
        block: list[list[Any]] = []
        notes: list[tuple[int, list[str]]] = []
        for line, cells in self._rows:
            if self._is_note(cells):
                notes.append((line, cells))
                continue
            # what looked like a note was none, for a row follows it
            block += [self._fit(row, line=at, width=len(names)) for at, row in [*notes, (line, cells)]]
            notes.clear()
            if len(block) >= BLOCK:
                blocks.append(_columns(block, schema))
                block = []
        if not block and not blocks:
            raise InputError(mark("The table has a header and no rows."), place=self.place())
        self.findings += summed_finding(
            _texts(notes),
            code="rows-below",
            message=mark("Below the table stands what is no part of it: “%(text)s”. Rows: %(count)s."),
            action=mark("Left out."),
            shows=["text"],
        )
        return pl.concat([*blocks, _columns(block, schema)])

    def _is_note(self, cells: list[str]) -> bool:
        return (
            self._begins_with_codes
            and not any(cells[1:])
            and WORD.search(cells[0]) is not None
            and not _is_uncut_row(cells[0], width=len(self.header))
        )

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


def _recognise(
    text: str, *, separators: Collection[str], expected: Collection[str]
) -> tuple[str, int, list[str]]:
    """The separator, the number of rows above the header, and the header.

    The row in which most expected names appear, of those the first, then the one with most cells.
    """
    wanted = {name.casefold() for name in expected}
    candidates = [
        (separator, above, cells)
        for separator in separators
        for above, cells in enumerate(_top(text, separator=separator))
    ]
    return max(
        candidates,
        key=lambda row: (len(wanted & {name.casefold() for name in row[2]}), -row[1], len(row[2])),
        default=(";", 0, []),
    )


def _top(text: str, *, separator: str) -> Iterator[list[str]]:
    """The first rows as this separator would have them, down to the first with more than one cell filled."""
    rows = csv.reader(io.StringIO(text[:START], newline=""), delimiter=separator)
    with suppress(csv.Error):  # as of the wrong separator
        for row in islice(filter(any, rows), TOP):
            cells = [cell.strip() for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            yield cells
            if len(list(filter(None, cells))) > 1:
                return


def _separator_said(text: str) -> list[Finding]:
    return [
        Finding(
            code="separator-said",
            severity="info",
            message=mark("The first line only tells a spreadsheet which separator the file has (%(text)s)."),
            action=mark("Read with that separator."),
            row=1,
            params={"text": text.strip('"')},
        )
    ]


def _is_uncut_row(text: str, *, width: int) -> bool:
    """Whether one cell is a row whose separators are not those of the file; after a note's comma stands a blank."""
    return CODE_FIRST.match(text) is not None or any(
        text.count(sign) - text.count(f"{sign} ") >= width - 1 > 0 for sign in SEPARATORS
    )


def _texts(rows: list[tuple[int, list[str]]]) -> pl.DataFrame:
    """Rows that are no part of the table, for a finding."""
    texts = [(line, " ".join(filter(None, cells)).strip()[:80]) for line, cells in rows]
    return pl.DataFrame(texts, schema={"row": pl.Int64, "text": pl.String}, orient="row")


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
        message = mark("A quotation mark opens or closes in the wrong place from here on.")
        if "field limit" in str(error):
            message = mark("A cell is longer than %(limit)s characters; is a quotation mark missing?")
        raise InputError(message, place={"file": file, "line": line}, limit=csv.field_size_limit()) from error


def _columns(rows: list[list[Any]], schema: dict[str, Any]) -> pl.DataFrame:
    columns = zip(*rows, strict=True) if rows else [[] for _ in schema]
    return pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema)
