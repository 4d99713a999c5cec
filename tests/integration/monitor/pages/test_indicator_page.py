"""An indicator's page: its figures in any year and group, each list against the figures themselves."""

import csv
import io
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

from empiria.apps.monitor.models import Indicator, Release
from empiria.apps.monitor.selectors.indicator_page import best, most_improved, related, since, uses
from empiria.apps.monitor.selectors.layers import Layer, layer
from empiria.apps.monitor.selectors.measures import indicator_measure, measure_table

PAGE = "/monitor/indicators/unemployed/"


def page(client: Client, query: str = "") -> str:
    response = client.get(PAGE + query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def section(found: str, name: str) -> str:
    start = found.index(f'aria-labelledby="{name}-title"')
    return found[start : found.index("</section>", start)]


def shown(release: Release, code: str = "unemployed", year: int = 2018, group: str = "") -> Layer:
    indicator = Indicator.objects.select_related("denominator").get(code=code)
    return layer(release, indicator_measure(indicator), year=year, group_code=group)


def values(release: Release, code: str, year: int) -> dict[str, float]:
    """Figures of a year, read without the code under test: raw, divided by hand."""
    indicator = Indicator.objects.select_related("denominator").get(code=code)
    table = measure_table(release, indicator_measure(indicator)).filter(pl.col("period") == year)
    return dict(table.drop_nulls("value")["unit", "value"].iter_rows())


def test_page_defines_the_indicator_and_shows_its_year(reader: Client) -> None:
    found = page(reader, "?year=2018")
    assert "<h1>Bezrobotni zarejestrowani</h1>" in found
    assert "P1944" in found
    assert "im mniej, tym lepiej" in found or "mniej" in section(found, "definition")
    assert "W 2018 r. dane ma 66 z\u00a066\u00a0gmin." in found
    assert "<option selected>2018</option>" in found


def test_without_a_key_the_page_gives_the_name_in_the_source_if_there_is_one(reader: Client) -> None:
    without = "Numer zmiennej nie jest znany"
    assert without in reader.get("/monitor/indicators/wages/").content.decode()
    assert without not in page(reader)
    Indicator.objects.filter(code="wages").update(source_pl="GUS, Bank Danych Lokalnych")
    assert without not in reader.get("/monitor/indicators/wages/").content.decode()


def test_best_come_first_by_the_better_side(reader: Client, sample: Release) -> None:
    figures = sorted(values(sample, "unemployed", 2018).values())
    assert [one.spot.value for one in best(shown(sample))] == figures[:10]
    wages = sorted(values(sample, "wages", 2018).values(), reverse=True)
    assert [one.spot.value for one in best(shown(sample, "wages"))] == wages[:10]
    rows = re.findall(r'<th scope="row"><a href="([^"]+)">', section(page(reader, "?year=2018"), "best"))
    assert len(rows) == 10
    assert rows[0].endswith("/indicators/unemployed/?year=2018")


def test_improvement_is_counted_from_five_years_back_or_the_first_later_year(sample: Release) -> None:
    today = shown(sample)
    assert since(today) == 2013
    now, before = values(sample, "unemployed", 2018), values(sample, "unemployed", 2013)
    falls = sorted(now[unit] - before[unit] for unit in now if unit in before)
    assert [one.change for one in most_improved(sample, today)] == pytest.approx(falls[:10])
    assert since(shown(sample, year=2003)) is None
    assert most_improved(sample, shown(sample, year=2003)) == []


def test_related_indicators_are_spearmans_over_the_same_municipalities(sample: Release) -> None:
    from scipy.stats import spearmanr  # takes a second to import, in every process that collects

    found = related(sample, shown(sample))
    assert found
    for one in found:
        own, other = values(sample, "unemployed", 2018), values(sample, one.indicator.code, 2018)
        both = sorted(own.keys() & other.keys())
        expected = spearmanr([own[unit] for unit in both], [other[unit] for unit in both]).statistic
        assert one.correlation == pytest.approx(expected)
        assert one.pairs == len(both)
        assert abs(one.correlation) >= 0.3
    order = [one.correlation for one in found]
    assert order == sorted(order, reverse=True)


def test_recipes_that_use_it_say_where_and_how_much(reader: Client) -> None:
    direct = {use.recipe.code: use for use in uses("unemployed")}
    assert set(direct) == {"cities", "local-development"}
    assert direct["cities"].direction == "down"
    assert 0 < direct["cities"].share < 1
    divided = [use for use in uses("population") if use.is_denominator and use.recipe.code == "cities"]
    assert len({use.path for use in divided}) == len(divided) > 1
    assert 'href="/monitor/method/cities/#unemployed"' in section(page(reader), "uses")


def test_shares_of_a_recipe_sum_to_one() -> None:
    from empiria.analysis.recipe import read_recipe
    from empiria.apps.monitor.selectors.indicator_page import _leaves

    text = """code: small
version: "1"
tree:
  code: whole
  children:
    - {code: a, weight: 3}
    - code: rest
      children: [{code: b}, {code: c, direction: neutral}, {code: d}]
"""
    assert {leaf.code: share for leaf, _, share in _leaves(read_recipe(text).tree)} == {
        "a": 0.75, "b": 0.125, "c": 0.0, "d": 0.125,
    }  # fmt: skip


def test_group_narrows_everything(reader: Client, sample: Release) -> None:
    narrowed = shown(sample, group="city-size.50-100")
    assert {one.spot.unit.code for one in best(narrowed)} <= narrowed.members
    found = page(reader, "?year=2018&group=city-size.50-100")
    assert "W 2018 r. dane ma 25 z\u00a025\u00a0gmin." in found
    rows = list(
        csv.DictReader(io.StringIO(reader.get(f"{PAGE}data.csv?group=city-size.50-100").content.decode()))
    )
    assert {row["Kod"][:6] for row in rows} <= set(narrowed.members)


def test_neutral_indicator_has_highest_and_lowest_and_no_best(reader: Client) -> None:
    found = unescape(reader.get("/monitor/indicators/population/?year=2018").content.decode())
    assert "Najwyższe wartości" in found
    assert "Najniższe wartości" in found
    assert "Najlepsze miejsca" not in found
    assert "Warszawa" in section(found, "best")


def test_wrong_year_and_group_are_told_what_is_shown(reader: Client) -> None:
    found = page(reader, "?year=1890&group=nobody")
    assert "Dla roku 1890 nie ma danych; pokazano rok " in found
    assert "Nie ma grupy „nobody”; pokazano wszystkie gminy." in found
    assert reader.get("/monitor/indicators/nonsense/").status_code == 404


def test_files_are_the_figures_of_the_page(reader: Client, sample: Release) -> None:
    rows = list(csv.DictReader(io.StringIO(reader.get(f"{PAGE}data.csv").content.decode())))
    exact = {row["Kod"][:6]: row for row in rows if row["Rok"] == "2018"}
    column = next(name for name in rows[0] if name.startswith("Wartość"))
    assert {unit: float(row[column]) for unit, row in exact.items()} == values(sample, "unemployed", 2018)
    book = fastexcel.read_excel(reader.get(f"{PAGE}data.xlsx?year=2018").content)
    assert len(book.sheet_names) == 5
    wages = fastexcel.read_excel(reader.get("/monitor/indicators/wages/data.xlsx?year=2018").content)
    assert wages.load_sheet("Największa poprawa").to_polars().columns[1:] == [
        "2013 [% średniej krajowej]",
        "2018 [% średniej krajowej]",
        "Zmiana [punkty procentowe]",
    ]
    counts = list(
        csv.DictReader(io.StringIO(reader.get(f"{PAGE}distribution.csv?year=2018").content.decode()))
    )
    figures = values(sample, "unemployed", 2018).values()
    assert sum(int(row["Gminy"]) for row in counts) <= len(figures)
    for chart in ("distribution", "coverage"):
        ElementTree.fromstring(reader.get(f"{PAGE}{chart}.svg").content)  # noqa: S314 (our own file)
        assert reader.get(f"{PAGE}{chart}.png").content[:8] == b"\x89PNG\r\n\x1a\n"
    assert f"mediana: {median(figures):.1f}".replace(".", ",") in page(reader, "?year=2018")


def test_years_of_a_ratio_count_what_the_page_has_and_apart_what_nothing_divides(reader: Client) -> None:
    counts = list(csv.DictReader(io.StringIO(reader.get(f"{PAGE}coverage.csv").content.decode())))
    by_year = {row["Rok"]: list(row.values())[1:] for row in counts}
    # Of 2019 there is no population.
    assert by_year["2018"] == ["66", "0"]
    assert by_year["2019"] == ["0", "66"]
    shown_part = section(page(reader), "coverage")
    assert "Bledsze: opublikowano liczbę" in shown_part
    assert 'class="ch-dot ch-faint"' in shown_part
    # Whose years are all divided, or are no ratio, needs no second part.
    wages = section(unescape(reader.get("/monitor/indicators/wages/").content.decode()), "coverage")
    assert "Bledsze" not in wages
    assert "ch-faint" not in wages


def test_page_asks_the_database_a_fixed_number_of_times(reader: Client) -> None:
    page(reader)
    with CaptureQueriesContext(connection) as queries:
        page(reader)
    assert len(queries) == 13
