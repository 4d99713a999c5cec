"""Searching the library, and addresses that ask for nonsense."""

import pytest
from django.test import Client

from empiria.apps.outreach.selectors import Narrowed, documents_for
from tests.integration.cast import ACCOUNT, Cast
from tests.integration.outreach.library import add_document

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("lodz", {"Łódź i jej drogi"}),
        ("ŁÓDŹ drogi", {"Łódź i jej drogi"}),
        ("transport zbiorowy", {"Plan"}),
        ("zbior", {"Plan"}),
        ("biorowy", set()),
        ("poznan", {"Zieleń"}),
        ("strong", set()),
        ("%", {"Łódź i jej drogi", "Plan", "Zieleń"}),
        ("green", {"Zieleń"}),
    ],
)
def test_search_forgives_diacritics_and_looks_where_it_says(cast: Cast, query: str, titles: set[str]) -> None:
    by = cast["programme_officer"]
    add_document(by, "Łódź i jej drogi", description_pl="")
    add_document(by, "Plan", description_pl="<p>O <strong>transporcie</strong>: transport zbiorowy</p>")
    add_document(by, "Zieleń", title_en="Green", description_pl="", organisation=cast.other_city)
    found = documents_for(cast[ACCOUNT].standing, Narrowed(query=query))
    assert {one.title_pl for one in found} == titles


@pytest.mark.parametrize("asked", ["year=0", "year=99999", "year=x", "organisation=-1", "organisation=" + "9" * 40, "kind=zzz", "page=zzz", "circle=²"])  # fmt: skip
def test_an_address_that_asks_for_nonsense_asks_for_nothing(client: Client, cast: Cast, asked: str) -> None:
    add_document(cast["analyst"], "Publiczny")
    page = client.get(f"/documents/?{asked}")
    assert page.status_code == 200
    assert "Publiczny" in page.content.decode()
