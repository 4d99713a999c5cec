"""Rankings and comparisons before anything has been published."""

import pytest
from django.test import Client


@pytest.mark.parametrize(
    "address",
    [
        "/monitor/ranking/",
        "/monitor/compare/",
        "/monitor/compare/?unit=1862011",
        "/monitor/compare/search/?q=a",
    ],
)
def test_page_says_that_there_is_nothing_yet(db: None, address: str) -> None:
    response = Client().get(address)
    assert response.status_code == 200
    assert "Nie ma jeszcze czego" in response.content.decode()


@pytest.mark.parametrize("address", ["/monitor/ranking/ranking.csv", "/monitor/compare/table.csv"])
def test_there_is_no_file(db: None, address: str) -> None:
    assert Client().get(address).status_code == 404
