"""A document for an office suite (DOCX, ODT), by pandoc.

Pandoc is given its own tree of the document, not a text to read: what somebody wrote is a word of it, never markup.
"""

import base64
import json
import re
import tempfile
from pathlib import Path
from typing import Any

from empiria.reporting.document.archive import changed
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
from empiria.reporting.document.reference import Office, reference
from empiria.reporting.document.typesetting import pixels
from empiria.reporting.svg import escape, standalone

# The version of the tree that is written here; a pandoc that cannot read it says so.
API = [1, 23, 1]
NO_ATTRIBUTES: list[Any] = ["", [], []]
Node = dict[str, Any]


def office(document: Document, kind: Office) -> bytes:
    """The file, with the look of `reference`."""
    # Imported here: only a report needs it, and it looks for its program when it is loaded.
    from pypandoc import convert_text

    with tempfile.TemporaryDirectory(prefix="empiria-report-") as name:
        folder = Path(name)
        look, target = folder / f"reference.{kind}", folder / f"report.{kind}"
        look.write_bytes(reference(kind))
        convert_text(
            json.dumps(_tree(document)),
            kind,
            format="json",
            outputfile=str(target),
            extra_args=[f"--reference-doc={look}"],
        )
        made = target.read_bytes()
    return _with_alternatives(made, document, kind)


# The part with the text, an image in it, and what stands there with its alternative text.
IMAGES: dict[Office, tuple[str, str, str]] = {
    "docx": ("word/document.xml", r'<pic:cNvPr descr="[^"]*"', '<pic:cNvPr descr="{text}"'),
    "odt": ("content.xml", r"<draw:image [^>]*/>", "{image}<svg:desc>{text}</svg:desc>"),
}


def _with_alternatives(made: bytes, document: Document, kind: Office) -> bytes:
    """Each image, in their order, is given its alternative text: pandoc leaves it out of ODT, and in DOCX describes an image
    a second time, by its address, which here is all of the image."""
    name, image, described = IMAGES[kind]
    texts = iter([_alternative(block) for block in document.blocks if isinstance(block, Picture)])

    def change(part: str, content: bytes) -> bytes:
        if part != name:
            return content
        return re.sub(
            image,
            lambda found: described.format(image=found[0], text=escape(next(texts))),
            content.decode(),
        ).encode()

    return changed(made, change)


def _tree(document: Document) -> Node:
    blocks = [_facts(Facts(rows=document.cover))]
    blocks += [made for block in document.blocks for made in _made(document, block)]
    meta = {
        "title": _meta(document.title),
        "subtitle": _meta(document.subtitle),
        "author": _meta(document.publisher),
        "date": _meta(document.issued.isoformat()),
        "lang": _meta(document.language),
    }
    return {"pandoc-api-version": API, "meta": meta, "blocks": blocks}


def _meta(text: str) -> Node:
    return {"t": "MetaInlines", "c": _inlines(text)}


def _node(kind: str, content: Any) -> Node:
    return {"t": kind, "c": content}


def _inlines(text: str) -> list[Node]:
    """Words and the spaces between them; a space that keeps words together stays within its word."""
    found: list[Node] = []
    for number, line in enumerate(clean(text).split("\n")):
        if number:
            found.append({"t": "LineBreak"})
        for place, word in enumerate(line.split(" ")):
            if place:
                found.append({"t": "Space"})
            if word:
                found.append(_node("Str", word))
    return found


def _made(document: Document, block: Block) -> list[Node]:
    match block:
        case Heading():
            return [_node("Header", [block.level, NO_ATTRIBUTES, _inlines(block.text)])]
        case Paragraph():
            return [_paragraph(block)]
        case Bullets():
            return [_node("BulletList", [[_node("Para", _inlines(item))] for item in block.items])]
        case Facts():
            return [_facts(block)]
        case Grid():
            return [_grid(document, block)]
        case Picture():
            said = [_paragraph(Paragraph(text=block.sentence))] if block.sentence else []
            return [*said, _picture(block)]


def _paragraph(block: Paragraph) -> Node:
    inlines = _inlines(block.text)
    if block.url:
        inlines = [_node("Link", [NO_ATTRIBUTES, inlines, [block.url, ""]])]
    if block.role == "lead":
        inlines = [_node("Strong", inlines)]
    elif block.role == "note":
        inlines = [_node("Emph", inlines)]
    return _node("Para", inlines)


def _facts(block: Facts) -> Node:
    return _node(
        "DefinitionList",
        [[_inlines(term), [[_node("Para", _inlines(fact))]]] for term, fact in block.rows],
    )


def _grid(document: Document, block: Grid) -> Node:
    columns, shares = block.table.columns, block.widths
    alignments = [{"t": "AlignRight" if right else "AlignLeft"} for right in block.right]
    widths = [_node("ColWidth", share / sum(shares)) for share in shares]
    head = _row([_node("Plain", _inlines(column.heading)) for column in columns])
    rows = [
        _row([_cell(text, is_strong=number in block.chosen) for text in row])
        for number, row in enumerate(document.rows(block))
    ]
    return _node(
        "Table",
        [
            NO_ATTRIBUTES,
            [None, [_node("Plain", _inlines(block.table.caption))]],
            [list(pair) for pair in zip(alignments, widths, strict=True)],
            [NO_ATTRIBUTES, [head]],
            [[NO_ATTRIBUTES, 0, [], rows]],
            [NO_ATTRIBUTES, []],
        ],
    )


def _cell(text: str, *, is_strong: bool) -> Node:
    inlines = _inlines(text)
    return _node("Plain", [_node("Strong", inlines)] if is_strong else inlines)


def _row(cells: list[Node]) -> list[Any]:
    return [NO_ATTRIBUTES, [[NO_ATTRIBUTES, {"t": "AlignDefault"}, 1, 1, [cell]] for cell in cells]]


def _alternative(block: Picture) -> str:
    return clean(block.alternative or block.caption)


def _picture(block: Picture) -> Node:
    data = base64.b64encode(pixels(standalone(block.svg))).decode()
    caption = clean(block.caption)
    target = [f"data:image/png;base64,{data}", ""]
    image = _node("Image", [["", [], [["width", "100%"]]], _inlines(_alternative(block)), target])
    return _node(
        "Figure", [NO_ATTRIBUTES, [None, [_node("Plain", _inlines(caption))]], [_node("Plain", [image])]]
    )
