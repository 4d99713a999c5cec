"""Versions of files, the bin, and what is swept."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from empiria.apps.outreach.models import Document, DocumentFile
from empiria.apps.outreach.services import (
    FOLDER,
    delete_document,
    remove_private_documents,
    replace_file,
    restore_document,
    sweep_documents,
)
from empiria.apps.system.models import AuditEntry
from empiria.apps.system.periodic import schedules
from empiria.apps.system.services import apply_retention
from empiria.apps.system.uploads import keep_file
from tests.integration.cast import Cast
from tests.integration.outreach.library import add_document, checked, sent, stored_files
from tests.integration.system.files import image

pytestmark = pytest.mark.django_db


def test_versions_stay_and_the_same_content_is_no_new_one(client: Client, cast: Cast) -> None:
    document = add_document(cast["city_coordinator"], "Raport", organisation=cast.city)
    client.force_login(cast["city_coordinator"])
    for content in (b"second", b"second", b"third"):
        upload = SimpleUploadedFile("raport.txt", content)
        assert client.post(f"/documents/{document.pk}/replace/", {"file": upload}).status_code == 302
    contents = []
    for number in (1, 2, 3):
        response = client.get(f"/documents/{document.pk}/versions/{number}/")
        contents.append(b"".join(response))  # type: ignore[arg-type]
    assert contents == [b"Content-Raport", b"second", b"third"]
    assert client.get(f"/documents/{document.pk}/versions/4/").status_code == 404
    entries = AuditEntry.objects.filter(action="outreach.replace-file").order_by("pk")
    assert [entry.details for entry in entries] == [{"version": 2}, {"version": 3}]
    page = client.get(f"/documents/{document.pk}/").content.decode()
    assert page.index("versions/3/") < page.index("versions/2/") < page.index("versions/1/")


def test_a_download_is_never_a_page(client: Client, cast: Cast) -> None:
    document = add_document(cast["analyst"], "Raport", file=checked(b"a;b", "Wyniki ż.csv"))
    response = client.get(f"/documents/{document.pk}/versions/1/")
    assert b"".join(response) == b"a;b"  # type: ignore[arg-type]
    headers = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy")
    assert [response[name] for name in headers] == [
        "text/csv; charset=utf-8",
        "attachment; filename*=utf-8''Wyniki%20%C5%BC.csv",
        "nosniff",
        "default-src 'none'; sandbox",
    ]


def test_the_bin_gives_back_what_was_deleted(client: Client, cast: Cast) -> None:
    document = add_document(
        cast["city_coordinator"], "Raport", organisation=cast.city, visibility="organisation"
    )
    address = f"/documents/{document.pk}/"
    client.force_login(cast["city_coordinator"])
    assert client.get(f"{address}delete/").status_code == 200
    for _ in range(2):
        client.post(f"{address}delete/")
    assert client.get(address).status_code == 404
    assert client.get(f"{address}versions/1/").status_code == 404
    assert "Raport" in client.get("/documents/bin/").content.decode()
    client.force_login(cast["network_coordinator"])
    assert "Raport" not in client.get("/documents/bin/").content.decode()
    assert client.post(f"{address}restore/").status_code == 404
    client.force_login(cast["city_coordinator"])
    assert client.post(f"{address}restore/").status_code == 302
    assert client.get(address).status_code == 200
    actions = AuditEntry.objects.filter(object_id=str(document.pk)).order_by("pk")
    assert [entry.action for entry in actions] == [
        "outreach.create-document",
        "outreach.delete-document",
        "outreach.restore-document",
    ]


def test_deleting_and_restoring_twice_happens_once(cast: Cast) -> None:
    document, by = add_document(cast["analyst"], "Raport"), cast["analyst"]
    moments = [delete_document(document=document, by=by).deleted_at for _ in range(2)]
    assert moments[0] == moments[1] is not None
    assert [restore_document(document=document, by=by).deleted_at for _ in range(2)] == [None, None]
    assert AuditEntry.objects.filter(object_id=str(document.pk)).count() == 3


def test_the_bin_is_emptied_after_thirty_days(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    documents = {title: add_document(cast["analyst"], title) for title in ("Stary", "Nowy", "Zywy")}
    replace_file(document=documents["Stary"], file=checked(b"second"), by=cast["analyst"])
    for title, days in (("Stary", 31), ("Nowy", 29)):
        moment = timezone.now() - timedelta(days=days)
        Document.objects.filter(pk=documents[title].pk).update(deleted_at=moment)
    gone = set(documents["Stary"].files.values_list("stored", flat=True))
    kept = set(DocumentFile.objects.values_list("stored", flat=True)) - gone
    assert len(gone) == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert apply_retention(by=None)["outreach.deleted-documents"] == 1
    assert set(Document.objects.values_list("title_pl", flat=True)) == {"Nowy", "Zywy"}
    assert stored_files() & (gone | kept) == kept
    entry = AuditEntry.objects.get(action="outreach.remove-document")
    assert (entry.by, entry.object_id) == ("", str(documents["Stary"].pk))


def test_private_documents_go_with_their_owner(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    for who in ("analyst", "programme_officer"):
        add_document(cast[who], f"Prywatny {who}", visibility="private")
        add_document(cast[who], f"Publiczny {who}")
    gone = Document.objects.get(title_pl="Prywatny analyst").files.get().stored
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_private_documents(cast["analyst"]) == 1
    assert set(Document.objects.values_list("title_pl", flat=True)) == {
        "Prywatny programme_officer",
        "Publiczny analyst",
        "Publiczny programme_officer",
    }
    assert not default_storage.exists(gone)


def test_a_file_whose_upload_was_cut_off_is_swept(cast: Cast) -> None:
    document = add_document(cast["analyst"], "Raport")
    orphan = keep_file(FOLDER, b"cut off")
    known = document.files.get().stored
    for name in (known, orphan):
        long_ago = (timezone.now() - timedelta(days=2)).timestamp()
        os.utime(default_storage.path(name), (long_ago, long_ago))
    assert sweep_documents() >= 1
    assert (default_storage.exists(known), default_storage.exists(orphan)) == (True, False)


def test_files_are_swept_by_the_clock() -> None:
    assert "outreach.sweep-files" in {schedule.kind for schedule in schedules()}


@pytest.mark.parametrize(("language", "told"), [("pl", "o połowę mniejszej"), ("en", "at half its width")])
def test_of_a_photograph_made_smaller_its_sender_is_told(
    client: Client, cast: Cast, language: str, told: str
) -> None:
    client.force_login(cast["city_coordinator"])
    prefix = "/en" if language == "en" else ""
    upload = SimpleUploadedFile("rynek.jpg", image("JPEG", (6_000, 3_004)))
    page = client.post(f"{prefix}/documents/new/", sent(cast, file=upload), follow=True)
    assert told in page.content.decode()
