"""The sample, published once for the pages that only read it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from empiria.apps.monitor.models import Release
from empiria.sample.load import load_sample


@pytest.fixture(scope="package")
def sample(django_db_setup: None, django_db_blocker: Any) -> Iterator[Release]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_sample()
        transaction.set_rollback(True)


@pytest.fixture
def reader(sample: Release, db: None) -> Client:
    """Somebody who reads the published pages without signing in. (`db`: a file run by itself needs its database too.)"""
    return Client()
