"""A document of every visibility class, one in the bin, and who may read each."""

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from empiria.apps.accounts.roles import ADVISERS
from empiria.apps.outreach.models import Document
from empiria.apps.outreach.services import create_document, delete_document
from empiria.apps.system.uploads import check_upload
from tests.integration.access.rule import EVERYBODY
from tests.integration.cast import OUTSIDER, Cast

# The officer, who added most of them, and the administrator, who may read closed content.
STAFF = frozenset({"administrator", "programme_officer"})
IN_THE_CITY = frozenset({"leader", "city_coordinator", "city_team_member", "survey_lead", "school_contact"})
READERS: dict[str, frozenset[str]] = {
    "public": EVERYBODY,
    "municipalities": IN_THE_CITY | {OUTSIDER} | STAFF,
    "circle": STAFF | {"network_coordinator", "network_member", "cross_city_team_member"},
    # Whoever added it is no mayor for it.
    "leaders": frozenset({"administrator", "leader"}),
    "advisers": STAFF | ADVISERS,
    "organisation": STAFF | IN_THE_CITY | ADVISERS,
    "private": frozenset({"city_coordinator"}),
    "bin": STAFF | {"city_coordinator"},
}


def make_documents(cast: Cast) -> dict[str, Document]:
    """By visibility class, and the one in the bin. Its class stands in the title of each."""
    made = {name: _document(cast, name) for name in READERS}
    delete_document(document=made["bin"], by=cast["programme_officer"])
    return made


def adder(name: str) -> str:
    """Who added the document of a class."""
    return "city_coordinator" if name == "private" else "programme_officer"


def _document(cast: Cast, name: str) -> Document:
    place: dict[str, Any] = {}
    if name in {"organisation", "bin", "private"}:
        place = {"organisation": cast.city}
    elif name == "circle":
        place = {"circle": cast.network}
    return create_document(
        by=cast[adder(name)],
        file=check_upload(SimpleUploadedFile("words.txt", f"Secret-words-{name}".encode())),
        token=uuid4(),
        title_pl=f"Secret-title-{name}",
        kind="report",
        date=timezone.localdate(),
        visibility="organisation" if name == "bin" else name,
        **place,
    )
