"""Scores in the store, and what a city's profile makes of them."""

from pathlib import Path

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from empiria.analysis.index import compute_index
from empiria.apps.monitor.models import Indicator, RecipeVersion, ScoreSet
from empiria.apps.monitor.selectors import (
    CityProfile,
    NodeRow,
    city_profile,
    front_page,
    group_table,
    method,
    quadrant,
    strengths,
    weaknesses,
)
from empiria.apps.monitor.selectors.catalogue import executed_recipe
from empiria.apps.monitor.selectors.measures import coverage, indicator_measure
from empiria.apps.monitor.services.scoring import code_version
from empiria.apps.places.models import Unit
from empiria.apps.places.selectors import units_by_code
from tests.integration.country import CITIES, full_lines
from tests.integration.monitor.data.conftest import Bring, publish
from tests.integration.queue import drain_queue

WARSAW = "146501"
KRAKOW = "126101"


def unit(code: str = WARSAW) -> Unit:
    return units_by_code([code])[code]


@pytest.fixture
def scored(bring: Bring, recipe: RecipeVersion) -> ScoreSet:
    publish(bring(*full_lines()).release)
    drain_queue()
    return ScoreSet.objects.get()


def row(profile: CityProfile, node: str) -> NodeRow:
    found = profile.row(node)
    assert found is not None
    return found


def test_scores_in_the_store_are_those_of_the_method(
    scored: ScoreSet, store: Path, recipe: RecipeVersion
) -> None:
    units = pl.DataFrame({"unit": [teryt[:6] for teryt in CITIES]}).with_columns(all=pl.lit("g"))
    observations = pl.DataFrame(
        [
            (code[:6], name, int(year), float(value))
            for code, name, year, value in (line.split(",") for line in full_lines())
        ],
        schema=["unit", "indicator", "period", "value"],
        orient="row",
    )
    expected = compute_index(executed_recipe(recipe.text).with_compare("all"), observations, units).scores
    kept = pl.read_parquet(store / scored.path / "by_unit.parquet")
    key = ["unit", "period", "node"]
    both = kept.sort(key).join(expected.sort(key), on=key, suffix="_expected", maintain_order="left")
    assert both.height == kept.height == expected.height
    for name in ("value", "score", "rank", "ranked", "status", "change_score", "change_rank"):
        assert both[name].to_list() == both[f"{name}_expected"].to_list(), name
    by_group = pl.read_parquet(store / scored.path / "by_group.parquet")
    assert by_group.sort(key).equals(kept.sort(key))


def test_score_set_says_how_it_was_made(scored: ScoreSet) -> None:
    assert (scored.state, scored.missing, scored.periods, scored.covered) == (
        "ready",
        [],
        [2020, 2021],
        [2020, 2021],
    )
    assert scored.code_version == code_version()
    assert scored.code_version.startswith("0.1.0+")


def test_profile_has_the_tree_in_order_with_the_group_behind(scored: ScoreSet) -> None:
    profile = city_profile(unit=unit())
    assert [(one.node, one.kind, one.depth, one.parent) for one in profile.rows] == [
        ("whole", "root", 0, None),
        ("economic", "dimension", 1, "whole"),
        ("jobless", "indicator", 2, "economic"),
        ("wage", "indicator", 2, "economic"),
        ("social", "dimension", 1, "whole"),
        ("crimes", "indicator", 2, "social"),
    ]
    assert (profile.state, profile.year, profile.years) == ("ready", 2021, (2020, 2021))
    assert [member.code for member in profile.members] == [KRAKOW, "306401", WARSAW, "026401"]
    jobless = row(profile, "jobless")
    assert (jobless.value, jobless.rank, jobless.ranked, jobless.polarity) == (11.0, 1, 4, "down")
    assert jobless.values is not None
    assert (jobless.values.count, jobless.values.minimum, jobless.values.maximum) == (4, 11.0, 40.25)
    assert sorted(jobless.group_values) == [11.0, 20.5, 91 / 3, 40.25]
    assert [(point.period, point.value) for point in jobless.history] == [(2020, 10.0), (2021, 11.0)]
    assert [one.source.file for one in jobless.inputs if one.source] == ["table.csv"] * 2
    assert (jobless.group_size, jobless.group_missing) == (4, 0)
    whole = row(profile, "whole")
    assert (whole.rank, len(whole.group_scores), whole.children_missing) == (1, 4, ())
    assert [one.node for one in profile.others] == ["population"]


def test_year_group_and_recipe_fall_back_to_what_is_shown_first(scored: ScoreSet) -> None:
    shown = city_profile(unit=unit())
    same = city_profile(unit=unit(), recipe_code="none", group_code="none", year=1900)
    assert (same.recipe, same.group, same.year) == (shown.recipe, shown.group, shown.year)
    assert city_profile(unit=unit(), year=2020).year == 2020


def test_quadrant_strengths_and_weaknesses(scored: ScoreSet) -> None:
    best, last = city_profile(unit=unit()), city_profile(unit=unit("306401"))
    assert {point.code for point in quadrant(best)} == {teryt[:6] for teryt in CITIES}
    assert {one.node for one in strengths(best)} == {"jobless", "wage", "crimes"}
    assert weaknesses(best) == strengths(last) == ()
    assert {one.node for one in weaknesses(last)} == {"jobless", "wage", "crimes"}


def test_group_table_has_the_best_first(scored: ScoreSet) -> None:
    cells = group_table(profile=city_profile(unit=unit()), node="jobless")
    assert [(cell.unit.name, cell.value, cell.rank) for cell in cells] == [
        ("Warszawa", 11.0, 1),
        ("Kraków", 20.5, 2),
        ("Wrocław", 91 / 3, 3),
        ("Poznań", 40.25, 4),
    ]


def test_missing_is_missing_with_its_reason_and_never_zero(bring: Bring, recipe: RecipeVersion) -> None:
    lines = [f"{line}," for line in full_lines(last=2020) if not line.startswith("1465011,crimes")]
    publish(bring(*lines, "1465011,crimes,2020,,unreliable").release)
    drain_queue()
    profile = city_profile(unit=unit())
    crimes = row(profile, "crimes")
    assert (crimes.value, crimes.score, crimes.rank, crimes.status) == (None, None, None, "unreliable")
    assert (crimes.group_missing, len(crimes.group_values)) == (1, 3)
    assert row(profile, "social").children_missing == ("crimes",)


def test_a_release_that_lacks_figures_shows_what_it_has_and_says_what_is_missing(
    bring: Bring, recipe: RecipeVersion
) -> None:
    publish(bring("1465011,jobless,2019,7", "1465011,jobless,2020,9", "1465011,population,2020,1000").release)
    drain_queue()
    score_set = ScoreSet.objects.get()
    assert (score_set.state, [leaf["node"] for leaf in score_set.missing]) == ("lacking", ["wage", "crimes"])
    profile = city_profile(unit=unit())
    assert (profile.state, profile.years, profile.year) == ("lacking", (2019, 2020), 2020)
    assert [leaf.node for leaf in profile.missing] == ["wage", "crimes"]
    assert row(profile, "jobless").value == 9.0
    bare = row(profile, "jobless.bare")
    assert [(point.period, point.value) for point in bare.history] == [(2019, 7.0), (2020, 9.0)]


def test_leaf_without_its_denominator_is_listed(bring: Bring, recipe: RecipeVersion) -> None:
    lines = [line for line in full_lines() if ",population," not in line]
    publish(bring(*lines).release)
    drain_queue()
    assert ScoreSet.objects.get().missing == [
        {"node": "jobless", "indicator": "population", "reason": "denominator"}
    ]


def test_no_figures_at_all_is_lacking_without_files(bring: Bring, recipe: RecipeVersion) -> None:
    publish(bring("1465011,bdl:1,2020,7").release)
    drain_queue()
    assert ScoreSet.objects.values_list("state", "path").get() == ("lacking", "")
    profile = city_profile(unit=unit())
    assert (profile.state, [one.node for one in profile.others]) == ("lacking", ["bdl:1"])


def test_while_scores_are_computed_figures_are_shown_alone(bring: Bring, recipe: RecipeVersion) -> None:
    publish(bring(*full_lines()).release)
    profile = city_profile(unit=unit())
    assert (profile.state, profile.is_computing, profile.rows) == ("computing", True, ())
    assert [one.node for one in profile.others] == ["crimes", "jobless", "population", "wage"]
    assert profile.others[1].value == 11.0


def test_a_failed_recipe_says_why(bring: Bring, recipe: RecipeVersion) -> None:
    RecipeVersion.objects.update(text=recipe.text.replace("change: {periods: 1}", "pool: 1990"))
    publish(bring(*full_lines()).release)
    drain_queue()
    score_set = ScoreSet.objects.get()
    assert (score_set.state, bool(score_set.problem)) == ("failed", True)
    assert city_profile(unit=unit()).state == "failed"


def test_before_the_first_publication_there_is_nothing(bring: Bring, recipe: RecipeVersion) -> None:
    bring(*full_lines())
    profile = city_profile(unit=unit())
    assert (profile.state, profile.rows, profile.others, profile.years) == ("no scores", (), (), ())
    assert front_page().release is None
    view = method("small")
    assert view is not None
    assert (view.unit, view.release) == (None, None)


def test_a_county_has_its_figures_without_a_group(bring: Bring, recipe: RecipeVersion) -> None:
    publish(bring(*full_lines(), "1465,jobless,2020,3").release)
    drain_queue()
    profile = city_profile(unit=unit("1465"))
    assert (profile.state, [(one.node, one.value) for one in profile.others]) == (
        "no group",
        [("jobless", 3.0)],
    )


def test_profile_takes_few_queries(scored: ScoreSet) -> None:
    city_profile(unit=unit())
    chosen = unit()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        city_profile(unit=chosen)
    assert len(queries) <= 8


def test_front_page_classes_are_fifths_by_rank(scored: ScoreSet) -> None:
    Unit.objects.filter(level="municipality").update(latitude=52.0, longitude=21.0)
    classes = {point.unit.name: point.score_class for point in front_page().points}
    assert classes == {"Warszawa": 4, "Kraków": 3, "Wrocław": 2, "Poznań": 1}


def test_method_is_worked_through_with_the_very_figures(scored: ScoreSet) -> None:
    Unit.objects.filter(code=WARSAW).update(population=1000)
    view = method("small", unit=unit())
    assert view is not None
    nodes = {node.node: node for node in view.nodes}
    per, normalised = nodes["jobless"].example
    assert (per.formula, per.worked, per.result) == (
        "x ÷ population × 1\xa0000",
        "11 ÷ 1\xa0000 × 1\xa0000",
        11.0,
    )
    assert normalised.formula == "(m − x) ÷ s"
    fitted = nodes["jobless"].parameters
    score = (fitted["normalise.mean"] - 11.0) / fitted["normalise.sd"]
    assert normalised.result == pytest.approx(score, abs=1e-9)
    assert nodes["whole"].example[0].result == pytest.approx(
        (nodes["economic"].score + nodes["social"].score) / 2,
        abs=1e-9,  # type: ignore[operator]
    )
    assert [round(node.share, 3) for node in view.nodes] == [1.0, 0.5, 0.25, 0.25, 0.5, 0.5]


def test_coverage_counts_units_by_year(scored: ScoreSet) -> None:
    measure = indicator_measure(Indicator.objects.select_related("denominator").get(code="jobless"))
    assert coverage(scored.release, measure) == ((2020, 4, 0), (2021, 4, 0))
