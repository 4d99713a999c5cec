"""The formats that a document can be had in, by their endings."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from empiria.reporting.document.html import page
from empiria.reporting.document.model import Document
from empiria.reporting.document.office import office
from empiria.reporting.document.pdf import pdf
from empiria.reporting.document.spreadsheet import spreadsheet

WRITERS: Mapping[str, Callable[[Document], bytes]] = MappingProxyType(
    {
        "pdf": pdf,
        "docx": lambda document: office(document, "docx"),
        "odt": lambda document: office(document, "odt"),
        "xlsx": spreadsheet,
        "html": lambda document: page(document).encode(),
    }
)
