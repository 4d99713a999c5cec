"""Text with simple formatting: what people type becomes a short list of harmless tags, whatever it held.

People type plain text: a blank line parts paragraphs, lines that begin with "- " are a list, addresses become links. Whoever knows
HTML may use the tags below instead. The text is kept as it was typed and made safe wherever it is shown, by one filter.
"""

import re
from collections.abc import Iterable
from html import unescape
from itertools import groupby

import nh3
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

TAGS = {"a", "b", "blockquote", "br", "em", "h3", "h4", "i", "li", "ol", "p", "strong", "ul"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}
BULLETS = ("- ", "* ", "• ")
BLOCK = re.compile(r"<(p|ul|ol|h3|h4|blockquote)\b", re.IGNORECASE)
# In what nh3 has written, a `>` inside an attribute stands between quotation marks.
TAG = re.compile(r'(<(?:[^>"]|"[^"]*")*>)')


def clean(html: str) -> str:
    """HTML with nothing left in it but the tags above; what a removed tag held stays as text, scripts and styles go."""
    return nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer nofollow"
    )


def render(text: str) -> SafeString:
    """What somebody typed, as safe HTML with paragraphs, lists and links."""
    html = clean(text)
    if not BLOCK.search(html):
        html = _paragraphs(html)
    return mark_safe(clean(_with_links(html)))  # noqa: S308  cleaned last, after everything that was added


def plain(text: str) -> str:
    """What somebody typed, without formatting: for searching and for short extracts."""
    return " ".join(unescape(TAG.sub(" ", render(text))).split())


def _paragraphs(text: str) -> str:
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "\n".join(_block(block) for block in blocks if block.strip())


def _block(block: str) -> str:
    lines = [line.strip() for line in block.strip().split("\n")]
    return "".join(
        _list(group) if is_list else f"<p>{'<br>'.join(group)}</p>"
        for is_list, group in groupby(lines, key=lambda line: line.startswith(BULLETS))
    )


def _list(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{line[2:].strip()}</li>" for line in lines) + "</ul>"


def _with_links(html: str) -> str:
    """Addresses in the text become links, but for those inside links."""
    pieces, inside = [], False
    for piece in TAG.split(html):
        if piece.startswith("<"):
            inside = piece.startswith("<a ") or (inside and piece != "</a>")
            pieces.append(piece)
        else:
            pieces.append(piece if inside else str(urlize(mark_safe(piece))))  # noqa: S308  nh3 wrote it
    return "".join(pieces)
