"""Erasing a person: nothing says any more who it was, and counts stay."""

import datetime as dt
import hashlib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core import mail
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from empiria.apps.accounts.models import (
    DataCopy,
    Erasure,
    FormerName,
    Invitation,
    Membership,
    OrganisationContact,
    Person,
)
from empiria.apps.accounts.selectors.own_rows import model_of
from empiria.apps.accounts.services import correct_person, end_grant, grant_role
from empiria.apps.accounts.services.erasure import (
    ask_for_erasure,
    cancel_erasure,
    erase_due_people,
    erase_person,
    search_files,
)
from empiria.apps.accounts.services.erasure.fields import empty_fields
from empiria.apps.accounts.services.erasure.ledger import read_ledger
from empiria.apps.accounts.services.erasure.person import BY_HAND
from empiria.apps.accounts.services.former import keep_former
from empiria.apps.accounts.services.grants import LastAdministratorError
from empiria.apps.outreach.models import Document
from empiria.apps.outreach.services import replace_file
from empiria.apps.portal.services import create_error_report
from empiria.apps.system.models import AuditEntry, AuditText, CacheEntry, Job
from empiria.apps.system.privacy import EMPTY, declarations
from empiria.apps.system.services import change, record
from empiria.apps.system.uploads import Checked
from tests.integration.accounts.privacy.traces import (
    EMAIL,
    NAME,
    WORD,
    counts,
    leave_traces,
    traces_in_files,
    traces_in_tables,
)
from tests.integration.cast import Cast
from tests.integration.queue import drain_queue
from tests.integration.workshop import Workshop, wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]


@pytest.mark.django_db(transaction=True)
def test_an_erased_person_leaves_no_trace_and_every_count(tmp_path: Path, caplog: Any) -> None:
    person = leave_traces()
    before = counts()
    assert traces_in_tables() != []
    assert traces_in_files(tmp_path) != []
    erase_person(person=person, by=person)
    drain_queue()
    assert traces_in_tables() == []
    assert traces_in_files(tmp_path) == []
    assert [word for word in (NAME, EMAIL, WORD) if word in caplog.text] == []
    after = counts()
    assert after.pop("deeds") - before.pop("deeds") == {}
    assert after == before
    assert list(OrganisationContact.objects.order_by("pk").values_list("label", "email", "phone")) == [
        ("[…], sekretariat", "", ""),
        ("Biuro", "biuro@example.org", "+48 22 111 22 33"),
    ]
    person.refresh_from_db()
    assert (person.email, person.name, person.is_active, person.has_usable_password()) == (
        f"erased-{person.pk}@invalid", "", False, False,
    )  # fmt: skip
    assert person.erased_at


@pytest.mark.django_db(transaction=True)
def test_erasing_again_changes_nothing(tmp_path: Path) -> None:
    person = leave_traces()
    for _twice in range(2):
        erase_person(person=person, by=None)
        drain_queue()
    assert AuditEntry.objects.filter(action="accounts.erase-person").count() == 1
    assert len(read_ledger()) == 1


def test_the_raw_database_file_holds_no_trace(workshop: Workshop) -> None:
    """In processes of their own, as in production: the file, its log, uploads, the processes' output."""
    traces = ["-m", "tests.integration.accounts.privacy.traces"]
    workshop.run(*traces, "leave")
    assert workshop.run(*traces, "look").strip() != "[] []"
    if workshop.database_url.startswith("sqlite"):
        assert any("db.sqlite3" in found for found in traces_in_files(workshop.folder))
    workshop.run(*traces, "erase")
    workshop.start_worker()
    wait_until(
        lambda: workshop.sql(
            "SELECT 1 FROM system_job WHERE kind = 'accounts.finish-erasure' AND state = 'done'"
        ),
        what="the erasure to be finished",
    )
    assert workshop.run(*traces, "look").strip() == "[] []"
    if workshop.database_url.startswith("sqlite"):
        assert traces_in_files(workshop.folder) == []


def test_files_that_could_not_be_removed_are_removed_by_the_job(
    django_capture_on_commit_callbacks: Any, tmp_path: Path
) -> None:
    person = leave_traces()
    copy = DataCopy.objects.get()
    with django_capture_on_commit_callbacks(execute=False):
        # The process died between the commit and what follows it.
        erase_person(person=person, by=None)
    assert default_storage.exists(copy.file.name)
    drain_queue()
    assert not default_storage.exists(copy.file.name)
    assert len(read_ledger()) == 1
    assert Job.objects.get(kind="accounts.finish-erasure").params == {}


def test_an_erasure_that_fails_half_way_changes_nothing(monkeypatch: Any, cast: Cast) -> None:
    def die(**_kwargs: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("empiria.apps.accounts.services.erasure.person.empty_texts", die)
    with pytest.raises(KeyboardInterrupt):
        erase_person(person=cast["account"], by=None)
    cast["account"].refresh_from_db()
    assert (cast["account"].email, cast["account"].erased_at) == ("account@example.org", None)
    monkeypatch.undo()
    erase_person(person=cast["account"], by=None)
    assert not Person.objects.filter(email="account@example.org").exists()


def test_others_keep_what_is_theirs(cast: Cast) -> None:
    before = list(Person.objects.exclude(pk=cast["account"].pk).order_by("pk").values())
    texts = AuditText.objects.filter(emptied_at=None).count()
    erase_person(person=cast["account"], by=None)
    assert list(Person.objects.exclude(pk=cast["account"].pk).order_by("pk").values()) == before
    assert AuditText.objects.filter(emptied_at=None).count() == texts


def test_counters_name_nobody_and_go_with_the_person(client: Client, cast: Cast) -> None:
    CacheEntry.objects.all().delete()
    login = {"login": "account@example.org", "password": "wrong"}
    for _twice in range(2):
        client.post("/accounts/sign-in/", login, REMOTE_ADDR="192.0.2.7")
    client.force_login(cast["administrator"])
    invited = {"email": "account@example.org", "language": "pl", "roles": "expert"}
    client.post("/accounts/invitations/new/", invited, REMOTE_ADDR="192.0.2.7")
    kept = CacheEntry.objects.exclude(cache_key__endswith="lock")
    told = repr(list(kept.values()))
    assert kept.count() > 2
    digest = hashlib.sha256(b"account@example.org").hexdigest()
    assert [word for word in ("192.0.2.7", "account@example.org", digest) if word in told] == []
    UserSession.objects.create(user=cast["account"], session_key="k", ip="192.0.2.7", user_agent="")
    before = set(kept.values_list("cache_key", flat=True))
    erase_person(person=cast["account"], by=None)
    # By account from everywhere, by account and network, by mailbox for an hour and a day; what stays counts for the
    # network, or for the one who invited.
    assert len(before - set(kept.values_list("cache_key", flat=True))) == 4


def test_a_name_of_one_word_is_not_struck_out_of_others_words(cast: Cast) -> None:
    Person.objects.filter(pk=cast["account"].pk).update(name="Ewa")
    membership = cast["leader"].memberships.get()
    membership.job_title = "Ewa wie"
    membership.save()
    erase_person(person=cast["account"], by=None)
    membership.refresh_from_db()
    assert membership.job_title == "Ewa wie"


def test_nobody_erased_holds_an_office_today(cast: Cast) -> None:
    person, today = cast["leader"], timezone.localdate()
    person.memberships.update(valid_from=today - dt.timedelta(days=90))
    grant_role(person=person, role="expert", by=None, valid_from=today - dt.timedelta(days=9))
    grant_role(person=person, role="analyst", by=None)
    Invitation.objects.create(
        email="x@example.org", key="k", token_digest="d", expires_at=timezone.now() + dt.timedelta(days=1),
        invited_by=person,
    )  # fmt: skip
    before = person.memberships.at(today - dt.timedelta(days=1)).count()
    others = Membership.objects.exclude(person=person).at(today).count()
    erase_person(person=person, by=None)
    assert (person.memberships.at(today).count(), person.grants.at(today).count()) == (0, 0)
    assert person.memberships.at(today - dt.timedelta(days=1)).count() == before > 0
    assert list(person.grants.filter(role__in=["expert", "analyst"]).values_list("role", "valid_to")) == [
        ("expert", today)
    ]
    assert Membership.objects.exclude(person=person).at(today).count() == others
    assert Invitation.objects.working().count() == 0


def test_earlier_names_and_addresses_go_too_but_not_what_is_anothers_now(cast: Cast) -> None:
    person, administrator = cast["account"], cast["administrator"]
    for name in ("Anna Panieńska", "Anna Mężatka"):
        correct_person(person=person, name=name, form="feminine", language="pl", by=administrator)
    for old in ("anna@old.example", "urzad@old.example"):
        keep_former(person, email=old)
    Person.objects.filter(pk=cast["outsider"].pk).update(email="urzad@old.example")
    said = ["Anna Panieńska pisze", "od anna@old.example", "od urzad@old.example"]
    reports = [create_error_report(page="/", text=text) for text in said]
    theirs, anothers = (
        create_error_report(page="/", text="x", contact=address)
        for address in ("anna@old.example", "urzad@old.example")
    )
    person.refresh_from_db()
    erase_person(person=person, by=None)
    for report in (*reports, theirs, anothers):
        report.refresh_from_db()
    assert [report.text for report in reports] == ["[…] pisze", "od […]", "od urzad@old.example"]
    assert [theirs.contact, anothers.contact] == ["", "urzad@old.example"]
    assert person.former_names.count() == 0


def test_earlier_names_are_known_whatever_became_of_the_words_of_the_trail(cast: Cast) -> None:
    person, second = cast["account"], cast["expert"]
    for name in ("Krystyna Panieńsko", "Krystyna Mężatkowa"):
        correct_person(person=person, name=name, form="feminine", language="pl", by=second)
    erase_person(person=second, by=None)
    assert not AuditText.objects.filter(search_key__contains="paniensko").exists()
    report = create_error_report(page="/", text="pytać Krystyny Panieńsko")
    person.refresh_from_db()
    erase_person(person=person, by=None)
    report.refresh_from_db()
    assert report.text == "pytać […]"


def test_the_trail_tells_names_of_before_they_were_kept(cast: Cast) -> None:
    person, erased = cast["account"], cast["outsider"]
    for one, action, field, old in [
        (person, "accounts.change-email", "email", "old@example.org"),
        (person, "accounts.claim-account", "name", "Old"),
        (person, "accounts.correct-person", "form", "neutral"),
        (erased, "accounts.correct-person", "name", "Gone"),
    ]:
        record(
            by=None, action=action, object_type="person", object_id=one.pk, texts={field: change(old, "x")}
        )  # fmt: skip
    Person.objects.filter(pk=erased.pk).update(erased_at=timezone.now(), is_active=False)
    import_module("empiria.apps.accounts.migrations.0017_former_names_from_the_trail").keep_former(apps, None)
    assert list(FormerName.objects.order_by("kind").values_list("person", "kind", "value")) == [
        (person.pk, "email", "old@example.org"),
        (person.pk, "name", "Old"),
    ]


def test_the_last_administrator_stays(signed_in_now: Any, cast: Cast) -> None:
    last = cast["administrator"]
    with pytest.raises(LastAdministratorError):
        erase_person(person=last, by=last)
    refused = signed_in_now(last).post("/privacy/mine/erase/")
    assert (refused.status_code, Erasure.objects.count()) == (409, 0)
    last.refresh_from_db()
    assert last.erased_at is None


def test_somebody_who_became_the_last_administrator_while_waiting_stays(cast: Cast) -> None:
    second = cast["expert"]
    grant_role(person=second, role="administrator", by=None)
    ask_for_erasure(person=second)
    end_grant(grant=cast["administrator"].grants.get(role="administrator"), by=None)
    Erasure.objects.update(due_at=timezone.now())
    assert erase_due_people() == {"erased": 0, "kept": 1, "undecided": 0}
    assert Erasure.objects.get().state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_own_erasure_waits_is_told_by_e_mail_and_can_be_cancelled(signed_in_now: Any, cast: Cast) -> None:
    client = signed_in_now(cast["account"])
    for _twice in range(2):
        assert client.post("/privacy/mine/erase/").status_code == 302
    erasure = Erasure.objects.get()
    assert erasure.due_at - erasure.asked_at == dt.timedelta(days=7)
    drain_queue()
    assert [letter.to for letter in mail.outbox] == [["account@example.org"]]
    assert erase_due_people() == {"erased": 0, "kept": 0, "undecided": 0}
    assert "Odwołaj usunięcie" in client.get("/privacy/mine/").content.decode()
    client.post("/privacy/mine/erase/cancel/")
    Erasure.objects.update(due_at=timezone.now())
    assert erase_due_people() == {"erased": 0, "kept": 0, "undecided": 0}
    again = ask_for_erasure(person=cast["account"])
    Erasure.objects.filter(pk=again.pk).update(due_at=timezone.now())
    assert erase_due_people() == {"erased": 1, "kept": 0, "undecided": 0}
    assert list(Erasure.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "done"]
    assert client.get("/privacy/mine/").status_code == 302


def test_what_is_done_cannot_be_cancelled(cast: Cast) -> None:
    erasure = ask_for_erasure(person=cast["account"])
    erase_person(person=cast["account"], by=None)
    assert cancel_erasure(erasure=erasure, by=cast["administrator"]).state == "done"


@pytest.mark.django_db(transaction=True)
def test_shared_files_stay_unless_the_administrator_removes_them(
    signed_in_now: Any, cast: Cast, tmp_path: Path
) -> None:
    person = leave_traces()
    shared = Document.objects.get(visibility="organisation")
    kept, marked = (
        replace_file(
            document=shared,
            by=person,
            file=Checked(name="x.txt", media_type="text/plain", sha256=str(n) * 64, content=said.encode()),
        )
        for n, said in [(2, "nothing of anybody"), (3, f"{NAME} {WORD}")]
    )
    others = replace_file(
        document=shared,
        by=cast["administrator"],
        file=Checked(name="y.txt", media_type="text/plain", sha256="4" * 64, content=b"another's"),
    )
    address = f"/privacy/desk/people/{person.pk}/erase/"
    client = signed_in_now(cast["administrator"])
    search_files(person)
    page = client.get(address).content.decode()
    assert [f'name="file-outreach.files:{file.pk}"' in page for file in (kept, marked, others)] == [
        True, True, False,
    ]  # fmt: skip
    given = {f"file-outreach.files:{file.pk}": "remove" for file in (marked, others)}
    assert client.post(address, given).status_code == 302
    drain_queue()
    assert sorted(shared.files.values_list("pk", flat=True)) == sorted(
        [shared.files.get(number=1).pk, kept.pk, others.pk]
    )
    assert (traces_in_tables(), traces_in_files(tmp_path)) == ([], [])
    shared.refresh_from_db()
    assert (shared.title_pl, shared.title_en, shared.description_pl, shared.description_en) == (
        "Notatka: […]", "By […]", "Autorka: […], […]", "[…], […]",
    )  # fmt: skip
    assert shared.search_key == " notatka by autorka"
    assert shared.files.get(number=1).name == "CV-[…].txt"


@pytest.mark.django_db(transaction=True)
def test_with_its_only_file_a_shared_document_goes(cast: Cast) -> None:
    person = leave_traces()
    file = Document.objects.get(visibility="organisation").files.get()
    erase_person(person=person, by=None, removing={"outreach.files": [str(file.pk)]})
    assert (Document.objects.count(), default_storage.exists(file.stored)) == (0, False)


@pytest.mark.parametrize("who", ["programme_officer", "analyst", "city_coordinator", "account"])
def test_only_who_answers_for_personal_data_erases_others(client: Client, cast: Cast, who: str) -> None:
    client.force_login(cast[who])
    address = f"/privacy/desk/people/{cast['outsider'].pk}/erase/"
    assert [client.get(address).status_code, client.post(address).status_code] == [403, 403]
    assert Person.objects.get(pk=cast["outsider"].pk).erased_at is None


def test_an_administrator_erases_somebody_but_not_themselves(client: Client, cast: Cast) -> None:
    client.force_login(cast["administrator"])
    page = client.get(f"/privacy/desk/people/{cast['outsider'].pk}/erase/").content.decode()
    assert "Name-of-outsider" in page
    assert client.get(f"/privacy/desk/people/{cast['administrator'].pk}/erase/").status_code == 404


def test_an_administrator_erases_after_saying_once_more_who_it_is(
    client: Client, signed_in_now: Any, cast: Cast
) -> None:
    person = cast["outsider"]
    # A session may keep what a request says of itself (SERVER_NAME), in which "Name-of-outsider" would be found.
    Person.objects.filter(pk=person.pk).update(name="Łucja Nowopanieńska")
    address = f"/privacy/desk/people/{person.pk}/erase/"
    client.force_login(cast["administrator"])
    assert client.post(address)["Location"].startswith("/accounts/")
    assert Person.objects.get(pk=person.pk).erased_at is None
    signed_in_now(cast["administrator"])
    assert client.post(address)["Location"] == "/privacy/desk/"
    assert Person.objects.get(pk=person.pk).erased_at is not None
    assert client.post(address).status_code == 404


def test_whatever_is_declared_to_be_emptied_can_be() -> None:
    """A field that cannot raises here, not on the day somebody asks to be erased."""
    for declared in declarations().personal:
        if declared.on_erasure == EMPTY and declared.model not in BY_HAND:
            empty_fields(model_of(declared)._default_manager.none(), declared.fields)
