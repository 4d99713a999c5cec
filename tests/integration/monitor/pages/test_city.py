"""The city's page: who it is, where it stands, what is missing, where the numbers come from."""

import io
import re
from dataclasses import replace
from html import unescape

import polars as pl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from empiria.analysis.recipe import Node, read_recipe
from empiria.apps.accounts.services import create_person
from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors import CityProfile, Interval, city_profile, current_recipe, group_table
from empiria.apps.monitor.selectors.store import scan_observations
from empiria.apps.monitor.views import city as city_views
from empiria.apps.monitor.views.city_figures import dimensions_figure, quadrant_figure
from empiria.apps.monitor.views.city_page import headline
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.models import Unit
from empiria.apps.places.selectors import current_municipalities, unit_by_address

PRZEMYSL = "/monitor/1862011/"
NO_BREAK = "\u00a0"


def text_of(client: Client, address: str) -> str:
    """A page's words as one line, without its markup."""
    response = client.get(address)
    assert response.status_code == 200
    body = response.content.decode()
    main = body[body.index("<main") : body.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).replace(NO_BREAK, " ").split())


def unit(teryt: str) -> Unit:
    found = unit_by_address(teryt)
    assert found
    return found[0]


def krosno() -> CityProfile:
    return city_profile(unit=unit("1861011"), year=2018)


def test_page_says_who_the_city_is_and_where_it_stands_in_words(reader: Client) -> None:
    said = text_of(reader, PRZEMYSL)
    profile = city_profile(unit=unit("1862011"))
    root = profile.root
    assert root is not None
    assert "miasto na prawach powiatu województwo: podkarpackie 55 290 mieszkańców (2024) 46,2 km²" in said
    assert f"{profile.year} r.: {root.rank}. miejsce wśród {root.ranked} miast grupy." in said
    assert f"Miejsce według zmiany od {profile.year - 3} r.: 18. z 25." in said
    assert "Grupa porównawcza miasta na prawach powiatu, 50–100 tys. mieszkańców (25)" in said


@pytest.mark.parametrize(
    ("address", "sentences"),
    [
        (
            PRZEMYSL,
            [
                (
                    "2018 r.: 17. miejsce wśród 25 miast grupy. Miejsce według zmiany od 2015 r.: 18. z 25. "
                    "Najwyższe miejsca: Transport (5. z 25) i Turystyka (7. z 22). "
                    "Najniższe miejsca: Rynek pracy (25. z 25) i Warunki mieszkaniowe (20. z 25)."
                ),
                "Sytuacja: słabsza niż mediana grupy. Zmiana: −0,19, mediana grupy: −0,04.",
                "118,9 na 10 tys. mieszkańców, o 42,9 więcej niż mediana grupy (76,0); miejsce 3. z 25",
                "68,7%, o 5,4 punktu procentowego mniej niż mediana grupy (74,1); miejsce 21. z 25",
                "0,71 osoby, o 0,03 osoby więcej niż mediana grupy (0,68); miejsce 19. z 25",
            ],
        ),
        (
            f"/en{PRZEMYSL}",
            [
                (
                    "In 2018: place 17 among 25 cities of the group. "
                    "Place by change since 2015: 18 of 25. "
                    "Best places: Transport (5 of 25) and Tourism (7 of 22). "
                    "Weakest places: Labour market (25 of 25) and Housing conditions (20 of 25)."
                ),
                "68.7%, 5.4 percentage points less than the group's median (74.1); place 21 of 25",
            ],
        ),
    ],
)
def test_sentences_of_a_real_city(reader: Client, address: str, sentences: list[str]) -> None:
    said = text_of(reader, address)
    assert [one for one in sentences if one not in said] == []


def test_what_other_choices_of_method_would_turn_round_is_not_said(sample: Release, db: None) -> None:
    profile = krosno()
    words = page_words()
    within = [
        replace(row, interval=Interval(rank_low=1, rank_high=7, score_low=-2, score_high=2))
        for row in profile.rows
    ]
    first, more = headline(replace(profile, rows=tuple(within)), words)
    assert first.endswith("przy innych wyborach metody od 1. do 7.")
    assert not any("miejsca:" in sentence for sentence in more)
    figure = quadrant_figure(replace(profile, rows=tuple(within)), words)
    assert figure
    assert figure.sentence.startswith("Sytuacja: nie do odróżnienia od mediany grupy.")


def test_only_what_is_better_than_the_median_is_said_to_be_so(reader: Client) -> None:
    said = text_of(reader, "/monitor/1861011/?year=2018")
    csv = reader.get("/monitor/1861011/dimensions.csv?year=2018").content.decode("utf-8-sig")
    table = pl.read_csv(io.StringIO(csv))
    areas = table.filter(pl.col("Wymiar lub obszar").is_in([row.title for row in krosno().areas]))
    off = areas.select(pl.col("Ocena") - pl.col("Mediana grupy")).to_series().round(2)
    assert ((off > 0).sum(), (off == 0).sum(), (off < 0).sum()) == (4, 4, 3)
    assert (
        "Po lepszej stronie mediany grupy: 4 z 11 obszarów. Nie do odróżnienia od mediany: 4 obszary." in said
    )


@pytest.mark.parametrize(
    ("better", "equal", "said"),
    [
        (
            0,
            11,
            "Po lepszej stronie mediany grupy: 0 z 11 obszarów. Nie do odróżnienia od mediany: 11 obszarów.",
        ),
        (1, 1, "Po lepszej stronie mediany grupy: 1 z 11 obszarów. Nie do odróżnienia od mediany: 1 obszar."),
        (11, 0, "Po lepszej stronie mediany grupy: 11 z 11 obszarów."),
    ],
)
def test_areas_are_told_apart_by_the_side_of_the_median(
    sample: Release, db: None, better: int, equal: int, said: str
) -> None:
    profile = krosno()
    steps = iter([1.0] * better + [0.004] * equal + [-1.0] * (11 - better - equal))
    rows = [
        replace(row, score=row.scores.median + next(steps)) if row.kind == "area" and row.scores else row
        for row in profile.rows
    ]
    figure = dimensions_figure(replace(profile, rows=tuple(rows)), page_words())
    assert figure
    assert figure.sentence.replace(NO_BREAK, " ") == said


def test_page_shows_every_indicator_of_the_recipe_with_its_figures(reader: Client) -> None:
    said = text_of(reader, PRZEMYSL)
    profile = city_profile(unit=unit("1862011"))
    assert [row.title for row in profile.indicators if row.title not in said] == []
    assert (
        "Bezrobotni zarejestrowani na 1000 mieszkańców · im mniej, tym lepiej 50,4 22,1 17,1 – 32,7 25. z 25 "
        "2003: 91,1 → 2024: 42,3" in said
    )


@pytest.mark.parametrize("address", [PRZEMYSL, "/monitor/2462011/", "/monitor/1465011/?group=all"])
def test_page_asks_the_database_equally_often_whatever_the_group(reader: Client, address: str) -> None:
    reader.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(address).status_code == 200
    assert len(queries) == 8


def test_page_asks_four_times_more_for_who_reads_it(reader: Client) -> None:
    person = create_person(email="someone@example.org", name="Someone", by=None)
    reader.force_login(person)
    reader.get(PRZEMYSL)
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(PRZEMYSL).status_code == 200
    assert len(queries) <= 12


def test_address_chooses_year_and_group_and_links_keep_them(reader: Client) -> None:
    page = reader.get(f"{PRZEMYSL}?year=2015&group=all").content.decode()
    assert "2015 r.:" in page
    assert "<option selected>2015</option>" in page
    assert '<option value="all" selected>' in page
    assert 'href="/monitor/1862011/quadrant.csv?year=2015&amp;group=all"' in page
    assert '<link rel="canonical" href="/monitor/1862011/">' in page


@pytest.mark.parametrize("year", ["abc", "1990", "2022"])
def test_unknown_year_group_and_recipe_are_named_and_not_kept_in_links(reader: Client, year: str) -> None:
    address = f"{PRZEMYSL}?year={year}&group=x<b>&recipe=y"
    said = text_of(reader, address)
    assert f"Dla roku {year} nie ma danych; pokazano rok 2018." in said
    title = "miasta na prawach powiatu, 50–100 tys. mieszkańców"
    assert f"Nie ma tu grupy porównawczej „x<b>”; pokazano: {title}." in said
    assert "Dla przepisu y nie ma ocen; pokazano przepis: " in said
    page = reader.get(address).content.decode()
    shown = city_profile(unit=unit("1862011"))
    assert shown.group
    assert shown.recipe
    kept = f"year=2018&amp;group={shown.group.code}&amp;recipe={shown.recipe.code}"
    assert f'href="{PRZEMYSL}data.csv?{kept}"' in page
    assert not re.findall(rf'href="/monitor/[^"]*(?:year={year}|group=x|recipe=y)', page)


def test_known_choice_is_shown_without_a_notice(reader: Client) -> None:
    assert "pokazano" not in text_of(reader, f"{PRZEMYSL}?year=2015&group=all")


@pytest.mark.parametrize(
    ("year", "scored", "said_of_it"),
    [(2005, 2013, "Pierwszy rok z oceną: 2013"), (2024, 2018, "Ostatni rok z oceną: 2018")],
)
def test_year_without_overall_score_says_so_and_leads_to_the_nearest_with_one(
    reader: Client, year: int, scored: int, said_of_it: str
) -> None:
    address = f"/monitor/0265011/?group=all&year={year}"
    said = text_of(reader, address)
    assert f"Pozycji ogólnej nie obliczono dla roku {year}: " in said
    assert said_of_it in said
    assert f'href="/monitor/0265011/?year={scored}&amp;group=all"' in reader.get(address).content.decode()
    assert "rok z oceną" not in text_of(reader, "/monitor/0265011/")


def test_all_municipalities_together_are_not_called_similar(reader: Client) -> None:
    said = text_of(reader, f"{PRZEMYSL}?group=all")
    assert re.search(r"2018 r\.: \d+\. miejsce wśród \d+ gmin grupy\.", said)


def published(leaf: Node, period: int, members: set[str], release: Release) -> dict[str, float]:
    """A leaf's values of the members, straight from the observations."""
    observed = scan_observations(release.observations).filter(
        pl.col("period") == period, pl.col("unit").is_in(members), pl.col("value").is_not_null()
    )

    def of(code: str) -> dict[str, float]:
        return dict(
            observed.filter(pl.col("indicator") == code).select("unit", "value").collect().iter_rows()
        )

    own = of(leaf.code)
    if leaf.per is None:
        return own
    if leaf.per.indicator:
        below = of(leaf.per.indicator)
    else:
        below = {u.code: u.area_ha for u in Unit.objects.filter(code__in=members) if u.area_ha}
    return {
        unit: own[unit] / below[unit] * leaf.per.times
        for unit in own.keys() & below.keys()
        if below[unit] > 0
    }


@pytest.mark.parametrize(("teryt", "year"), [("0265011", 2015), ("1263011", 2018), ("1862011", 2010)])
@pytest.mark.parametrize("group", [None, "all"])
def test_place_of_an_indicator_follows_the_published_values(
    sample: Release, db: None, teryt: str, year: int, group: str | None
) -> None:
    profile = city_profile(unit=unit(teryt), year=year, group_code=group)
    assert profile.year == year
    assert profile.recipe
    version = current_recipe(profile.recipe.code)
    assert version
    leaves = {leaf.code: leaf for leaf in read_recipe(version.text).leaves()}
    members = {member.code for member in profile.members}
    placed = 0
    for row in profile.indicators:
        leaf = leaves[row.node]
        values = published(leaf, year, members, sample)
        own = values.get(profile.unit.code)
        if own is None or leaf.direction == "neutral":
            assert (row.rank, row.ranked) == (None, None), row.node
            continue
        better = [v for v in values.values() if (v < own if leaf.direction == "down" else v > own)]
        # The quotients are made here in their own way, so their last digit may differ.
        better = [v for v in better if v != pytest.approx(own, rel=1e-12)]
        assert (row.rank, row.ranked) == (1 + len(better), len(values)), row.node
        cells = {cell.unit.code: cell.rank for cell in group_table(profile=profile, node=row.node)}
        assert cells[profile.unit.code] == row.rank
        placed += 1
    assert placed > 5


@pytest.mark.parametrize("path", ["", "data.csv", "quadrant.svg", "indicators/unemployed/"])
def test_code_without_kind_or_with_an_ended_one_redirects_and_keeps_the_query(
    reader: Client, path: str
) -> None:
    for code in ("186201", "1862013"):
        response = reader.get(f"/monitor/{code}/{path}?year=2015")
        assert response.status_code == 301
        assert response["Location"] == f"/monitor/1862011/{path}?year=2015"


@pytest.mark.parametrize("code", ["9999999", "1862", "18", "12345"])
def test_unknown_code_is_answered_with_the_search(reader: Client, code: str) -> None:
    response = reader.get(f"/monitor/{code}/")
    assert response.status_code == 404
    assert "Nie ma gminy o kodzie" in response.content.decode()
    assert 'action="/monitor/search/"' in response.content.decode()


def test_english_page_is_english_with_english_numbers(reader: Client) -> None:
    said = text_of(reader, "/en/monitor/1862011/")
    assert "city with county rights voivodeship: podkarpackie 55,290 inhabitants (2024) 46.2 km²" in said
    assert "Registered unemployed persons per 1,000 inhabitants · less is better 50.4 22.1" in said


def test_page_for_printing_opens_every_table(reader: Client) -> None:
    printed = reader.get(f"{PRZEMYSL}?print=1").content.decode()
    closed = reader.get(PRZEMYSL).content.decode()
    assert len(re.findall(r"<details[^>]* open", printed)) == printed.count("<details") > 0
    assert not re.findall(r"<details[^>]* open", closed)


def test_page_has_no_inline_style_or_script(reader: Client) -> None:
    page = reader.get(PRZEMYSL).content.decode()
    assert not re.findall(r"<[^>]+\sstyle=", page)
    assert not re.findall(r"<style", page)
    assert not re.findall(r"<script(?![^>]*src=)", page)


def test_missing_figure_is_named_and_not_drawn(reader: Client) -> None:
    """Wałbrzych was no city with county rights before 2013."""
    walbrzych = city_profile(unit=unit("0265011"), year=2010)
    row = next(row for row in walbrzych.indicators if row.value is None and row.group_values)
    page = reader.get("/monitor/0265011/?year=2010").content.decode()
    start = page.index(f'href="/monitor/0265011/indicators/{row.node}/?year=2010"')
    line = page[start : page.index("</tr>", start)]
    assert "—" in line
    assert "brak danych" in line
    strip = re.search(r'<svg[^>]*class="ch-strip".*?</svg>', line)
    assert strip
    assert "ch-you" not in strip.group()


def test_every_city_of_the_sample_has_its_page_with_a_sentence_free_of_cases(reader: Client) -> None:
    verbs = re.compile(r"\b(był|była|było|ma|zajął|zajęła)\b")
    for city in current_municipalities():
        page = reader.get(f"/monitor/{city.teryt}/").content.decode()
        lead = re.search(r'<p class="city-lead">(.*?)</p>', page, re.DOTALL)
        assert lead, city
        assert city.name not in lead.group(1)
        assert not verbs.search(lead.group(1)), city


def test_page_before_any_release_says_who_the_city_is(sample: Release) -> None:
    Release.objects.filter(pk=sample.pk).update(state=Release.State.SUPERSEDED)
    try:
        said = text_of(Client(), PRZEMYSL)
    finally:
        Release.objects.filter(pk=sample.pk).update(state=Release.State.PUBLISHED)
    assert "55 290 mieszkańców (2024)" in said
    assert "Nie opublikowano jeszcze żadnych danych tej gminy." in said


def test_indicator_page_shows_the_whole_group_the_years_and_the_source(reader: Client) -> None:
    said = text_of(reader, "/monitor/1862011/indicators/unemployed/")
    assert "2003–2024: spadek o 48,8, od 91,1 do 42,3 na 1000 mieszkańców." in said
    assert "Przemyśl 50,4 25" in said
    assert "Zmienna: GUS, Bank Danych Lokalnych" in said
    assert said.count("gus-bdl-cities-with-county-rights-2003-2024.csv · GUS, ") == 2
    assert "2018 50,4 22,1" in said
    assert reader.get("/monitor/1862011/indicators/nonsense/").status_code == 404


def test_table_of_a_large_group_stands_on_a_page_of_its_own(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{PRZEMYSL}quadrant/?group=all"
    points = city_profile(unit=unit("1862011"), group_code="all").points
    assert len(points) > 60
    said = text_of(reader, address)
    assert [point.name for point in points if point.name not in said] == []
    assert f'href="{address}"' not in reader.get(f"{PRZEMYSL}?group=all").content.decode()
    monkeypatch.setattr(city_views, "MAX_INLINE_ROWS", 60)
    page = reader.get(f"{PRZEMYSL}?group=all").content.decode()
    assert f'href="{address}"' in page
    assert 'id="quadrant-table"' not in page


def test_every_number_leads_to_its_source_in_two_clicks(reader: Client) -> None:
    page = reader.get(PRZEMYSL).content.decode()
    links = set(re.findall(r'href="(/monitor/1862011/indicators/[a-z0-9_.]+/)"', page))
    profile = city_profile(unit=unit("1862011"))
    assert {link.split("/")[-2] for link in links} == {
        row.node for row in (*profile.indicators, *profile.others)
    }
    for link in sorted(links):
        assert re.search(r'href="/monitor/sources/\d+/"', reader.get(link).content.decode()), link
