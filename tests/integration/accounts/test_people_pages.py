"""The pages with which people are kept: who gets in, whom they see there, what they change."""

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from empiria.apps.accounts.models import Membership, Person, RoleGrant
from empiria.apps.accounts.rules import standing_of
from empiria.apps.accounts.services import add_membership, correct_person, create_person, grant_role
from empiria.apps.system.models import AuditEntry
from tests.integration.cast import ACCOUNT, OUTSIDER, VISITOR, Cast, signed_in_now

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
KEEPERS = {"administrator", "programme_officer", "city_coordinator", "network_coordinator"}


def opened(cast: Cast, who: str) -> Client:
    return Client() if who == VISITOR else signed_in_now(Client(), cast[who])


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def shown(cast: Cast, page: str) -> set[str]:
    """Whose name stands on a page, below the header with the reader's own."""
    page = page.partition('id="main"')[2]
    return {who for who, person in cast.people.items() if f">{person.name}<" in page}


@pytest.mark.parametrize("path", ["/accounts/people/", "/accounts/people/export.csv"])
def test_who_gets_into_the_list(cast: Cast, path: str) -> None:
    status = {who: opened(cast, who).get(path).status_code for who in [VISITOR, *cast.people]}
    expected = {who: 200 if who in KEEPERS else 403 for who in cast.people} | {VISITOR: 302}
    assert status == expected


def test_everybody_sees_their_own_people_only(cast: Cast) -> None:
    of_the_city = {
        "leader", "city_coordinator", "city_team_member", "survey_lead", "school_contact",
        "city_adviser", "strategic_adviser", "sectoral_adviser",
    }  # fmt: skip
    of_the_network = {"network_coordinator", "network_member", "cross_city_team_member", "observer"}
    seen = {who: shown(cast, text(opened(cast, who), "/accounts/people/")) for who in KEEPERS}
    assert seen == {
        "administrator": set(cast.people),
        "programme_officer": set(cast.people),
        "city_coordinator": of_the_city,
        "network_coordinator": of_the_network,
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=name-of-expert", {"expert"}),
        ("q=NAME-of+expert", {"expert"}),
        ("q=school-contact@example.org", {"school_contact"}),
        ("q=zolw", {ACCOUNT}),
        ("q=%C5%BB%C3%B3%C5%82w", {ACCOUNT}),
        ("q=poznan", set()),
        ("q=warszawa", {"leader"}),
        ("role=leader", {"leader"}),
        ("role=observer", {"observer"}),
        ("role=no_such_role", set()),
        ("function=mayor", {"leader"}),
        ("state=closed", {"resident"}),
        ("q=nobody-at-all", set()),
        ("role=expert&state=closed", set()),
    ],
)
def test_search_and_filters(cast: Cast, query: str, found: set[str]) -> None:
    correct_person(person=cast[ACCOUNT], name="ŻÓŁW", form="neutral", language="pl", by=None)
    cast[ACCOUNT].refresh_from_db()
    Person.objects.filter(pk=cast["resident"].pk).update(is_active=False)
    page = text(opened(cast, "administrator"), f"/accounts/people/?{query}")
    assert shown(cast, page) == found


def test_the_list_is_narrowed_to_an_organisation_and_to_a_circle(cast: Cast) -> None:
    client = opened(cast, "administrator")
    page = text(client, f"/accounts/people/?organisation={cast.other_city.pk}")
    assert shown(cast, page) == {OUTSIDER}
    page = text(client, f"/accounts/people/?circle={cast.leaders_network.pk}")
    assert shown(cast, page) == {"leader"}
    assert shown(cast, text(client, "/accounts/people/?organisation=x&state=y&page=z")) == set(cast.people)


def test_nobody_finds_out_by_a_filter_what_they_do_not_see(cast: Cast) -> None:
    """A member of the city's team is an expert of the association, and belongs to another city too."""
    grant_role(person=cast["city_team_member"], role="expert", by=None)
    add_membership(
        person=cast["city_team_member"], organisation=cast.other_city, function="councillor", by=None
    )
    client = opened(cast, "city_coordinator")
    for query in ("role=expert", "function=councillor", "q=poznan", f"organisation={cast.other_city.pk}"):
        page = text(client, f"/accounts/people/?{query}")
        assert shown(cast, page) == set()
        assert "Poznan" not in page.replace('value="poznan"', "")
    detail = text(client, f"/accounts/people/{cast['city_team_member'].pk}/")
    assert "Poznan" not in detail
    assert "/functions/" not in detail.replace("/functions/new/", "")


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def test_the_list_takes_as_many_queries_for_three_people_as_for_one(cast: Cast) -> None:
    client = opened(cast, "administrator")
    one = queries(client, "/accounts/people/?role=expert")
    for number in range(2):
        person = create_person(email=f"{number}@example.org", name=f"N{number}", by=None, roles=["expert"])
        for organisation in (cast.city, cast.other_city):
            add_membership(person=person, organisation=organisation, function="other", by=None)
    assert queries(client, "/accounts/people/?role=expert") == one


def test_the_export_holds_the_same_people_and_is_noted(cast: Cast) -> None:
    correct_person(
        person=cast["leader"], name="=HYPERLINK(1)", form="feminine", language="pl", by=cast["administrator"]
    )
    cast["leader"].refresh_from_db()
    client = opened(cast, "city_coordinator")
    answer = client.get("/accounts/people/export.csv?q=warszawa&role=leader")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    title = cast["leader"].memberships.get().function_title
    assert rows[1:] == [["'=HYPERLINK(1)", "leader@example.org", f"{title}, Miasto Warszawa", "", "tak"]]
    entry = AuditEntry.objects.filter(action="system.read").latest("pk")
    assert (entry.by, entry.object_type, entry.object_id) == (
        str(cast["city_coordinator"].pk), "person", str(cast["leader"].pk),
    )  # fmt: skip


def test_who_is_not_seen_does_not_exist(cast: Cast) -> None:
    client = opened(cast, "city_coordinator")
    hidden, none = f"/accounts/people/{cast[OUTSIDER].pk}/", "/accounts/people/987654321/"
    with CaptureQueriesContext(connection) as first:
        there = client.get(hidden)
    with CaptureQueriesContext(connection) as second:
        nowhere = client.get(none)
    assert (there.status_code, nowhere.status_code, len(first)) == (404, 404, len(second))
    # The address stands in links to the other language and to reporting an error, there with its slashes written out.
    bodies = [
        TOKEN.sub("", answer.content.decode()).replace("%2F", "/").replace(path, "")
        for answer, path in ((there, hidden), (nowhere, none))
    ]
    assert bodies[0] == bodies[1]
    assert not AuditEntry.objects.filter(action="system.read").exists()


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("who", sorted(KEEPERS))
def test_a_person_page_is_shown_to_who_keeps_them(cast: Cast, who: str, language: str) -> None:
    seen = {"network_coordinator": "network_member"}.get(who, "city_team_member")
    assert cast[seen].name in text(opened(cast, who), f"{language}/accounts/people/{cast[seen].pk}/")


def test_functions_and_roles_are_said_in_the_form_of_the_person(cast: Cast) -> None:
    client = opened(cast, "administrator")
    pages = {}
    for form in ("feminine", "masculine", "neutral"):
        correct_person(
            person=cast["city_coordinator"],
            name="Someone",
            form=form,
            language="pl",
            by=cast["administrator"],
        )
        pages[form] = text(client, f"/accounts/people/{cast['city_coordinator'].pk}/")
    words = {"feminine": "koordynatorka", "masculine": "koordynator", "neutral": "osoba koordynująca"}
    for form, word in words.items():
        assert f'<th scope="row">{word}' in pages[form]


def post(client: Client, path: str, **data: Any) -> int:
    return client.post(path, data).status_code


def test_correcting_a_person(cast: Cast) -> None:
    client, person = opened(cast, "programme_officer"), cast["expert"]
    path = f"/accounts/people/{person.pk}/edit/"
    assert post(client, path, name="", form="neutral", language="pl") == 200
    assert post(client, path, name="New Name", form="feminine", language="en", reason="asked") == 302
    person.refresh_from_db()
    assert (person.name, person.form, person.language) == ("New Name", "feminine", "en")


@pytest.mark.parametrize("what", ["edit", "close"])
def test_the_staff_are_kept_by_who_gives_any_role(cast: Cast, what: str) -> None:
    path = f"/accounts/people/{cast['analyst'].pk}/{what}/"
    status = {who: opened(cast, who).get(path).status_code for who in KEEPERS}
    assert status == {
        "administrator": 200, "programme_officer": 404, "city_coordinator": 403, "network_coordinator": 403,
    }  # fmt: skip


def test_closing_an_account_signs_out_and_can_be_taken_back(cast: Cast) -> None:
    client, theirs = opened(cast, "programme_officer"), opened(cast, "expert")
    path = f"/accounts/people/{cast['expert'].pk}"
    assert theirs.get("/accounts/").status_code == 200
    assert post(client, f"{path}/close/", reason="left") == 302
    assert theirs.get("/accounts/").status_code == 302
    assert post(client, f"{path}/reopen/") == 302
    assert Person.objects.get(pk=cast["expert"].pk).is_active
    assert theirs.get("/accounts/").status_code == 302


def test_nobody_closes_their_own_account_here(cast: Cast) -> None:
    client = opened(cast, "administrator")
    assert post(client, f"/accounts/people/{cast['administrator'].pk}/close/") == 404


def test_the_last_administrator_is_told_why_not(cast: Cast) -> None:
    client, grant = opened(cast, "administrator"), cast["administrator"].grants.get()
    answer = client.post(
        f"/en/accounts/people/roles/{grant.pk}/end/", {"on": timezone.localdate().isoformat()}
    )
    assert (answer.status_code, "last administrator" in answer.content.decode()) == (200, True)
    assert RoleGrant.objects.filter(pk=grant.pk, valid_to=None).exists()


def today() -> str:
    return timezone.localdate().isoformat()


def test_a_function_is_added_ended_and_taken_back(cast: Cast) -> None:
    client, person = opened(cast, "programme_officer"), cast[ACCOUNT]
    path = f"/accounts/people/{person.pk}/functions/new/"
    sent = {"organisation": f"id:{cast.city.pk}", "function": "secretary", "valid_from": "2026-01-01"}
    for _time in range(2):
        assert post(client, path, **sent) == 302
    membership = person.memberships.get()
    assert (membership.organisation, membership.function) == (cast.city, "secretary")
    end = f"/accounts/people/functions/{membership.pk}"
    assert post(client, f"{end}/end/", on="2025-12-31") == 200
    for _time in range(2):
        assert post(client, f"{end}/end/", on=today()) == 302
    assert "/reopen/" in text(client, f"/accounts/people/{person.pk}/")
    assert post(client, f"{end}/reopen/") == 302
    membership.refresh_from_db()
    assert membership.valid_to is None


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("miasto warsz", 302),
        ("1465", 302),
        ("miasto", 200),
        ("nothing", 200),
        ("id:x", 200),
        ("id:987654", 200),
    ],
)
def test_an_organisation_is_found_by_a_part_of_its_name(
    cast: Cast, typed: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("empiria.apps.accounts.forms.staff.FEW", 2)
    client = opened(cast, "administrator")
    path = f"/en/accounts/people/{cast[ACCOUNT].pk}/functions/new/"
    answer = client.post(path, {"organisation": typed, "function": "other", "valid_from": today()})
    assert answer.status_code == status
    offered = typed == "miasto" and "Miasto Poznan" in answer.content.decode()
    assert offered is (typed == "miasto")


def test_a_chosen_organisation_is_written_as_people_would_type_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = opened(cast, "administrator")
    path = f"/accounts/people/{cast[ACCOUNT].pk}/functions/new/?organisation=id:{cast.city.pk}"
    assert f'<option value="id:{cast.city.pk}" selected>' in text(client, path)
    monkeypatch.setattr("empiria.apps.accounts.forms.staff.FEW", 2)
    assert 'value="1465011 Miasto Warszawa"' in text(client, path)


def test_a_city_coordinator_adds_people_of_the_city_but_makes_nobody_mayor(cast: Cast) -> None:
    client, person = opened(cast, "city_coordinator"), cast["city_team_member"]
    path = f"/accounts/people/{person.pk}/functions/new/"
    sent = {"organisation": f"id:{cast.city.pk}", "function": "team_member", "valid_from": today()}
    assert post(client, path, **{**sent, "function": "mayor"}) == 200
    assert post(client, path, **{**sent, "organisation": f"id:{cast.other_city.pk}"}) == 200
    assert not person.memberships.exists()
    assert post(client, path, **sent) == 302
    assert person.memberships.get().function == "team_member"
    mayor = Membership.objects.get(function="mayor")
    assert client.get(f"/accounts/people/functions/{mayor.pk}/end/").status_code == 404
    assert client.get(f"/accounts/people/{cast[OUTSIDER].pk}/functions/new/").status_code == 404


def test_roles_are_given_by_who_may_give_them(cast: Cast) -> None:
    person = cast["city_team_member"]
    path = f"/accounts/people/{person.pk}/roles/new/?role="
    status = {}
    for who in ("administrator", "programme_officer", "city_coordinator"):
        for role in ("administrator", "expert", "city_coordinator", "survey_lead"):
            client = opened(cast, who)
            place = {} if role in {"administrator", "expert"} else {"organisation": f"id:{cast.city.pk}"}
            client.post(path + role, {"valid_from": today(), **place})
            status[who, role] = role in {held.code for held in standing_of(person).roles}
            RoleGrant.objects.filter(person=person).exclude(role="city_team_member").delete()
    assert {pair for pair, given in status.items() if given} == {
        ("administrator", "administrator"), ("administrator", "expert"),
        ("administrator", "city_coordinator"), ("administrator", "survey_lead"),
        ("programme_officer", "expert"), ("programme_officer", "city_coordinator"),
        ("programme_officer", "survey_lead"), ("city_coordinator", "survey_lead"),
    }  # fmt: skip


def test_a_role_in_another_city_is_not_given(cast: Cast) -> None:
    client, person = opened(cast, "city_coordinator"), cast["city_team_member"]
    path = f"/accounts/people/{person.pk}/roles/new/?role=survey_lead"
    assert post(client, path, organisation=f"id:{cast.other_city.pk}", valid_from=today()) == 200
    assert list(person.grants.values_list("role", flat=True)) == ["city_team_member"]


def test_a_role_is_ended_by_who_may_give_it(cast: Cast) -> None:
    grants = {who: cast[who].grants.first() for who in ("city_team_member", "city_coordinator", "expert")}
    client = opened(cast, "city_coordinator")
    status = {
        who: client.get(f"/accounts/people/roles/{grant.pk}/end/").status_code
        for who, grant in grants.items()
        if grant
    }
    assert status == {"city_team_member": 200, "city_coordinator": 404, "expert": 404}
    RoleGrant.objects.update(valid_from=dt.date(2020, 1, 1))
    path = f"/accounts/people/roles/{grants['city_team_member'].pk}"  # type: ignore[union-attr]
    assert post(client, f"{path}/end/", on=today()) == 302
    assert cast["city_team_member"].grants.get().valid_to == timezone.localdate()
    # Somebody who was of the city stays on its list, and the end is taken back there.
    assert post(client, f"{path}/reopen/") == 302
    assert cast["city_team_member"].grants.get().valid_to is None
