"""The world, made once for every test of a module."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.integration.access.asking import Asking
from tests.integration.access.world import make_world


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("access")
    with (
        # Whoever signed in a moment ago did so for all of these tests, however long they take.
        override_settings(
            EMPIRIA_DATA=folder, DEBUG_PROPAGATE_EXCEPTIONS=True, ACCOUNT_REAUTHENTICATION_TIMEOUT=86_400
        ),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield Asking(make_world())
        transaction.set_rollback(True)


@pytest.fixture
def asking(made: Asking, db: None) -> Iterator[Asking]:
    """Thousands of refusals are what is wanted here: nobody need read of each in the log. (`db`: a file run by itself
    needs its database too.)"""
    logging.disable(logging.WARNING)
    yield made
    logging.disable(logging.NOTSET)
