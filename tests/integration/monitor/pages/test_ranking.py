"""Rankings: places as the scores have them, how they moved, what is chosen, found and downloaded."""

import csv
import io
import re
from html import unescape
from xml.etree import ElementTree

import fastexcel
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from empiria.apps.monitor.models import ScoreSet
from empiria.apps.monitor.selectors import Ranking, Scope, city_profile, ranking, read_scope
from empiria.apps.monitor.selectors.scores import group_year
from empiria.apps.places.selectors import unit_by_address

ADDRESS = "/monitor/ranking/"
FILE = "/monitor/ranking/ranking"
PRZEMYSL = "1862011"
GROUP = "city-size.50-100"


def scope() -> Scope:
    found = read_scope()
    assert found
    return found


def made(measure: str, group: str = GROUP, year: int | None = None, since: int | None = None) -> Ranking:
    there = scope()
    chosen, among = there.measure(measure), there.group(group)
    assert chosen
    assert among
    return ranking(there, measure=chosen, group=among, year=year, since=since)


def page(client: Client, query: str = "", address: str = ADDRESS) -> str:
    response = client.get(address + query)
    assert response.status_code == 200
    return unescape(response.content.decode()).replace("\u00a0", " ")


def text_of(client: Client, query: str = "", address: str = ADDRESS) -> str:
    body = page(client, query, address)
    main = body[body.index("<main") : body.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            ADDRESS,
            (
                "Przemyśl: 17. z 25 w 2018 r., w 2015 r.: 13. z 25. "
                "W 2018 r. pierwsze miejsce: Jelenia Góra (0,53); ostatnie: Chełm (−0,83)."
            ),
        ),
        (
            f"/en{ADDRESS}",
            (
                "Przemyśl: place 17 of 25 in 2018, place 13 of 25 in 2015. "
                "In 2018 the first place: Jelenia Góra (0.53); the last: Chełm (−0.83)."
            ),
        ),
    ],
)
def test_sentences_of_a_real_ranking(reader: Client, address: str, said: str) -> None:
    assert said in text_of(reader, f"?group={GROUP}&unit={PRZEMYSL}&year=2018", address)


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"{FILE}.csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def names(client: Client, query: str) -> list[str]:
    body = page(client, query)
    return re.findall(r'<th scope="row" role="rowheader"><a [^>]*>([^<]+)</a>', body)


@pytest.mark.parametrize("group", [GROUP, "all"])
def test_places_of_scores_are_those_of_the_index(reader: Client, group: str) -> None:
    found = made("overall", group)
    grouping = "all" if group == "all" else "city-size"
    kept = group_year(
        ScoreSet.objects.get(recipe__code="cities", grouping=grouping), group=group, period=found.year or 0
    ).nodes["overall"]
    expected = dict(kept.select("unit", "rank").iter_rows())
    assert {row.unit.code: row.place for row in found.rows} == expected


def test_places_and_moves_are_those_of_the_city_page(reader: Client) -> None:
    unit = unit_by_address(PRZEMYSL)
    assert unit
    for measure in ("overall", "unemployed", "wages"):
        found = made(measure)
        own = found.row_of(unit[0].code)
        now = city_profile(unit=unit[0], year=found.year).row(measure)
        then = city_profile(unit=unit[0], year=found.since).row(measure)
        assert own
        assert now
        assert then
        assert then.rank
        assert (own.place, found.ranked) == (now.rank, now.ranked)
        assert own.moved == then.rank - (now.rank or 0)


def test_a_group_without_scores_of_its_own_is_read_among_everybody(reader: Client) -> None:
    found, everybody = made("overall", "voivodeship.18"), made("overall", "all")
    assert found.scored_among == "all"
    scores = {row.unit.code: row.figure for row in everybody.rows}
    assert [row.figure for row in found.rows] == [scores[row.unit.code] for row in found.rows]
    assert [row.place for row in found.rows] == list(range(1, len(found.rows) + 1))
    assert "ocen nie ma" in text_of(reader, "?group=voivodeship.18")


def test_an_indicator_that_the_recipe_does_not_use_is_ordered_without_places(reader: Client) -> None:
    found = made("population")
    figures = [row.figure for row in found.rows if row.figure is not None]
    assert figures == sorted(figures, reverse=True)
    assert {row.place for row in found.rows} == {None}
    assert "nie ma miejsc" in text_of(reader, "?measure=population")


def test_who_has_no_figure_stands_last_with_the_reason(reader: Client) -> None:
    found = made("nights_foreign", "all", year=2003)
    assert found.missing
    assert [row.figure for row in found.rows[-len(found.missing) :]] == [None] * len(found.missing)
    said = text_of(reader, "?measure=nights_foreign&group=all&year=2003")
    assert f"{found.missing[0].unit.name} brak danych" in said


def test_page_says_where_the_chosen_city_stands_and_where_it_stood(reader: Client) -> None:
    said = text_of(reader, f"?unit={PRZEMYSL}")
    assert "Przemyśl: 17. z 25 w 2018 r., w 2015 r.: 13. z 25." in said
    english = text_of(reader, f"?unit={PRZEMYSL}", f"/en{ADDRESS}")
    assert "Przemyśl: place 17 of 25 in 2018, place 13 of 25 in 2015." in english


def test_address_chooses_everything_and_links_keep_it(reader: Client) -> None:
    body = page(reader, "?measure=unemployed&group=all&year=2015&since=2010&sort=-moved")
    assert "Bezrobotni zarejestrowani" in body
    for kept in ("measure=unemployed", "group=all", "year=2015", "since=2010", "sort=-moved"):
        assert kept in re.findall(r'href="([^"]*ranking\.csv[^"]*)"', body)[0]
    assert "<option selected>2010</option>" in body


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?unit=9999999", "Nie ma gminy o kodzie 9999999."),
        ("?unit=nonsense", "Nie ma gminy o kodzie nonsense."),
        ("?year=99999999999999999999", "Dla roku 99999999999999999999 nie ma danych; pokazano rok 2018."),
        ("?year=1800", "Dla roku 1800 nie ma danych; pokazano rok 2018."),
        ("?measure=none", "Nie ma wskaźnika ani oceny „none”; pokazano: Pozycja ogólna."),
        ("?group=none", "Nie ma tu grupy porównawczej „none”; pokazano: miasta na prawach powiatu, 50–100"),
        ("?recipe=none", "Dla przepisu none nie ma ocen; pokazano przepis: Miasta na prawach powiatu."),
        (f"?unit={PRZEMYSL}&group=city-size.200-up", "Spoza tej grupy: Przemyśl."),
        ("?q=zzz", "Żadna gmina tej grupy nie nazywa się „zzz”."),
    ],
)
def test_what_is_not_there_is_said_and_something_is_shown(reader: Client, query: str, said: str) -> None:
    assert said in text_of(reader, query)


def test_nonsense_orders_and_pages_are_no_error(reader: Client) -> None:
    assert len(names(reader, "?sort=nonsense&page=-7&since=x")) == 25


@pytest.mark.parametrize("sort", ["name", "-figure", "figure", "moved", "-moved", "-place"])
def test_columns_sort_both_ways(reader: Client, sort: str) -> None:
    found = made("overall")
    key = sort.removeprefix("-")
    listed = names(reader, f"?sort={sort}")
    if key == "name":
        assert listed[:2] == ["Biała Podlaska", "Chełm"]
        return
    figures = {row.unit.name: getattr(row, key) for row in found.rows}
    expected = sorted(figures.values(), reverse=sort.startswith("-"))
    assert [figures[name] for name in listed] == expected


def test_search_within_finds_several_and_leads_to_the_only_one(reader: Client) -> None:
    assert set(names(reader, "?q=s&sort=name")) > {"Leszno", "Siedlce", "Słupsk"}
    answer = reader.get(f"{ADDRESS}?q=przemysl&year=2017")
    assert answer["Location"] == f"{ADDRESS}?year=2017&unit={PRZEMYSL}#unit-{PRZEMYSL}"


@pytest.mark.parametrize("query", ["", "?group=all", f"?group=all&measure=unemployed&unit={PRZEMYSL}"])
def test_page_asks_the_database_equally_often_whatever_the_group(reader: Client, query: str) -> None:
    reader.get(ADDRESS + query)
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(ADDRESS + query).status_code == 200
    assert len(queries) <= 9


def test_files_hold_the_whole_ranking_with_its_sources(reader: Client) -> None:
    query = "?measure=unemployed&group=all"
    found = made("unemployed", "all")
    table = rows(reader, query)
    assert [row["Kod gminy"] for row in table] == [row.unit.teryt for row in found.rows]
    assert [row["Zmiana miejsca (w górę)"] for row in table] == [
        "" if row.moved is None else repr(row.moved) for row in found.rows
    ]
    book = fastexcel.read_excel(reader.get(f"{FILE}.xlsx{query}").content)
    about = dict(book.load_sheet(book.sheet_names[-1], header_row=None).to_polars().rows())
    assert "SHA-256" in about["Plik"]
    drawing = reader.get(f"{FILE}.svg{query}").content
    ElementTree.fromstring(drawing)  # noqa: S314 (our own file)
    assert "wydanie Empirii" in drawing.decode()
    assert reader.get(f"{FILE}.png{query}").content[:8] == b"\x89PNG\r\n\x1a\n"


def test_print_form_holds_every_row_and_the_page_of_the_chosen_one_is_opened(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("empiria.apps.monitor.views.ranking.PAGE_SIZE", 20)
    assert len(names(reader, "?group=all")) == 20
    assert len(names(reader, "?group=all&print=1")) == 66
    assert "Przemyśl" in names(reader, f"?group=all&unit={PRZEMYSL}")


def test_front_page_lists_and_city_lead_to_it(reader: Client) -> None:
    for address in ("/monitor/", "/monitor/indicators/"):
        assert f'href="{ADDRESS}"' in page(reader, address=address)
    linked = f'href="{ADDRESS}?recipe=cities&group={GROUP}&year=2018&measure=overall&unit={PRZEMYSL}"'
    assert linked in page(reader, address=f"/monitor/{PRZEMYSL}/")
    assert "measure=unemployed" in page(reader, address=f"/monitor/{PRZEMYSL}/indicators/unemployed/")
