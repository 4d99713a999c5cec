"""Finding a city; the method, the catalogue, the releases and the files behind the figures."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from empiria.analysis.recipe import read_recipe
from empiria.apps.monitor.models import Import, ImportFinding, RecipeVersion
from empiria.apps.monitor.selectors import city_profile, example_units, front_page
from empiria.apps.monitor.selectors.recipe_words import recipe_summary
from empiria.apps.monitor.views.staff import finding_row
from empiria.apps.places.models import Succession, Unit, UnitSpell
from empiria.apps.places.selectors import unit_by_address

SHORT = """code: short
version: "1"
compare: all
normalise: {method: minmax, low: 0, high: 100}
aggregate: {method: geometric}
minimum_share: 0.75
change: {periods: 3, normalise: {method: zscore}, aggregate: {method: mean}}
tree:
  code: whole
  children:
    - {code: jobs, weight: 2, transform: log}
    - {code: homes}
    - {code: height, direction: neutral}
"""


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_front_page_has_search_map_groups_and_the_release(reader: Client) -> None:
    found = page(reader, "/monitor/")
    assert 'action="/monitor/search/"' in found
    assert len(set(re.findall(r'<a href="(/monitor/\d{7}/)" aria-label', found))) == 66
    assert re.search(r"Wydanie \d{4}-1", found)
    assert "miasta na prawach powiatu, 50–100 tys. mieszkańców" in found
    held = re.findall(r"<(?:dt|dd)[^>]*>\s*([^<]+?)\s*</", found)
    assert set(zip(held[::2], held[1::2], strict=True)) >= {("66", "gmin"), ("31", "wskaźników")}


@pytest.mark.parametrize("typed", ["Przemyśl", "przemysl", "PRZEM"])
def test_suggestions_are_a_fragment_and_forgive_diacritics(reader: Client, typed: str) -> None:
    response = reader.get("/monitor/search/", {"q": typed}, headers={"HX-Request": "true"})
    found = response.content.decode()
    assert "<html" not in found
    assert 'href="/monitor/1862011/"' in found
    assert response["Vary"].startswith("HX-Request")


def test_one_certain_hit_is_opened_at_once_and_several_are_listed(reader: Client) -> None:
    assert reader.get("/monitor/search/", {"q": "lodz"})["Location"] == "/monitor/1061011/"
    found = page(reader, "/monitor/search/?q=ra")
    assert "Radom" in found
    assert "Ruda Śląska" not in page(reader, "/monitor/search/?q=radom+x")
    assert "Nic nie znaleziono dla „xyz”" in page(reader, "/monitor/search/?q=xyz")


def test_unit_list_filters_by_voivodeship_kind_and_group(reader: Client) -> None:
    def listed(query: str) -> int:
        return len(set(re.findall(r'<a href="(/monitor/\d{7}/)">', page(reader, f"/monitor/units/?{query}"))))

    assert listed("") == 60
    assert listed("page=2") == 6
    assert listed("voivodeship=18") == 4
    assert listed("group=city-size.50-100") == 25
    assert listed("kind=2") == 0
    assert listed("voivodeship=x") == 0


def test_method_works_through_one_real_city_with_its_own_figures(reader: Client) -> None:
    found = page(reader, "/monitor/method/cities/?unit=1862011")
    unit = unit_by_address("1862011")
    assert unit
    row = city_profile(unit=unit[0], recipe_code="cities").row("unemployed")
    assert row is not None
    assert row.score is not None
    start = found.index('id="unemployed"')
    worked = found[start : found.index("</li>", start)]
    assert f"{row.score:.3f}".replace("-", "−").replace(".", ",") in worked
    assert "50,416" in worked


def test_method_says_when_there_is_no_such_recipe_or_city(reader: Client) -> None:
    assert reader.get("/monitor/method/nonsense/").status_code == 404
    assert "Nie ma gminy „9999999”; pokazano inną." in page(reader, "/monitor/method/cities/?unit=9999999")


def test_method_works_through_the_municipality_one_types(reader: Client) -> None:
    by_code, by_name = (
        page(reader, f"/monitor/method/cities/?unit={asked}").partition('<ol class="tree"')
        for asked in ("1061011", "lodz")
    )
    assert "Łódź</a></strong>" in by_name[0]
    assert by_name[2].partition("</ol>")[0] == by_code[2].partition("</ol>")[0]


@pytest.mark.parametrize("recipe", ["cities", "local-development"])
def test_method_shows_the_recipe_as_it_is_executed(reader: Client, recipe: str) -> None:
    assert f"code: {recipe}" in page(reader, f"/monitor/method/{recipe}/")


def test_method_is_told_in_short_from_the_recipe_that_is_executed() -> None:
    with override("pl"):
        summary = recipe_summary(read_recipe(SHORT), groupings=["Wszystkie gminy"])
    assert {line.title: line.text for line in summary} == {
        "Wskaźniki": "oceniane: 2; podane dla kontekstu, bez oceny: 1",
        "Grupa porównawcza": "Wszystkie gminy",
        "Lata": "każdy rok osobno",
        "Brakujące dane": "nieuzupełniane: brak pozostaje brakiem, nigdy zerem",
        "Wartości skrajne": "pozostawione bez zmian",
        "Przekształcenie": "ln(x): 1 wskaźnik",
        "Normalizacja": "od 0 (ostatnie miejsce w grupie) do 100 (najlepsze)",
        "Agregacja": "średnia geometryczna",
        "Wagi": "ustalone w przepisie; udział w całości podano przy każdym węźle",
        "Próg danych": "całość: 75%",
        "Zmiana": "w ciągu 3 lat; standaryzacja: o ile odchyleń standardowych liczba jest lepsza od średniej w grupie; "
        "średnia arytmetyczna",
    }


def test_recipe_is_given_as_the_file_that_the_page_shows(reader: Client) -> None:
    version = RecipeVersion.objects.get(code="cities", is_current=True)
    found = page(reader, "/monitor/method/cities/")
    assert version.digest in found
    assert 'href="/monitor/method/cities.yaml"' in found
    response = reader.get("/monitor/method/cities.yaml")
    assert response.content.decode() == version.text
    assert response["Content-Disposition"] == 'attachment; filename="cities-1.yaml"'
    assert reader.get("/monitor/method/nonsense.yaml").status_code == 404


def test_neutral_indicator_is_said_once_to_be_without_a_score(reader: Client) -> None:
    found = page(reader, "/monitor/method/cities/")
    head = found[found.index('id="dwelling_floor_area"') :]
    head = head[: head.index("</li>")]
    assert head.count("bez oceny") == 1


def test_findings_say_statuses_and_levels_in_words() -> None:
    params = {"status": "not yet published", "levels": "part, region"}
    with override("pl"):
        row = finding_row(
            ImportFinding(message="%(levels)s", action="%(status)s", params=params), indicators={}
        )
    assert row[3:5] == ["część gminy, region", "jeszcze nieopublikowane"]


def test_example_units_are_of_different_sizes_and_have_scores(reader: Client) -> None:
    front = front_page()
    by_unit = {point.unit: point for point in front.points}
    examples = [by_unit[unit] for unit in example_units(front)]
    assert len(examples) == 4
    assert all(point.score_class for point in examples)
    assert examples == sorted(examples, key=lambda point: point.population or 0)


def test_catalogue_lists_indicators_and_each_has_its_entry(reader: Client) -> None:
    found = page(reader, "/monitor/indicators/")
    links = set(re.findall(r'href="(/monitor/indicators/[^"]+)"', found))
    assert len(links) > 30
    entry = page(reader, "/monitor/indicators/unemployed/")
    assert "P1944" in entry
    assert re.search(r"<tr><th scope=\"row\">2018</th><td class=\"numeric\">66</td>", entry)
    assert reader.get("/monitor/indicators/nonsense/").status_code == 404


def test_releases_and_sources_say_where_figures_come_from(reader: Client) -> None:
    assert "bieżące" in page(reader, "/monitor/releases/")
    source = Import.objects.get()
    found = page(reader, f"/monitor/sources/{source.pk}/")
    assert source.sha256 in found
    assert source.file_name in found
    assert "<dt>Odczytano jako</dt><dd>tabela" in found


@pytest.mark.parametrize(
    ("address", "count"),
    [("/monitor/", 6), ("/monitor/units/", 3), ("/monitor/indicators/", 5), ("/monitor/releases/", 1)],
)
def test_pages_ask_the_database_a_fixed_number_of_times(reader: Client, address: str, count: int) -> None:
    reader.get(address)
    with CaptureQueriesContext(connection) as queries:
        reader.get(address)
    assert len(queries) == count


@pytest.fixture
def past(reader: Client) -> Client:
    """Łódź was called otherwise, and took over a part of a municipality that is no more."""
    city = Unit.objects.get(code="106101")
    state = {"kind": "2", "valid_to": dt.date(2019, 1, 1)}
    gone = Unit.objects.create(
        code="106199", teryt="1061992", level="municipality", name="Dawne", search_key="dawne", **state
    )
    UnitSpell.objects.create(unit=gone, teryt=gone.teryt, name=gone.name, source="test", **state)
    city.spells.update(valid_from=dt.date(2021, 1, 1))
    UnitSpell.objects.create(
        unit=city, teryt=city.teryt, name="Łódka", valid_to=dt.date(2021, 1, 1), source="test"
    )
    Succession.objects.create(
        predecessor=gone, successor=city, on=dt.date(2019, 1, 1), kind="divided", source="test"
    )
    return reader


def test_search_says_what_it_found_a_former_name_by(past: Client) -> None:
    typed = past.get("/monitor/search/", {"q": "dawne"}, headers={"HX-Request": "true"}).content.decode()
    assert '<a href="/monitor/1061011/"><span class="search__name">Dawne → dziś Łódź</span>' in typed
    assert "Łódka → dziś Łódź" in page(past, "/monitor/search/?q=lodka")
    # The name itself is opened at once only where nobody else is, or was, called so and more.
    assert past.get("/monitor/search/", {"q": "łódź"}).status_code == 302
    Unit.objects.filter(name="Radom").update(name="Łódź Nowa", search_key="lodz nowa")
    assert "Łódź Nowa" in page(past, "/monitor/search/?q=lodz")


def test_city_says_what_it_was_and_an_ended_code_leads_there(past: Client) -> None:
    assert past.get("/monitor/1061992/")["Location"] == "/monitor/1061011/"
    with CaptureQueriesContext(connection) as queries:
        found = page(past, "/monitor/1061011/")
    assert len(queries) == 9
    assert "Dawniej: Łódka." in found
    assert "Dawniej osobna gmina: Dawne (gmina wiejska, 1061992, w części, do 2018 r.)." in found
