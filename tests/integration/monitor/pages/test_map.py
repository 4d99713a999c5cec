"""The map of any indicator or score: classes, filter, group, missing, table, files, and what a wrong address is told."""

import csv
import io
import json
import re
from html import unescape
from statistics import median
from xml.etree import ElementTree

import fastexcel
import polars as pl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from empiria.analysis.classes import classify
from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors.layers import layer
from empiria.apps.monitor.selectors.measures import measures
from empiria.apps.monitor.selectors.store import store_path
from empiria.apps.monitor.selectors.years import first_shown
from empiria.apps.monitor.views import maps
from empiria.apps.places.models import Boundary, Unit
from empiria.apps.places.selectors import group_by_code, members_of

MAP = "/monitor/map/"


def page(client: Client, query: str = "") -> str:
    response = client.get(MAP + query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def shades(found: str) -> dict[str, int]:
    """How many points are drawn in each class of colour."""
    groups = re.findall(r'<g class="([^"]+)"[^>]*>(.*?)</g>', found)
    counts: dict[str, int] = {}
    for name, shapes in groups:
        counts[name] = counts.get(name, 0) + shapes.count("<circle")
    return counts


def square(west: float, south: float) -> str:
    ring = [[west, south], [west, south + 0.2], [west + 0.2, south + 0.2], [west + 0.2, south], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def test_indicator_is_shown_in_classes_that_the_legend_counts(reader: Client, sample: Release) -> None:
    found = page(reader, "?show=unemployed&year=2018")
    shown = layer(sample, measures(sample)["unemployed"], year=2018)
    classes = classify(shown.values(), method="quantiles")
    counts = [sum(classes.of(value) == place for value in shown.values()) for place in range(5, 0, -1)]
    assert re.findall(r'id="class-\d".*?<span class="muted">(\d+)</span>', found) == [str(n) for n in counts]
    # Less is better: the highest class is the weakest colour.
    assert shades(found) == {f"ch-class-{shade}": count for shade, count in enumerate(counts, start=1)}
    assert "W 2018 r. dane ma 66 z\u00a066\u00a0gmin." in found
    assert "Najwięcej" in found or "najwięcej: " in found


def test_count_is_shown_as_the_catalogue_divides_it(reader: Client, sample: Release) -> None:
    shown = layer(sample, measures(sample)["unemployed"], year=2018)
    przemysl = next(spot for spot in shown.spots if spot.unit.teryt == "1862011")
    assert round(przemysl.value or 0, 1) == 50.4
    assert "Przemyśl: 50,4\xa0na 1000 mieszkańców" in page(reader, "?show=unemployed&year=2018")


def test_first_map_is_the_first_score_in_the_year_that_is_shown_first(reader: Client) -> None:
    found = page(reader)
    assert '<option value="cities/overall" selected>' in found
    assert "<option selected>2018</option>" in found


def test_year_shown_first_has_nearly_as_many_figures_as_the_best() -> None:
    assert first_shown({2018: 100, 2019: 96, 2020: 40}) == 2019
    assert first_shown({2018: 3, 2019: 3, 2020: 1}) == 2019
    assert first_shown({}) is None


@pytest.mark.parametrize("method", ["quantiles", "jenks", "equal", "sd"])
@pytest.mark.parametrize("count", ["3", "4"])
def test_every_method_and_number_of_classes_draws_every_municipality(
    reader: Client, method: str, count: str
) -> None:
    found = page(reader, f"?show=wages&method={method}&classes={count}")
    assert sum(shades(found).values()) == 66
    lines = re.findall(r'id="class-\d"', found)
    assert len(lines) <= (5 if method == "sd" else int(count))


def test_legend_filters_and_its_links_lead_back(reader: Client) -> None:
    found = page(reader, "?show=unemployed&year=2018&only=5")
    counts = shades(found)
    assert counts["ch-class-1"] == 13
    assert sum(number for name, number in counts.items() if name.endswith("ch-faint")) == 53
    assert 'id="class-5" href="/monitor/map/?show=unemployed&year=2018" aria-current="true"' in found
    assert 'id="class-4" href="/monitor/map/?show=unemployed&year=2018&only=4,5"' in found


def test_group_is_highlighted_and_told_of(reader: Client) -> None:
    group = group_by_code("city-size.50-100")
    assert group
    found = page(reader, f"?show=unemployed&year=2018&group={group.code}")
    counts = shades(found)
    picked = sum(number for name, number in counts.items() if name.endswith("ch-picked"))
    assert picked == members_of(group).count() == 25
    assert "W 2018 r. dane ma 25 z\u00a025\u00a0gmin." in found
    assert "Przemyśl (50,4)" in found


def test_missing_figures_are_hatched_and_named(reader: Client, sample: Release) -> None:
    shown = layer(sample, measures(sample)["unemployed"], year=2003)
    assert [spot.unit.name for spot in shown.missing] == ["Wałbrzych"]
    found = page(reader, "?show=unemployed&year=2003")
    assert shades(found)["ch-missing"] == 1
    side = found[found.index("Gminy bez danych") :]
    assert ">Wałbrzych</a>" in side[: side.index("</details>")]


def test_loaded_boundary_is_drawn_as_an_area_and_a_place_unknown_is_named(reader: Client) -> None:
    poznan = Unit.objects.get(teryt="3064011")
    Boundary.objects.create(unit=poznan, geometry="{}", drawn=square(16.8, 52.3), source="test")
    Unit.objects.filter(teryt="1465011").update(latitude=None)
    found = page(reader, "?show=unemployed&year=2018")
    assert len(re.findall(r"<path[^>]*><title>Poznań: ", found)) == 1
    assert sum(shades(found).values()) == 64
    assert "położenie nie jest znane: Warszawa" in found


def test_chosen_municipality_is_marked(reader: Client) -> None:
    assert page(reader, "?show=unemployed&unit=1862011").count('class="ch-you-line"') == 1
    assert "ch-you-line" not in page(reader, "?show=unemployed")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("show=nonsense", "W bieżącym wydaniu nie ma wskaźnika ani oceny „nonsense”; pokazano: "),
        ("show=unemployed&year=1890", "Dla roku 1890 nie ma danych; pokazano rok "),
        ("show=unemployed&year=soon", "Dla roku soon nie ma danych; pokazano rok "),
        ("group=nobody", "Nie ma grupy „nobody”; pokazano wszystkie gminy."),
        ("method=magic", "Nie ma podziału na klasy „magic”; pokazano: po tyle samo gmin"),
        ("classes=9", "Mapa ma od 3 do 5 klas, nie „9”; pokazano: 5."),
        ("only=8", "Nie ma klas „8”; pokazano: "),
        ("unit=9999999", "Nie ma gminy o kodzie 9999999."),
        ("show=<script>", "nie ma wskaźnika ani oceny „<script>”"),
    ],
)
def test_wrong_address_is_told_what_is_shown_instead(reader: Client, query: str, told: str) -> None:
    found = page(reader, f"?{query}")
    assert told in found
    assert "„<script>”" not in reader.get(f"{MAP}?{query}").content.decode()


def test_table_lists_every_municipality_best_known_first(reader: Client) -> None:
    found = reader.get("/monitor/map/table/?show=unemployed&year=2003").content.decode()
    rows = re.findall(
        r'<tr><th scope="row"><a href="(.*?)">(.*?)</a></th><td>(\d{7})</td><td class="numeric">(.*?)</td>',
        found,
    )
    assert len(rows) == 66
    assert rows[-1] == ("/monitor/0265011/?year=2003", "Wałbrzych", "0265011", "—")
    values = [float(value.replace(",", ".")) for *_, value in rows[:-1]]
    assert values == sorted(values, reverse=True)


def test_who_has_no_pointer_is_led_past_a_small_map_and_from_a_large_one_to_its_table(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = page(reader, "?show=unemployed").split('<div class="map-view__drawing">')
    assert 'href="#map-foot">Pomiń mapę' in before
    assert 'id="map-foot" tabindex="-1"' in after
    monkeypatch.setattr(maps, "MAX_LINKS", 10)
    monkeypatch.setattr(maps, "MAX_INLINE_ROWS", 10)
    before, _after = page(reader, "?show=unemployed&year=2018").split('<div class="map-view__drawing">')
    way = "/monitor/map/table/?show=unemployed&year=2018"
    assert f'Z klawiatury każdą gminę otwiera się z tabeli tej mapy: <a href="{way}">' in " ".join(
        before.split()
    )
    # Nothing that takes the focus stands between the form and it.
    assert re.findall("<a |<button|<select|<input", before.partition('id="map-view"')[2]) == ["<a "]


def test_files_hold_what_the_page_shows(reader: Client) -> None:
    query = "?show=unemployed&year=2018&group=city-size.50-100"
    response = reader.get(f"/monitor/map.csv{query}")
    assert response["Content-Disposition"] == 'attachment; filename="empiria-mapa-unemployed-2018.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert len(rows) == 25
    assert rows[0]["Gmina"] == "Przemyśl"
    svg = reader.get(f"/monitor/map.svg{query}").content
    texts = [one.text or "" for one in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314
    told = " ".join(texts)
    assert "Klasy: po tyle samo gmin (kwantyle)" in told
    assert "Wyróżniona: miasta na prawach powiatu, 50–100" in told
    assert len([text for text in texts if re.fullmatch(r"[\d,]+ – [\d,]+ \(\d+\)", text)]) == 5
    assert reader.get(f"/monitor/map.png{query}").content[:8] == b"\x89PNG\r\n\x1a\n"
    book = fastexcel.read_excel(reader.get(f"/monitor/map.xlsx{query}").content)
    about = dict(book.load_sheet(book.sheet_names[-1], header_row=None).to_polars().rows())
    assert about["Grupa porównawcza"].endswith("(city-size.50-100)")
    assert reader.get("/monitor/map.pdf").status_code == 404


def scores(release: Release, grouping: str, group: str, node: str = "economic") -> dict[str, float]:
    """The scores of 2018 within a group, read without the code under test."""
    kept = release.score_sets.get(recipe__code="cities", grouping=grouping).path
    table = pl.read_parquet(store_path(kept) / "by_group.parquet").filter(
        pl.col("group") == group, pl.col("node") == node, pl.col("period") == 2018
    )
    return dict(table.drop_nulls("score")["unit", "score"].iter_rows())


def listed(reader: Client, query: str) -> dict[str, float]:
    """The scores in the map's table, by the first six digits of the code."""
    rows = csv.DictReader(io.StringIO(reader.get(f"{MAP[:-1]}.csv?{query}").content.decode()))
    return {row["Kod"][:6]: float(row["Wartość"]) for row in rows if row["Wartość"]}


def test_score_says_its_recipe_and_is_drawn_among_everybody(reader: Client, sample: Release) -> None:
    found = page(reader, "?show=cities/economic&year=2018")
    assert "Oceny porównują wszystkie te gminy ze sobą." in found
    assert "przepis „" in found
    assert 'href="/monitor/method/cities/"' in found
    expected = scores(sample, "all", "all")
    assert len(expected) == 66
    assert listed(reader, "show=cities/economic&year=2018") == pytest.approx(expected)
    assert f"mediana: {median(expected.values()):.2f}".replace(".", ",").replace("-", "−") in found.lower()


def test_score_with_a_group_is_drawn_within_it_and_the_others_are_outlined(
    reader: Client, sample: Release
) -> None:
    query = "show=cities/economic&year=2018&group=city-size.50-100"
    expected = scores(sample, "city-size", "city-size.50-100")
    assert listed(reader, query) == pytest.approx(expected)
    found = page(reader, f"?{query}")
    assert "Oceny porównują grupę „miasta na prawach powiatu, 50–100" in found
    counts = shades(found)
    assert counts.pop("ch-class-0") == 66 - len(expected)
    assert sum(counts.values()) == len(expected)
    assert all(name.endswith("ch-picked") for name in counts)
    # Nobody is called missing for being of another group.
    assert "Gminy bez danych" not in found
    assert "Oceny porównują grupę" in reader.get(f"{MAP[:-1]}.svg?{query}").content.decode()


def test_group_without_scores_of_its_own_is_shown_among_everybody(reader: Client, sample: Release) -> None:
    query = "show=cities/economic&year=2018&group=voivodeship.24"
    among_all = scores(sample, "all", "all")
    shown = listed(reader, query)
    assert shown
    assert shown == pytest.approx({unit: among_all[unit] for unit in shown})
    assert "Oceny porównują wszystkie te gminy" in page(reader, f"?{query}")


def test_where_only_groups_are_scored_their_scores_have_no_common_middle(
    reader: Client, sample: Release
) -> None:
    sample.score_sets.filter(grouping="all").update(state="queued")
    found = page(reader, "?show=cities/economic&year=2018")
    assert "nie dwie sytuacje" in found
    sentence = found[found.index("data-map-sentence") :]
    assert "ediana" not in sentence[: sentence.index("</p>")]


def test_score_leads_to_every_file_behind_it_as_its_ranking_does(reader: Client) -> None:
    query = "year=2018&group=city-size.50-100"
    map_, listed = (
        set(re.findall(r'href="(/monitor/sources/\d+/)"', page))
        for page in (
            reader.get(f"{MAP}?show=cities/economic&{query}").content.decode(),
            reader.get(f"/monitor/ranking/?recipe=cities&measure=economic&{query}").content.decode(),
        )
    )
    assert map_ == listed != set()
    book = fastexcel.read_excel(reader.get(f"/monitor/map.xlsx?show=cities/economic&{query}").content)
    about = book.load_sheet(book.sheet_names[-1], header_row=None).to_polars().rows()
    assert sum(line[0] == "Plik" for line in about) == len(listed)


def test_file_of_a_filtered_map_says_so_and_names_who_has_no_figure(reader: Client) -> None:
    svg = reader.get("/en/monitor/map.svg?show=unemployed&year=2003&only=5,missing").content
    texts = [one.text or "" for one in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314
    told = " ".join(texts)
    assert re.search(r"Looked at, the rest is pale: [\d.]+ – [\d.]+; no data", told)
    assert "Without a figure: Wałbrzych" in told


def test_ranking_keeps_the_group_and_the_municipality(reader: Client) -> None:
    group = "group=voivodeship.24&year=2015&unit=2469011"
    for show, measure in (
        ("unemployed", "measure=unemployed"),
        ("cities/economic", "recipe=cities&measure=economic"),
    ):
        link = re.search(r'href="(/monitor/ranking/\?[^"]+)"', page(reader, f"?show={show}&{group}"))
        assert link
        assert link[1] == f"/monitor/ranking/?{measure}&{group}"


@pytest.mark.parametrize("show", ["unemployed", "cities/economic"])
def test_ranking_of_the_same_is_one_step_away(reader: Client, show: str) -> None:
    found = page(reader, f"?show={show}&year=2018")
    link = re.search(r'href="(/monitor/ranking/\?[^"]+)"', found)
    assert link
    ranking = unescape(reader.get(link[1]).content.decode())
    title = re.search(r'<h2 id="map-title">([^(,]+)', found)
    assert title
    assert title[1].strip() in ranking
    assert "pokazano" not in ranking


def test_print_form_opens_lists_and_table(reader: Client) -> None:
    assert page(reader, "?show=unemployed&year=2003&print=1").count('class="disclosure" open') == 2


def test_english_map_is_english(reader: Client) -> None:
    found = unescape(reader.get("/en/monitor/map/?show=unemployed&year=2018").content.decode())
    assert "In 2018, 66 of\u00a066\u00a0municipalities have a figure." in found
    assert "Green is the better side: less is better." in found


@pytest.mark.parametrize("query", ["?show=unemployed", "?show=cities/overall"])
def test_map_asks_the_database_a_fixed_number_of_times(reader: Client, query: str) -> None:
    page(reader, query)
    with CaptureQueriesContext(connection) as queries:
        page(reader, query)
    assert len(queries) == 10
