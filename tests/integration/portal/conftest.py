"""People for the tests of the portal."""

import pytest

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person
from tests.integration.cast import with_second_factor


@pytest.fixture
def staff(db: None) -> Person:
    return with_second_factor(
        create_person(email="staff@example.org", name="Staff", by=None, roles=["administrator"])
    )


@pytest.fixture
def member(db: None) -> Person:
    return create_person(email="member@example.org", name="Member", by=None)
