"""A table with its units, caption and source: the same rows for the page, the CSV and the spreadsheet."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from empiria.reporting.svg import escape
from empiria.reporting.words import Words

Cell = str | float | int | None
Kind = Literal["text", "number", "whole", "year"]

# A text that a spreadsheet would run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


# Tables with more rows than this are of a whole group: the same for all its units, so their cells are made once.
SHARED = 100
ROW_HEAD = '<th scope="row">'


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its heading, the unit of its numbers, how many decimals are shown (files keep all)."""

    title: str
    kind: Kind = "text"
    unit: str = ""
    decimals: int = 1

    @property
    def heading(self) -> str:
        return f"{self.title} [{self.unit}]" if self.unit else self.title

    @property
    def is_numeric(self) -> bool:
        return self.kind != "text"


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under columns. A missing number is None; why it is missing belongs in a column of its own."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    caption: str
    source: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row needs a cell for every column")

    def shown(self, words: Words) -> list[list[str]]:
        """Every cell as the page shows it, in the reader's language."""
        return [
            [_shown(column, cell, words) for column, cell in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]

    def html(
        self, words: Words, *, id_: str, chosen: frozenset[int] = frozenset(), urls: Sequence[str] = ()
    ) -> str:
        """The table for a page, its rows numbered in `chosen` (from 0) marked; built here, as rows may be hundreds. With
        `urls`, one for every row, its first cell leads there."""
        head = "".join(
            f'<th scope="col"{_numeric(column)}>{escape(column.heading)}</th>' for column in self.columns
        )
        made = _shared_cells if len(self.rows) > SHARED else _cells
        rows = made(tuple(self.columns), tuple(map(tuple, self.rows)), words)
        if urls:
            rows = [_linked(cells, url) for cells, url in zip(rows, urls, strict=True)]
        body = "".join(
            f'<tr class="is-you">{cells}</tr>' if position in chosen else f"<tr>{cells}</tr>"
            for position, cells in enumerate(rows)
        )
        return (
            f'<div class="table-scroll table-scroll--tall" tabindex="0" role="group" aria-labelledby="{escape(id_)}">'
            f'<table class="table"><caption id="{escape(id_)}">{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def csv(self) -> str:
        """UTF-8, commas, a decimal point, every digit; an empty cell where a number is missing."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([safe(column.heading) for column in self.columns])
        writer.writerows([["" if cell is None else _plain(cell) for cell in row] for row in self.rows])
        return out.getvalue()


def _cells(columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...], words: Words) -> list[str]:
    """The inside of every row."""
    return [
        f"{ROW_HEAD}{escape(_shown(columns[0], row[0], words))}</th>"
        + "".join(
            f'<td class="numeric">{_shown(column, cell, words)}</td>'
            if column.kind != "text"
            else f"<td>{escape(cell or '')}</td>"
            for column, cell in zip(columns[1:], row[1:], strict=True)
        )
        for row in rows
    ]


_shared_cells = lru_cache(maxsize=16)(_cells)


def _linked(cells: str, url: str) -> str:
    """The inside of a row, its head a link."""
    head, _end, rest = cells.removeprefix(ROW_HEAD).partition("</th>")
    return f'{ROW_HEAD}<a href="{escape(url)}">{head}</a></th>{rest}'


def _numeric(column: Column) -> str:
    return ' class="numeric"' if column.is_numeric else ""


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before it says so to the program and the reader."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(cell: str | float) -> str:
    return safe(cell) if isinstance(cell, str) else repr(cell)


def _shown(column: Column, cell: Cell, words: Words) -> str:
    if isinstance(cell, str):
        return cell
    if column.kind == "year":
        return words.number(None) if cell is None else str(int(cell))
    return words.number(cell, 0 if column.kind == "whole" else column.decimals)
