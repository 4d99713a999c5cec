"""Who is to be erased, and a place for what is uploaded."""

from pathlib import Path
from typing import Any

import pytest

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person
from tests.integration.accounts.privacy.traces import EMAIL, NAME


@pytest.fixture
def person(staff: Person) -> Person:
    return create_person(email=EMAIL, name=NAME, by=None, roles=["analyst"])


@pytest.fixture(autouse=True)
def uploads(settings: Any, store: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": store.parent / "uploads"},
        }
    }
