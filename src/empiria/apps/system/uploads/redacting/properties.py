"""What office programs write beside a document about whoever made it, by the parts and names they write it under."""

import re

# Only these parts are looked at for properties: sheets and texts are long.
PARTS = re.compile(
    r"(^|/)(docProps/[^/]*\.xml|meta\.xml|workbook\.xml|[^/]*comment[^/]*\.xml|persons?/[^/]*\.xml|people\.xml"
    r"|revisions/[^/]*\.xml)$",
    re.IGNORECASE,
)
# Settings of a printer, in bytes of its own: called after an office, a room, somebody.
PRINTER = re.compile(r"(^|/)printerSettings[^/]*\.bin$", re.IGNORECASE)
CORE = re.compile(r"(^|/)(docProps/core|meta)\.xml$", re.IGNORECASE)
CUSTOM = re.compile(r"(^|/)docProps/custom\.xml$", re.IGNORECASE)
APPLICATION = re.compile(r"(^|/)docProps/app\.xml$", re.IGNORECASE)
# Of the first two, what says nothing of anybody: when, how long, with which program.
KEPT = frozenset(
    {
        "created", "modified", "lastprinted", "revision", "version", "date", "creation-date", "print-date",
        "editing-duration", "editing-cycles", "generator", "document-statistic",
    }
)  # fmt: skip
OF_APPLICATION = frozenset({"company", "manager", "hyperlinkbase", "template"})
AUTHORS = frozenset({"author", "creator", "initial-creator", "lastmodifiedby"})
# By the attribute, the elements of which it names somebody; of any where none is named.
ATTRIBUTES: dict[str, frozenset[str]] = {
    "author": frozenset(),
    "initials": frozenset(),
    "username": frozenset(),
    "userid": frozenset(),
    "providerid": frozenset(),
    "displayname": frozenset({"person"}),
    "name": frozenset({"cmauthor", "userinfo"}),
    # The folder a workbook was saved in: C:\Users\somebody\…
    "url": frozenset({"abspath"}),
}


def is_personal_text(part: str, element: str) -> bool:
    """Whether the text of an element (its local name, in small letters) of such a part is emptied."""
    if CORE.search(part):
        return element not in KEPT
    if CUSTOM.search(part):
        return True
    return element in (OF_APPLICATION if APPLICATION.search(part) else AUTHORS)


def is_personal_value(element: str, attribute: str) -> bool:
    elements = ATTRIBUTES.get(attribute)
    return elements is not None and (not elements or element in elements)
