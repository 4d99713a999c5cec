"""A document as HTML: its body for a page of the site, or a whole file that needs nothing beside it."""

from collections.abc import Callable
from functools import partial
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
from empiria.reporting.palette import STYLE
from empiria.reporting.svg import escape

_LOOK = """
:root{color-scheme:light}
body{font:17px/1.5 "Source Sans 3","Source Sans Pro","Segoe UI",sans-serif;color:#1b2430;background:#fbfaf6;margin:0}
main{max-width:52rem;margin:0 auto;padding:2rem 1rem}
h1,h2,h3,h4{font-family:"Source Serif 4","Source Serif Pro",Georgia,serif;line-height:1.2}
a{color:#12506b}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border-bottom:1px solid #e2ded3}
.numeric{text-align:right}.is-you{font-weight:700}
.table-scroll{overflow-x:auto}
figure{margin:1.5rem 0}figure svg{max-width:100%;height:auto}
figcaption,.note{color:#5a6572}.lead{font-size:1.2em}
dt{font-weight:600}dd{margin:0 0 .5rem}
"""


def page(document: Document) -> str:
    """The whole document as one file."""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_said(document.title)}</title><style>{_LOOK}{STYLE}</style></head>"
        f"<body><main>{body(document)}</main></body></html>\n"
    )


def body(document: Document) -> str:
    """Cover, contents and blocks: everything between the tags of the page's main part."""
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    numbers = {id(heading): number for number, heading in enumerate(headings, start=1)}
    cover = (
        f'<header class="report-cover"><h1>{_said(document.title)}</h1>'
        f'<p class="lead">{_said(document.subtitle)}</p>{_facts(Facts(rows=document.cover))}</header>'
    )
    links = "".join(
        f'<li><a href="#part-{numbers[id(one)]}">{_said(one.text)}</a></li>'
        for one in headings
        if one.level == 1
    )
    contents = (
        f'<nav class="report-contents" aria-labelledby="contents"><h2 id="contents">{_said(document.contents_title)}</h2>'
        f"<ol>{links}</ol></nav>"
    )
    makers: dict[type, Callable[[Any], str]] = {
        Heading: lambda block: _heading(block, numbers[id(block)]),
        Paragraph: _paragraph,
        Bullets: _bullets,
        Facts: _facts,
        Grid: partial(_grid, document),
        Picture: _picture,
    }
    return cover + contents + "".join(_made(block, makers) for block in document.blocks)


def _made(block: Block, makers: dict[type, Callable[[Any], str]]) -> str:
    return makers[type(block)](block)


def _said(text: str) -> str:
    return escape(clean(text))


def _heading(block: Heading, number: int) -> str:
    level = block.level + 1
    return f'<h{level} id="part-{number}">{_said(block.text)}</h{level}>'


def _paragraph(block: Paragraph) -> str:
    text = _said(block.text)
    if block.url:
        text = f'<a href="{escape(block.url)}">{text}</a>'
    role = "" if block.role == "text" else f' class="{block.role}"'
    return f"<p{role}>{text}</p>"


def _bullets(block: Bullets) -> str:
    return "<ul>" + "".join(f"<li>{_said(item)}</li>" for item in block.items) + "</ul>"


def _facts(block: Facts) -> str:
    rows = "".join(f"<dt>{_said(term)}</dt><dd>{_said(fact)}</dd>" for term, fact in block.rows)
    return f'<dl class="definitions">{rows}</dl>'


def _grid(document: Document, block: Grid) -> str:
    columns = block.table.columns
    kinds = [' class="numeric"' if right else "" for right in block.right]
    head = "".join(
        f'<th scope="col"{kind}>{_said(column.heading)}</th>'
        for column, kind in zip(columns, kinds, strict=True)
    )
    rows = []
    for number, (first, *rest) in enumerate(document.rows(block)):
        cells = "".join(f"<td{kind}>{escape(cell)}</td>" for cell, kind in zip(rest, kinds[1:], strict=True))
        role = ' class="is-you"' if number in block.chosen else ""
        rows.append(f'<tr{role}><th scope="row">{escape(first)}</th>{cells}</tr>')
    caption = _said(block.table.caption)
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{caption}"><table class="table">'
        f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _picture(block: Picture) -> str:
    said = f"<p>{_said(block.sentence)}</p>" if block.sentence else ""
    return (
        f'{said}<figure class="report-figure"><div class="table-scroll" tabindex="0" role="region" '
        f'aria-label="{_said(block.caption)}">{block.svg}</div><figcaption>{_said(block.caption)}</figcaption></figure>'
    )
