"""One open local indicator, in which the cast's city takes part."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from empiria.apps.monitor.models import LocalIndicator, LocalParticipation, LocalState
from empiria.apps.monitor.services.local import (
    join_local_indicator,
    move_local_indicator,
    save_local_indicator,
)
from tests.integration.cast import Cast


@pytest.fixture
def indicator(cast: Cast) -> LocalIndicator:
    today = timezone.localdate()
    indicator = save_local_indicator(
        indicator=LocalIndicator(
            code="trees",
            name_pl="Drzewa posadzone",
            name_en="Trees planted",
            unit_pl="sztuki",
            unit_en="pieces",
            definition_pl="Drzewa posadzone przez miasto",
            definition_en="Trees planted by the city",
            method_pl="Z protokołów odbioru",
            method_en="From the records of acceptance",
            polarity="up",
            decimals=0,
            minimum=0,
            maximum=1000,
            first_year=2020,
            last_year=2023,
            deadline=today + dt.timedelta(days=30),
            public_from=today + dt.timedelta(days=60),
        ),
        by=cast["analyst"],
    )
    move_local_indicator(indicator=indicator, to=LocalState.OPEN, by=cast["analyst"])
    indicator.refresh_from_db()
    return indicator


@pytest.fixture
def sheet(cast: Cast, indicator: LocalIndicator) -> LocalParticipation:
    return join_local_indicator(
        indicator=indicator, organisation=cast.city, by=cast["city_coordinator"], seen=indicator.version
    )


@pytest.fixture
def city(client: Client, cast: Cast) -> Client:
    """The coordinator of the city."""
    client.force_login(cast["city_coordinator"])
    return client


@pytest.fixture
def analyst(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast["analyst"])
    return client


def publish(indicator: LocalIndicator) -> None:
    """Its day has come."""
    today = timezone.localdate()
    LocalIndicator.objects.filter(pk=indicator.pk).update(
        deadline=today - dt.timedelta(days=1), public_from=today
    )
    indicator.refresh_from_db()
