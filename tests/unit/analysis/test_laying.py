"""The grid laid by an engine: the same scores as of the grid laid in arrays, and the same refusals."""

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from empiria.analysis.errors import InputError
from empiria.analysis.frames import engine
from empiria.analysis.index import compute_index, compute_scores
from empiria.analysis.recipe import Recipe
from empiria.analysis.tables import check_observations
from tests.examples import examples
from tests.unit.analysis.samples import ENGINES, observations, recipe, units
from tests.unit.analysis.strategies import recipes, tables
from tests.unit.analysis.test_properties import assert_same


def laid(specification: Recipe, table: pl.DataFrame, places: pl.DataFrame, name: str) -> pl.DataFrame:
    runner = engine(name)
    scores = runner.leave(compute_scores(specification, runner.enter(table), places, engine=runner))
    order = pl.Enum([node.code for node in specification.nodes])
    return scores.sort("unit", "period", pl.col("node").cast(order))


@settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(recipes(treats=True), tables())
def test_scores_are_those_of_the_other_grid(
    specification: Recipe, given_tables: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    table, places = given_tables
    reason = pl.when(pl.col("value").is_null() & (pl.col("unit") < "04")).then(pl.lit("secret"))
    table = check_observations(table.with_columns(status=reason))
    expected = compute_index(specification, table, places).scores
    scores = laid(specification, table, places, "polars")
    assert scores.schema == expected.schema
    assert_same(scores, expected)


@pytest.mark.parametrize("name", ENGINES)
def test_reasons_denominators_and_earlier_years_find_their_rows(name: str) -> None:
    leaves = [{"code": "x", "per": {"indicator": "p"}}, {"code": "y", "per": {"column": "area"}}]
    years = [
        observations({"x": [1.0, None, 3.0], "y": [1.0, 5.0, 2.0], "p": [2.0, 4.0, 0.0]}, period=period)
        for period in (2019, 2020, 2022)
    ]
    table = check_observations(pl.concat(years).with_columns(status=pl.lit("secret")))
    specification, places = recipe(*leaves, change={"periods": 2}), units(3, area=[1.0, 2.0, None])
    scores = laid(specification, table, places, name)
    assert_same(scores, compute_index(specification, table, places).scores)
    statuses = scores.filter(pl.col("period") == 2020, pl.col("node") == "x")["status"]
    assert statuses.to_list() == ["too few", "secret", "no denominator"]


TABLE = observations({"x": [1.0, 2.0], "p": [1.0, 1.0]})


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (TABLE.drop("period"), "column “period”: the column is missing; there are: unit, indicator, value"),
        (
            TABLE.cast({"value": pl.String}),
            "column “value”: the column is of type String, which does not fit; text codes, whole years and numbers do",
        ),
        (TABLE.with_columns(unit=pl.lit("z")), "column “unit”: the unit “z” is not among the units"),
        (TABLE.with_columns(unit=pl.lit("")), "column “unit”: the code is empty"),
        (
            TABLE.with_columns(period=pl.lit(None, dtype=pl.Int32)),
            "column “period”: expected a year (a whole number), found “”",
        ),
        (
            TABLE.with_columns(value=pl.lit(float("inf"))),
            "column “value”: expected a finite number, found “inf”",
        ),
        (TABLE.head(2), "node “p”: the indicator has no observation"),
        (pl.concat([TABLE, TABLE.head(1)]), "the observation of “a”, “x”, 2020 stands twice: 1.0 and 1.0"),
        (
            pl.concat([TABLE, TABLE.tail(1).with_columns(value=None)]),
            "the observation of “b”, “p”, 2020 stands twice: 1.0 and —",
        ),
    ],
)
def test_wrong_observations_are_refused(table: pl.DataFrame, told: str) -> None:
    specification = recipe({"code": "x", "per": {"indicator": "p"}})
    with pytest.raises(InputError) as caught:
        laid(specification, table, units(2), "polars")
    assert str(caught.value) == f"observations, {told}".replace(
        "observations, the obs", "observations: the obs"
    )


def test_faults_of_indicators_that_the_recipe_does_not_name_are_not_looked_for() -> None:
    table = pl.concat([TABLE, TABLE.head(1).with_columns(indicator=pl.lit("q"), unit=pl.lit("nobody"))])
    table = check_observations(table)
    assert laid(recipe("x"), table, units(2), "polars")["unit"].unique().sort().to_list() == ["a", "b"]
