"""The map and an indicator's page before there is anything to show."""

from html import unescape

import pytest
from django.test import Client

from empiria.apps.monitor.models import Indicator

pytestmark = pytest.mark.django_db


def test_map_says_that_nothing_has_been_published(client: Client) -> None:
    assert "Nie opublikowano jeszcze żadnych danych" in client.get("/monitor/map/").content.decode()
    assert client.get("/monitor/map.csv").status_code == 404
    assert client.get("/monitor/map/table/").status_code == 404


def test_indicator_is_explained_without_figures_and_has_no_files(client: Client) -> None:
    Indicator.objects.create(code="trees", name_pl="Drzewa", definition_pl="Drzewa przy ulicach.")
    response = client.get("/monitor/indicators/trees/?year=2018")
    found = unescape(response.content.decode())
    assert response.status_code == 200
    assert "Drzewa przy ulicach." in found
    assert "Żaden przepis nie używa tego wskaźnika" in found
    assert client.get("/monitor/indicators/trees/data.csv").status_code == 404
