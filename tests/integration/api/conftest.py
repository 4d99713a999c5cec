"""The sample behind the API, published once, and an invented local indicator; callers come as often as they like."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from empiria.apps.monitor.models import Release
from empiria.apps.monitor.services import compute_certainty
from empiria.sample.load import load_sample
from tests.integration.api.local import make_public_indicator


@pytest.fixture(scope="module")
def sample(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Release]:
    rates = {"key": 1_000_000, "network": 1_000_000}
    with (
        override_settings(EMPIRIA_DATA=tmp_path_factory.mktemp("api"), EMPIRIA_API_RATES=rates),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        made = load_sample()
        # As a worker leaves it: the documented examples show how certain a score is.
        compute_certainty(score_set=made.score_sets.get(recipe__code="cities", grouping="city-size"))
        make_public_indicator()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def caller(sample: Release, db: None) -> Client:
    """A program that asks the API. (`db`: a file run by itself needs its database too.)"""
    return Client()
