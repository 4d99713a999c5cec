"""Certainty of a whole country: 1,000 replicates of the shipped recipe over 2,479 units in one period, with every choice it
declares, intervals and shares of the variance — against one index of the same tables.

Values are random, 3 % of them missing; groups are as many and as large as kinds and size bands of municipalities make them.
"""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

UNITS, GROUPS, REPLICATES = 2479, 9, 1000
TIME_LIMIT = 40
ROUNDS = 3
RECIPE = Path(__file__).parents[1] / "src/empiria/apps/monitor/recipes/local-development.yaml"


def tables(indicators: tuple[str, ...]) -> tuple[pl.DataFrame, pl.DataFrame]:
    random = np.random.default_rng(20251118)
    codes = np.array([f"{number:07}" for number in range(UNITS)])
    values = random.lognormal(size=UNITS * len(indicators))
    values[random.random(len(values)) < 0.03] = np.nan
    observations = {
        "unit": np.repeat(codes, len(indicators)),
        "indicator": np.tile(np.array(indicators), UNITS),
        "period": np.full(len(values), 2024),
        "value": values,
    }
    groups = random.integers(0, GROUPS, UNITS).astype(str)
    units = pl.DataFrame({"unit": codes, "name": codes, "kind-size": groups})
    return pl.DataFrame(observations, nan_to_null=True), units


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run() -> None:
    import scipy.stats  # noqa: F401  # imported once, not measured

    from empiria.analysis.index import compute_index
    from empiria.analysis.recipe import read_recipe
    from empiria.analysis.uncertainty import compute_uncertainty

    recipe = read_recipe(RECIPE)
    observations, units = tables(recipe.indicators())
    pairs = [
        (
            seconds(lambda: compute_index(recipe, observations, units)),
            seconds(lambda: compute_uncertainty(recipe, observations, units, replicates=REPLICATES)),
        )
        for _ in range(ROUNDS)
    ]
    once, many = (min(column) for column in zip(*pairs, strict=True))
    print(
        f"uncertainty: {many / once:.1f} × one index (at most {TIME_LIMIT}) — {many:.2f} s against {once * 1000:.0f} ms; "
        f"{REPLICATES} replicates, {UNITS} units, {len(recipe.indicators())} indicators"
    )
