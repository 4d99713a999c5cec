"""What each role permits, and who sees content of each visibility class."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from empiria.apps.accounts.models import Person, RoleGrant
from empiria.apps.accounts.roles import ADVISERS, ASSOCIATION, ROLES, STAFF
from empiria.apps.accounts.rules import NOBODY, allows, grantable_roles, people_visible_to, standing_of
from empiria.apps.accounts.services import (
    RoleRefusedError,
    add_membership,
    create_person,
    end_grant,
    end_membership,
    grant_role,
)
from empiria.apps.system.models import AuditEntry
from tests.integration.cast import ACCOUNT, OUTSIDER, Cast

pytestmark = pytest.mark.django_db


def declared() -> set[str]:
    names = [config.name for config in apps.get_app_configs() if config.name.startswith("empiria.apps.")]
    return {code for name in names for code in import_module(f"{name}.rules").PERMISSIONS}


def test_every_permission_is_declared_by_an_app_and_given_by_a_role() -> None:
    assert {code for role in ROLES.values() for code in role.permissions} == declared()


def test_every_role_has_its_code_its_three_forms_and_a_description() -> None:
    for code, role in ROLES.items():
        assert (role.code, set(role.names)) == (code, {"feminine", "masculine", "neutral"})
        assert str(role.description)


def test_a_role_permits_only_where_it_is_held(cast: Cast) -> None:
    coordinator = standing_of(cast["city_coordinator"])
    assert not coordinator.may("accounts.manage_people")
    assert coordinator.organisations_where("accounts.manage_people") == {cast.city.pk}
    network = standing_of(cast["network_coordinator"])
    assert (network.may("accounts.manage_people"), network.circles_where("accounts.manage_people")) == (
        False,
        {cast.network.pk},
    )
    assert {code for code in ROLES if cast[code].may("accounts.see_people")} == {
        "administrator",
        "programme_officer",
    }


def test_standing_of_each_role(cast: Cast) -> None:
    standings = {who: standing_of(person) for who, person in cast.people.items()}
    assert {who for who, one in standings.items() if one.is_staff} == STAFF
    assert {who for who, one in standings.items() if one.is_adviser} == ADVISERS
    assert {who for who, one in standings.items() if one.is_leader} == {"leader"}
    in_city = {"leader", "city_coordinator", "city_team_member", "survey_lead", "school_contact"}
    assert {who for who, one in standings.items() if cast.city.pk in one.municipalities} == in_city
    assert {who for who, one in standings.items() if cast.city.pk in one.organisations} == in_city | ADVISERS
    assert {who for who, one in standings.items() if cast.network.pk in one.circles} == {
        "network_coordinator",
        "network_member",
        "cross_city_team_member",
    }
    assert {who for who, one in standings.items() if cast.leaders_network.pk in one.circles} == {"leader"}
    assert standings[OUTSIDER].municipalities == {cast.other_city.pk}


def test_a_visitor_and_a_closed_account_stand_for_nothing(cast: Cast) -> None:
    Person.objects.filter(pk=cast["administrator"].pk).update(is_active=False)
    closed = Person.objects.get(pk=cast["administrator"].pk)
    assert standing_of(AnonymousUser()) == standing_of(closed) == NOBODY


@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [(-10, None, True), (0, None, True), (1, None, False), (-10, 0, False), (-10, 1, True), (-10, -1, False)],
)
def test_a_role_is_held_from_its_first_day_until_the_day_it_ends(
    cast: Cast, begins: int, ends: int | None, holds: bool
) -> None:
    today = dt.date(2026, 5, 4)
    RoleGrant.objects.filter(person=cast["analyst"]).update(
        valid_from=today + dt.timedelta(days=begins),
        valid_to=None if ends is None else today + dt.timedelta(days=ends),
    )
    assert standing_of(cast["analyst"], on=today).may("monitor.manage_releases") is holds


def test_who_leads_no_more_sees_nothing_of_the_leaders_network(cast: Cast) -> None:
    leader = cast["leader"]
    end_membership(membership=leader.memberships.get(), by=cast["administrator"], on=timezone.localdate())
    leader.refresh_from_db()
    assert (leader.standing.is_leader, leader.standing.circles) == (False, frozenset())


@pytest.mark.parametrize("role", ["leader", "no_such_role"])
def test_a_role_that_is_not_granted_is_refused(cast: Cast, role: str) -> None:
    with pytest.raises(RoleRefusedError):
        grant_role(person=cast[ACCOUNT], role=role, organisation=cast.city, by=None)


def test_a_role_is_held_where_it_belongs(cast: Cast) -> None:
    for role in (role for role in ROLES.values() if not role.functions):
        wrong = {"circle": cast.network} if role.scope != "circle" else {"organisation": cast.city}
        with pytest.raises(RoleRefusedError):
            grant_role(person=cast[ACCOUNT], role=role.code, by=None, **wrong)
        if role.scope != ASSOCIATION:
            with pytest.raises(RoleRefusedError):
                grant_role(person=cast[ACCOUNT], role=role.code, by=None)
    assert not RoleGrant.objects.filter(person=cast[ACCOUNT]).exists()


def test_only_leaders_join_the_leaders_network(cast: Cast) -> None:
    with pytest.raises(RoleRefusedError):
        grant_role(person=cast[OUTSIDER], role="network_member", circle=cast.leaders_network, by=None)
    deputy = create_person(email="deputy@example.org", name="Deputy", by=None)
    add_membership(person=deputy, organisation=cast.other_city, function="deputy_mayor", by=None)
    assert grant_role(person=deputy, role="network_member", circle=cast.leaders_network, by=None).pk


def test_granting_twice_and_ending_twice_happens_once(cast: Cast) -> None:
    first, second = (grant_role(person=cast[ACCOUNT], role="expert", by=None) for _ in range(2))
    assert first == second
    grant = cast["analyst"].grants.get()
    RoleGrant.objects.filter(pk=grant.pk).update(valid_from=dt.date(2020, 1, 1))
    grant.refresh_from_db()
    for _ in range(2):
        end_grant(grant=grant, by=cast["administrator"], reason="left")
    entries = AuditEntry.objects.filter(action="accounts.end-grant")
    assert [entry.details["role"] for entry in entries] == ["analyst"]


def test_who_sees_whose_page(cast: Cast) -> None:
    sees = {
        who: set(Person.objects.filter(people_visible_to(standing_of(person))).values_list("pk", flat=True))
        for who, person in cast.people.items()
    }
    everybody = set(Person.objects.values_list("pk", flat=True))
    of_the_city = {
        cast[who].pk
        for who in (
            "leader",
            "city_coordinator",
            "city_team_member",
            "survey_lead",
            "school_contact",
            *ADVISERS,
        )
    }
    for who, seen in sees.items():
        if who in {"administrator", "programme_officer"}:
            assert seen == everybody
        elif who == "city_coordinator":
            assert seen == of_the_city
        elif who == "network_coordinator":
            members = ("network_coordinator", "network_member", "cross_city_team_member", "observer")
            assert seen == {cast[one].pk for one in members}
        else:
            assert seen == {cast[who].pk}
    assert allows(people_visible_to(standing_of(cast[OUTSIDER])), cast["leader"]) is False


def test_who_may_give_which_role(cast: Cast) -> None:
    here, elsewhere = {"organisation": cast.city.pk}, {"organisation": cast.other_city.pk}
    network, leaders = {"circle": cast.network.pk}, {"circle": cast.leaders_network.pk}
    everywhere: list[dict[str, int]] = [{}, here, elsewhere, network, leaders]
    of_cities = {role.code for role in ROLES.values() if role.scope == "organisation"} - {"leader"}
    of_circles = {role.code for role in ROLES.values() if role.scope == "circle"}
    of_association = {role.code for role in ROLES.values() if role.scope == ASSOCIATION}
    expected = {
        "administrator": [of_association, of_cities, of_cities, of_circles, of_circles],
        "programme_officer": [
            of_association - STAFF, of_cities, of_cities, of_circles - STAFF, of_circles - STAFF,
        ],
        "city_coordinator": [set(), {"city_team_member", "school_contact", "survey_lead"}, set(), set(), set()],
        "network_coordinator": [set(), set(), set(), of_circles - STAFF, set()],
    }  # fmt: skip
    given = {
        who: [grantable_roles(standing_of(person), **place) for place in everywhere]
        for who, person in cast.people.items()
    }
    assert given == {who: expected.get(who, [set()] * 5) for who in cast.people}
