"""Outliers: what passes, what is drawn in, what becomes a logarithm."""

import math
from typing import Any

import numpy as np
import polars as pl
import pytest

from empiria.analysis.index import compute_index, compute_stages
from empiria.analysis.recipe import Method
from empiria.analysis.treat import Treatment, fit_treatment, shape
from tests.unit.analysis.samples import ENGINES, observations, recipe

WINSORISE = Method("winsorise", (("max_points", 5), ("skew", 2.0), ("kurtosis", 3.5), ("else", "log")))


def method(**options: Any) -> Method:
    return Method("winsorise", tuple({**dict(WINSORISE.options), **options}.items()))


def test_shape_is_the_bias_corrected_one() -> None:
    skew, kurt = shape(np.array([1.0, 2.0, 4.0, 8.0, 16.0]), np.array([0]))
    values = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    d = values - 6.2
    g1 = math.sqrt(5) * (d**3).sum() / (d**2).sum() ** 1.5
    g2 = 5 * (d**4).sum() / (d**2).sum() ** 2 - 3
    assert skew[0] == pytest.approx(g1 * math.sqrt(20) / 3)
    assert kurt[0] == pytest.approx((6 * g2 + 6) * 4 / 6)


def test_shape_of_several_stretches_is_that_of_each() -> None:
    first, second, flat, two = [1.0, 2.0, 9.0, 3.0], [5.0, 5.0, 6.0], [0.1] * 3, [1.0, 2.0]
    skew, kurt = shape(np.array(first + second + flat + two), np.array([0, 4, 7, 10]))
    assert skew[0] == shape(np.array(first), np.array([0]))[0][0]
    assert kurt[0] == shape(np.array(first), np.array([0]))[1][0]
    assert np.isnan(skew).tolist() == [False, False, True, True]
    assert np.isnan(kurt).tolist() == [False, True, True, True]


def test_shape_survives_huge_and_tiny_values() -> None:
    values, start = np.array([1.0, 2.0, 4.0, 8.0, 16.0]), np.array([0])
    for scale in (1e200, 1e-200):
        assert np.array(shape(scale * values, start)) == pytest.approx(np.array(shape(values, start)))


SMALL = [float(x) for x in range(1, 31)]


@pytest.mark.parametrize(
    ("values", "options", "expected"),
    [
        (SMALL, {}, None),
        ([*SMALL, 500.0], {}, Treatment(high=30.0, moved=1)),
        ([*SMALL, -500.0], {}, Treatment(low=1.0, moved=1)),
        ([*SMALL, 500.0, 300.0], {}, Treatment(high=30.0, moved=2)),
        ([*SMALL, 500.0], {"max_points": 0}, Treatment(base=1.0, margin=0.01 * 499)),
        ([*SMALL, 500.0, 300.0], {"max_points": 1}, Treatment(base=1.0, margin=0.01 * 499)),
        ([*SMALL, 500.0, 300.0], {"max_points": 1, "else": "keep"}, Treatment(high=300.0, moved=1)),
        ([*SMALL, 500.0], {"max_points": 0, "else": "keep"}, None),
        ([*SMALL, 500.0, 500.0], {"max_points": 1, "else": "keep"}, None),
        ([0.0] * 20 + [5.0], {}, Treatment(base=0.0, margin=0.05)),
        ([3.0] * 5, {}, None),
        ([1.0, 1.0, 9.0], {}, None),
        # |G1| is 2 and G2 is 4, whatever the last bit says.
        ([1.0, 1.0, 1.0, 2.0], {}, Treatment(base=1.0, margin=0.01)),
        ([0.3, 0.3, 0.3, 0.1], {}, Treatment(base=0.1, margin=0.01 * (0.3 - 0.1))),
    ],
)
def test_column_gets_what_it_needs(
    values: list[float], options: dict[str, Any], expected: Treatment | None
) -> None:
    for order in (values, values[::-1]):
        assert fit_treatment(np.array(order), method(**options)) == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_groups_are_treated_apart_and_the_logarithm_is_of_untreated_values(engine: str) -> None:
    first, second = [*SMALL, 500.0], [0.0] * 20 + [5.0]
    values = observations({"x": first + second})
    table = pl.DataFrame({"unit": values["unit"], "group": ["g"] * 31 + ["h"] * 21})
    specification = recipe({"code": "x", "treat": {"method": "winsorise"}}, compare="group")
    stages = compute_stages(specification, values, table, engine=engine)
    treated = dict(stages.filter(pl.col("node") == "x").select("unit", "treated").iter_rows())
    logged = [math.log(0.05)] * 20 + [math.log(5.05)]
    assert [treated[unit] for unit in values["unit"]] == pytest.approx([*SMALL, 30.0, *logged])
    parameters = compute_index(specification, values, table, engine=engine).parameters
    fitted = parameters.filter(pl.col("step") == "treat").select("group", "name", "value")
    assert set(fitted.rows()) == {
        ("g", "high", 30.0), ("g", "moved", 1.0),
        ("h", "moved", 0.0), ("h", "base", 0.0), ("h", "margin", 0.05),
    }  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_goalposts_follow_the_logarithm(engine: str) -> None:
    values = observations({"x": [0.0] * 20 + [5.0]})
    leaf = {
        "code": "x",
        "treat": {"method": "winsorise"},
        "normalise": {"method": "goalposts", "from": 0, "to": 5},
    }
    table = pl.DataFrame({"unit": values["unit"]})
    scores = compute_index(recipe(leaf), values, table, engine=engine).scores.filter(pl.col("node") == "x")
    assert scores["score"].unique().sort().to_list() == pytest.approx([0.0, 1.0])


def test_pooled_on_one_year_its_bound_holds_for_the_others_on_its_side() -> None:
    early = observations({"x": [*SMALL, 500.0]}, period=2010)
    late = observations({"x": [40.0, *SMALL[1:], -3.0]}, period=2011)
    specification = recipe({"code": "x", "treat": {"method": "winsorise"}}, pool=2010)
    stages = compute_stages(specification, pl.concat([early, late]), pl.DataFrame({"unit": early["unit"]}))
    in_2011 = stages.filter((pl.col("period") == 2011) & (pl.col("node") == "x"))["treated"]
    assert (in_2011.min(), in_2011.max()) == (-3.0, 30.0)
