"""Random recipes with every method, and tables for them."""

from typing import Any

import numpy as np
import polars as pl
import yaml
from hypothesis import strategies as st

from empiria.analysis.recipe import Recipe, read_recipe

LEAVES = ("a", "b", "c", "d")
UNITS = tuple(f"{number:02}" for number in range(7))
YEARS = (2010, 2011, 2013)

# Few distinct numbers, so that ties and constant columns happen; zero and negative ones, so that domains end.
NUMBERS = (-2.0, 0.0, 0.1, 0.3, 1.0, 1.5, 2.0, 7.0, 30.0, 1234.5)
GROUPS = np.array(["g", "g", "h", "h", None], dtype=object)
AREAS = np.array([None, 0.0, 1.0, 3.0, 10.0], dtype=object)

methods = st.one_of(
    st.fixed_dictionaries(
        {"method": st.just("zscore"), "mean": st.sampled_from([0, 100]), "ddof": st.sampled_from([0, 1])}
    ),
    st.just({"method": "minmax", "low": 1, "high": 100}),
    st.fixed_dictionaries(
        {
            "method": st.just("goalposts"),
            "from": st.just(0.5),
            "to": st.sampled_from([2, 9]),
            "clip": st.booleans(),
        }
    ),
    st.fixed_dictionaries(
        {"method": st.just("distance"), "to": st.sampled_from(["median", "mean", "best", "worst"])}
    ),
    st.just({"method": "none"}),
)
ranked = st.sampled_from([{"method": "rank"}, {"method": "percentile"}])
aggregates = st.sampled_from(
    [
        {"method": "mean"},
        {"method": "geometric"},
        {"method": "harmonic"},
        {"method": "sum"},
        {"method": "mazziotta-pareto", "penalty": "minus"},
        {"method": "mazziotta-pareto", "penalty": "plus"},
    ]
)
imputes = st.sampled_from(
    [
        {"method": "none"},
        {"method": "mean"},
        {"method": "median", "within": "other"},
        {"method": "last", "max_gap": 2},
        {"method": "linear", "max_gap": 1},
    ]
)


@st.composite
def recipes(draw: st.DrawFn, *, treats: bool = False) -> Recipe:
    pool = draw(st.sampled_from(["period", "period", "all", 2011]))
    normalises = st.one_of(methods, ranked) if pool == "period" else methods

    def leaf(code: str) -> dict[str, Any]:
        result: dict[str, Any] = {
            "code": code,
            "weight": draw(st.sampled_from([0, 1, 2.5])) if code != "a" else 1,
            "direction": draw(st.sampled_from(["up", "down"])),
            "normalise": draw(normalises),
            "impute": draw(imputes),
        }
        if draw(st.booleans()):
            result["per"] = draw(st.sampled_from([{"indicator": "p", "times": 10}, {"column": "area"}]))
        if draw(st.booleans()):
            result["transform"] = draw(st.sampled_from(["log", "log1p", "sqrt"]))
        if treats and draw(st.booleans()):
            result["treat"] = {"method": "winsorise", "max_points": 1, "skew": 0.5, "kurtosis": 0.5}
        return result

    inner = {
        "code": "inner",
        "aggregate": draw(aggregates),
        "minimum_share": draw(st.sampled_from([0, 0.5, 1])),
        "children": [leaf("a"), leaf("b"), {"code": "shown", "direction": "neutral"}],
    }
    document: dict[str, Any] = {
        "code": "random",
        "version": "1",
        "compare": draw(st.sampled_from(["all", "group"])),
        "pool": pool,
        "tree": {"code": "index", "aggregate": draw(aggregates), "children": [inner, leaf("c"), leaf("d")]},
    }
    if draw(st.booleans()):
        document["change"] = {
            "periods": draw(st.sampled_from([1, 2])),
            "normalise": draw(normalises),
            "aggregate": draw(aggregates),
        }
    return read_recipe(yaml.safe_dump(document))


@st.composite
def tables(draw: st.DrawFn) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Observations of every indicator the recipes name, with gaps, in random order; and units, some without a group.

    One drawn seed fills them: hypothesis would spend its time on cells that a recipe does not even look at.
    """
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    missing = draw(st.sampled_from([0.0, 0.2, 0.6]))
    rows = []
    for indicator in (*LEAVES, "p", "shown"):
        values = random.choice(NUMBERS, (len(YEARS), len(UNITS)))
        present = random.random(values.shape) >= missing
        present[:, 0] = True  # so that every indicator is observed, and every year
        rows += [
            (unit, indicator, year, float(values[row, column]) if present[row, column] else None)
            for row, year in enumerate(YEARS)
            for column, unit in enumerate(UNITS)
            if present[row, column] or random.random() < 0.5
        ]
    random.shuffle(rows)
    schema = {"unit": pl.String, "indicator": pl.String, "period": pl.Int64, "value": pl.Float64}
    units = pl.DataFrame(
        {
            "unit": UNITS,
            "group": random.choice(GROUPS, len(UNITS)).tolist(),
            "other": random.choice(GROUPS, len(UNITS)).tolist(),
            "area": random.choice(AREAS, len(UNITS)).tolist(),
        },
        schema={"unit": pl.String, "group": pl.String, "other": pl.String, "area": pl.Float64},
    )
    return pl.DataFrame(rows, schema=schema, orient="row"), units
