"""The document library: open to everybody, each document to those whom its visibility class means."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.integration.access.documents import READERS
from tests.integration.access.rule import EVERYBODY, Make, Rule, holds
from tests.integration.access.world import World

KEEP = holds("outreach.manage_documents", somewhere=True)
KEEP_ALL = holds("outreach.manage_documents")
NONE = {"pk": UUID(int=0)}
# Of the closed ones, who keeps the city's, who the network's, and who those of mayors.
KEPT = {
    "organisation": KEEP_ALL | {"city_coordinator"},
    "circle": KEEP_ALL | {"network_coordinator"},
    "leaders": frozenset({"administrator"}),
}


def document(name: str, **more: Any) -> Make:
    return lambda world: {"pk": world.documents[name].pk, **more}


def file() -> SimpleUploadedFile:
    return SimpleUploadedFile("new.txt", b"New words")


def said(world: World) -> Mapping[str, Any]:
    return {
        "title_pl": "Tytuł",
        "kind": "report",
        "date": timezone.localdate().isoformat(),
        "visibility": "public",
        "token": str(uuid4()),
        "file": file(),
    }


def replaced(_world: World) -> Mapping[str, Any]:
    return {"file": file()}


READING = [
    rule
    for name, readers in READERS.items()
    if name != "bin"
    for rule in (
        Rule(
            "outreach:document-detail",
            EVERYBODY,
            found_by=readers,
            args=document(name),
            absent=NONE,
        ),
        Rule(
            "outreach:document-download",
            EVERYBODY,
            found_by=readers,
            args=document(name, number=1),
            absent={**NONE, "number": 1},
        ),
    )
]
KEEPING = [
    rule
    for name, keepers in KEPT.items()
    for rule in (
        Rule(
            "outreach:document-update",
            KEEP,
            found_by=keepers,
            args=document(name),
            absent=NONE,
            post=422,
            empty=422,
        ),
        Rule(
            "outreach:document-replace",
            KEEP,
            found_by=keepers,
            args=document(name),
            absent=NONE,
            post=302,
            data=replaced,
            empty=422,
        ),
        Rule("outreach:document-delete", KEEP, found_by=keepers, args=document(name), absent=NONE, post=302),
    )
]
RULES = [
    Rule("outreach:document-list", EVERYBODY),
    Rule("outreach:bin", KEEP),
    Rule(
        "outreach:document-create",
        KEEP,
        post=302,
        data=said,
        empty=422,
        # Who keeps the documents of one place lets them belong there.
        exceptions={(who, "POST"): 422 for who in KEEP - KEEP_ALL},
    ),
    Rule(
        "outreach:document-restore",
        KEEP,
        found_by=KEPT["organisation"],
        args=document("bin"),
        absent=NONE,
        get=405,
        post=302,
    ),
    *READING,
    *KEEPING,
]
