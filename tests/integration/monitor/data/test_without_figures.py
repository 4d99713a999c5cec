"""What the pages say where there is little to show: no scores for the map, no figure of a municipality."""

import datetime as dt
import re
from html import unescape
from itertools import pairwise

import pytest
from django.test import Client

from empiria.apps.monitor.models import RecipeVersion, ScoreSet
from empiria.apps.places.models import Succession, SuccessionKind, Unit
from empiria.apps.places.services import create_list
from tests.integration.country import CITIES, full_lines
from tests.integration.monitor.data.conftest import Bring, publish
from tests.integration.queue import drain_queue


def said(client: Client, address: str) -> str:
    """The page's main part as it is written, in one line."""
    answer = client.get(address)
    assert answer.status_code == 200
    page = unescape(answer.content.decode())
    return " ".join(page[page.index("<main") : page.index("</main>")].split())


@pytest.fixture
def on_the_map(country: None) -> None:
    Unit.objects.filter(level="municipality").update(latitude=52.0, longitude=19.0)


@pytest.mark.parametrize("address", ["/en/", "/en/monitor/"])
def test_a_map_without_scores_says_what_is_missing_and_nothing_of_colours(
    client: Client, bring: Bring, recipe: RecipeVersion, on_the_map: None, address: str
) -> None:
    publish(bring(*(f"{teryt},crimes,2020,5" for teryt in CITIES)).release)
    drain_queue()
    assert set(ScoreSet.objects.values_list("state", flat=True)) == {ScoreSet.State.LACKING}
    page = said(client, address)
    assert "There are no scores: the published release lacks indicators that the recipe needs." in page
    assert "<li><span>Jobless</span></li><li><span>Wage</span></li>" in page
    assert "front-map--plain" in page
    assert re.findall("weaker situation|Colour:|situation not known|by situation", page) == []


def test_a_map_with_scores_explains_its_colours(
    client: Client, bring: Bring, recipe: RecipeVersion, on_the_map: None
) -> None:
    publish(bring(*full_lines()).release)
    drain_queue()
    page = said(client, "/en/monitor/")
    assert "weaker situation" in page
    assert "Colour: " in page
    assert "front-map--plain" not in page


@pytest.fixture
def newcomer(country: None) -> Unit:
    """A municipality that came of another after the last year with figures."""
    parent = Unit.objects.get(code="1465")
    unit = Unit.objects.create(
        code="146599", teryt="1465992", level="municipality", name="Nowa", search_key="nowa", kind="2",
        parent=parent, valid_from=dt.date(2025, 1, 1),
    )  # fmt: skip
    Succession.objects.create(
        predecessor=Unit.objects.get(code="126101"), successor=unit, on=dt.date(2025, 1, 1),
        kind=SuccessionKind.SEPARATED, note_en="Nowa was separated from Kraków.", source="test",
    )  # fmt: skip
    return unit


@pytest.mark.parametrize("group", ["", "?group=all"])
def test_a_municipality_without_a_figure_says_why_and_leads_on(
    client: Client, bring: Bring, recipe: RecipeVersion, newcomer: Unit, group: str
) -> None:
    publish(bring(*full_lines()).release)
    drain_queue()
    page = said(client, f"/en/monitor/{newcomer.teryt}/{group}")
    assert "The published release holds no figure of this municipality" in page
    assert "It exists since 1 January 2025. The figures of most municipalities end with 2021." in page
    assert 'Nowa was separated from Kraków. <a href="/en/monitor/1261011/">Kraków</a>' in page
    assert '<li><a href="/en/monitor/1465011/">Warszawa</a></li>' in page
    # Nothing can be chosen or downloaded, and nothing says so.
    assert re.findall("can be chosen|data.csv", page) == []


def test_a_stray_figure_decides_no_year(
    client: Client, bring: Bring, recipe: RecipeVersion, newcomer: Unit
) -> None:
    lines = [f"{teryt},crimes,{year},5" for teryt in CITIES for year in (2019, 2020)]
    publish(bring(*lines, "1261011,crimes,2024,5").release)
    drain_queue()
    assert set(ScoreSet.objects.values_list("state", flat=True)) == {ScoreSet.State.LACKING}
    assert "2024" not in said(client, "/en/monitor/1261011/report/read/").split("</h1>")[0]
    for address in (
        "1261011/", "map/?measure=crimes", "indicators/crimes/", "ranking/?measure=crimes",
        "compare/?unit=1261011&unit=1465011&measure=crimes",
    ):  # fmt: skip
        page = said(client, f"/en/monitor/{address}")
        assert re.findall(r"<option[^>]* selected>(20\d\d)</option>", page)[:1] == ["2020"], address
    assert "The figures of most municipalities end with 2020." in said(
        client, f"/en/monitor/{newcomer.teryt}/"
    )


@pytest.mark.parametrize("group", ["", "&group=all"])
def test_a_group_names_its_members_without_a_figure(
    client: Client, bring: Bring, recipe: RecipeVersion, newcomer: Unit, group: str
) -> None:
    note = "Not compared, as the recipe has no figure of them in 2021: Nowa."
    publish(bring(*full_lines()).release)
    drain_queue()
    page = said(client, f"/en/monitor/1465011/?year=2021{group}")
    assert note in page
    assert note in said(client, f"/en/monitor/1465011/report/read/?year=2021{group}")


def test_a_municipality_without_a_release_says_so(client: Client, country: None) -> None:
    page = said(client, "/en/monitor/1465011/")
    assert "No release has been published yet." in page
    assert "data.csv" not in page


def test_a_list_says_that_it_waits_for_the_next_release_and_is_offered_then(
    client: Client, bring: Bring, recipe: RecipeVersion
) -> None:
    publish(bring(*full_lines()).release)
    spa = create_list(title="Spa", units=Unit.objects.filter(code__in=["146501", "126101"]), by=None).code
    waits = "The list “Spa” cannot be chosen here; one made or changed since the last publication comes with the next"
    drain_queue()
    assert waits in said(client, f"/en/monitor/ranking/?group={spa}")
    assert "when the release was published" in said(client, f"/en/places/groups/{spa}/")
    publish(bring(*full_lines(), name="b.csv").release)
    drain_queue()
    offered = f'<option value="{spa}"'
    assert offered in said(client, "/en/monitor/1465011/")
    assert offered not in said(client, "/en/monitor/0264011/")
    for page in ("ranking/", "1465011/"):
        shown = said(client, f"/en/monitor/{page}?group={spa}")
        assert shown.count(f'<option value="{spa}" selected>') == 1
        assert waits not in shown


def test_a_municipality_without_scores_describes_itself_in_a_whole_sentence(
    client: Client, bring: Bring, recipe: RecipeVersion
) -> None:
    publish(bring(*(f"{teryt},crimes,2020,5" for teryt in CITIES)).release)
    drain_queue()
    page = client.get(f"/en/monitor/{next(iter(CITIES))}/").content.decode()
    (described,) = re.findall('<meta name="description" content="([^"]*)">', page)
    assert described.endswith("compared and explained.")


@pytest.mark.parametrize("address", ["/en/privacy/", "/en/monitor/method/"])
def test_no_level_of_headings_is_left_out(client: Client, recipe: RecipeVersion, address: str) -> None:
    levels = [1, *map(int, re.findall(r"<h([1-6])", said(client, address)))]
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_an_unknown_municipality_has_two_searches_of_different_names(client: Client, country: None) -> None:
    page = client.get("/en/monitor/9999999/").content.decode()
    labels = re.findall(r'role="search"[^>]*aria-label="([^"]*)"', page)
    assert len(labels) == len(set(labels)) == 2
