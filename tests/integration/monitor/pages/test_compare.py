"""Comparisons: whose figures stand side by side, over which group, what is said, added, left out and downloaded."""

import csv
import io
import re
from dataclasses import replace
from html import unescape
from statistics import mean, median
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import fastexcel
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from empiria.apps.monitor.selectors import Compared, Interval, city_profile, ranking
from empiria.apps.monitor.views.compare_choice import CompareChoice, read_comparison
from empiria.apps.monitor.views.compare_figures import measure_sentences
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.selectors import unit_by_address

ADDRESS = "/monitor/compare/"
PRZEMYSL, RZESZOW, KROSNO = "1862011", "1863011", "1861011"
GROUP = "city-size.50-100"
EIGHT = ["1862011", "1863011", "1861011", "0661011", "1465011", "2462011", "0264011", "3064011"]


def choice(query: str) -> CompareChoice:
    found = read_comparison(QueryDict(query))
    assert found
    return found


def compared(query: str) -> Compared:
    found = choice(query).compared
    assert found
    return found


def page(client: Client, query: str = "", address: str = ADDRESS) -> str:
    response = client.get(address + query)
    assert response.status_code == 200
    return unescape(response.content.decode()).replace("\u00a0", " ")


def text_of(client: Client, query: str = "", address: str = ADDRESS) -> str:
    body = page(client, query, address)
    main = body[body.index("<main") : body.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_a_city_has_the_figures_and_places_of_its_own_page(reader: Client) -> None:
    unit = unit_by_address(PRZEMYSL)
    assert unit
    found = compared(f"unit={PRZEMYSL}&measure=overall&measure=unemployed&measure=wages")
    profile = city_profile(unit=unit[0])
    assert (found.year, found.frame.code) == (profile.year, GROUP)
    for row in found.measures:
        own = profile.row(row.measure.code)
        assert own
        cell = row.cells[0]
        assert cell.figure == (own.score if row.measure.is_score else own.value)
        assert (cell.place, cell.ranked) == (own.rank, own.ranked)


def test_scores_of_cities_of_different_groups_are_those_among_everybody(reader: Client) -> None:
    found = compared(f"unit={PRZEMYSL}&unit=1465011&measure=overall")
    assert found.frame.code == "all"
    assert {frame.code for frame in found.frames} == {"all"}


def test_averages_are_those_of_the_members(reader: Client) -> None:
    there = choice(f"unit=median:{GROUP}&unit=mean:{GROUP}&measure=unemployed&measure=overall")
    found = there.compared
    assert found
    for row in found.measures:
        ranked = ranking(there.scope, measure=row.measure, group=found.frame, year=found.year)
        figures = [one.figure for one in ranked.rows if one.figure is not None]
        assert [cell.figure for cell in row.cells] == pytest.approx([median(figures), mean(figures)])
        assert {cell.place for cell in row.cells} == {None}


def test_medians_kept_with_the_scores_are_those_of_the_members(reader: Client) -> None:
    query = f"unit=median:{GROUP}&measure=unemployed&measure=wages"
    kept, made = compared(f"{query}&group={GROUP}"), compared(f"{query}&group=all")
    assert (kept.frame.code, made.frame.code) == (GROUP, "all")
    for first, second in zip(kept.measures, made.measures, strict=True):
        assert len(first.histories[0]) > 10
        assert [year for year, _figure in first.histories[0]] == [
            year for year, _figure in second.histories[0]
        ]
        figures = [figure for _year, figure in second.histories[0]]
        assert [figure for _year, figure in first.histories[0]] == pytest.approx(figures)


def test_scores_made_in_another_group_are_not_put_beside_each_other(reader: Client) -> None:
    said = text_of(reader, f"?unit={PRZEMYSL}&unit=median:all&group={GROUP}&measure=overall")
    assert "2. mediana: wszystkie gminy jej oceny porównują inne gminy" in said
    both = text_of(reader, f"?unit={PRZEMYSL}&unit=median:all&measure=overall")
    assert "wszystkie gminy (66) · 2018" in both


def test_an_indicator_outside_the_recipe_can_be_compared(reader: Client) -> None:
    found = compared(f"unit={PRZEMYSL}&unit=mean:all&measure=population")
    assert all(cell.figure for cell in found.measures[0].cells)


@pytest.mark.parametrize("view", ["profile", "trends", "multiples", "table"])
def test_every_view_names_everybody_and_every_measure(reader: Client, view: str) -> None:
    query = f"?unit={PRZEMYSL}&unit={RZESZOW}&measure=overall&measure=unemployed&view={view}"
    said = text_of(reader, query)
    for expected in ("1. Przemyśl", "2. Rzeszów", "Pozycja ogólna", "Bezrobotni zarejestrowani"):
        assert expected in said
    assert 'aria-current="page"' in page(reader, query)


def test_page_says_what_one_sees_in_both_languages(reader: Client) -> None:
    query = f"?unit={PRZEMYSL}&unit={RZESZOW}&measure=unemployed"
    assert "Bezrobotni zarejestrowani: najwyżej – Przemyśl (50,4 na 1000 mieszkańców)" in text_of(
        reader, query
    )
    english = text_of(reader, query, f"/en{ADDRESS}")
    assert "Registered unemployed persons: highest – Przemyśl (50.4 per 1,000 inhabitants)" in english


def test_sentences_of_a_real_comparison(reader: Client) -> None:
    query = f"?unit={PRZEMYSL}&unit={RZESZOW}&measure=detection_rate&measure=unemployed&view=trends"
    found = text_of(reader, query), text_of(reader, query, f"/en{ADDRESS}")
    assert "Przemyśl, 2003–2024: spadek o 48,8, od 91,1 do 42,3 na 1000 mieszkańców." in found[0]
    assert "Przemyśl, 2003–2024: down by 48.8, from 91.1 to 42.3 per 1,000 inhabitants." in found[1]
    assert " punktu procentowego, od " in found[0]
    assert " percentage points, from " in found[1]


def test_places_within_each_others_intervals_are_not_told_apart(reader: Client) -> None:
    found = compared(f"unit={PRZEMYSL}&unit={RZESZOW}&measure=overall")
    (row,) = found.measures
    cells = [
        replace(cell, interval=Interval(rank_low=low, rank_high=low + 9, score_low=-1, score_high=1))
        for cell, low in zip(row.cells, (2, 8), strict=True)
    ]
    (said,) = measure_sentences(replace(row, cells=tuple(cells)), found, page_words())
    assert said.endswith(", wartości nie do odróżnienia.")


def test_a_missing_figure_is_named_with_its_reason(reader: Client) -> None:
    said = text_of(reader, "?unit=2476011&unit=0265011&measure=nights_foreign&year=2003")
    assert "Bez danych: Świętochłowice (zero w źródle oznacza brak danych) i Wałbrzych (brak danych)." in said


def test_links_keep_the_whole_choice(reader: Client) -> None:
    body = page(reader, f"?unit={PRZEMYSL}&unit={RZESZOW}&measure=wages&year=2015&group=all&recipe=cities")
    tab = next(link for link in re.findall(r'href="([^"]*)"', body) if "view=trends" in link)
    assert parse_qs(urlsplit(tab).query) == {
        "unit": [PRZEMYSL, RZESZOW],
        "measure": ["wages"],
        "recipe": ["cities"],
        "group": ["all"],
        "year": ["2015"],
        "view": ["trends"],
    }
    removed = re.findall(r'compare-people__remove no-print" href="([^"]*)"', body)
    assert parse_qs(urlsplit(removed[0]).query)["unit"] == [RZESZOW]


def test_an_average_is_added_by_a_form(reader: Client) -> None:
    answer = reader.get(f"{ADDRESS}?unit={PRZEMYSL}&average=mean&of=all")
    assert answer["Location"] == f"{ADDRESS}?unit={PRZEMYSL}&unit=mean:all"


def test_search_adds_while_typing_and_without_scripts(reader: Client) -> None:
    expected = f'href="{ADDRESS}?unit={PRZEMYSL}&unit={RZESZOW}&measure=wages"'
    address, query = f"{ADDRESS}search/", f"?q=rzeszow&unit={PRZEMYSL}&measure=wages"
    typing = reader.get(address + query, headers={"HX-Request": "true"})
    assert expected in unescape(typing.content.decode())
    assert "<html" not in typing.content.decode()
    assert expected in page(reader, query, address)
    assert "Nic nie znaleziono dla „zzz”" in text_of(reader, "?q=zzz", address)
    form = page(reader, f"?unit={PRZEMYSL}&measure=wages")
    assert f'<input type="hidden" name="unit" value="{PRZEMYSL}">' in form
    assert 'hx-include="closest form"' in form


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?unit=9999999", "Nie ma gminy o kodzie 9999999."),
        ("?unit=nonsense", "Nie ma gminy o kodzie nonsense."),
        ("?unit=18", "Nie ma gminy o kodzie 18."),
        ("?unit=median:none", "Nie ma tu mediany ani średniej „median:none”."),
        ("?unit=sum:all", "Nie ma tu mediany ani średniej „sum:all”."),
        (f"?unit={PRZEMYSL}&measure=none", "Nie ma wskaźnika ani oceny „none”."),
        (f"?unit={PRZEMYSL}&year=1800", "Dla roku 1800 nie ma danych; pokazano rok 2018."),
        (f"?unit={PRZEMYSL}&year=999999999999999999999", "nie ma danych; pokazano rok 2018."),
        (f"?unit={PRZEMYSL}&group=city-size.200-up", "Nie ma tu grupy porównawczej „city-size.200-up”"),
        (f"?unit={PRZEMYSL}&recipe=none", "Dla przepisu none nie ma ocen"),
        ("?unit=" + "&unit=".join([*EIGHT, "1061011"]), "Można porównać najwyżej 8; resztę pominięto."),
    ],
)
def test_what_is_not_there_is_said_and_the_rest_is_shown(reader: Client, query: str, said: str) -> None:
    assert said in text_of(reader, query)


def test_eight_are_the_most_and_the_same_twice_counts_once(reader: Client) -> None:
    units = "&unit=".join(EIGHT)
    assert len(compared(f"unit={units}&unit=1061011&unit={PRZEMYSL}").items) == 8
    said = text_of(reader, f"?unit={units}")
    assert "Aby dodać kolejną pozycję" in said
    assert "Dodaj miasto" not in said


def test_a_thousand_codes_ask_no_more_than_a_few(reader: Client) -> None:
    query = "?unit=" + "&unit=".join(str(9_000_000 + number) for number in range(1000))
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(ADDRESS + query).status_code == 200
    assert len(queries) <= 40


@pytest.mark.parametrize("units", [[PRZEMYSL], EIGHT, ["median:all", "mean:all", PRZEMYSL]])
@pytest.mark.parametrize("measures", [[], ["overall", "wages", "unemployed", "crimes", "population"]])
def test_page_asks_the_database_equally_often_whoever_is_compared(
    reader: Client, units: list[str], measures: list[str]
) -> None:
    query = "?" + "&".join([f"unit={one}" for one in units] + [f"measure={one}" for one in measures])
    reader.get(ADDRESS + query)
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(ADDRESS + query).status_code == 200
    assert len(queries) <= 9


def test_an_ended_code_leads_to_the_municipality_of_today(reader: Client) -> None:
    assert compared(f"unit={PRZEMYSL[:6]}").items[0].code == PRZEMYSL


@pytest.mark.parametrize("view", ["profile", "trends", "multiples"])
def test_every_view_comes_as_drawing_picture_and_tables(reader: Client, view: str) -> None:
    query = f"?unit={PRZEMYSL}&unit=median:{GROUP}&measure=overall&measure=unemployed"
    drawing = reader.get(f"{ADDRESS}{view}.svg{query}").content
    ElementTree.fromstring(drawing)  # noqa: S314 (our own file)
    assert "wydanie Empirii" in drawing.decode()
    assert reader.get(f"{ADDRESS}{view}.png{query}").content[:8] == b"\x89PNG\r\n\x1a\n"
    rows = list(csv.DictReader(io.StringIO(reader.get(f"{ADDRESS}{view}.csv{query}").content.decode())))
    assert {row["Kod"] for row in rows} == {"overall", "unemployed"}
    book = fastexcel.read_excel(reader.get(f"{ADDRESS}{view}.xlsx{query}").content)
    about = dict(book.load_sheet(book.sheet_names[-1], header_row=None).to_polars().rows())
    assert "SHA-256" in about["Plik"]


def test_table_of_the_year_holds_every_figure_exactly(reader: Client) -> None:
    query = f"unit={PRZEMYSL}&unit={RZESZOW}&measure=unemployed"
    row = compared(query).measures[0]
    response = reader.get(f"{ADDRESS}table.csv?{query}")
    found = next(iter(csv.DictReader(io.StringIO(response.content.decode()))))
    assert [found["Przemyśl"], found["Rzeszów"]] == [repr(cell.figure) for cell in row.cells]
    assert response["Content-Disposition"] == 'attachment; filename="empiria-compare-table-2018.csv"'


@pytest.mark.parametrize("path", ["table.svg", "none.csv", "profile.pdf"])
def test_unknown_views_and_files_are_not_found(reader: Client, path: str) -> None:
    assert reader.get(f"{ADDRESS}{path}?unit={PRZEMYSL}").status_code == 404


def test_a_file_of_nobody_is_not_found(reader: Client) -> None:
    assert reader.get(f"{ADDRESS}profile.csv").status_code == 404


def test_print_form_holds_every_view(reader: Client) -> None:
    said = text_of(reader, f"?unit={PRZEMYSL}&print=1")
    assert all(title in said for title in ("Profil", "Zmiany w czasie", "Małe wykresy", "Tabela"))


def test_the_empty_page_says_how_to_begin(reader: Client) -> None:
    body = page(reader)
    assert "Dodaj miasto lub gminę" in body
    example = re.findall(r'href="(/monitor/compare/\?unit=median[^"]*)"', body)[0]
    assert len(compared(urlsplit(example).query).items) == 4


def test_front_page_lists_and_city_lead_to_it(reader: Client) -> None:
    for address in ("/monitor/", "/monitor/indicators/"):
        assert f'href="{ADDRESS}"' in page(reader, address=address)
    linked = f'href="{ADDRESS}?recipe=cities&group={GROUP}&year=2018&unit={PRZEMYSL}&unit=median:{GROUP}'
    assert f'{linked}"' in page(reader, address=f"/monitor/{PRZEMYSL}/")
    assert f'{linked}&measure=wages"' in page(reader, address=f"/monitor/{PRZEMYSL}/indicators/wages/")
