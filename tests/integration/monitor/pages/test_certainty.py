"""How certain a place is, on the pages and in the files of a city and of a ranking."""

import csv
import html
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from empiria.apps.monitor.models import Release, ScoreSet
from empiria.apps.monitor.selectors import city_profile
from empiria.apps.monitor.selectors.store import store_path
from empiria.apps.monitor.services import compute_certainty
from empiria.apps.monitor.views.city_figures import dimensions_figure
from empiria.apps.monitor.views.compare_choice import read_comparison
from empiria.apps.places.selectors import unit_by_address
from empiria.reporting.words import Words

SACZ, PIEKARY = "1262011", "2471011"
YEAR = 2018
GROUP = "city-size.50-100"


@pytest.fixture(scope="module", autouse=True)
def certain(sample: Release, django_db_blocker: Any) -> Iterator[None]:
    """As a worker leaves it, with fewer draws; only for the groups of the cities' sizes."""
    with django_db_blocker.unblock(), transaction.atomic():
        score_set = sample.score_sets.get(recipe__code="cities", grouping="city-size")
        compute_certainty(score_set=score_set, replicates=100)
        yield
        transaction.set_rollback(True)


def stored() -> pl.DataFrame:
    path = store_path(ScoreSet.objects.get(recipe__code="cities", grouping="city-size").certainty_path)
    return pl.read_parquet(path / "by_unit.parquet").filter(pl.col("period") == YEAR)


def page(reader: Client, address: str) -> str:
    return html.unescape(reader.get(address).content.decode())


def rows_of(reader: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(reader.get(address).content.decode())))


def shown(low: int, high: int) -> str:
    return f"always {low}" if low == high else f"from {low} to {high}"


def test_a_city_shows_the_intervals_that_the_store_holds(reader: Client) -> None:
    own = stored().filter(pl.col("unit") == SACZ[:6])
    expected = [shown(*ends) for ends in own.select("rank_low", "rank_high").iter_rows()]
    body = page(reader, f"/en/monitor/{SACZ}/")
    found = re.findall(r'<td>[^<]+<span class="note">([^<]+)</span></td>', body)
    assert sorted(found) == sorted(expected)
    assert len(re.findall(r'<path d="M[0-9.]+ 12H[0-9.]+M[^"]+" class="ch-you-line"', body)) == len(expected)
    assert "nine tenths of 100 places" in body
    assert page(reader, f"/monitor/{SACZ}/").count('<span class="note">od ') > 5


def test_a_change_is_compared_with_its_own_interval(reader: Client) -> None:
    """Both are above the median, which is place 13; the interval of one reaches it."""
    drawn = stored().filter(pl.col("node") == "overall", pl.col("group") == GROUP)
    ends = {unit: ends for unit, *ends in drawn.select("unit", r"^change_rank_.*$").iter_rows()}
    assert (ends[SACZ[:6]][1] < 13, ends[PIEKARY[:6]][0] < 13 <= ends[PIEKARY[:6]][1]) == (True, True)
    body = page(reader, f"/en/monitor/{SACZ}/")
    assert "Change since 2015: better than the group's median (4\xa0of\xa025)." in body
    assert "Change: better than the group's median." in body
    body = page(reader, f"/en/monitor/{PIEKARY}/")
    assert "Change since 2015: cannot be told apart from the group's median (12\xa0of\xa025)." in body
    assert "Change: cannot be told apart from the group's median." in body


def test_only_places_whose_intervals_lie_apart_have_moved(reader: Client) -> None:
    kept = pl.read_parquet(
        store_path(ScoreSet.objects.get(recipe__code="cities", grouping="city-size").certainty_path)
        / "by_group.parquet"
    ).filter(pl.col("group") == GROUP, pl.col("node") == "overall")
    ends = {
        (unit, year): ends
        for unit, year, *ends in kept.select("unit", "period", "rank_low", "rank_high").iter_rows()
    }
    body = page(reader, f"/en/monitor/ranking/?group={GROUP}&year={YEAR}&since=2013&unit={SACZ}")
    shown = dict(re.findall(r'id="unit-([0-9]{6})[0-9]".*?data-label="Change of place">([^<]*)<', body))
    apart = {
        unit
        for unit in shown
        if ends[unit, YEAR][0] > ends[unit, 2013][1] or ends[unit, 2013][0] > ends[unit, YEAR][1]
    }
    assert 0 < len(apart) < len(shown)
    assert {unit for unit, moved in shown.items() if moved[0] not in "(0"} == apart
    assert "In brackets: " in body
    body = page(reader, f"/en/monitor/ranking/?group={GROUP}&year={YEAR}&unit={SACZ}")
    assert "which cannot be told apart from that in 2015 (15\xa0of\xa025)." in body


def test_files_of_a_city_hold_them_too(reader: Client) -> None:
    (root,) = stored().filter(pl.col("unit") == SACZ[:6], pl.col("node") == "overall").to_dicts()
    first = rows_of(reader, f"/en/monitor/{SACZ}/dimensions.csv")[0]
    assert (first["Place at best"], first["Place at worst"]) == (
        str(root["rank_low"]),
        str(root["rank_high"]),
    )
    assert (float(first["Score from"]), float(first["Score to"])) == (root["score_low"], root["score_high"])
    printed = page(reader, f"/en/monitor/{SACZ}/?print=1")
    assert shown(root["rank_low"], root["rank_high"]) in printed


def test_a_ranking_tells_who_cannot_be_told_apart(reader: Client) -> None:
    kept = stored().filter(pl.col("group") == GROUP, pl.col("node") == "overall")
    ends = {row["unit"]: (row["rank_low"], row["rank_high"]) for row in kept.iter_rows(named=True)}
    low, high = ends[SACZ[:6]]
    near = {unit for unit, (one, other) in ends.items() if one <= high and low <= other} - {SACZ[:6]}
    body = page(reader, f"/en/monitor/ranking/?group={GROUP}&unit={SACZ}")
    marked = re.findall(r'id="unit-([0-9]{6})[0-9]" class="is-near"', body)
    assert set(marked) == near
    assert f"cannot be told apart from {len(near)} other municipalities" in body
    assert body.count("cannot be told apart from: ") == 2 * len(near)
    table = {
        row["Municipality code"][:6]: row
        for row in rows_of(reader, f"/en/monitor/ranking/ranking.csv?group={GROUP}")
    }
    assert {
        unit: (int(row["Place at best"]), int(row["Place at worst"])) for unit, row in table.items()
    } == ends


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("group=voivodeship.18", "Places are those within this group"),
        ("group=all", "is being computed"),
        (f"group={GROUP}&year=2011", "Too few municipalities have a score in this year"),
    ],
)
def test_without_intervals_a_ranking_says_why(reader: Client, query: str, said: str) -> None:
    body = page(reader, f"/en/monitor/ranking/?{query}")
    assert said in body
    assert "is-interval" not in body
    moves = set(re.findall(r'data-label="Change of place">([^<]*)<', body))
    assert {move[:1] for move in moves} <= {"(", "0", "—"}
    assert ("In brackets: " in body) == any(move.startswith("(") for move in moves)
    assert "Place at best" not in page(reader, f"/en/monitor/ranking/ranking.csv?{query}")


def test_figures_are_not_drawn_anew(reader: Client) -> None:
    body = page(reader, f"/en/monitor/ranking/?group={GROUP}&measure=wages")
    assert "is-interval" not in body
    assert "How certain" not in body


def test_intervals_cost_a_city_no_query(reader: Client) -> None:
    reader.get(f"/en/monitor/{SACZ}/")
    with CaptureQueriesContext(connection) as queries:
        reader.get(f"/en/monitor/{SACZ}/")
    asked = [query["sql"] for query in queries if "monitor" in query["sql"] or "places" in query["sql"]]
    assert len(asked) <= 12


def test_the_method_says_which_choice_matters_and_whether_the_index_hangs_together(reader: Client) -> None:
    body = page(reader, "/en/monitor/method/cities/")
    assert "drawn with the seed 1" in body
    assert re.search(r"the ranking tells apart [0-9]+;", body)
    assert "The places depend most on: " in body
    assert "It does not say how exact the figures are" in body
    score_set = ScoreSet.objects.get(recipe__code="cities", grouping="city-size")
    folder = store_path(score_set.certainty_path)
    for name, file, column in (
        ("sensitivity", "sensitivity", "Together with the others [%]"),
        ("alphas", "alphas", "Alpha"),
        ("weights", "effective_weights", "Effective weight [%]"),
        ("correlations", "correlations", "Correlation"),
    ):
        kept = pl.read_parquet(folder / f"{file}.parquet").filter(pl.col("period") == YEAR)
        table = rows_of(reader, f"/en/monitor/method/cities/{name}.csv")
        values = kept[{"sensitivity": "total", "alphas": "alpha", "weights": "effective"}.get(name, "r")]
        times = 100 if "%" in column else 1
        assert [float(row[column]) if row[column] else None for row in table] == [
            None if value is None else pytest.approx(times * value) for value in values
        ]
    assert reader.get("/en/monitor/method/cities/alphas.xlsx").status_code == 200


def test_a_method_without_certainty_says_so(reader: Client) -> None:
    body = page(reader, "/en/monitor/method/local-development/")
    assert "has not been computed" in body
    assert "Does the index hang together" not in body
    assert reader.get("/en/monitor/method/local-development/alphas.csv").status_code == 404


def test_scores_of_the_api_have_the_percentiles_of_the_store(reader: Client) -> None:
    (row,) = stored().filter(pl.col("unit") == SACZ[:6], pl.col("node") == "overall").to_dicts()
    query = f"unit={SACZ}&node=overall&node=wages&first={YEAR}&last={YEAR}"
    found, leaf = reader.get(f"/api/v1/scores?recipe=cities&{query}").json()["results"]
    names = [f"{name}_p{share}" for name in ("rank", "score") for share in ("05", "50", "95")]
    assert {name: found[name] for name in names} == {name: row[name] for name in names}
    assert {leaf[name] for name in names} == {None}
    elsewhere = reader.get(f"/api/v1/scores?grouping=all&{query}").json()["results"]
    assert elsewhere[0]["rank"]
    assert elsewhere[0]["rank_p50"] is None


def test_the_way_of_a_score_from_a_year_without_intervals_is_left_open(reader: Client) -> None:
    query = f"unit={SACZ}&unit=median:{GROUP}&group={GROUP}&measure=overall"
    found = read_comparison(QueryDict(query))
    assert found
    assert found.compared
    (row,) = found.compared.measures
    (kept,) = stored().filter(pl.col("unit") == SACZ[:6], pl.col("node") == "overall").to_dicts()
    assert list(row.certain[0]) == [YEAR]
    assert row.certain[0][YEAR].score_low == kept["score_low"]
    assert row.certain[1] == {}
    body = page(reader, f"/en/monitor/compare/?{query}&view=trends")
    assert len(re.findall(rf"[0-9.]+ in [0-9]+, .?[0-9.]+ in {YEAR}\.", body)) >= 2
    assert not re.search(r"(up|down) by [0-9]", body)


def test_a_map_of_scores_names_its_ends_within_one_certain_group_only(reader: Client) -> None:
    score = f"/en/monitor/map/?show=cities/overall&year={YEAR}"
    everybody, group = page(reader, score), page(reader, f"{score}&group={GROUP}")
    assert "Median: " in everybody
    assert "Lowest: " not in everybody
    assert "Lowest: " in group
    assert "Cannot be told apart from the highest: " in group


def test_a_group_of_two_has_no_better_side(reader: Client) -> None:
    unit = unit_by_address(SACZ)
    assert unit
    profile = city_profile(unit=unit[0])
    two = replace(profile, rows=tuple(replace(row, ranked=2) for row in profile.rows))
    whole, small = (dimensions_figure(one, Words(), with_drawing=False) for one in (profile, two))
    assert whole
    assert small
    assert "better side" in whole.sentence
    assert small.sentence == ""
