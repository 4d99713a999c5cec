"""Adding documents and changing them: who may, what is refused, and what happens once."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from empiria.apps.accounts.models import Visibility
from empiria.apps.accounts.roles import ROLES
from empiria.apps.accounts.services import grant_role
from empiria.apps.outreach.forms import NewDocumentForm
from empiria.apps.outreach.models import Document
from empiria.apps.outreach.services import (
    update_document,
)
from empiria.apps.system.models import AuditEntry
from tests.integration.cast import ACCOUNT, OUTSIDER, Cast
from tests.integration.outreach.library import add_document, make_library, sent, stored_files
from tests.integration.system.files import docx, pdf

pytestmark = pytest.mark.django_db
KEEPERS = {"administrator", "programme_officer", "network_coordinator", "city_coordinator"}


@pytest.mark.parametrize("path", ["new/", "bin/"])
def test_who_keeps_documents(client: Client, cast: Cast, path: str) -> None:
    assert client.get(f"/documents/{path}").status_code == 302
    answers = {}
    for who in (ACCOUNT, OUTSIDER, *ROLES):
        client.force_login(cast[who])
        answers[who] = client.get(f"/documents/{path}").status_code
        has_button = "/documents/new/" in client.get("/documents/").content.decode()
        assert has_button is (who in KEEPERS)
    assert {who for who, status in answers.items() if status == 200} == KEEPERS
    assert {status for who, status in answers.items() if who not in KEEPERS} == {403}


ALWAYS = {"public", "municipalities", "organisation", "private"}


@pytest.mark.parametrize(
    ("who", "classes", "organisations", "circles"),
    [
        ("administrator", set(Visibility.values), {"city", "other_city", "school"}, {"network", "leaders_network"}),
        ("programme_officer", set(Visibility.values) - {"leaders"}, {"city", "other_city", "school"}, {"network"}),
        ("city_coordinator", ALWAYS, {"city"}, set()),
        ("network_coordinator", {"public", "municipalities", "circle", "private"}, set(), {"network"}),
    ],
)  # fmt: skip
def test_whom_a_document_may_be_meant_for(
    cast: Cast, who: str, classes: set[str], organisations: set[str], circles: set[str]
) -> None:
    form = NewDocumentForm(standing=cast[who].standing)
    fields: dict[str, Any] = form.fields
    assert {value for value, _label in fields["visibility"].choices} == classes
    offered = fields["organisation"].queryset if "organisation" in fields else []
    assert {one.pk for one in offered} == {getattr(cast, name).pk for name in organisations}
    offered = fields["circle"].queryset if "circle" in fields else []
    assert {one.pk for one in offered} == {getattr(cast, name).pk for name in circles}


def test_a_coordinator_who_leads_too_may_mean_mayors(cast: Cast) -> None:
    leader = cast["leader"]
    grant_role(person=leader, role="city_coordinator", organisation=cast.city, by=None)
    leader.refresh_from_db()
    form = NewDocumentForm(standing=leader.standing)
    assert {value for value, _label in form.fields["visibility"].choices} == ALWAYS | {"leaders", "circle"}  # type: ignore[attr-defined]


def test_a_coordinator_adds_a_document_of_the_city(client: Client, cast: Cast) -> None:
    client.force_login(cast["city_coordinator"])
    response = client.post(
        "/documents/new/", sent(cast, title_pl="Łódzki raport", description_pl="O drogach")
    )
    document = Document.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/documents/{document.pk}/")
    assert (document.created_by, document.organisation, document.visibility, document.search_key) == (
        cast["city_coordinator"],
        cast.city,
        "organisation",
        " lodzki raport o drogach",
    )
    version = document.files.get()
    assert (version.number, version.name, version.media_type, version.size) == (
        1,
        "raport.pdf",
        "application/pdf",
        len(pdf()),
    )
    assert Path(default_storage.path(version.stored)).read_bytes() == pdf()
    entry = AuditEntry.objects.get(action="outreach.create-document")
    assert (entry.by, entry.object_id, entry.details) == (
        str(cast["city_coordinator"].pk),
        str(document.pk),
        {"visibility": "organisation"},
    )


@pytest.mark.parametrize(
    ("who", "given", "field"),
    [
        ("city_coordinator", {"organisation": "other_city"}, "organisation"),
        ("city_coordinator", {"organisation": "", "visibility": "public"}, "__all__"),
        ("city_coordinator", {"organisation": ""}, "organisation"),
        ("city_coordinator", {"visibility": "leaders"}, "visibility"),
        ("city_coordinator", {"visibility": "advisers"}, "visibility"),
        ("city_coordinator", {"visibility": ""}, "visibility"),
        ("network_coordinator", {"circle": "leaders_network", "visibility": "circle"}, "circle"),
        ("network_coordinator", {"circle": "", "visibility": "circle"}, "circle"),
        ("network_coordinator", {"circle": "", "visibility": "public"}, "__all__"),
        ("programme_officer", {"visibility": "leaders"}, "visibility"),
        ("programme_officer", {"circle": "leaders_network", "visibility": "circle"}, "circle"),
        ("city_coordinator", {"title_pl": " "}, "title_pl"),
        ("city_coordinator", {"date": "4 maja"}, "date"),
        ("city_coordinator", {"token": "x"}, "token"),
    ],
)
def test_what_the_form_refuses(
    client: Client, cast: Cast, who: str, given: dict[str, str], field: str
) -> None:
    named = {name: getattr(cast, value) for name, value in given.items() if hasattr(cast, value)}
    places = {name: f"id:{one.pk}" if name == "organisation" else str(one.pk) for name, one in named.items()}
    client.force_login(cast[who])
    before = stored_files()
    response = client.post("/documents/new/", sent(cast, **given | places))
    assert response.status_code == 422
    errors = set(response.context["form"].errors)
    assert errors in ({field}, {field, "file"})
    assert not Document.objects.exists()
    assert stored_files() == before


def test_a_file_that_is_refused_is_said_at_its_field_and_leaves_nothing(client: Client, cast: Cast) -> None:
    client.force_login(cast["city_coordinator"])
    before = stored_files()
    upload = SimpleUploadedFile("raport.docx", docx({"word/vbaProject.bin": b"x"}))
    with translation.override("en"):
        response = client.post("/en/documents/new/", sent(cast, file=upload))
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "file": [
            "The document holds macros, programs, objects of other programs or queries. Save it without them, or as a PDF."
        ]
    }
    assert "macros, programs" in response.content.decode()
    assert (Document.objects.count(), stored_files()) == (0, before)


def test_a_form_sent_twice_makes_one_document(client: Client, cast: Cast) -> None:
    client.force_login(cast["city_coordinator"])
    before, token = stored_files(), str(uuid.uuid4())
    answers = [client.post("/documents/new/", sent(cast, token=token))["Location"] for _ in range(2)]
    document = Document.objects.get()
    assert answers == [f"/documents/{document.pk}/"] * 2
    assert len(stored_files() - before) == 1
    assert AuditEntry.objects.filter(action="outreach.create-document").count() == 1


def test_the_token_of_somebody_else_gives_nothing_away(cast: Cast) -> None:
    token = uuid.uuid4()
    first, second = (
        add_document(cast[who], "Raport", token=token) for who in ("analyst", "programme_officer")
    )
    assert first != second


def test_a_document_that_cannot_be_written_leaves_no_file(cast: Cast) -> None:
    before = stored_files()
    with pytest.raises(ValidationError):
        add_document(cast["programme_officer"], "Raport", visibility="circle")
    assert (Document.objects.count(), stored_files()) == (0, before)


def test_changing_a_document(client: Client, cast: Cast) -> None:
    document = add_document(
        cast["city_coordinator"], "Raport", organisation=cast.city, visibility="organisation"
    )
    client.force_login(cast["city_coordinator"])
    page = client.get(f"/documents/{document.pk}/edit/").content.decode()
    assert f'<option value="id:{cast.city.pk}" selected>' in page
    given = {**sent(cast), "title_pl": "Sprawozdanie", "visibility": "public"}
    del given["file"], given["token"]
    for _ in range(2):
        assert client.post(f"/documents/{document.pk}/edit/", given).status_code == 302
    document.refresh_from_db()
    assert (document.title, document.visibility, document.search_key) == (
        "Sprawozdanie",
        "public",
        " sprawozdanie",
    )
    entry = AuditEntry.objects.get(action="outreach.update-document")
    assert entry.details == {
        "fields": ["date", "description_pl", "title_pl", "visibility"],
        "visibility": "public",
    }
    assert client.post(f"/documents/{document.pk}/edit/", {**given, "title_pl": ""}).status_code == 422
    document.refresh_from_db()
    assert document.title == "Sprawozdanie"


def test_whoever_changes_a_document_may_leave_what_they_could_not_choose(client: Client, cast: Cast) -> None:
    document = add_document(
        cast["administrator"],
        "Raport",
        organisation=cast.other_city,
        circle=cast.network,
        visibility="circle",
    )
    client.force_login(cast["network_coordinator"])
    given = {**sent(cast), "organisation": f"id:{cast.other_city.pk}", "circle": cast.network.pk}
    given |= {"visibility": "circle", "title_pl": "Nowy"}
    del given["file"], given["token"]
    assert client.post(f"/documents/{document.pk}/edit/", given).status_code == 302
    document.refresh_from_db()
    assert (document.title, document.organisation) == ("Nowy", cast.other_city)
    assert client.post(f"/documents/{document.pk}/edit/", {**given, "organisation": f"id:{cast.city.pk}"}).status_code == 422  # fmt: skip


@pytest.mark.parametrize(
    ("who", "kept"),
    [
        ("administrator", {"Publiczny", "Gminny", "Sieciowy", "Liderski", "Burmistrzowski", "Doradczy", "Miejski", "Obcomiejski"}),
        ("programme_officer", {"Publiczny", "Gminny", "Sieciowy", "Doradczy", "Miejski", "Obcomiejski"}),
        ("network_coordinator", {"Sieciowy"}),
        ("city_coordinator", {"Miejski"}),
        ("leader", set()),
        ("analyst", set()),
    ],
)  # fmt: skip
def test_who_changes_which_document(client: Client, cast: Cast, who: str, kept: set[str]) -> None:
    documents = make_library(cast)
    client.force_login(cast[who])
    refused = 404 if who in KEEPERS else 403
    for path in ("edit/", "replace/", "delete/"):
        answers = {
            title: client.get(f"/documents/{one.pk}/{path}").status_code for title, one in documents.items()
        }
        assert {title for title, status in answers.items() if status == 200} == kept
        assert {status for title, status in answers.items() if title not in kept} == {refused}
    shown = {
        title
        for title, one in documents.items()
        if f"/documents/{one.pk}/edit/" in client.get(f"/documents/{one.pk}/").content.decode()
    }
    assert shown == kept
    for title, one in documents.items():
        client.post(f"/documents/{one.pk}/delete/")
        in_bin = Document.objects.filter(pk=one.pk).exclude(deleted_at=None).exists()
        assert in_bin is (title in kept or title == "Skasowany"), title


def test_an_update_of_nothing_writes_nothing(cast: Cast) -> None:
    document = add_document(cast["analyst"], "Raport")
    update_document(document=document, by=cast["analyst"], title_pl="Raport")
    assert not AuditEntry.objects.filter(action="outreach.update-document").exists()
