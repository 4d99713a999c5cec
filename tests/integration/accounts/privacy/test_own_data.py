"""Everything held about oneself: complete, one's own only, and handed out after saying once more who it is."""

import datetime as dt
import io
import json
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from empiria.apps.accounts.models import DataCopy, Invitation, Person
from empiria.apps.accounts.privacy_rights import COPIES
from empiria.apps.accounts.selectors.own_data import fates_of, sections_about
from empiria.apps.accounts.services import add_membership, correct_person
from empiria.apps.accounts.services.requests import answer_request, ask_about_data
from empiria.apps.monitor.models import (
    LocalFigure,
    LocalIndicator,
    LocalParticipation,
    Release,
    ReportTexts,
    ReportTextsVersion,
)
from empiria.apps.portal.services import close_error_report, create_error_report
from empiria.apps.system.models import AuditEntry, AuditText
from empiria.apps.system.privacy import DELETE, EMPTY, KEEP
from empiria.apps.system.services import change, record
from empiria.apps.system.wording import action_title
from tests.integration.cast import Cast
from tests.integration.queue import drain_queue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "uploads"},
        }
    }


@pytest.fixture
def person(cast: Cast) -> Person:
    """Somebody about whom there is something in many tables, each thing with a word of its own."""
    person, administrator = cast["city_coordinator"], cast["administrator"]
    add_membership(
        person=person,
        organisation=cast.city,
        function="coordinator",
        job_title="Word-of-title",
        by=administrator,
        reason="Word-of-reason",
    )
    asked = ask_about_data(person=person, kind="correct", text="Word-of-request")
    answer_request(request=asked, answer="Word-of-answer", by=administrator)
    create_error_report(page="/", text="Word-of-report", contact=person.email)
    # What others have, and must not be found here.
    add_membership(
        person=cast["outsider"],
        organisation=cast.other_city,
        function="employee",
        job_title="Secret-title",
        by=person,
    )
    ask_about_data(person=cast["outsider"], kind="correct", text="Secret-request")
    create_error_report(page="/", text="Secret-report", contact="outsider@example.org")
    settled = create_error_report(page="/", text="Secret-settled")
    close_error_report(settled.pk, by=person)
    correct_person(
        person=cast["outsider"],
        name="Secret-name",
        form="neutral",
        language="pl",
        by=administrator,
        reason="Secret-reason",
    )
    return person


WORDS = {"Word-of-title", "Word-of-reason", "Word-of-request", "Word-of-answer", "Word-of-report"}


def held_in(text: str) -> tuple[set[str], bool]:
    return {word for word in WORDS if word in text}, "Secret-" in text or "Name-of-outsider" in text


def unpacked(content: bytes) -> tuple[dict, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["data.json", "data.html"]
        return json.loads(archive.read("data.json")), archive.read("data.html").decode()


def test_the_page_shows_everything_and_nothing_of_others(client: Client, person: Person, cast: Cast) -> None:
    assert client.get("/privacy/mine/").status_code == 302
    client.force_login(person)
    page = client.get("/privacy/mine/").content.decode()
    assert held_in(page) == (WORDS, False)
    assert "password" not in {name for section in sections_about(person) for name in section.columns}
    client.force_login(cast["outsider"])
    assert held_in(client.get("/privacy/mine/").content.decode())[0] == set()


def test_codes_digests_and_entries_are_told_in_words(client: Client, person: Person) -> None:
    Invitation.objects.create(
        email=person.email, key="k", token_digest="560f560f", roles=["administrator"], person=person,
        expires_at=timezone.now(), accepted_at=timezone.now(),
    )  # fmt: skip
    client.force_login(person)
    page = unescape(client.get("/privacy/mine/").content.decode())
    entry = AuditText.objects.filter(reason="Word-of-reason").get().entry
    with override("pl"):
        told = f"{date_format(timezone.localtime(entry.at), 'DATETIME_FORMAT')}: {action_title(entry.action)}"
    assert [raw for raw in ("560f560f", '["administrator"]', str(entry)) if raw in page] == []
    assert told in page


def test_the_copy_has_everything_in_both_forms(signed_in_now: Any, person: Person) -> None:
    client = signed_in_now(person)
    assert client.get("/privacy/mine/download/")["Location"] == "/privacy/mine/"
    answer = client.post("/privacy/mine/download/")
    assert (answer["Content-Type"], "attachment" in answer["Content-Disposition"]) == (
        "application/zip",
        True,
    )
    plain, page = unpacked(answer.content)
    assert held_in(json.dumps(plain, ensure_ascii=False)) == (WORDS, False)
    assert held_in(unescape(page)) == (WORDS, False)
    assert (plain["schema"], plain["language"], plain["person"]) == ("empiria-own-data/1", "pl", person.pk)
    by_code = {section["code"]: section for section in plain["sections"]}
    membership = by_code["accounts.Membership.person"]
    assert membership["records"] == [
        {
            "organisation": "Miasto Warszawa",
            "function": "coordinator",
            "job_title": "Word-of-title",
            "valid_from": timezone.localdate().isoformat(),
            "valid_to": None,
        }
    ]
    assert set(membership["fields"]) == set(membership["records"][0])
    assert by_code["accounts.Person.pk"]["records"][0]["email"] == person.email
    assert AuditEntry.objects.filter(action="accounts.download-own-data", by=str(person.pk)).count() == 1


def test_the_copy_has_the_persons_own_words_in_both_forms(
    signed_in_now: Any, person: Person, cast: Cast
) -> None:
    """Texts of reports, what they said of figures, and why they did something: also where it was about somebody else."""
    release = Release.objects.create(code="2026-1")
    report = ReportTexts.objects.create(
        unit=cast.city.unit, outline="city", year=2024, language="pl", version=1
    )
    ReportTextsVersion.objects.create(
        report=report, number=1, texts={"begin": "Word-of-text"}, release=release, copied_from=2023, by=person
    )
    years = {"first_year": 2020, "last_year": 2024, "deadline": "2026-01-01", "public_from": "2026-02-01"}
    indicator = LocalIndicator.objects.create(code="paths", name_pl="Ścieżki", name_en="Paths", **years)
    taking_part = LocalParticipation.objects.create(indicator=indicator, organisation=cast.city)
    figure = LocalFigure.objects.create(participation=taking_part, year=2020, value=1234.5)
    figure.changes.create(
        deed="entered", value=1234.5, comment="Word-of-comment", source="Word-of-source", note="Word-of-note", by=person
    )  # fmt: skip
    figure.changes.create(
        deed="noted", value=1234.5, comment="Secret-comment", note="Secret-note", by=cast["outsider"]
    )
    record(
        by=person, action="accounts.invite-person", object_type="invitation", object_id=1,
        reason="Word-of-invitation", texts={"name": change("Secret-before", "Secret-after")},
    )  # fmt: skip
    plain, page = unpacked(signed_in_now(person).post("/privacy/mine/download/").content)
    own = {"text", "comment", "source", "note", "invitation"}
    for said in (json.dumps(plain, ensure_ascii=False), unescape(page)):
        assert {word for word in own if f"Word-of-{word}" in said} == own
        assert held_in(said) == (WORDS, False)
    assert "<dd>1\xa0234,5</dd>" in unescape(page)
    assert "<dd>2023</dd>" in page
    with override("pl"):
        kept, emptied = ({fate.fields: fate.why for fate in fates_of(person)[deed]} for deed in (KEEP, EMPTY))
    assert "należy do miasta" in kept["co powiedziano o wartości, skąd pochodzi wartość"]
    assert "to, co napisano w raporcie" in kept
    assert "dlaczego to zrobiono lub pytanie, z którym wartość zwrócono" in emptied


def test_the_copy_speaks_the_persons_language(signed_in_now: Any, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(language="en")
    person.refresh_from_db()
    plain, page = unpacked(signed_in_now(person).post("/privacy/mine/download/").content)
    titles = {section["title"] for section in plain["sections"]}
    assert ("memberships" in titles, '<html lang="en">' in page) == (True, True)


def test_the_copy_asks_once_more_who_it_is(client: Client, person: Person) -> None:
    # A browser left open: signed in long ago.
    person.set_password("correct horse battery")
    person.save()
    client.force_login(person)
    answer = client.post("/privacy/mine/download/")
    assert (answer.status_code, answer["Location"].startswith("/accounts/")) == (302, True)


@pytest.mark.django_db(transaction=True)
def test_a_large_copy_is_made_in_the_background_for_its_person_only(
    signed_in_now: Any, person: Person, cast: Cast, monkeypatch: Any
) -> None:
    monkeypatch.setattr("empiria.apps.accounts.services.copies.AT_ONCE", 1)
    client = signed_in_now(person)
    for _twice in range(2):
        answer = client.post("/privacy/mine/download/")
    copy = DataCopy.objects.get()
    assert answer["Location"] == f"/privacy/mine/copies/{copy.pk}/"
    waiting = client.get(answer["Location"]).content.decode()
    assert ("<progress" in waiting, "hx-get" in waiting) == (True, True)
    assert client.get(f"{answer['Location']}file/").status_code == 404
    drain_queue()
    assert f"{answer['Location']}file/" in client.get(answer["Location"]).content.decode()
    file = client.get(f"{answer['Location']}file/")
    plain, _page = unpacked(b"".join(file.streaming_content))
    assert held_in(json.dumps(plain)) == (WORDS, False)
    signed_in_now(cast["administrator"])
    assert client.get(f"{answer['Location']}file/").status_code == 404
    signed_in_now(person)
    DataCopy.objects.update(expires_at=timezone.now())
    assert client.get(f"{answer['Location']}file/").status_code == 404


def test_what_an_erasure_does_is_told_before(client: Client, person: Person) -> None:
    fates = fates_of(person)
    assert all(fates[deed] for deed in (DELETE, EMPTY, KEEP))
    client.force_login(person)
    page = unescape(client.get("/privacy/mine/erase/").content.decode())
    assert [fate.why for fate in fates[KEEP] if fate.why not in page] == []


def test_the_page_asks_no_query_for_a_record(
    client: Client, person: Person, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client.force_login(person)
    counts = []
    for organisation in (cast.city, cast.other_city, cast.school):
        add_membership(person=person, organisation=organisation, function="employee", by=None)
        client.get("/privacy/mine/")
        with django_assert_max_num_queries(200) as queries:
            client.get("/privacy/mine/")
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_retention_removes_expired_copies_with_their_files(
    person: Person, django_capture_on_commit_callbacks: Any
) -> None:
    now = timezone.now()
    for days in (-2, 2):
        copy = DataCopy.objects.create(person=person, expires_at=now + dt.timedelta(days=days))
        copy.file.save(f"{copy.pk}.zip", ContentFile(b"copy"))
    assert COPIES.due
    assert COPIES.carry_out
    assert COPIES.keeps
    gone, kept = DataCopy.objects.order_by("expires_at")
    with django_capture_on_commit_callbacks(execute=True):
        assert COPIES.carry_out(COPIES.due(COPIES.keeps.before(now))) == 1
    assert [default_storage.exists(copy.file.name) for copy in (gone, kept)] == [False, True]
    assert list(DataCopy.objects.all()) == [kept]
