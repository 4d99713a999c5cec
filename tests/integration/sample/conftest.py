"""The sample, loaded once for the tests that only read it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from empiria.apps.monitor.models import Release
from empiria.sample.load import load_sample


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: Any) -> Iterator[Release]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_sample()
        transaction.set_rollback(True)
