"""The same done twice at the same moment, as by a double click: in two transactions of PostgreSQL.

SQLite lets one transaction in after the other from its beginning on (`IMMEDIATE`): there the second is simply later.
"""

import datetime as dt
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections

from empiria.apps.accounts.models import Organisation, Person
from empiria.apps.accounts.services import add_membership, create_organisation, create_person, grant_role
from empiria.apps.system.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
FAR = dt.date(2090, 1, 1)


@pytest.fixture(autouse=True)
def _on_postgresql(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads share a database of their own only there")


def at_once(*do: Callable[[], Any]) -> list[Any]:
    """What each returns, or the error it raises."""
    together, answers = Barrier(len(do)), list[Any]([None] * len(do))

    def go(number: int) -> None:
        connection.ensure_connection()
        together.wait()
        try:
            answers[number] = do[number]()
        except Exception as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=go, args=[number]) for number in range(len(do))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def twice(do: Callable[[], Any]) -> list[Any]:
    return at_once(do, do)


@pytest.fixture
def administrator() -> Person:
    return create_person(email="a@example.org", name="A", by=None, roles=["administrator"])


@pytest.fixture
def person() -> Person:
    return create_person(email="b@example.org", name="B", by=None)


@pytest.fixture
def company() -> Organisation:
    return create_organisation(kind="company", name="Firma", by=None)


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
