"""A document as blocks, and one writer for each kind of file. No text of it is ever read as markup of any writer."""

from empiria.reporting.document.files import WRITERS
from empiria.reporting.document.html import body
from empiria.reporting.document.model import (
    Block,
    Bullets,
    Document,
    Facts,
    Grid,
    Heading,
    Paragraph,
    Picture,
)

__all__ = [
    "WRITERS",
    "Block",
    "Bullets",
    "Document",
    "Facts",
    "Grid",
    "Heading",
    "Paragraph",
    "Picture",
    "body",
]
