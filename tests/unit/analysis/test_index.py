"""What comes out: rows, ranks, change, statuses, pooling, parameters."""

import math

import numpy as np
import polars as pl
import pytest

from empiria.analysis.errors import InputError
from empiria.analysis.frames import SCORES
from empiria.analysis.groups import group_statistics
from empiria.analysis.index import compute_index
from tests.unit.analysis.samples import ENGINES, column, observations, recipe, units

NONE = {"method": "none"}


def panel(years: dict[int, list[float | None]], indicator: str = "x") -> pl.DataFrame:
    return pl.concat([observations({indicator: values}, period=year) for year, values in years.items()])


@pytest.mark.parametrize("engine", ENGINES)
def test_every_unit_period_and_node_has_a_row_in_order(engine: str) -> None:
    table = pl.concat([panel({2012: [1.0], 2010: [3.0]}, "y"), panel({2010: [1.0, 2.0]})])
    shuffled = units(3)[[2, 0, 1]]
    result = compute_index(
        recipe("x", "y", change={}), table.sample(fraction=1, shuffle=True, seed=1), shuffled, engine=engine
    )
    assert result.scores.schema == pl.Schema(SCORES)
    rows = result.scores.select("unit", "period", "node").rows()
    assert rows == [(u, p, n) for u in "abc" for p in (2010, 2012) for n in ("index", "x", "y")]


def test_the_same_tables_give_the_same_bits() -> None:
    # More rows than one thread takes at a time: which thread sums which of them is up to chance.
    size, leaves = 6_000, ("a", "b", "c", "d", "e", "f", "g")
    random = np.random.default_rng(1)
    values = {leaf: random.lognormal(sigma=2, size=size) for leaf in leaves}
    gaps = {leaf: [None if x < 0.1 else x for x in drawn.tolist()] for leaf, drawn in values.items()}
    numbers = pl.Series([f"{number:05}" for number in range(size)])
    table = pl.concat(
        pl.DataFrame({"unit": numbers, "indicator": leaf, "period": 2020, "value": column})
        for leaf, column in gaps.items()
    )
    specification = recipe(*leaves, impute={"method": "mean"}, treat={"method": "winsorise"})
    first, *others = (
        compute_index(specification, rows, pl.DataFrame({"unit": numbers}))
        for rows in (table, table, table.sample(fraction=1, shuffle=True, seed=1))
    )
    for other in others:
        assert other.scores.equals(first.scores)
        assert other.parameters.equals(first.parameters)


@pytest.mark.parametrize("engine", ENGINES)
def test_periods_limit_what_comes_back_not_what_is_computed(engine: str) -> None:
    table = panel({2010: [1.0, 3.0], 2011: [4.0, 2.0], 2012: [None, 7.0]})
    specification = recipe(
        {"code": "x", "impute": {"method": "last", "max_gap": 1}}, change={"periods": 1}, pool="all"
    )
    whole = compute_index(specification, table, units(2), engine=engine).scores
    part = compute_index(specification, table, units(2), engine=engine, periods=[2012, 2010]).scores
    assert part.equals(whole.filter(pl.col("period") != 2011))
    with pytest.raises(InputError) as caught:
        compute_index(specification, table, units(2), periods=[2013])
    assert (
        str(caught.value) == "observations: there are no observations of 2013; there are of: 2010, 2011, 2012"
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_ranks_share_the_best_and_count_those_scored(engine: str) -> None:
    values = [3.0, 5.0, 5.0 + 1e-11, None, 1.0, 8.0]
    table = units(6, group=["g", "g", "g", "g", "g", None])
    specification = recipe("x", normalise=NONE, compare="group")
    scores = compute_index(specification, observations({"x": values}), table, engine=engine).scores
    assert column(scores, "x", "rank") == [3, 1, 1, None, 4, None]
    assert column(scores, "x", "ranked") == [4, 4, 4, 4, 4, 0]
    assert column(scores, "index", "rank") == [3, 1, 1, None, 4, None]


@pytest.mark.parametrize("engine", ENGINES)
def test_zeros_of_either_sign_rank_alike(engine: str) -> None:
    specification = recipe("x", normalise=NONE)
    scores = compute_index(
        specification, observations({"x": [-1e-12, 0.0, 1e-12]}), units(3), engine=engine
    ).scores
    assert column(scores, "x", "rank") == [1, 1, 1]


@pytest.mark.parametrize("engine", ENGINES)
def test_status_is_the_first_that_applies(engine: str) -> None:
    table = observations({
        "x": [None, None, 1.0, 2.0, -1.0, 3.0, 4.0, 4.0],
        "p": [1.0, 0.0, 0.0, None, 1.0, 1.0, 1.0, 1.0],
        "n": [1.0, None, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
    }).with_columns(status=pl.when((pl.col("unit") == "a") & pl.col("value").is_null()).then(pl.lit("confidential")))  # fmt: skip
    leaf = {"code": "x", "per": {"indicator": "p"}, "transform": "log"}
    specification = recipe(leaf, {"code": "n", "direction": "neutral"}, compare="group")
    members = ["g", "g", "g", "g", "g", None, "h", "h"]
    scores = compute_index(specification, table, units(8, group=members), engine=engine).scores
    assert column(scores, "x", "status") == [
        "confidential", "missing", "no denominator", "no denominator", "outside domain", "no group", "constant", "constant",
    ]  # fmt: skip
    assert column(scores, "n", "status") == ["neutral"] * 8
    assert column(scores, "n", "value") == [1.0, None, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
    assert column(scores, "n", "score") == [None] * 8
    assert column(scores, "index", "status") == ["too few"] * 5 + ["no group"] + ["too few"] * 2


@pytest.mark.parametrize("engine", ENGINES)
def test_denominators_divide_and_multiply(engine: str) -> None:
    table = pl.concat(
        [
            observations({"x": [6.0, 8.0], "p": [2.0, 4.0]}),
            panel({2021: [9.0, None]}),
            panel({2021: [3.0, 1.0]}, "p"),
        ]
    )
    per_head = {"code": "x", "per": {"indicator": "p", "times": 1000}, "normalise": NONE}
    scores = compute_index(recipe(per_head), table, units(2), engine=engine).scores
    assert column(scores, "x", "value") == [3000.0, 3000.0, 2000.0, None]
    per_area = {"code": "x", "per": {"column": "area"}, "normalise": NONE}
    scores = compute_index(recipe(per_area), table, units(2, area=["2", ""]), engine=engine).scores
    assert column(scores, "x") == [3.0, 4.5, None, None]
    assert column(scores, "x", "status") == ["", "", "no denominator", "missing"]


@pytest.mark.parametrize("engine", ENGINES)
def test_change_is_against_exactly_so_many_years_earlier(engine: str) -> None:
    table = panel({2010: [1.0, 2.0, 4.0], 2012: [2.0, 8.0, None], 2013: [3.0, 4.0, 4.0]})
    leaf = {"code": "x", "transform": "log", "direction": "down", "impute": {"method": "mean"}}
    specification = recipe(leaf, change={"periods": 2, "normalise": NONE})
    scores = compute_index(specification, table, units(3), engine=engine).scores
    changes = dict(
        zip(
            scores.filter(pl.col("node") == "x").select("unit", "period").rows(),
            column(scores, "x", "change_score"),
            strict=True,
        )
    )
    assert changes["a", 2012] == pytest.approx(-math.log(2))
    assert changes["b", 2012] == pytest.approx(-math.log(4))
    assert [changes[unit, 2013] for unit in "abc"] == [None] * 3, "2011 is not there"
    assert changes["c", 2012] is None, "an imputed end shows the imputation"
    assert column(scores, "index", "change_score") == column(scores, "x", "change_score")
    assert scores.filter((pl.col("node") == "index") & (pl.col("period") == 2012))[
        "change_rank"
    ].to_list() == [1, 2, None]


def test_without_change_there_are_no_such_columns() -> None:
    scores = compute_index(recipe("x"), observations({"x": [1.0, 2.0]}), units(2)).scores
    assert scores.columns == list(SCORES)[:-2]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("pool", "expected"),
    [("period", [0.0, 0.0, 1.0, 1.0]), ("all", [0.0, 0.25, 0.5, 1.0]), (2010, [0.0, 0.5, 1.0, 2.0])],
)
def test_parameters_are_fitted_on_the_pool(pool: str | int, expected: list[float], engine: str) -> None:
    table = panel({2010: [1.0, 3.0], 2011: [2.0, 5.0]})
    result = compute_index(
        recipe("x", normalise={"method": "minmax"}, pool=pool), table, units(2), engine=engine
    )
    assert column(result.scores, "x") == expected
    assert column(result.scores, "x", "rank") == [2, 2, 1, 1], "ranks are always within the period"
    fitted = result.parameters.filter(pl.col("name") == "max").select("period", "value").rows()
    assert fitted == {"period": [(2010, 3.0), (2011, 5.0)], "all": [(None, 5.0)], 2010: [(2010, 3.0)]}[pool]


def test_pool_needs_its_year() -> None:
    with pytest.raises(InputError) as caught:
        compute_index(recipe("x", pool=1999), observations({"x": [1.0]}), units(1))
    assert str(caught.value) == "observations: the recipe is pooled on 1999, a year without observations"


def test_parameters_make_the_scores_again() -> None:
    table = panel({2010: [1.0, 3.0, 8.0, 9.0], 2011: [2.0, 5.0, 4.0, 4.0]})
    result = compute_index(recipe("x", compare="group"), table, units(4, group=["g", "g", "h", "h"]))
    wide = result.parameters.filter(pl.col("step") == "normalise").pivot(
        "name", index=["node", "group", "period"], values="value"
    )
    again = (
        result.scores.filter(pl.col("node") == "x")
        .join(result.groups, on="unit")
        .join(wide, on=["node", "group", "period"])
    )
    scores = again.select(
        "score",
        again=pl.when(pl.col("max") > pl.col("min")).then((pl.col("value") - pl.col("mean")) / pl.col("sd")),
    )
    assert scores["score"].to_list() == pytest.approx(scores["again"].to_list())


def test_groups_tell_each_units_group() -> None:
    result = compute_index(
        recipe("x", compare="group"), observations({"x": [1.0] * 3}), units(3, group=["g", " ", None])
    )
    assert result.groups.rows() == [("a", "g"), ("b", None), ("c", None)]
    result = compute_index(recipe("x"), observations({"x": [1.0] * 2}), units(2))
    assert result.groups.rows() == [("a", "all"), ("b", "all")]


def test_group_statistics_are_linear_quantiles_of_those_with_a_value() -> None:
    values = [1.0, 2.0, 3.0, 10.0, None, 7.0]
    table = units(6, group=["g", "g", "g", "g", "g", None])
    result = compute_index(recipe("x", compare="group", normalise=NONE), observations({"x": values}), table)
    statistics = group_statistics(result.scores, result.groups)
    assert statistics.select("group", "period", "node").rows() == [("g", 2020, "index"), ("g", 2020, "x")]
    leaf = statistics.filter(pl.col("node") == "x").row(0, named=True)
    for measured in ("value", "score"):
        names = ("n", "min", "q1", "median", "q3", "max")
        assert [leaf[f"{measured}_{name}"] for name in names] == [4, 1.0, 1.75, 2.5, 4.75, 10.0]
    assert statistics.filter(pl.col("node") == "index")["value_n"].to_list() == [0]


@pytest.mark.parametrize("engine", ENGINES)
def test_recipe_of_one_leaf_is_an_index_of_level_one(engine: str) -> None:
    scores = compute_index(
        recipe(tree={"code": "x"}), observations({"x": [1.0, 3.0]}), units(2), engine=engine
    ).scores
    assert scores.select("node", "level", "rank").rows() == [("x", 1, 2), ("x", 1, 1)]


@pytest.mark.parametrize("engine", ENGINES)
def test_numbers_too_large_leave_no_infinite_score(engine: str) -> None:
    leaf = {"code": "x", "per": {"indicator": "p", "times": 1e10}}
    table = observations({"x": [1e300, 1.0, 2.0], "p": [1.0] * 3, "y": [1e308, -1e308, 0.0]})
    scores = compute_index(recipe(leaf, "y"), table, units(3), engine=engine).scores
    assert column(scores, "x", "status") == ["outside domain", "", ""]
    assert column(scores, "y", "status") == ["constant"] * 3
    numbers = scores.select("value", "score").drop_nulls()
    assert numbers.select(pl.all().is_finite().all()).row(0) == (True, True)


def test_unknown_engine_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        compute_index(recipe("x"), observations({"x": [1.0]}), units(1), engine="abacus")
    assert str(caught.value) == "the engine “abacus” is not available here; there are: polars, duckdb, spark"
