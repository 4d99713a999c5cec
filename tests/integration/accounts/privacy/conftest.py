"""Signing in a moment ago, which some pages ask for, and a folder of one's own."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from empiria.apps.accounts.models import Person
from tests.integration import cast


@pytest.fixture
def signed_in_now(client: Client) -> Callable[[Person], Client]:
    """A browser in which the person typed their password a moment ago."""

    return partial(cast.signed_in_now, client)


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
