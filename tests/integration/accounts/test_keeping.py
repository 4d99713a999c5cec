"""Keeping people, organisations and circles: what each service writes, and what it refuses."""

import datetime as dt
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.utils import timezone

from empiria.apps.accounts.models import Organisation, Person, RoleGrant
from empiria.apps.accounts.rules import standing_of
from empiria.apps.accounts.services import (
    LastAdministratorError,
    RoleRefusedError,
    add_membership,
    change_circle,
    close_account,
    close_organisation,
    correct_organisation,
    correct_person,
    create_organisation,
    create_person,
    end_circle,
    end_grant,
    end_membership,
    grant_role,
    remove_contact,
    rename_organisation,
    reopen_account,
    reopen_circle,
    reopen_grant,
    reopen_membership,
    reopen_organisation,
    save_contact,
)
from empiria.apps.system.models import AuditEntry
from tests.integration.cast import ACCOUNT, Cast

pytestmark = pytest.mark.django_db
LONG_AGO = dt.date(2020, 1, 1)


def trail(action: str) -> list[dict[str, Any]]:
    return [entry.details for entry in AuditEntry.objects.filter(action=f"accounts.{action}")]


def test_correct_person_writes_what_changed_once(cast: Cast) -> None:
    for _time in range(2):
        correct_person(
            person=cast[ACCOUNT],
            name="  New   Name ",
            form="feminine",
            language="pl",
            by=cast["administrator"],
        )
    person = Person.objects.get(pk=cast[ACCOUNT].pk)
    assert (person.name, person.form, person.language) == ("New Name", "feminine", "pl")
    assert trail("correct-person") == [{"fields": ["form", "name"]}]


@pytest.mark.parametrize("wrong", [{"name": " "}, {"form": "plural"}, {"language": "xx"}])
def test_correct_person_refuses_what_is_none(cast: Cast, wrong: dict[str, str]) -> None:
    facts = {"name": "New", "form": "neutral", "language": "pl"} | wrong
    with pytest.raises(ValidationError):
        correct_person(person=cast[ACCOUNT], by=None, **facts)
    assert (Person.objects.get(pk=cast[ACCOUNT].pk).name, trail("correct-person")) == ("Name-of-account", [])


def test_a_closed_account_stands_for_nothing_until_it_is_opened(cast: Cast) -> None:
    for _time in range(2):
        closed = close_account(person=cast["expert"], by=cast["administrator"], reason="left")
    assert (closed.is_active, standing_of(closed).roles) == (False, ())
    for _time in range(2):
        opened = reopen_account(person=closed, by=cast["administrator"])
    assert (opened.is_active, [held.code for held in standing_of(opened).roles]) == (True, ["expert"])
    assert (len(trail("close-account")), len(trail("reopen-account"))) == (1, 1)


def test_an_erased_person_stays_erased(cast: Cast) -> None:
    Person.objects.filter(pk=cast["expert"].pk).update(is_active=False, erased_at=timezone.now())
    erased = Person.objects.get(pk=cast["expert"].pk)
    assert reopen_account(person=erased, by=None).is_active is False
    with pytest.raises(RoleRefusedError):
        grant_role(person=erased, role="resident", by=None)
    with pytest.raises(ValidationError):
        add_membership(person=erased, organisation=cast.city, function="other", by=None)


def end_the_role(person: Person) -> None:
    end_grant(grant=person.grants.get(role="administrator"), by=None)


def end_the_role_later(person: Person) -> None:
    end_grant(
        grant=person.grants.get(role="administrator"), by=None, on=timezone.localdate() + dt.timedelta(days=9)
    )


def close_the_account(person: Person) -> None:
    close_account(person=person, by=None)


@pytest.mark.parametrize("leave", [end_the_role, end_the_role_later, close_the_account])
def test_the_last_administrator_stays(cast: Cast, leave: Callable[[Person], None]) -> None:
    second = create_person(email="second@example.org", name="Second", by=None, roles=["administrator"])
    close_account(person=second, by=None)
    with pytest.raises(LastAdministratorError):
        leave(cast["administrator"])
    assert standing_of(Person.objects.get(pk=cast["administrator"].pk)).may("accounts.manage_roles")
    reopen_account(person=second, by=None)
    leave(cast["administrator"])
    with pytest.raises(LastAdministratorError):
        leave(second)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("leave", [end_the_role, close_the_account])
def test_two_administrators_who_leave_at_once_do_not_both_leave(
    transactional_db: None, leave: Callable[[Person], None]
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads share a database of their own only there")
    people = [
        create_person(email=f"{number}@example.org", name="A", by=None, roles=["administrator"])
        for number in range(2)
    ]
    RoleGrant.objects.update(valid_from=LONG_AGO)
    refused, together = [], Barrier(2)

    def go(person: Person) -> None:
        together.wait()
        try:
            leave(person)
        except LastAdministratorError as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=go, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert sum(standing_of(Person.objects.get(pk=one.pk)).may("accounts.manage_roles") for one in people) == 1


def test_the_end_of_a_role_is_taken_back_on_its_day_only(cast: Cast) -> None:
    grant = cast["expert"].grants.get()
    RoleGrant.objects.filter(pk=grant.pk).update(valid_from=LONG_AGO)
    grant = end_grant(grant=grant, by=None)
    assert standing_of(cast["expert"]).roles == ()
    for _time in range(2):
        reopen_grant(grant=grant, by=None)
    assert [held.code for held in standing_of(cast["expert"]).roles] == ["expert"]
    assert len(trail("reopen-grant")) == 1
    end_grant(grant=grant, by=None, on=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(RoleRefusedError):
        reopen_grant(grant=grant, by=None)


def test_the_end_of_a_membership_is_taken_back_on_its_day_only(cast: Cast) -> None:
    membership = add_membership(
        person=cast[ACCOUNT], organisation=cast.city, function="secretary", by=None, valid_from=LONG_AGO
    )
    ended = end_membership(membership=membership, by=None)
    for _time in range(2):
        reopen_membership(membership=ended, by=None)
    assert cast[ACCOUNT].memberships.get().valid_to is None
    assert len(trail("reopen-membership")) == 1
    end_membership(membership=membership, by=None, on=LONG_AGO + dt.timedelta(days=9))
    with pytest.raises(ValidationError):
        reopen_membership(membership=membership, by=None)


def test_what_was_given_today_and_ended_twice_is_gone_and_written_once(cast: Cast) -> None:
    grant = grant_role(person=cast[ACCOUNT], role="expert", by=None)
    same = RoleGrant.objects.get(pk=grant.pk)
    for one in (grant, same):
        end_grant(grant=one, by=None)
    assert (cast[ACCOUNT].grants.count(), len(trail("end-grant"))) == (0, 1)


def names(organisation: Organisation) -> list[tuple[str, dt.date | None, dt.date | None]]:
    return list(organisation.names.values_list("name", "valid_from", "valid_to"))


def test_rename_organisation_keeps_what_it_was_called(cast: Cast) -> None:
    day = dt.date(2026, 1, 1)
    for _time in range(2):
        renamed = rename_organisation(organisation=cast.city, name=" Miasto  Łódź", by=None, on=day)
    assert (renamed.name, renamed.search_key) == ("Miasto Łódź", "miasto lodz")
    assert names(renamed) == [("Miasto Warszawa", None, day), ("Miasto Łódź", day, None)]
    assert len(trail("rename-organisation")) == 1


@pytest.mark.parametrize("day", [dt.date(2026, 1, 1), dt.date(2025, 12, 31), dt.date(2999, 1, 1)])
def test_rename_organisation_refuses_a_day_before_its_name_or_to_come(cast: Cast, day: dt.date) -> None:
    rename_organisation(organisation=cast.city, name="Second", by=None, on=dt.date(2026, 1, 1))
    with pytest.raises(ValidationError) as refused:
        rename_organisation(organisation=cast.city, name="Third", by=None, on=day)
    assert set(refused.value.message_dict) == {"on"}
    assert [name for name, _from, _to in names(cast.city)] == ["Miasto Warszawa", "Second"]


def test_correct_organisation_puts_the_name_of_today_right(cast: Cast) -> None:
    for _time in range(2):
        correct_organisation(organisation=cast.school, name="II Liceum", parent=cast.other_city, by=None)
    cast.school.refresh_from_db()
    assert (cast.school.name, cast.school.parent) == ("II Liceum", cast.other_city)
    assert names(cast.school) == [("II Liceum", None, None)]
    assert trail("correct-organisation") == [{"fields": ["name", "parent"]}]


def test_an_organisation_does_not_belong_to_itself(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        correct_organisation(organisation=cast.city, name=cast.city.name, parent=cast.school, by=None)


def test_what_people_are_in_a_closed_organisation_counts_until_it_is_closed(cast: Cast) -> None:
    coordinator, leader = cast["city_coordinator"], cast["leader"]
    for _time in range(2):
        close_organisation(organisation=cast.city, by=None)
    assert (standing_of(coordinator).roles, standing_of(leader).is_leader) == ((), False)
    with pytest.raises(ValidationError):
        add_membership(
            person=cast[ACCOUNT],
            organisation=Organisation.objects.get(pk=cast.city.pk),
            function="other",
            by=None,
        )
    for _time in range(2):
        reopen_organisation(organisation=cast.city, by=None)
    assert standing_of(coordinator).organisations == {cast.city.pk}
    assert (len(trail("close-organisation")), len(trail("reopen-organisation"))) == (1, 1)


def test_contacts_are_added_changed_and_removed_once(cast: Cast) -> None:
    for _time in range(2):
        contact = save_contact(organisation=cast.city, label="Office", phone="22 100 00 00", by=None)
    save_contact(organisation=cast.city, contact=contact, label="Office", email="office@example.org", by=None)
    assert [(one.label, one.email, one.phone) for one in cast.city.contacts.all()] == [
        ("Office", "office@example.org", "")
    ]
    with pytest.raises(ValidationError):
        save_contact(organisation=cast.city, label="Nothing", by=None)
    contact.refresh_from_db()
    same = cast.city.contacts.get()
    for one in (contact, same):
        remove_contact(contact=one, by=None)
    assert (cast.city.contacts.count(), len(trail("save-contact")), len(trail("remove-contact"))) == (0, 2, 1)


def test_a_circle_is_changed_ended_and_opened_once(cast: Cast) -> None:
    for _time in range(2):
        circle = change_circle(circle=cast.network, title_pl="Inaczej", is_for_leaders=True, by=None)
    assert (circle.title_pl, circle.is_for_leaders, len(trail("change-circle"))) == ("Inaczej", True, 1)
    assert standing_of(cast["network_member"]).circles == frozenset()
    for _time in range(2):
        circle = end_circle(circle=circle, by=None)
    with pytest.raises(RoleRefusedError):
        grant_role(person=cast["leader"], role="network_member", circle=circle, by=None)
    for _time in range(2):
        circle = reopen_circle(circle=circle, by=None)
    assert grant_role(person=cast["leader"], role="network_member", circle=circle, by=None).pk
    assert (len(trail("end-circle")), len(trail("reopen-circle"))) == (1, 1)


def test_the_name_of_an_organisation_is_searched_without_diacritics(db: None) -> None:
    assert create_organisation(kind="ngo", name="Żółw", by=None).search_key == "zolw"
