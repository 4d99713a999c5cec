"""Filling gaps: of the group, of the last year, of the line between two years."""

from typing import Any

import polars as pl
import pytest

from empiria.analysis.index import compute_index, compute_stages
from tests.unit.analysis.samples import ENGINES, column, observations, recipe, units

MEMBERS = ["g", "g", "g", "h", "h", "h"]
VALUES = [1.0, 5.0, None, 7.0, None, None]


def series(values: dict[int, float | None], *, unit: str = "a", indicator: str = "x") -> pl.DataFrame:
    return pl.DataFrame(
        [(unit, indicator, year, value) for year, value in values.items()],
        schema={"unit": pl.String, "indicator": pl.String, "period": pl.Int64, "value": pl.Float64},
        orient="row",
    )


def filled(impute: dict[str, Any], values: dict[int, float | None], engine: str) -> dict[int, float | None]:
    """The imputed values of unit a, whose grid also has the years of an indicator observed every year."""
    years = series(dict.fromkeys(range(2010, 2021), 1.0), unit="b", indicator="y")
    table = pl.concat([series(values), years])
    specification = recipe({"code": "x", "impute": impute}, "y", normalise={"method": "none"})
    stages = compute_stages(specification, table, units(2), engine=engine)
    own = stages.filter((pl.col("unit") == "a") & (pl.col("node") == "x"))
    return dict(own.select("period", "imputed").drop_nulls().iter_rows())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("impute", "expected"),
    [
        ({"method": "none"}, [1.0, 5.0, None, 7.0, None, None]),
        ({"method": "mean"}, [1.0, 5.0, 3.0, 7.0, 7.0, 7.0]),
        ({"method": "mean", "within": "half"}, [1.0, 5.0, 1.0, 7.0, 6.0, 1.0]),
        ({"method": "median"}, [1.0, 5.0, 3.0, 7.0, 7.0, 7.0]),
    ],
)
def test_group_fills_the_gap(impute: dict[str, Any], expected: list[float | None], engine: str) -> None:
    table = units(6, group=MEMBERS, half=["p", "q", "p", "q", "q", "p"])
    specification = recipe({"code": "x", "impute": impute}, compare="group", normalise={"method": "none"})
    result = compute_index(specification, observations({"x": VALUES}), table, engine=engine)
    assert column(result.scores, "x") == expected
    assert column(result.scores, "x", "value") == VALUES
    statuses = ["", "", "imputed", "", "imputed", "imputed"]
    assert column(result.scores, "x", "status") == [
        status if score is not None else "missing" for status, score in zip(statuses, expected, strict=True)
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_mean_of_equal_values_is_that_value_to_the_last_bit(engine: str) -> None:
    specification = recipe({"code": "x", "impute": {"method": "mean"}})
    scores = compute_index(
        specification, observations({"x": [0.1, 0.1, 0.1, None]}), units(4), engine=engine
    ).scores
    assert column(scores, "x", "status") == ["constant"] * 4


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("impute", "values", "expected"),
    [
        ({"method": "last", "max_gap": 1}, {2012: 4.0, 2016: 8.0}, {2012: 4, 2013: 4, 2016: 8, 2017: 8}),
        (
            {"method": "last", "max_gap": 3},
            {2010: 1.0, 2011: None, 2012: 4.0, 2016: 8.0},
            {2010: 1, 2011: 1, 2012: 4, 2013: 4, 2014: 4, 2015: 4, 2016: 8, 2017: 8, 2018: 8, 2019: 8},
        ),
        (
            {"method": "linear", "max_gap": 3},
            {2012: 4.0, 2016: 8.0},
            {2012: 4, 2013: 5, 2014: 6, 2015: 7, 2016: 8},
        ),
        (
            {"method": "linear", "max_gap": 2},
            {2012: 4.0, 2016: 8.0, 2018: 6.0},
            {2012: 4, 2016: 8, 2017: 7, 2018: 6},
        ),
    ],
)
def test_own_years_fill_the_gap(
    impute: dict[str, Any], values: dict[int, float | None], expected: dict[int, float], engine: str
) -> None:
    assert filled(impute, values, engine) == pytest.approx(expected)


@pytest.mark.parametrize("engine", ENGINES)
def test_years_that_nobody_observed_still_count(engine: str) -> None:
    table = series({2010: 1.0, 2011: None, 2014: None, 2018: 5.0})
    specification = recipe(
        {"code": "x", "impute": {"method": "last", "max_gap": 3}}, normalise={"method": "none"}
    )
    scores = compute_index(specification, table, units(1), engine=engine).scores
    assert column(scores, "x", "period") == [2010, 2011, 2014, 2018]
    assert column(scores, "x") == [1.0, 1.0, None, 5.0]


@pytest.mark.parametrize("engine", ENGINES)
def test_value_lost_to_its_denominator_is_filled_too(engine: str) -> None:
    leaf = {"code": "x", "per": {"indicator": "p"}, "impute": {"method": "mean"}}
    table = observations({"x": [4.0, 9.0, 5.0, None], "p": [2.0, 3.0, 0.0, 1.0]})
    scores = compute_index(recipe(leaf, normalise={"method": "none"}), table, units(4), engine=engine).scores
    assert column(scores, "x") == [2.0, 3.0, 2.5, 2.5]
    assert column(scores, "x", "value") == [2.0, 3.0, None, None]
    assert column(scores, "x", "status") == ["", "", "imputed", "imputed"]
