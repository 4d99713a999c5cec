"""The pages with which organisations, networks and teams are kept."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from empiria.apps.accounts.models import Circle, Invitation, Organisation, Person, RoleGrant
from empiria.apps.accounts.services import (
    create_circle,
    create_organisation,
    create_person,
    grant_role,
    rename_organisation,
    save_contact,
)
from empiria.apps.places.models import Unit
from empiria.apps.system.models import AuditEntry
from tests.integration.cast import ACCOUNT, OUTSIDER, VISITOR, Cast, signed_in_now
from tests.integration.queue import drain_queue

pytestmark = pytest.mark.django_db
ALL = {"administrator", "programme_officer"}
KEEPERS = ALL | {"city_coordinator", "network_coordinator"}


def opened(cast: Cast, who: str) -> Client:
    return Client() if who == VISITOR else signed_in_now(Client(), cast[who])


def statuses(cast: Cast, path: str) -> dict[str, int]:
    return {who: opened(cast, who).get(path).status_code for who in [VISITOR, *cast.people]}


def body(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode().partition('id="main"')[2]


def post(client: Client, path: str, **data: Any) -> int:
    return client.post(path, data).status_code


def expected(cast: Cast, **per_role: int) -> dict[str, int]:
    return {who: per_role.get(who, 403) for who in cast.people} | {VISITOR: 302}


def test_who_gets_to_organisations_and_circles(cast: Cast) -> None:
    everywhere = dict.fromkeys(ALL, 200)
    place = dict.fromkeys(KEEPERS, 200)
    assert statuses(cast, "/accounts/organisations/") == expected(cast, **place)
    assert statuses(cast, "/accounts/circles/") == expected(cast, **place)
    city, other = cast.city.pk, cast.other_city.pk
    assert statuses(cast, f"/accounts/organisations/{city}/") == expected(
        cast, **everywhere, city_coordinator=200, network_coordinator=404
    )
    assert statuses(cast, f"/accounts/organisations/{other}/") == expected(
        cast, **everywhere, city_coordinator=404, network_coordinator=404
    )
    assert statuses(cast, f"/accounts/circles/{cast.network.pk}/") == expected(
        cast, **everywhere, city_coordinator=404, network_coordinator=200
    )
    assert statuses(cast, f"/accounts/circles/{cast.leaders_network.pk}/") == expected(
        cast, **everywhere, city_coordinator=404, network_coordinator=404
    )


@pytest.mark.parametrize(
    "path",
    [
        "organisations/new/",
        "organisations/municipalities/",
        "organisations/{city}/edit/",
        "organisations/{city}/rename/",
        "organisations/{city}/close/",
        "circles/new/",
        "circles/{network}/edit/",
        "circles/{network}/end/",
    ],
)
def test_who_changes_them(cast: Cast, path: str) -> None:
    address = f"/accounts/{path.format(city=cast.city.pk, network=cast.network.pk)}"
    status = {who: opened(cast, who).get(address).status_code for who in [*KEEPERS, ACCOUNT]}
    assert status == {who: 200 if who in ALL else 403 for who in [*KEEPERS, ACCOUNT]}


def test_the_list_shows_what_is_seen_and_searched(cast: Cast) -> None:
    create_organisation(kind="ngo", name="Żółw", by=None)
    everything = {"Miasto Warszawa", "Miasto Poznan", "Liceum", "Żółw"}

    def shown(who: str, query: str = "") -> set[str]:
        page = body(opened(cast, who), f"/accounts/organisations/{query}")
        return {name for name in everything if f">{name}</a>" in page}

    assert shown("administrator") == everything
    assert shown("city_coordinator") == {"Miasto Warszawa"}
    assert shown("network_coordinator") == set()
    for query, found in {
        "?q=zolw": {"Żółw"},
        "?q=1465": {"Miasto Warszawa"},
        "?kind=school": {"Liceum"},
        "?state=closed": set(),
        "?q=nothing": set(),
    }.items():
        assert shown("administrator", query) == found


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def test_lists_take_as_many_queries_for_three_as_for_one(cast: Cast) -> None:
    client = opened(cast, "administrator")
    # The reading of contacts is noted where there are any.
    save_contact(organisation=cast.city, label="L", phone="1", by=None)
    lists = [
        "/accounts/organisations/?kind=municipality",
        "/accounts/circles/",
        f"/accounts/circles/{cast.network.pk}/",
        f"/accounts/organisations/{cast.city.pk}/",
    ]
    before = [queries(client, path) for path in lists]
    for number in range(2):
        unit = Unit.objects.create(
            code=f"30640{number + 2}",
            teryt=f"30640{number + 2}1",
            level="municipality",
            name="N",
            search_key="n",
        )
        create_organisation(kind="municipality", name=f"N{number}", unit_id=unit.pk, by=None)
        create_organisation(kind="school", name=f"S{number}", parent=cast.city, by=None)
        create_circle(code=f"c{number}", kind="team", title_pl=f"C{number}", by=None)
        person = create_person(email=f"{number}@example.org", name=f"P{number}", by=None)
        grant_role(person=person, role="network_member", circle=cast.network, by=None)
        grant_role(person=person, role="city_team_member", organisation=cast.city, by=None)
        save_contact(organisation=cast.city, label=f"L{number}", phone="1", by=None)
    assert [queries(client, path) for path in lists] == before


@pytest.mark.parametrize("language", ["", "/en"])
def test_an_organisation_shows_its_people_names_contacts_and_children(cast: Cast, language: str) -> None:
    rename_organisation(organisation=cast.city, name="Warszawa Nowa", by=None, on=dt.date(2026, 1, 1))
    save_contact(organisation=cast.city, label="Sekretariat", email="office@example.org", by=None)
    page = body(opened(cast, "administrator"), f"{language}/accounts/organisations/{cast.city.pk}/")
    wanted = [
        "Warszawa Nowa",
        "Miasto Warszawa",
        "office@example.org",
        "Liceum",
        "Name-of-leader",
        "/monitor/1465011/",
    ]
    assert [words for words in wanted if words not in page] == []
    assert "Name-of-outsider" not in page


def test_a_unit_that_has_its_organisation_is_refused_at_its_field(cast: Cast) -> None:
    client = opened(cast, "programme_officer")
    sent = {"kind": "municipality", "name": "X", "unit": "1465011"}
    page = client.post("/en/accounts/organisations/new/", sent).content.decode()
    assert "organisation_one_per_unit" not in page
    assert '<a href="#id_unit">TERYT code of the unit</a>: This unit has its organisation already' in page


def test_an_organisation_is_made_corrected_renamed_closed_and_opened(cast: Cast) -> None:
    client = opened(cast, "programme_officer")
    path = "/accounts/organisations/"
    assert post(client, f"{path}new/", kind="municipality", name="X") == 200
    assert post(client, f"{path}new/", kind="ngo", name="X", unit="1465011") == 200
    assert post(client, f"{path}new/", kind="municipality", name="X", unit="9999999") == 200
    assert post(client, f"{path}new/", kind="municipality", name="X", unit="1465011") == 200
    assert not Organisation.objects.filter(name="X").exists()
    for _time in range(2):
        assert (
            post(client, f"{path}new/", kind="school", name="II Liceum", parent=f"id:{cast.school.pk}") == 302
        )
    made = Organisation.objects.get(name="II Liceum")
    assert made.parent == cast.school
    own = f"{path}{made.pk}/"
    assert post(client, f"{own}edit/", name="II LO", parent="") == 302
    assert post(client, f"{own}rename/", name="Nowe LO", on="2026-01-01") == 302
    assert post(client, f"{own}rename/", name="Inne LO", on="2025-01-01") == 200
    assert post(client, f"{own}close/", reason="merged") == 302
    made.refresh_from_db()
    assert (made.name, made.parent, made.is_closed) == ("Nowe LO", None, True)
    assert post(client, f"{own}reopen/") == 302
    made.refresh_from_db()
    assert not made.is_closed


def test_contacts_are_kept_by_the_city_too(cast: Cast) -> None:
    client = opened(cast, "city_coordinator")
    own, other = (f"/accounts/organisations/{one.pk}/contacts/new/" for one in (cast.city, cast.other_city))
    sent = {"label": "Sekretariat", "phone": "22 100 00 00"}
    assert (post(client, own, **sent), post(client, own, **sent), post(client, other, **sent)) == (
        302,
        302,
        404,
    )
    contact = cast.city.contacts.get()
    path = f"/accounts/organisations/contacts/{contact.pk}/"
    assert post(client, f"{path}edit/", label="Sekretariat", email="no e-mail") == 200
    assert post(client, f"{path}edit/", label="Sekretariat") == 200
    assert post(client, f"{path}edit/", label="Biuro", website="example.org") == 302
    contact.refresh_from_db()
    assert (contact.label, contact.phone, contact.website) == ("Biuro", "", "https://example.org")
    assert client.get(f"{path}remove/").status_code == 200
    assert post(client, f"{path}remove/") == 302
    assert not cast.city.contacts.exists()
    foreign = save_contact(organisation=cast.other_city, label="L", phone="1", by=None)
    assert client.get(f"/accounts/organisations/contacts/{foreign.pk}/edit/").status_code == 404


def test_organisations_of_all_municipalities_are_made_by_a_worker(cast: Cast) -> None:
    Unit.objects.create(
        code="020101", teryt="0201011", level="municipality", name="Nowa", search_key="nowa", kind="1"
    )
    client, path = opened(cast, "programme_officer"), "/accounts/organisations/municipalities/"
    assert "Nowa" in body(client, path)
    for _time in range(2):
        assert post(client, path) == 302
    assert "<progress" in body(client, path)
    drain_queue()
    assert Organisation.objects.get(unit__code="020101").name == "Miasto Nowa"
    page = body(client, path)
    assert ("<progress" in page, "Założone: 1" in page, f'action="{path}"' in page) == (False, True, False)


def today() -> str:
    return timezone.localdate().isoformat()


def test_a_network_is_made_changed_ended_and_opened(cast: Cast) -> None:
    client, path = opened(cast, "programme_officer"), "/accounts/circles/"
    sent = {"kind": "network", "title_pl": "Zieleń", "code": "zielen"}
    assert (post(client, f"{path}new/", **sent), post(client, f"{path}new/", **sent)) == (302, 302)
    assert post(client, f"{path}new/", **{**sent, "title_pl": "Inna"}) == 200
    made = Circle.objects.get(code="zielen")
    assert post(client, f"{path}{made.pk}/edit/", title_pl="Zieleń i woda", is_for_leaders="on") == 302
    assert post(client, f"{path}{made.pk}/end/") == 302
    made.refresh_from_db()
    assert (made.title_pl, made.is_for_leaders, made.is_closed) == ("Zieleń i woda", True, True)
    assert post(client, f"{path}{made.pk}/reopen/") == 302
    made.refresh_from_db()
    assert not made.is_closed


def test_a_network_coordinator_adds_and_ends_members_of_the_own_network(cast: Cast) -> None:
    client = opened(cast, "network_coordinator")
    path = f"/accounts/circles/{cast.network.pk}/members/new/"
    # One who observes it already, whom the coordinator sees therefore.
    RoleGrant.objects.create(
        person=cast[OUTSIDER], role="observer", circle=cast.network, valid_from=dt.date(2020, 1, 1)
    )
    sent = {"email": cast[OUTSIDER].email.upper(), "role": "network_member", "valid_from": today()}
    assert post(client, path, **{**sent, "role": "network_coordinator"}) == 200
    for _time in range(2):
        assert post(client, path, **sent) == 302
    grant = RoleGrant.objects.get(person=cast[OUTSIDER], circle=cast.network, role="network_member")
    assert "Name-of-outsider" in body(client, f"/accounts/circles/{cast.network.pk}/")
    assert post(client, f"/accounts/people/roles/{grant.pk}/end/", on=today()) == 302
    assert not RoleGrant.objects.filter(pk=grant.pk).exists()
    other = f"/accounts/circles/{cast.leaders_network.pk}/members/new/"
    assert post(client, other, **sent) == 404
    staff = cast["network_coordinator"].grants.get()
    assert client.get(f"/accounts/people/roles/{staff.pk}/end/").status_code == 404


def test_what_may_be_done_with_a_row_stays_in_sight_on_a_phone(cast: Cast) -> None:
    """Tables whose rows have buttons are stacked there, and every other cell says what it is."""
    client = opened(cast, "administrator")
    save_contact(organisation=cast.city, label="Sekretariat", phone="1", by=None)
    sent = {"email": "new@example.org", "language": "pl", "roles": "expert"}
    client.post("/accounts/invitations/new/", sent)
    paths = ["invitations/", f"people/{cast['leader'].pk}/", f"circles/{cast.network.pk}/"]
    for path in [*paths, f"organisations/{cast.city.pk}/"]:
        tables = re.findall(r"<table.*?</table>", body(client, f"/accounts/{path}"), re.DOTALL)
        with_buttons = [table for table in tables if 'class="button' in table]
        assert with_buttons
        for table in with_buttons:
            assert table.startswith('<table class="table table--stacked">')
            cells = re.findall(r"<td(.*?)>(.*?)</td>", table, re.DOTALL)
            unnamed = [cell for start, cell in cells if "data-label=" not in start]
            assert [cell for cell in unnamed if cell.strip() and 'class="button' not in cell] == []


def test_joining_a_circle_does_not_tell_who_has_an_account(cast: Cast) -> None:
    """The same answer, the same work and the same list, whether or not there is an account for the address, even a
    closed one or one of the staff."""
    client = opened(cast, "network_coordinator")
    path, told = f"/en/accounts/circles/{cast.network.pk}/members/new/", []
    Person.objects.filter(pk=cast["expert"].pk).update(is_active=False)
    client.get(path)
    for email in ["nobody@example.org", *(cast[who].email for who in (OUTSIDER, "expert", "analyst"))]:
        sent = {"email": email, "role": "network_member", "valid_from": today()}
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(path, sent)
        work = len(captured)
        pages = [
            body(client, f"/en/accounts/circles/{cast.network.pk}/"),
            body(client, "/en/accounts/invitations/"),
            client.post(path, sent, follow=True).content.decode().partition('id="main"')[2],
        ]
        assert ("is on its way" in pages[0], "Nothing was sent" in pages[2]) == (True, True)
        Invitation.objects.all().delete()
        said = re.sub(r'value="\w{64}"|\b\d+\b', "", " ".join(pages)).replace(email, "")
        told.append((answer.status_code, answer.headers["Location"], work, said.partition("<footer")[0]))
    assert told[1:] == told[:1] * 3
    assert RoleGrant.objects.filter(circle=cast.network, role="network_member").count() == 1


def test_only_leaders_join_the_network_of_leaders(cast: Cast) -> None:
    client = opened(cast, "administrator")
    path = f"/en/accounts/circles/{cast.leaders_network.pk}/members/new/"
    sent = {"email": cast[OUTSIDER].email, "role": "network_member", "valid_from": today()}
    answer = client.post(path, sent)
    assert (answer.status_code, "Only mayors and their deputies" in answer.content.decode()) == (200, True)
    cast["leader"].memberships.all().delete()
    page = body(client, f"/en/accounts/circles/{cast.leaders_network.pk}/")
    assert "leads no municipality: sees nothing of it" in page


def test_reading_contacts_is_noted_even_where_nobody_belongs(cast: Cast) -> None:
    empty = create_organisation(kind="ngo", name="Empty", by=None)
    client, path = opened(cast, "programme_officer"), "/accounts/organisations/"
    noted = AuditEntry.objects.filter(
        action="system.read", object_type="organisation", object_id=str(empty.pk)
    )
    client.get(f"{path}{empty.pk}/")
    assert noted.count() == 0
    contact = empty.contacts.create(label="Office", email="office-of@example.org", phone="22 100 00 00")
    assert "office-of@example.org" in body(client, f"{path}{empty.pk}/")
    assert noted.count() == 1
    client.get(f"{path}contacts/{contact.pk}/edit/")
    assert noted.count() == 2
