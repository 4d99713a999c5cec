"""The same done twice at the same moment, as by a double click: in two transactions of PostgreSQL.

SQLite lets one transaction in after the other from its beginning on (`IMMEDIATE`): there the second is simply later.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.db.models import Model, QuerySet
from django.http import HttpResponseBase
from django.test import Client

from empiria.apps.accounts.models import (
    EmailChange,
    Invitation,
    Organisation,
    Person,
    RoleGrant,
    Statement,
    StatementVersion,
)
from empiria.apps.accounts.selectors.statements import SHIPPED
from empiria.apps.accounts.services import (
    LastAdministratorError,
    accept_invitation,
    add_membership,
    ask_email_change,
    confirm_email_change,
    create_circle,
    create_organisation,
    create_person,
    end_grant,
    find_invitation,
    grant_role,
    invite_person,
    save_contact,
)
from empiria.apps.accounts.services.statements import create_statement
from empiria.apps.system.models import AuditEntry
from tests.integration.cast import give_second_factor, with_second_factor
from tests.integration.workshop import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
FAR = dt.date(2090, 1, 1)


@pytest.fixture(autouse=True)
def _on_postgresql(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads share a database of their own only there")


def waiting() -> int:
    """How many transactions of this database wait for a row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def at_once(*do: Callable[[], Any], behind: QuerySet | None = None) -> list[Any]:
    """What each returns, or the error it raises. Behind rows: all come as far as to wait for them, then all go on."""
    together, answers = Barrier(len(do)), list[Any]([None] * len(do))

    def go(number: int) -> None:
        together.wait()
        try:
            answers[number] = do[number]()
        except Exception as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=go, args=[number]) for number in range(len(do))]
    with transaction.atomic():
        if behind is not None:
            list(behind.select_for_update())
        for thread in threads:
            thread.start()
        if behind is not None:
            wait_until(lambda: waiting() == len(do), what="everybody at the same row")
    for thread in threads:
        thread.join()
    return answers


def twice(do: Callable[[], Any], *, behind: QuerySet | None = None) -> list[Any]:
    return at_once(do, do, behind=behind)


@pytest.fixture
def administrator() -> Person:
    return create_person(email="a@example.org", name="A", by=None, roles=["administrator"])


@pytest.fixture
def person() -> Person:
    return create_person(email="b@example.org", name="B", by=None)


def test_of_two_administrators_who_end_their_own_roles_at_once_one_stays(administrator: Person) -> None:
    create_person(email="c@example.org", name="C", by=None, roles=["administrator"])
    grants = list(RoleGrant.objects.order_by("pk"))
    ended = at_once(
        *(partial(end_grant, grant=grant, by=grant.person) for grant in grants),
        behind=RoleGrant.objects.filter(pk=grants[0].pk),
    )
    assert {type(one) for one in ended} == {RoleGrant, LastAdministratorError}
    assert RoleGrant.objects.count() == 1


@pytest.fixture
def company() -> Organisation:
    return create_organisation(kind="company", name="Firma", by=None)


def kept(tokens: list[str]) -> Callable[[str], str]:
    """Makes links, and keeps the tokens."""

    def link(token: str) -> str:
        tokens.append(token)
        return f"https://empiria.example/{token}/"

    return link


def entries(action: str) -> int:
    return AuditEntry.objects.filter(action=f"accounts.{action}").count()


@pytest.mark.parametrize("until", [None, FAR])
def test_a_role_given_twice_is_one(administrator: Person, person: Person, until: dt.date | None) -> None:
    before = entries("grant-role")
    first, second = twice(lambda: grant_role(person=person, role="analyst", by=administrator, valid_to=until))
    assert (first, person.grants.count(), entries("grant-role")) == (second, 1, before + 1)


@pytest.mark.parametrize("until", [None, FAR])
def test_a_function_given_twice_is_one(
    administrator: Person, person: Person, company: Organisation, until: dt.date | None
) -> None:
    first, second = twice(
        lambda: add_membership(
            person=person, organisation=company, function="employee", by=administrator, valid_to=until
        )
    )
    assert (first, person.memberships.count(), entries("add-membership")) == (second, 1, 1)


def test_the_button_that_confirms_an_address_pressed_twice_changes_it_once(person: Person) -> None:
    tokens: list[str] = []
    ask_email_change(person=person, email="new@example.org", link=kept(tokens))
    confirm_email_change(token=tokens[0])
    path = f"/en/accounts/email/confirm/{tokens[1]}/"
    statuses = twice(lambda: Client().post(path).status_code, behind=Person.objects.filter(pk=person.pk))
    person.refresh_from_db()
    assert (statuses, person.email, entries("change-email")) == ([200, 200], "new@example.org", 1)


def test_both_links_opened_at_once_change_the_address(person: Person) -> None:
    tokens: list[str] = []
    ask_email_change(person=person, email="new@example.org", link=kept(tokens))
    at_once(*[partial(confirm_email_change, token=token) for token in tokens])
    person.refresh_from_db()
    assert (person.email, entries("change-email")) == ("new@example.org", 1)


def test_of_two_wishes_for_another_address_one_stays(person: Person) -> None:
    wishes = twice(lambda: ask_email_change(person=person, email="new@example.org", link=str))
    assert {type(wish) for wish in wishes} == {EmailChange}
    assert EmailChange.objects.filter(person=person).count() == 1


TYPED = {"name": "Jan Test", "form": "neutral", "way": "password", "password": "correct horse battery staple"}


def accept(token: str, **typed: str) -> HttpResponseBase:
    return Client().post(f"/en/accounts/invitation/{token}/", TYPED | typed)


@pytest.mark.parametrize("way", ["password", "passkey"])
def test_an_invitation_accepted_twice_leads_to_the_same_page_twice(
    administrator: Person, company: Organisation, way: str
) -> None:
    tokens: list[str] = []
    asked: dict[str, Any] = {"organisation": company, "function": "employee"}
    invite_person(email="new@example.org", by=administrator, link=kept(tokens), **asked)
    answers = twice(lambda: accept(tokens[0], way=way), behind=Invitation.objects.all())
    first, second = ((answer.status_code, answer.headers.get("Location")) for answer in answers)
    assert (first[0], second) == (302, first)
    person = Person.objects.get(email="new@example.org")
    assert (person.memberships.count(), entries("accept-invitation")) == (1, 1)


def test_whoever_types_otherwise_does_not_get_into_the_account_just_made(
    administrator: Person, company: Organisation
) -> None:
    tokens: list[str] = []
    asked: dict[str, Any] = {"organisation": company, "function": "employee"}
    invite_person(email="new@example.org", by=administrator, link=kept(tokens), **asked)
    answers = at_once(
        lambda: accept(tokens[0]),
        lambda: accept(tokens[0], password="another horse battery staple"),
        behind=Invitation.objects.all(),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 404]


def test_of_two_invitations_accepted_at_once_the_second_asks_to_sign_in(
    administrator: Person, company: Organisation
) -> None:
    tokens: list[str] = []
    for function in ("employee", "secretary"):
        asked: dict[str, Any] = {"organisation": company, "function": function}
        invite_person(email="new@example.org", by=administrator, link=kept(tokens), **asked)
    answers = at_once(*[partial(accept, token) for token in tokens])
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert Person.objects.get(email="new@example.org").memberships.count() == 1


def test_an_invitation_accepted_twice_by_who_is_signed_in_gives_once(
    administrator: Person, company: Organisation, person: Person
) -> None:
    tokens: list[str] = []
    asked: dict[str, Any] = {"organisation": company, "function": "employee"}
    invite_person(email=person.email, by=administrator, link=kept(tokens), **asked)
    found = find_invitation(tokens[0])
    assert found is not None
    assert twice(lambda: accept_invitation(invitation=found, person=person)) == [person, person]
    assert (person.memberships.count(), entries("accept-invitation")) == (1, 1)


@pytest.mark.parametrize(
    "make",
    [
        lambda by: create_organisation(kind="company", name="Spółka", by=by),
        lambda by: create_circle(code="siec", kind="network", title_pl="Sieć", by=by),
        lambda by: create_statement(kind="consent", code="newsletter", by=by),
    ],
)
def test_what_is_made_twice_is_one(administrator: Person, make: Callable[[Person], Model]) -> None:
    first, second = twice(lambda: make(administrator))
    assert first == second


def test_an_organisation_that_two_people_make_is_one(
    administrator: Person, person: Person, company: Organisation
) -> None:
    made = at_once(
        *(partial(create_organisation, kind="company", name="Spółka", parent=company, by=by)
          for by in (administrator, person)),
        behind=Organisation.objects.filter(pk=company.pk),
    )  # fmt: skip
    assert made[0] == made[1]
    assert entries("create-organisation") == 2


def test_a_contact_saved_twice_is_one(administrator: Person, company: Organisation) -> None:
    first, second = twice(
        lambda: save_contact(organisation=company, label="Sekretariat", phone="1", by=administrator)
    )
    assert (first, company.contacts.count()) == (second, 1)


@pytest.mark.parametrize(
    "make",
    [
        lambda by: create_circle(code="siec", kind="network", title_pl=by.name, by=by),
        lambda by: create_statement(kind="consent" if by.name == "A" else "clause", code="x", by=by),
        lambda by: create_person(email="new@example.org", name=by.name, by=by),
    ],
)
def test_of_two_people_who_take_one_code_at_once_the_second_is_told(
    administrator: Person, person: Person, make: Callable[[Person], Model]
) -> None:
    made = at_once(partial(make, administrator), partial(make, person))
    refused = [answer for answer in made if isinstance(answer, Exception)]
    assert [type(error) for error in refused] == [ValidationError]
    assert set(refused[0].message_dict) <= {"code", "email"}


def test_a_shipped_clause_is_taken_over_once(administrator: Person) -> None:
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(with_second_factor(administrator))
        session = client.session
        give_second_factor(session, administrator)
        session.save()
    path = f"/en/privacy/texts/{next(iter(SHIPPED))}/adopt/"
    statuses = [answer.status_code for answer in at_once(*[partial(client.post, path) for client in clients])]
    assert (statuses, Statement.objects.count(), StatementVersion.objects.count()) == ([302, 302], 1, 1)
