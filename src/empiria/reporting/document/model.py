"""What a document is made of. Every text in it is plain: writers show each letter as it was written."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from empiria.reporting.table import Table
from empiria.reporting.words import Words

Role = Literal["text", "lead", "note"]
# Characters of control and unassigned ones: no file format holds them all, and nobody sees them.
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn", "Cf"})
_KEPT = frozenset("\n\u00ad")


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A chapter (level 1) or a part of one; no level is left out below another."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph; with `url` all of it leads there."""

    text: str
    role: Role = "text"
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Bullets:
    items: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Terms, each with what is said of it."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table with its head; `chosen` rows (from 0) stand out. `shares` are the widths of the columns, relative to one
    another."""

    table: Table
    chosen: frozenset[int] = frozenset()
    shares: Sequence[int] = ()

    @property
    def widths(self) -> list[int]:
        """The shares, or twice the room for what names the rows; a year needs no more than a figure."""
        first = 2 if self.table.columns[0].kind == "text" else 1
        return list(self.shares) or [first, *(1 for _column in self.table.columns[1:])]

    @property
    def right(self) -> list[bool]:
        """Which columns stand at the right: figures, but never what names the rows."""
        return [column.is_numeric and place > 0 for place, column in enumerate(self.table.columns)]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawing as SVG: above it what one sees (`sentence`), under it its `caption`; `alternative` stands for it where
    it is not seen."""

    svg: str
    alternative: str
    caption: str
    sentence: str = ""


Block = Heading | Paragraph | Bullets | Facts | Grid | Picture


@dataclass(frozen=True, kw_only=True)
class Document:
    """A cover (title, subtitle, facts), blocks, and all figures behind them as `data` for a spreadsheet."""

    words: Words
    title: str
    subtitle: str
    publisher: str
    issued: date
    cover: Sequence[tuple[str, str]]
    contents_title: str
    blocks: Sequence[Block]
    data: Sequence[tuple[str, Table]]
    about: Sequence[tuple[str, str]]
    about_title: str

    @property
    def language(self) -> str:
        return self.words.language

    def rows(self, grid: Grid) -> list[list[str]]:
        """The cells of a table as read."""
        return [[clean(cell) for cell in row] for row in grid.table.shown(self.words)]


def clean(text: str) -> str:
    """A text without the characters that nobody sees and some file format refuses; lines end with a line feed."""
    lined = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        letter for letter in lined if letter in _KEPT or unicodedata.category(letter) not in _UNSEEN
    )


def paragraphs(text: str) -> list[Paragraph]:
    """What somebody wrote, as paragraphs: an empty line, or a new one, begins another."""
    return [Paragraph(text=line.strip()) for line in clean(text).split("\n") if line.strip()]
