"""Map, ranking, comparison and an indicator's page before anything has been published."""

from html import unescape

import pytest
from django.test import Client

from empiria.apps.monitor.models import Indicator
from tests.integration.country import make_country

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


@pytest.mark.parametrize(
    "address",
    [
        "/monitor/ranking/",
        "/monitor/compare/",
        "/monitor/compare/?unit=1862011",
        "/monitor/compare/search/?q=a",
    ],
)
def test_page_says_that_there_is_nothing_yet(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert "Nie ma jeszcze czego" in response.content.decode()


@pytest.mark.parametrize("address", ["/monitor/ranking/ranking.csv", "/monitor/compare/table.csv"])
def test_there_is_no_file(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_report_says_that_nothing_has_been_published(client: Client) -> None:
    make_country()
    assert client.get("/monitor/1465011/report/").status_code == 200
    said = client.get("/monitor/1465011/report/read/").content.decode()
    assert "Nie opublikowano jeszcze żadnego wydania." in said
    assert client.get("/monitor/1465011/report.pdf?template=state").content.startswith(b"%PDF")
    assert client.get("/monitor/1465011/report.xlsx").status_code == 200
