"""Who left a city or a network: it sees today's name and address of theirs no more, be it on no page and in no file."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from empiria.apps.accounts.models import Membership, Person, RoleGrant
from empiria.apps.accounts.rules import people_visible_to, standing_of
from empiria.apps.accounts.services import add_membership, grant_role
from tests.integration.cast import OUTSIDER, Cast

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def opened(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast[who])
    return client


def sees(cast: Cast, who: str, person: Person) -> bool:
    return Person.objects.filter(people_visible_to(standing_of(cast[who])), pk=person.pk).exists()


def in_the_city(cast: Cast, **days: Any) -> Membership:
    return add_membership(person=cast[OUTSIDER], organisation=cast.city, function="employee", by=None, **days)


@pytest.mark.parametrize("path", ["", "{pk}/", "export.csv", "?q=new-job", "functions/{membership}/end/"])
def test_a_city_is_told_nothing_of_who_left_it(cast: Cast, path: str) -> None:
    person = cast[OUTSIDER]
    left = in_the_city(cast, valid_from=dt.date(2015, 1, 1), valid_to=dt.date(2016, 1, 1))
    Person.objects.filter(pk=person.pk).update(email="new-job@example.org", name="Newly-named")
    address = f"/accounts/people/{path.format(pk=person.pk, membership=left.pk)}"
    asked = {who: opened(cast, who).get(address) for who in ("city_coordinator", "programme_officer")}
    told = {who: "Newly-named" in answer.content.decode() for who, answer in asked.items()}
    assert told == {"city_coordinator": False, "programme_officer": True}


@pytest.mark.parametrize(
    ("begins", "ends", "is_seen"),
    [(-9, None, True), (-9, 9, True), (9, None, True), (9, 20, True), (-9, 0, True), (-9, -1, False)],
)
def test_who_is_there_or_will_be_is_seen(cast: Cast, begins: int, ends: int | None, is_seen: bool) -> None:
    """Who left today is seen until midnight: until then the end may be taken back."""
    today = timezone.localdate()
    days = {"valid_from": today + begins * DAY, "valid_to": None if ends is None else today + ends * DAY}
    in_the_city(cast, **days)
    assert sees(cast, "city_coordinator", cast[OUTSIDER]) is is_seen


@pytest.mark.parametrize("ended", [0, 1])
def test_so_it_is_with_roles_in_the_city_and_in_a_network(cast: Cast, ended: int) -> None:
    today, person = timezone.localdate(), cast[OUTSIDER]
    for role, place in (
        ("city_team_member", {"organisation": cast.city}),
        ("observer", {"circle": cast.network}),
    ):
        grant = grant_role(person=person, role=role, by=None, **place)
        RoleGrant.objects.filter(pk=grant.pk).update(valid_from=today - 9 * DAY, valid_to=today - ended * DAY)
    seen = {who: sees(cast, who, person) for who in ("city_coordinator", "network_coordinator")}
    assert seen == dict.fromkeys(seen, ended == 0)


def test_an_end_of_today_is_taken_back_by_who_made_it(cast: Cast) -> None:
    membership = in_the_city(cast, valid_from=dt.date(2020, 1, 1))
    client, path = opened(cast, "city_coordinator"), f"/accounts/people/functions/{membership.pk}"
    page = f"/accounts/people/{cast[OUTSIDER].pk}/"
    ended = client.post(f"{path}/end/", {"on": timezone.localdate().isoformat()})
    assert (ended.url, client.get(page).status_code) == (page, 200)  # type: ignore[attr-defined]
    client.post(f"{path}/reopen/")
    membership.refresh_from_db()
    assert membership.valid_to is None


def test_an_earlier_end_is_taken_back_by_nobody_who_does_not_see_the_person(cast: Cast) -> None:
    membership = in_the_city(cast, valid_from=dt.date(2015, 1, 1), valid_to=dt.date(2016, 1, 1))
    path = f"/accounts/people/functions/{membership.pk}/reopen/"
    assert opened(cast, "city_coordinator").post(path).status_code == 404


@pytest.mark.parametrize("what", ["functions", "roles"])
def test_after_the_last_tie_ended_the_list_is_shown(cast: Cast, what: str) -> None:
    """What ends on the day it began is removed, and the person is seen no more."""
    client, today = opened(cast, "city_coordinator"), timezone.localdate().isoformat()
    tie: Membership | RoleGrant = (
        in_the_city(cast)
        if what == "functions"
        else grant_role(person=cast[OUTSIDER], role="survey_lead", organisation=cast.city, by=None)
    )
    answer = client.post(f"/accounts/people/{what}/{tie.pk}/end/", {"on": today}, follow=True)
    assert (answer.redirect_chain, answer.status_code) == ([("/accounts/people/", 302)], 200)


def test_who_left_a_network_is_added_to_it_as_anybody_else(cast: Cast) -> None:
    """The coordinator who knows an address only from then is not told whether it has an account still."""
    grant = cast["observer"].grants.get()
    RoleGrant.objects.filter(pk=grant.pk).update(valid_from=dt.date(2015, 1, 1), valid_to=dt.date(2016, 1, 1))
    client = opened(cast, "network_coordinator")
    sent = {"role": "observer", "valid_from": timezone.localdate().isoformat()}
    for email in ("observer@example.org", "nobody-yet@example.org"):
        client.post(f"/accounts/circles/{cast.network.pk}/members/new/", {**sent, "email": email})
    assert not RoleGrant.objects.at(timezone.localdate()).filter(person=cast["observer"]).exists()
