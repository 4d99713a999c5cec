"""A document of every visibility class, each with a word of its own in its title, its description and its file."""

import uuid
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from empiria.apps.accounts.models import Person
from empiria.apps.outreach.models import Document
from empiria.apps.outreach.services import FOLDER, create_document
from empiria.apps.system.uploads import Checked, check_upload
from tests.integration.cast import Cast
from tests.integration.system.files import pdf


def checked(content: bytes = b"text", name: str = "plik.txt") -> Checked:
    return check_upload(SimpleUploadedFile(name, content))


def add_document(by: Person, title: str, **given: Any) -> Document:
    """A document whose title, description and file hold the title."""
    said = {
        "token": uuid.uuid4(),
        "title_pl": title,
        "description_pl": f"Opis-{title}",
        "kind": "report",
        "date": timezone.localdate(),
        "visibility": "public",
        "file": checked(f"Content-{title}".encode(), f"File-{title}.txt"),
        **given,
    }
    return create_document(by=by, **said)


def make_library(cast: Cast) -> dict[str, Document]:
    """By the word of the title. The programme officer added all but the private one, so that nobody else did."""
    officer = cast["programme_officer"]
    city, other_city = {"organisation": cast.city}, {"organisation": cast.other_city}
    given: dict[str, dict[str, Any]] = {
        "Publiczny": {},
        "Gminny": {"visibility": "municipalities"},
        "Sieciowy": {"visibility": "circle", "circle": cast.network},
        "Liderski": {"visibility": "circle", "circle": cast.leaders_network},
        "Burmistrzowski": {"visibility": "leaders"},
        "Doradczy": {"visibility": "advisers"},
        "Miejski": {"visibility": "organisation", **city},
        "Obcomiejski": {"visibility": "organisation", **other_city},
    }
    documents = {title: add_document(officer, title, **said) for title, said in given.items()}
    documents["Prywatny"] = add_document(cast["analyst"], "Prywatny", visibility="private")
    documents["Skasowany"] = add_document(officer, "Skasowany", kind="minutes")
    Document.objects.filter(pk=documents["Skasowany"].pk).update(deleted_at=timezone.now())
    return documents


def stored_files() -> set[str]:
    folders, _files = default_storage.listdir(FOLDER) if default_storage.exists(FOLDER) else ([], [])
    return {
        f"{FOLDER}/{one}/{name}" for one in folders for name in default_storage.listdir(f"{FOLDER}/{one}")[1]
    }


def sent(cast: Cast, **given: Any) -> dict[str, Any]:
    return {
        "token": str(uuid.uuid4()),
        "file": SimpleUploadedFile("raport.pdf", pdf()),
        "title_pl": "Raport",
        "kind": "report",
        "date": "2026-05-04",
        "organisation": f"id:{cast.city.pk}",
        "visibility": "organisation",
        **given,
    }
