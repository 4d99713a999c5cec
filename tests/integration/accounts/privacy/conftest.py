"""Signing in a moment ago, which some pages ask for, and a folder of one's own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from empiria.apps.accounts.models import Person
from tests.integration.cast import give_password_now


@pytest.fixture
def signed_in_now(client: Client) -> Callable[[Person], Client]:
    """A browser in which the person typed their password a moment ago."""

    def sign_in(person: Person) -> Client:
        client.force_login(person)
        session = client.session
        give_password_now(session, person)
        session.save()
        return client

    return sign_in


@pytest.fixture
def own_folder(settings: Any, tmp_path: Path) -> None:
    """The ledger and uploads of one test are no other's."""
    settings.EMPIRIA_DATA = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "uploads"},
        }
    }
