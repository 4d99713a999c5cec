"""A surname alone in others' words: shown to who carries the erasure out, decided, kept without the words."""

import datetime as dt
import json
import re
from html import unescape
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone

from empiria.apps.accounts.models import (
    Circle,
    Erasure,
    Invitation,
    Organisation,
    OrganisationContact,
    Person,
)
from empiria.apps.accounts.services import save_contact
from empiria.apps.accounts.services.circles import create_circle
from empiria.apps.accounts.services.erasure import (
    ask_for_erasure,
    doubtful_places,
    erase_due_people,
    erase_person,
)
from empiria.apps.accounts.services.erasure.asking import remind_of_erasure
from empiria.apps.accounts.services.organisations import create_organisation
from empiria.apps.monitor.models import Area, Dimension, Import, ImportFinding, Indicator, Release
from empiria.apps.places.models import Classification, Typology, TypologyClass, Unit
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


def test_many_places_stand_on_pages_that_keep_what_was_chosen(
    signed_in_now: Any, cast: Cast, person: Person, monkeypatch: Any
) -> None:
    monkeypatch.setattr("empiria.apps.accounts.views.erasure.PER_PAGE", 2)
    client, address = signed_in_now(cast["administrator"]), ADDRESS.format(person.pk)
    fields = [f"place-{place.code}" for place in doubtful_places(person)]

    def shown(answer: Any) -> tuple[int, list[str], dict[str, str]]:
        page = unescape(answer.content.decode())
        asked = re.findall(r'name="(place-\w+)" value="strike"', page)
        kept = re.search(r'name="given" value="(.*?)">', page)
        assert kept
        return answer.status_code, asked, json.loads(kept[1])

    assert shown(client.get(address)) == (200, fields[:2], {})
    # Turned over, back, and changed there.
    first = {fields[0]: "keep", fields[1]: "keep"}
    assert shown(client.post(address, {**first, "page": "2"})) == (200, fields[2:], first)
    told = {fields[2]: "strike", "given": json.dumps(first), "page": "1"}
    assert shown(client.post(address, told)) == (200, fields[:2], {fields[2]: "strike"})
    # Not everything is decided of: the page is shown on which something is missing.
    missing = {fields[0]: "strike", fields[1]: "keep", "given": "nonsense"}
    assert shown(client.post(address, missing)) == (422, fields[2:], {fields[0]: "strike", fields[1]: "keep"})
    assert Person.objects.get(pk=person.pk).erased_at is None
    last = {fields[0]: "strike", fields[1]: "keep", "given": json.dumps({fields[2]: "strike"})}
    assert client.post(address, last).status_code == 302
    assert said()[:2] == ["prosić panią […]", "ul. Gołębiewskiego 5"]
    assert not AuditText.objects.filter(reason="tak chciała Gołębiewska").exists()


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
    # Well over a month: 32 days before the last hour of a day in winter is, in summer time, a day less.
    Erasure.objects.update(
        asked_at=timezone.now() - dt.timedelta(days=40), reminded_at=timezone.now() - dt.timedelta(days=2)
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


def test_the_beginning_of_a_surname_that_somebody_searched_the_trail_for_is_shown(
    signed_in_now: Any, cast: Cast, person: Person
) -> None:
    client = signed_in_now(cast["administrator"])
    for words in ("golebiewsk", "brak Gołębie", "account@ex", "gołąb", "anna", "Goł"):
        client.get("/audit/", {"words": words})
    shown = [place.word for place in doubtful_places(person) if place.field == "texts"]
    assert sorted(shown) == ["Gołębie", "account@ex", "golebiewsk"]
    decided = {place.code: True for place in doubtful_places(person)}
    erase_person(person=person, by=None, decided=decided)
    left = AuditText.objects.filter(entry__object_type="audit-trail", emptied_at=None)
    assert sorted(text["words"] for text in left.values_list("texts", flat=True)) == ["Goł", "anna", "gołąb"]


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
    area = Area.objects.create(code="a", dimension=Dimension.objects.create(code="d", position=1), position=1)
    indicator = Indicator.objects.create(
        code="x",
        area=area,
        source_pl="obliczenia Anny Gołębiewskiej",
        definition_en="As Anna Gołębiewska counts",
    )
    typology = Typology.objects.create(code="t", source="x")
    held = Classification.objects.create(
        unit=Unit.objects.create(code="u", level="municipality", name="Uście", valid_from=dt.date(2000, 1, 1)),
        typology_class=TypologyClass.objects.create(typology=typology, code="c", position=1),
        valid_from=dt.date(2020, 1, 1), source="Anna Gołębiewska", edition="2020 (Gołębiewska Anna)",
    )  # fmt: skip
    erase_person(person=person, by=None)
    for row in (release, indicator, held):
        row.refresh_from_db()
    assert release.note == "Przygotowała […]"
    assert (indicator.source_pl, indicator.definition_en) == ("obliczenia […]", "As […] counts")
    assert (held.source, held.edition) == ("[…]", "2020 ([…])")


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


def test_an_account_called_after_somebody_is_asked_about_and_not_another_of_the_surname(
    cast: Cast, person: Person
) -> None:
    assistant, relative = cast["outsider"], cast["resident"]
    Person.objects.filter(pk=assistant.pk).update(name="Asystent Anny Gołębiewskiej")
    Person.objects.filter(pk=relative.pk).update(name="Jan Gołębiewski")
    (place,) = [place for place in doubtful_places(person) if place.model == "accounts.Person"]
    erase_person(person=person, by=None, decided={place.code: True})
    assistant.refresh_from_db()
    relative.refresh_from_db()
    assert (assistant.name, relative.name) == ("Asystent […]", "Jan Gołębiewski")


def test_a_code_that_names_the_person_is_shown_and_becomes_another(
    signed_in_now: Any, cast: Cast, person: Person
) -> None:
    by = cast["administrator"]
    hers, street = (
        create_circle(code=code, kind="network", title_pl=code[:2], by=by)
        for code in ("siec-anny-golebiewskiej", "ul-golebiewskiego")
    )
    # Somebody has taken the code that comes first to mind.
    create_circle(code=f"erased-{hers.pk}", kind="network", title_pl="x", by=by)
    client = signed_in_now(by)
    page = unescape(client.get(ADDRESS.format(person.pk)).content.decode())
    assert f"To ta osoba: kod zmieni się na erased-{hers.pk}-." in page
    given = {
        f"place-{place.code}": "strike" if place.pk == hers.pk or place.model != "accounts.Circle" else "keep"
        for place in doubtful_places(person)
    }
    assert client.post(ADDRESS.format(person.pk), given).status_code == 302
    hers.refresh_from_db()
    street.refresh_from_db()
    assert (hers.code, street.code) == (f"erased-{hers.pk}-", "ul-golebiewskiego")
    told = AuditEntry.objects.get(action="accounts.erase-person").details
    assert f"accounts.Circle:{hers.pk}:code:1/1" in told["struck-out"]
    assert told["not-theirs"] == [f"accounts.Circle:{street.pk}:code:1/1"]


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


def test_addresses_that_hold_the_name_are_asked_about_and_go_with_their_row(
    cast: Cast, person: Person
) -> None:
    by, office = cast["administrator"], Organisation.objects.first()
    assert office
    for email in ("anna.golebiewska@urzad.example", "golebiewska@inny.example", "account+gmina@example.org"):
        save_contact(organisation=office, label="x", email=email, phone="+48 22 111 22 33", by=by)
    reader = create_error_report(page="/", text="Nie działa", contact="a.golebiewska@urzad.example")
    invited = Invitation.objects.create(
        email="anna-golebiewska@urzad.example", key="k", token_digest="d", expires_at=timezone.now()
    )
    # Of an account, another's: nobody is asked.
    Person.objects.filter(pk=cast["outsider"].pk).update(email="golebiewska@example.org")
    EmailAddress.objects.create(user=cast["outsider"], email="account+1@example.org")
    places = [place for place in doubtful_places(person) if place.is_address]
    assert sorted(place.word for place in places) == [
        "a.golebiewska@urzad.example",
        "anna-golebiewska@urzad.example",
        "anna.golebiewska@urzad.example",
        "golebiewska@inny.example",
    ]
    erase_person(
        person=person, by=by, decided={place.code: "inny.example" not in place.text for place in places}
    )
    assert list(
        OrganisationContact.objects.filter(label="x").order_by("pk").values_list("email", "phone")
    ) == [("", ""), ("golebiewska@inny.example", "+48 22 111 22 33"), ("", "")]
    reader.refresh_from_db()
    assert (reader.text, reader.contact) == ("", "")
    assert not Invitation.objects.filter(pk=invited.pk).exists()
    assert EmailAddress.objects.filter(user=cast["outsider"], email="account+1@example.org").exists()
