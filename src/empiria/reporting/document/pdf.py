"""A document as PDF: tagged, and refused where it would not conform to PDF/UA-1.

The document goes to typst as JSON and the template shows its texts as strings: none is read as markup.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from empiria.reporting.document.model import (
    Block,
    Bullets,
    Document,
    Facts,
    Grid,
    Heading,
    Paragraph,
    Picture,
    clean,
)
from empiria.reporting.document.typesetting import letters, typeset
from empiria.reporting.svg import size_of, standalone

TEMPLATE = Path(__file__).with_name("document.typ")
# Stands for a letter that the face does not have: PDF/UA allows none that cannot be shown.
UNKNOWN = "?"
# What a drawing measures on screen is this much smaller on paper.
POINTS_PER_PIXEL = 0.75
# Between the margins of the template, with a line for the caption.
WIDEST, HIGHEST = 470, 640


def pdf(document: Document) -> bytes:
    """The file. Raises typst's error when it would not conform to PDF/UA-1."""
    issued = datetime(document.issued.year, document.issued.month, document.issued.day, tzinfo=UTC)
    inputs = {"document": json.dumps(_described(document), ensure_ascii=False)}
    return typeset(TEMPLATE.read_bytes(), inputs, issued=issued)


def _text(text: str) -> str:
    known = letters()
    return "".join(
        letter if letter in "\n\u00ad" or ord(letter) in known else UNKNOWN for letter in clean(text)
    )


def _described(document: Document) -> dict[str, Any]:
    return {
        "title": _text(document.title),
        "subtitle": _text(document.subtitle),
        "publisher": _text(document.publisher),
        "language": document.language,
        "contents": _text(document.contents_title),
        "cover": _pairs(document.cover),
        "blocks": [_block(document, block) for block in document.blocks],
    }


def _pairs(rows: Any) -> list[list[str]]:
    return [[_text(term), _text(fact)] for term, fact in rows]


def _block(document: Document, block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "text": _text(block.text), "level": block.level}
        case Paragraph():
            return {"kind": "paragraph", "text": _text(block.text), "role": block.role, "url": block.url}
        case Bullets():
            return {"kind": "bullets", "items": [_text(item) for item in block.items]}
        case Facts():
            return {"kind": "facts", "rows": _pairs(block.rows)}
        case Grid():
            return _grid(document, block)
        case Picture():
            return _picture(block)


def _grid(document: Document, block: Grid) -> dict[str, Any]:
    columns = block.table.columns
    return {
        "kind": "grid",
        "caption": _text(block.table.caption),
        "head": [_text(column.heading) for column in columns],
        "right": block.right,
        "shares": block.widths,
        "chosen": sorted(block.chosen),
        "rows": [[_text(cell) for cell in row] for row in document.rows(block)],
    }


def _picture(block: Picture) -> dict[str, Any]:
    # Names of people's own groups stand in drawings as well; its markup is ASCII.
    drawn = _text(standalone(block.svg))
    width, height = (length * POINTS_PER_PIXEL for length in size_of(drawn))
    return {
        "kind": "picture",
        "svg": drawn,
        "width": width * min(1, WIDEST / width, HIGHEST / height),
        "alternative": _text(block.alternative) or _text(block.caption),
        "caption": _text(block.caption),
        "sentence": _text(block.sentence),
    }
