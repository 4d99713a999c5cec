"""The figures behind a document as a spreadsheet."""

from empiria.reporting.document.model import Document, clean
from empiria.reporting.sheet import workbook


def spreadsheet(document: Document) -> bytes:
    """A sheet for each table of the data, and one that says what they are and where they come from."""
    about = [("", clean(document.title)), ("", clean(document.subtitle)), *document.about]
    return workbook(document.data, about=about, about_title=document.about_title)
