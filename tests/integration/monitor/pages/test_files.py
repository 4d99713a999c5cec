"""Every file of the monitor holds what its address asks for, or there is none."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import URLPattern

from empiria.apps.monitor import urls, urls_local

CITY = "/en/monitor/1861011/"
# By the name of the route: a file, and what it may be asked for in vain.
ASKED = {
    "map-file": ("/en/monitor/map.svg", ["show=nope", "year=1980", "group=nope", "only=9", "unit=9999999"]),
    "indicator-data": ("/en/monitor/indicators/wages/data.csv", ["year=1980", "group=nope"]),
    "indicator-chart": ("/en/monitor/indicators/wages/distribution.svg", ["year=soon", "group=nope"]),
    "compare-file": (
        "/en/monitor/compare/profile.svg?unit=1861011",
        ["unit=nope", "unit=median:nope", "measure=nope", "year=1980", "group=nope", "recipe=nope"],
    ),
    "compare-report-file": ("/en/monitor/compare/report.pdf?unit=1861011", ["unit=nope", "year=1980"]),
    "ranking-file": (
        "/en/monitor/ranking/ranking.png",
        ["measure=nope", "group=nope", "year=1980", "since=1980", "unit=9999999", "recipe=nope"],
    ),
    "city-peers-file": (f"{CITY}peers.csv", ["year=1980", "year=soon", "count=999", "trait=nope:nope"]),
    "city-data": (f"{CITY}data.csv", ["year=1980", "group=nope", "recipe=nope"]),
    "city-chart": (f"{CITY}quadrant.svg", ["year=1980", "group=voivodeship.24"]),
    "report-file": (f"{CITY}report.docx", ["year=1980", "group=nope", "template=nope"]),
}
# Of the first the address says everything; the others are tested where people sign in and figures are verified.
ELSEWHERE = {"method-table", "report-texts-file", "local-file"}


def test_no_file_is_forgotten() -> None:
    routes = [
        route for route in (*urls.urlpatterns, *urls_local.urlpatterns) if isinstance(route, URLPattern)
    ]
    files = {route.name for route in routes if "(?P<ext>" in str(route.pattern)}
    assert files == ASKED.keys() | ELSEWHERE


@pytest.mark.parametrize("name", ASKED)
def test_a_file_that_would_hold_something_else_is_not_there(reader: Client, name: str) -> None:
    address, queries = ASKED[name]
    joint = "&" if "?" in address else "?"
    for query in queries:
        answer = reader.get(f"{address}{joint}{query}")
        assert answer.status_code == 404, query
        assert "attachment" not in answer.get("Content-Disposition", "")


def test_what_is_not_there_is_said(reader: Client) -> None:
    page = reader.get(f"{CITY}report.docx?year=1980&group=voivodeship.24").content.decode()
    assert "There is no such file" in page
    assert "There are no data for 1980; 2018 is shown." in page
    assert "not compared in the group “municipalities, śląskie voivodeship”" in page


def test_a_ranking_without_the_marked_municipality_is_what_was_asked_for(reader: Client) -> None:
    query = "group=voivodeship.24&unit=1861011"
    assert "Not in this group: Krosno." in reader.get(f"/en/monitor/ranking/?{query}").content.decode()
    assert reader.get(f"/en/monitor/ranking/ranking.csv?{query}").status_code == 200


def test_pages_that_show_something_else_lead_to_files_that_are_there(reader: Client) -> None:
    for page in (
        f"{CITY}?year=1980&group=nope",
        f"{CITY}peers/?year=1980&count=999",
        "/en/monitor/ranking/?measure=nope&year=1980&group=voivodeship.24&unit=1861011",
        "/en/monitor/map/?show=nope&year=1980&group=nope&only=9",
        "/en/monitor/indicators/wages/?year=1980&group=nope",
        "/en/monitor/compare/?unit=1861011&unit=nope&year=1980&measure=nope",
    ):
        links = re.findall(r'href="([^"]+\.csv[^"]*)"', reader.get(page).content.decode())
        assert links
        assert {reader.get(unescape(link)).status_code for link in links} == {200}, page


def test_similar_ones_of_a_year_that_is_not_there_are_no_group(reader: Client) -> None:
    ranking = "/en/monitor/ranking/ranking.csv?group=peers:1861011"
    assert reader.get(f"{ranking}~~2015").status_code == 200
    assert reader.get(f"{ranking}~~1980").status_code == 404


@pytest.mark.parametrize("page", [f"{CITY}report/read/", "/en/monitor/embed/1861011/wages/"])
def test_pages_that_stand_alone_say_what_they_show_instead(reader: Client, page: str) -> None:
    assert "There are no data for 1980; 2018 is shown." in reader.get(f"{page}?year=1980").content.decode()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (f"{CITY}data.csv", "1861011-data.csv"),
        (f"{CITY}data.xlsx", "1861011-data-2018.xlsx"),
        (f"{CITY}indicators.csv", "1861011-indicators-2018.csv"),
        (f"{CITY}indicator-wages.csv", "1861011-indicator-wages.csv"),
        ("/en/monitor/compare/trends.csv?unit=1861011", "compare-trends.csv"),
        ("/en/monitor/compare/profile.csv?unit=1861011", "compare-profile-2018.csv"),
        ("/en/monitor/indicators/wages/coverage.csv", "wages-coverage.csv"),
    ],
)
def test_a_name_says_a_year_where_the_file_holds_one(reader: Client, address: str, name: str) -> None:
    assert reader.get(address)["Content-Disposition"] == f'attachment; filename="empiria-{name}"'
