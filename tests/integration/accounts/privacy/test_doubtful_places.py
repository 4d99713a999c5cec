"""A surname alone in others' words: shown to who carries the erasure out, decided, kept without the words."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone

from empiria.apps.accounts.models import Circle, Erasure, Organisation, Person
from empiria.apps.accounts.services.circles import create_circle
from empiria.apps.accounts.services.erasure import (
    ask_for_erasure,
    doubtful_places,
    erase_due_people,
    erase_person,
)
from empiria.apps.accounts.services.erasure.asking import remind_of_erasure
from empiria.apps.accounts.services.organisations import create_organisation
from empiria.apps.monitor.models import Import, ImportFinding, Release
from empiria.apps.portal.models import ErrorReport
from empiria.apps.portal.services import create_error_report
from empiria.apps.system.models import AuditEntry, AuditText
from empiria.apps.system.services import record
from tests.integration.accounts.privacy.traces import leave_traces
from tests.integration.cast import Cast
from tests.integration.queue import drain_queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(cast: Cast) -> Person:
    """Two reports and an entry of the trail name the surname alone; another holds the whole name, one nothing."""
    person = cast["account"]
    Person.objects.filter(pk=person.pk).update(name="Anna Gołębiewska")
    person.refresh_from_db()
    for text in ("prosić panią Gołębiewską", "ul. Gołębiewskiego 5", "O Annie Gołębiewskiej", "Gołąb"):
        create_error_report(page="/", text=text)
    record(
        by=cast["administrator"], action="accounts.close-organisation", object_type="organisation", object_id=1,
        reason="tak chciała Gołębiewska",
    )  # fmt: skip
    # Of what is about the person, or said by them, all words go: nothing is to be decided.
    record(
        by=cast["administrator"], action="accounts.close-account", object_type="person", object_id=person.pk,
        reason="Gołębiewska odchodzi",
    )  # fmt: skip
    return person


ADDRESS = "/privacy/desk/people/{}/erase/"


def said() -> list[str]:
    return list(ErrorReport.objects.order_by("pk").values_list("text", flat=True))


def test_each_place_is_shown_with_what_stands_around_it(
    signed_in_now: Any, cast: Cast, person: Person
) -> None:
    client = signed_in_now(cast["administrator"])
    page = unescape(client.get(ADDRESS.format(person.pk)).content.decode())
    assert re.findall(r"<p>([^<]*)<mark>(.*?)</mark>([^<]*)</p>", page) == [
        ("prosić panią ", "Gołębiewską", ""),
        ("ul. ", "Gołębiewskiego", " 5"),
        ("tak chciała ", "Gołębiewska", ""),
    ]


def test_nobody_is_erased_before_every_place_is_decided(
    signed_in_now: Any, cast: Cast, person: Person
) -> None:
    client = signed_in_now(cast["administrator"])
    one, *_others = doubtful_places(person)
    answer = client.post(ADDRESS.format(person.pk), {f"place-{one.code}": "strike"})
    assert answer.status_code == 422
    assert answer.content.decode().count(" checked") == 1
    assert Person.objects.get(pk=person.pk).erased_at is None


def test_what_is_decided_is_done_and_kept_without_the_words(
    signed_in_now: Any, cast: Cast, person: Person
) -> None:
    reports = list(ErrorReport.objects.order_by("pk").values_list("pk", flat=True))
    trail = AuditText.objects.get(reason="tak chciała Gołębiewska")
    hers, street, entry = doubtful_places(person)
    given = {hers: "strike", street: "keep", entry: "strike"}
    client = signed_in_now(cast["administrator"])
    answer = client.post(
        ADDRESS.format(person.pk), {f"place-{place.code}": word for place, word in given.items()}
    )
    assert answer.status_code == 302
    assert said() == ["prosić panią […]", "ul. Gołębiewskiego 5", "O […]", "Gołąb"]
    trail.refresh_from_db()
    assert trail.reason == ""
    assert AuditEntry.objects.get(action="accounts.erase-person").details == {
        "struck-out": sorted(
            [f"portal.ErrorReport:{reports[0]}:text:1/1", f"system.AuditText:{trail.pk}:reason:1/1"]
        ),
        "not-theirs": [f"portal.ErrorReport:{reports[1]}:text:1/1"],
    }


@pytest.mark.django_db(transaction=True)
def test_who_erases_themselves_waits_until_every_place_is_decided(
    signed_in_now: Any, cast: Cast, person: Person
) -> None:
    erasure = ask_for_erasure(person=person)
    drain_queue()
    mail.outbox.clear()
    Erasure.objects.update(due_at=timezone.now())
    for _twice in range(2):
        assert erase_due_people() == {"erased": 0, "kept": 0, "undecided": 1}
    drain_queue()
    assert [letter.to for letter in mail.outbox] == [["administrator@example.org"]]
    assert "Gołębiewsk" not in mail.outbox[0].body
    client = signed_in_now(cast["administrator"])
    assert ADDRESS.format(person.pk) in client.get("/privacy/desk/").content.decode()
    Erasure.objects.update(
        asked_at=timezone.now() - dt.timedelta(days=32), reminded_at=timezone.now() - dt.timedelta(days=2)
    )
    assert "po terminie" in client.get("/privacy/desk/").content.decode()
    erasure.refresh_from_db()
    assert [remind_of_erasure(erasure) for _twice in range(2)] == [True, False]
    given = {f"place-{place.code}": "strike" for place in doubtful_places(person)}
    assert client.post(ADDRESS.format(person.pk), given).status_code == 302
    erasure.refresh_from_db()
    assert erasure.state == "done"
    assert said()[0] == "prosić panią […]"
    assert "undecided" not in AuditEntry.objects.get(action="accounts.erase-person").details


@pytest.mark.django_db(transaction=True)
def test_who_erases_themselves_waits_until_their_files_are_looked_at(cast: Cast) -> None:
    person = leave_traces()
    Erasure.objects.update(due_at=timezone.now())
    assert erase_due_people()["undecided"] == 1
    assert Person.objects.get(pk=person.pk).erased_at is None


def test_places_nobody_decided_of_are_named_in_the_trail(person: Person) -> None:
    erase_person(person=person, by=None)
    told = AuditEntry.objects.get(action="accounts.erase-person").details
    assert (list(told), len(told["undecided"])) == (["undecided"], 3)


def test_a_text_that_changed_meanwhile_is_not_struck_out(person: Person) -> None:
    decided = {place.code: True for place in doubtful_places(person)}
    ErrorReport.objects.filter(text__startswith="prosić").update(text="prosić Gołębiewską z ratusza")
    erase_person(person=person, by=None, decided=decided)
    assert said()[:2] == ["prosić Gołębiewską z ratusza", "ul. […] 5"]


def test_before_its_day_nobody_decides_of_an_erasure(signed_in_now: Any, cast: Cast, person: Person) -> None:
    ask_for_erasure(person=person)
    page = signed_in_now(cast["administrator"]).get("/privacy/desk/").content.decode()
    assert "Anna Gołębiewska" in page
    assert ADDRESS.format(person.pk) not in page


def test_notes_beside_the_figures_are_looked_through_too(person: Person) -> None:
    release = Release.objects.create(code="2026-1", note="Przygotowała Anna Gołębiewska")
    erase_person(person=person, by=None)
    release.refresh_from_db()
    assert release.note == "Przygotowała […]"


def test_a_firm_called_after_a_person_is_asked_about(cast: Cast, person: Person) -> None:
    by = cast["administrator"]
    firms = [
        create_organisation(kind="company", name=name, by=by)
        for name in ("Doradztwo Anna Gołębiewska", "account@example.org", "Gołębiewska i Wspólnicy")
    ]
    create_circle(code="zz", kind="network", title_pl="Sieć Anny Gołębiewskiej", by=by)
    ours = ("accounts.Organisation", "accounts.Circle")
    places = [place for place in doubtful_places(person) if place.model in ours]
    assert [place.word for place in places] == [
        "Anna Gołębiewska", "account@example.org", "Gołębiewska", "Anny Gołębiewskiej",
    ]  # fmt: skip
    firm, *_others = places
    erase_person(person=person, by=by, decided={firm.code: True})
    told = [Organisation.objects.get(pk=firm.pk) for firm in firms]
    assert [(one.name, one.search_key) for one in told] == [
        ("Doradztwo […]", "doradztwo"),
        ("account@example.org", "account example org"),
        ("Gołębiewska i Wspólnicy", "golebiewska i wspolnicy"),
    ]
    assert Circle.objects.get(code="zz").title_pl == "Sieć Anny Gołębiewskiej"


def test_addresses_of_pages_and_what_stood_in_files_are_looked_through(person: Person) -> None:
    report = create_error_report(page="/", text="x")
    ErrorReport.objects.filter(pk=report.pk).update(page="/people/?q=account%40example.org")
    read = Import.objects.create(release=Release.objects.create(code="2026-1"), file_name="x.csv", size=1)
    finding = ImportFinding.objects.create(
        source_import=read, code="x", severity="error", message="Not known",
        params={"value": "od Anny Gołębiewskiej", "seen": ["pani Gołębiewska", 3]},
    )  # fmt: skip
    place = next(place for place in doubtful_places(person) if place.model == "monitor.ImportFinding")
    erase_person(person=person, by=None, decided={place.code: True})
    report.refresh_from_db()
    finding.refresh_from_db()
    assert report.page == "/people/?q=[…]"
    assert finding.params == {"value": "od […]", "seen": ["pani […]", 3]}


def test_keys_of_others_are_no_words_but_the_name_of_a_passkey_is(cast: Cast, person: Person) -> None:
    """A key made of chance may look like a name: struck out, it would lock its owner out."""
    by = cast["administrator"]
    secret = {"secret": "gAAAAB Anna Gołębiewska", "seed": "Gołębiewska", "migrated_codes": ["Gołębiewska"]}
    passkey = {"name": "telefon Anny Gołębiewskiej", "credential": {"id": "Anna-Gołębiewska"}}
    kept = [
        Authenticator.objects.create(user=by, type=Authenticator.Type.WEBAUTHN, data=data)
        for data in (secret, passkey)
    ]
    assert [place for place in doubtful_places(person) if place.model == "mfa.Authenticator"] == []
    erase_person(person=person, by=None)
    assert [Authenticator.objects.get(pk=one.pk).data for one in kept] == [
        secret,
        passkey | {"name": "telefon […]"},
    ]
