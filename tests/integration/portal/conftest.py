"""People for the tests of the portal."""

import pytest

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person


@pytest.fixture
def staff(db: None) -> Person:
    return create_person(email="staff@example.org", name="Staff", by=None, is_staff=True)


@pytest.fixture
def member(db: None) -> Person:
    return create_person(email="member@example.org", name="Member", by=None)
