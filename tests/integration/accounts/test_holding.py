"""A person holds one function or role in one place for one period at a time."""

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from empiria.apps.accounts.models import Membership, Person, RoleGrant
from empiria.apps.accounts.rules import standing_of
from empiria.apps.accounts.services import (
    HeldAlreadyError,
    accept_invitation,
    add_membership,
    end_grant,
    end_membership,
    find_invitation,
    grant_role,
    invite_person,
    reopen_grant,
    reopen_membership,
)
from empiria.apps.system.models import AuditEntry
from tests.integration.accounts.inviting import link
from tests.integration.cast import ACCOUNT, Cast, signed_in_now

pytestmark = pytest.mark.django_db
LONG_AGO, FAR = dt.date(2020, 1, 1), dt.date(2090, 1, 1)
# Who gives it, without the days.
Give = Callable[..., RoleGrant | Membership]


@pytest.fixture(params=["role", "role in a city", "role in a network", "function"])
def give(request: pytest.FixtureRequest, cast: Cast) -> Give:
    person = cast[ACCOUNT]
    if request.param == "function":
        return lambda **days: add_membership(
            person=person, organisation=cast.city, function="secretary", by=None, **days
        )
    role, place = {
        "role": ("analyst", {}),
        "role in a city": ("city_coordinator", {"organisation": cast.city}),
        "role in a network": ("network_member", {"circle": cast.network}),
    }[request.param]
    return lambda **days: grant_role(person=person, role=role, by=None, **place, **days)


def periods(cast: Cast) -> list[tuple[dt.date, dt.date | None]]:
    held = [*cast[ACCOUNT].grants.all(), *cast[ACCOUNT].memberships.all()]
    return sorted((one.valid_from, one.valid_to) for one in held)


def given() -> int:
    about = ["accounts.grant-role", "accounts.add-membership"]
    return AuditEntry.objects.filter(action__in=about).count()


@pytest.mark.parametrize("until", [None, FAR])
def test_exactly_the_same_again_gives_the_one_there_is(cast: Cast, give: Give, until: dt.date | None) -> None:
    before = given()
    first = give(valid_from=LONG_AGO, valid_to=until)
    assert give(valid_from=LONG_AGO, valid_to=until) == first
    assert (periods(cast), given()) == ([(LONG_AGO, until)], before + 1)


DAY = dt.timedelta(days=1)
BEGIN, END = dt.date(2030, 1, 1), dt.date(2031, 1, 1)


@pytest.mark.parametrize(
    "days",
    [
        (BEGIN, None),
        (BEGIN, END - DAY),
        (BEGIN - DAY, None),
        (BEGIN - DAY, BEGIN + DAY),
        (BEGIN + DAY, END - DAY),
        (END - DAY, END + DAY),
        (END - DAY, None),
    ],
)
def test_days_that_overlap_are_refused_by_the_period_they_overlap(
    cast: Cast, give: Give, days: tuple[dt.date, dt.date | None]
) -> None:
    give(valid_from=BEGIN, valid_to=END)
    with pytest.raises(HeldAlreadyError) as refused:
        give(valid_from=days[0], valid_to=days[1])
    assert list(refused.value.message_dict) == ["valid_from"]
    assert all(date_format(day) in refused.value.messages[0] for day in (BEGIN, END))
    assert periods(cast) == [(BEGIN, END)]


def test_days_before_and_after_are_periods_of_their_own(cast: Cast, give: Give) -> None:
    give(valid_from=BEGIN, valid_to=END)
    give(valid_from=END)
    give(valid_from=BEGIN - DAY, valid_to=BEGIN)
    assert periods(cast) == [(BEGIN - DAY, BEGIN), (BEGIN, END), (END, None)]


@pytest.mark.parametrize(
    "days",
    [[(LONG_AGO, None)], [(LONG_AGO, FAR)], [(FAR, None)], [(LONG_AGO, BEGIN), (END, FAR), (FAR, None)]],
)
def test_what_is_given_without_days_holds_from_today_on(cast: Cast, give: Give, days: list[Any]) -> None:
    for since, until in days:
        give(valid_from=since, valid_to=until)
    before, today = given(), timezone.localdate()
    changes = days != [(LONG_AGO, None)]
    for _time in range(2):
        give()
    assert periods(cast) == [(min(LONG_AGO, today) if days[0][0] == LONG_AGO else today, None)]
    assert given() == before + changes


def test_another_job_title_for_the_same_days_is_not_lost(cast: Cast) -> None:
    what: dict[str, Any] = {"person": cast[ACCOUNT], "organisation": cast.city, "function": "employee"}
    add_membership(**what, by=None, valid_from=LONG_AGO, job_title="inspektor")
    with pytest.raises(HeldAlreadyError):
        add_membership(**what, by=None, valid_from=LONG_AGO, job_title="referent")


EMPLOYEE = "employee"


@pytest.mark.parametrize(
    ("first", "later", "asked", "left"),
    [
        ("", "referent", "", [("referent", True)]),
        ("inspektor", "", "", [("inspektor", True)]),
        ("inspektor", "inspektor", "", [("inspektor", True)]),
        ("", "", "referent", [("referent", True)]),
        ("inspektor", "referent", "", [("inspektor", False), ("referent", True)]),
        ("inspektor", "", "referent", [("inspektor", False), ("referent", True)]),
        ("inspektor", "referent", "referent", [("inspektor", False), ("referent", True)]),
        (
            "inspektor",
            "inspektor",
            "referent",
            [("inspektor", False), ("referent", False), ("inspektor", True)],
        ),
    ],
)
def test_joined_periods_lose_no_job_title(
    cast: Cast, first: str, later: str, asked: str, left: list[tuple[str, bool]]
) -> None:
    what: dict[str, Any] = {"person": cast[ACCOUNT], "organisation": cast.city, "function": EMPLOYEE}
    add_membership(**what, by=None, valid_from=LONG_AGO, valid_to=BEGIN, job_title=first)
    add_membership(**what, by=None, valid_from=END, valid_to=FAR, job_title=later)
    for _twice in range(2):
        add_membership(**what, by=None, job_title=asked)
        held = list(Membership.objects.filter(**what).order_by("valid_from"))
        assert [(one.job_title, one.valid_to is None) for one in held] == left
        assert held[0].valid_from == LONG_AGO
        assert all(one.valid_to == next_one.valid_from for one, next_one in pairwise(held))


def reopened(held: RoleGrant | Membership) -> RoleGrant | Membership:
    if isinstance(held, RoleGrant):
        return reopen_grant(grant=held, by=None)
    return reopen_membership(membership=held, by=None)


def ended(held: RoleGrant | Membership) -> RoleGrant | Membership:
    if isinstance(held, RoleGrant):
        return end_grant(grant=held, by=None)
    return end_membership(membership=held, by=None)


def test_an_end_is_not_taken_back_over_a_period_to_come(cast: Cast, give: Give) -> None:
    held = give(valid_from=LONG_AGO, valid_to=BEGIN)
    give(valid_from=END)
    with pytest.raises(HeldAlreadyError, match=date_format(END)):
        reopened(held)
    assert periods(cast) == [(LONG_AGO, BEGIN), (END, None)]


def test_what_ended_is_given_anew_from_the_day_it_ended(cast: Cast, give: Give) -> None:
    end = ended(give(valid_from=LONG_AGO))
    give(valid_from=end.valid_to)
    assert periods(cast) == [(LONG_AGO, end.valid_to), (end.valid_to, None)]


def accepted(cast: Cast, **offer: Any) -> Person:
    person, tokens = cast[ACCOUNT], list[str]()

    def keep(token: str) -> str:
        tokens.append(token)
        return link(token)

    invite_person(email=person.email, by=cast["administrator"], link=keep, **offer)
    invitation = find_invitation(tokens[0])
    assert invitation is not None
    accept_invitation(invitation=invitation, person=person)
    return Person.objects.get(pk=person.pk)


def test_an_accepted_invitation_gives_a_planned_function_and_role_from_today(cast: Cast) -> None:
    person = cast[ACCOUNT]
    add_membership(person=person, organisation=cast.city, function="mayor", by=None, valid_from=FAR)
    grant_role(person=person, role="city_coordinator", organisation=cast.city, by=None, valid_from=FAR)
    assert standing_of(person).roles == ()
    taken = accepted(cast, organisation=cast.city, function="mayor", roles=["city_coordinator"])
    assert taken.standing.is_leader
    assert {held.code for held in taken.standing.roles} >= {"city_coordinator", "leader"}
    assert periods(cast) == [(timezone.localdate(), None)] * 2


def sent(cast: Cast, path: str, **fields: str) -> str:
    client = signed_in_now(Client(), cast["administrator"])
    return client.post(f"/en/accounts/people/{cast[ACCOUNT].pk}/{path}", fields, follow=True).content.decode()


@pytest.mark.parametrize(
    ("path", "fields", "done"),
    [
        ("roles/new/?role=analyst", {}, "The role was given."),
        ("functions/new/", {"function": "employee"}, "The function was added."),
    ],
)
def test_the_page_says_which_period_the_days_overlap(
    cast: Cast, path: str, fields: dict[str, str], done: str
) -> None:
    fields = fields | {"valid_from": "2030-01-01", "valid_to": "2031-01-01", "reason": "for a year"}
    if "function" in fields:
        fields["organisation"] = f"id:{cast.city.pk}"
    for _time in range(2):
        assert done in sent(cast, path, **fields)
    page = sent(cast, path, **fields | {"valid_from": "2029-06-01", "valid_to": ""})
    assert done not in page
    assert "This is held or planned already, from 1 January 2030 until 1 January 2031" in page
    assert periods(cast) == [(BEGIN, END)]


def test_an_end_given_to_a_role_without_one_is_not_lost_in_silence(cast: Cast) -> None:
    grant_role(person=cast[ACCOUNT], role="analyst", by=None, valid_from=LONG_AGO)
    page = sent(cast, "roles/new/?role=analyst", valid_from="2026-01-01", valid_to="2026-12-31")
    assert "The role was given." not in page
    assert "This is held or planned already, from 1 January 2020 on and without an end" in page


def test_periods_that_earlier_versions_let_overlap_are_joined(cast: Cast) -> None:
    person, city = cast[ACCOUNT], cast.city
    days = [(BEGIN, END), (END - DAY, END + DAY), (END + DAY, FAR)]
    for number, (since, until) in enumerate(days):
        given: dict[str, Any] = {
            "person": person,
            "organisation": city,
            "valid_from": since,
            "valid_to": until,
        }
        RoleGrant.objects.create(**given, role="city_coordinator")
        Membership.objects.create(**given, function="employee", job_title=f"title {number}")
    import_module("empiria.apps.accounts.migrations.0013_held_once").join(apps, None)
    assert periods(cast) == [(BEGIN, END + DAY)] * 2 + [(END + DAY, FAR)] * 2
    assert [one.job_title for one in person.memberships.all()] == ["title 0, title 1", "title 2"]


@pytest.mark.parametrize(
    ("path", "fields"), [("roles/new/?role=analyst", {}), ("functions/new/", {"function": "employee"})]
)
def test_an_end_before_the_beginning_is_said_at_the_end(
    cast: Cast, path: str, fields: dict[str, str]
) -> None:
    if fields:
        fields = fields | {"organisation": f"id:{cast.city.pk}"}
    page = sent(cast, path, **fields, valid_from="2026-05-01", valid_to="2026-01-01")
    assert "_ends_after_it_begins" not in page
    assert 'href="#id_valid_to"' in page
    assert page.count("The end lies before the beginning, or on the same day.") == 2


def test_another_job_title_begins_on_the_day_it_is_asked_for(cast: Cast) -> None:
    what: dict[str, Any] = {"person": cast[ACCOUNT], "organisation": cast.city, "function": EMPLOYEE}
    today, held = timezone.localdate(), Membership.objects.filter(**what).order_by("valid_from")
    add_membership(**what, by=None, valid_from=FAR, job_title="inspektor")
    asked = add_membership(**what, by=None, job_title="referent")
    assert [(one.job_title, one.valid_from, one.valid_to) for one in held] == [
        ("referent", today, FAR),
        ("inspektor", FAR, None),
    ]
    assert asked == held[0]
    with pytest.raises(HeldAlreadyError):
        add_membership(**what, by=None, job_title="sekretarz")
    assert held.count() == 2
