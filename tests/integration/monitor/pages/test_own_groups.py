"""Comparison groups of one's own: kept for a city or the association, closed to all others, used wherever a group is."""

import csv
import io
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import OwnGroup, Release
from empiria.apps.monitor.selectors.own_groups import group_word
from empiria.apps.monitor.services import (
    GroupRefusedError,
    create_own_group,
    delete_own_group,
    own_groups,
    update_own_group,
)
from empiria.apps.places.models import Unit
from empiria.apps.places.selectors import units_by_code
from empiria.apps.system.models import AuditEntry
from tests.integration.cast import Cast, give_second_factor, repeat_cast

LIST, NEW = "/monitor/groups/", "/monitor/groups/new/"
WARSZAWA, KROSNO = "1465011", "1861011"
CODES = ["146501", "186101", "186201"]


@pytest.fixture
def cast(reader: Client) -> Cast:
    return repeat_cast()


@pytest.fixture
def group(cast: Cast) -> OwnGroup:
    return create_own_group(
        by=cast["city_coordinator"],
        name="Nasze wzorce",
        reason="Podobna sieć transportowa",
        units=units(),
        organisation=cast.city,
    )


def units(codes: list[str] = CODES) -> list[Unit]:
    return list(units_by_code(codes).values())


def as_person(person: Person | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
        session = client.session
        give_second_factor(session, person)
        session.save()
    return client


def body_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def places(group: OwnGroup) -> list[str]:
    """Every page that takes a group."""
    word = group_word(group)
    return [
        f"/monitor/{WARSZAWA}/?group={word}",
        f"/monitor/ranking/?group={word}&unit={WARSZAWA}",
        f"/monitor/compare/?unit={WARSZAWA}&unit=median:{word}&group={word}",
        f"/monitor/map/?group={word}",
        f"/monitor/indicators/unemployed/?group={word}",
        f"/monitor/units/?group={word}",
        f"{NEW}?from={word}",
    ]


def test_it_is_made_from_peers_shared_changed_and_deleted(cast: Cast, sample: Release) -> None:
    client = as_person(cast["city_team_member"])
    start = body_of(client, f"{NEW}?from=peers:{KROSNO}~3")
    named = re.findall(r"^(?:<textarea[^>]*>\s*)?(\d{7}) ", start, re.MULTILINE)
    assert KROSNO in named
    assert len(named) == 4
    sent = {"name": "Podobne", "reason": "Cechy", "units": "\n".join(named), "organisation": cast.city.pk}
    address = client.post(NEW, sent)["Location"]
    made = OwnGroup.objects.get()
    assert address == f"{LIST}{made.pk}/"
    assert made.organisation == cast.city
    assert sorted(made.units) == sorted(code[:6] for code in named)
    assert not made.is_shared
    assert Client().get(address).status_code == 404
    changed = {**sent, "name": "Inne", "units": "1465011\nKrosno", "is_shared": "on", "seen": made.state}
    assert client.post(f"{address}edit/", changed)["Location"] == address
    made.refresh_from_db()
    assert (made.name, made.units, made.is_shared) == ("Inne", ["146501", "186101"], True)
    assert "<h1>Inne</h1>" in body_of(Client(), address)
    assert client.get(f"{address}delete/").status_code == 200
    assert client.post(f"{address}delete/")["Location"] == LIST
    assert Client().get(address).status_code == 404
    trail = AuditEntry.objects.filter(object_type="monitor.own-group").order_by("pk")
    assert [entry.action for entry in trail] == [
        "monitor.create-group", "monitor.change-group", "monitor.delete-group",
    ]  # fmt: skip
    assert trail[2].details["units"] == ["146501", "186101"]


def test_it_is_used_wherever_groups_are_by_its_own_people(cast: Cast, group: OwnGroup) -> None:
    client = as_person(cast["leader"])
    *pages, _form = places(group)
    for address in pages:
        assert "Nasze wzorce" in body_of(client, address), address
    city = body_of(client, f"/monitor/{WARSZAWA}/?group={group_word(group)}")
    assert "Podobna sieć transportowa" in city
    assert "Oceny porównują wszystkie gminy" in city
    assert "Nasze wzorce" in body_of(client, LIST)


def test_it_is_offered_without_its_address(cast: Cast, group: OwnGroup) -> None:
    client, word = as_person(cast["leader"]), group_word(group)
    pages = {
        "/monitor/ranking/": "Nasze wzorce (3)",
        f"/monitor/compare/?unit={WARSZAWA}": "Nasze wzorce (3)",
        "/monitor/map/": "Nasze wzorce",
        "/monitor/indicators/unemployed/": "Nasze wzorce",
        f"/monitor/{WARSZAWA}/": "Nasze wzorce",
        f"/monitor/{KROSNO}/indicators/unemployed/": "Nasze wzorce",
    }
    for address, label in pages.items():
        offer = f'<option value="{word}">{label}</option>'
        assert offer in body_of(client, address), address
        assert "Nasze wzorce" not in body_of(Client(), address), address
        # Chosen, it stays chosen beside whatever else the form changes, and is there once.
        chosen = body_of(client, f"{address}{'&' if '?' in address else '?'}group={word}&year=2015")
        assert chosen.count(f'<option value="{word}" selected>{label}</option>') == 1, address
        assert offer not in chosen or address.startswith("/monitor/compare/"), address
    # A city that is not in it is not compared with it.
    assert "Nasze wzorce" not in body_of(client, "/monitor/3064011/")


def test_many_of_them_are_read_at_once(cast: Cast, group: OwnGroup) -> None:
    client, counts = as_person(cast["leader"]), []
    for more in (0, 5):
        for number in range(more):
            OwnGroup.objects.create(name=f"Grupa {number}", reason="x", units=CODES, organisation=cast.city)
        for address in (f"/monitor/{WARSZAWA}/", "/monitor/map/", "/monitor/indicators/unemployed/"):
            with CaptureQueriesContext(connection) as queries:
                body_of(client, address)
            counts.append(len(queries))
    assert counts[:3] == counts[3:]


def test_a_city_is_offered_those_most_like_it(reader: Client, sample: Release) -> None:
    offer = f'<option value="peers:{KROSNO}">Gminy podobne (Krosno)</option>'
    assert offer in body_of(reader, f"/monitor/{KROSNO}/?year=2015")
    chosen = body_of(reader, f"/monitor/{KROSNO}/?year=2015&group=peers:{KROSNO}~5")
    assert f'<option value="peers:{KROSNO}~5" selected>Gminy podobne (Krosno)</option>' in chosen
    assert offer not in chosen
    impossible = body_of(reader, f"/monitor/{KROSNO}/?group=peers:{KROSNO}~5~~none")
    assert "nie jest porównywana w grupie „Gminy podobne”" in impossible


def test_who_the_recipe_does_not_speak_of_is_left_out_in_words(cast: Cast, group: OwnGroup) -> None:
    client, word = as_person(cast["leader"]), group_word(group)
    OwnGroup.objects.filter(pk=group.pk).update(units=["146501", "186101", "186202"])
    said = "1 gmina z grupy jest pominięta: przepis jej nie obejmuje."
    for address in (
        f"/monitor/{WARSZAWA}/?group={word}",
        f"/monitor/ranking/?group={word}",
        f"/monitor/compare/?unit=median:{word}",
        f"/monitor/compare/report/?unit=median:{word}",
    ):
        assert said in body_of(client, address), address
    # Files of the ranking name it: without a place, without a figure.
    rows = list(
        csv.reader(
            io.StringIO(client.get(f"/monitor/ranking/ranking.csv?group={word}").content.decode("utf-8-sig"))
        )
    )
    assert [row[0] for row in rows[1:]] == ["Warszawa", "Krosno", "186202"]
    assert rows[-1][2:] == [""] * (len(rows[0]) - 3) + ["pominięta: przepis jej nie obejmuje"]
    OwnGroup.objects.filter(pk=group.pk).update(units=["146501", "186202"])
    few = "Przepis obejmuje zbyt mało gmin z grupy „Nasze wzorce”, by je porównać."
    for address in (
        f"/monitor/ranking/?group={word}",
        f"/monitor/compare/?unit=median:{word}&unit={WARSZAWA}",
    ):
        assert few in body_of(client, address), address


@pytest.mark.parametrize("who", [None, "outsider", "analyst", "administrator"])
def test_nobody_else_can_tell_that_it_is_there(cast: Cast, group: OwnGroup, who: str | None) -> None:
    """What is answered for a private group is what is answered for none, word for word."""
    client = as_person(cast[who] if who else None)
    if who:
        assert "Nasze wzorce" not in body_of(client, LIST)
    before = {address: client.get(address) for address in [f"{LIST}{group.pk}/", *places(group)]}
    group.delete()
    for address, response in before.items():
        after = client.get(address)
        assert response.status_code == after.status_code, address
        assert _said(response.content) == _said(after.content), address
        assert b"Nasze wzorce" not in response.content


def _said(content: bytes) -> str:
    """The page without its token against forged forms."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"', "", content.decode())


def test_groups_are_kept_only_where_one_works(cast: Cast, group: OwnGroup) -> None:
    said = {"name": "Obca", "reason": "x", "units": units()}
    for who, place in (
        ("city_coordinator", cast.other_city),
        ("city_coordinator", None),
        ("leader", cast.city),
        ("analyst", cast.city),
    ):
        with pytest.raises(GroupRefusedError):
            create_own_group(by=cast[who], organisation=place, **said)
    with pytest.raises(GroupRefusedError):
        update_own_group(group=group, by=cast["outsider"], is_shared=True, seen=group.state, **said)
    with pytest.raises(GroupRefusedError):
        delete_own_group(group=group, by=cast["analyst"])
    assert create_own_group(by=cast["analyst"], organisation=None, **said).organisation is None
    assert as_person(cast["outsider"]).get(f"{LIST}{group.pk}/edit/").status_code == 404


def test_the_second_of_two_sees_what_is_there_and_shares_nothing_again(cast: Cast, group: OwnGroup) -> None:
    client = as_person(cast["city_team_member"])
    address = f"{LIST}{group.pk}/edit/"
    typed = {"name": "Moje", "reason": "x", "units": "1465011\nKrosno", "is_shared": "on"}
    said = {"name": "Cudze", "reason": "Prywatna", "units": units(), "is_shared": False}
    stale = {**typed, "seen": group.state}
    now = update_own_group(group=group, by=cast["city_coordinator"], seen=group.state, **said)
    answer = client.post(address, stale)
    body = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "W międzyczasie ktoś inny" in body
    assert "<dd>Cudze</dd>" in body
    assert 'name="name" value="Moje"' in body
    assert f'name="seen" value="{now.state}"' in body
    group.refresh_from_db()
    assert (group.name, group.is_shared) == ("Cudze", False)
    # Sent twice it is one.
    for _ in range(2):
        assert client.post(address, {**typed, "seen": now.state}).status_code == 302
    assert AuditEntry.objects.filter(action="monitor.change-group").count() == 2


def test_deleted_twice_it_is_deleted_once(cast: Cast, group: OwnGroup) -> None:
    again = OwnGroup.objects.get(pk=group.pk)
    by = cast["city_coordinator"]
    assert [delete_own_group(group=one, by=by) for one in (group, again)] == [True, False]
    assert AuditEntry.objects.filter(action="monitor.delete-group").count() == 1


def test_there_is_a_least_and_a_most(cast: Cast, group: OwnGroup, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_person(cast["city_coordinator"])
    sent = {"name": "Jedna", "reason": "x", "units": "1465011", "organisation": cast.city.pk}
    answer = client.post(NEW, sent)
    assert answer.status_code == 422
    assert "ma od 2 do 200 gmin" in unescape(answer.content.decode())
    assert client.post(NEW, {**sent, "units": "Nigdzie"}).status_code == 422
    monkeypatch.setattr(own_groups, "MOST_KEPT", 1)
    answer = client.post(NEW, {**sent, "units": "1465011\n1861011"})
    assert answer.status_code == 422
    assert OwnGroup.objects.count() == 1


def test_who_may_keep_is_offered_to_keep_peers(cast: Cast) -> None:
    offer = f'href="{NEW}?from=peers:{KROSNO}"'
    address = f"/monitor/{KROSNO}/peers/"
    assert offer in body_of(as_person(cast["city_team_member"]), address)
    assert offer not in body_of(Client(), address)
