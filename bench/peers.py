"""Peers of all 2,479 units among all of them, by ten traits, 3 % of the values missing — against the bare product of the
matrices that such distances can be made of (without gaps) and a partial sort of its rows.
"""

import time

import numpy as np
import polars as pl

UNITS, TRAITS, COUNT = 2479, 10, 15
SECONDS_LIMIT = 2
ROUNDS = 5


def run() -> None:
    from empiria.analysis.peers import find_peers, lay_space
    from empiria.analysis.traits import Trait

    random = np.random.default_rng(20251118)
    codes = np.array([f"{number:07}" for number in range(UNITS)])
    names = [f"trait_{number}" for number in range(TRAITS)]
    points = random.normal(size=(UNITS, TRAITS))
    values = np.where(random.random(points.shape) < 0.03, np.nan, points)
    observations = pl.DataFrame(
        {
            "unit": np.repeat(codes, TRAITS),
            "indicator": np.tile(np.array(names), UNITS),
            "period": np.full(values.size, 2024),
            "value": values.ravel(),
        },
        nan_to_null=True,
    )
    units = pl.DataFrame({"unit": codes, "name": codes})
    bare, ours = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        squares = (points**2).sum(axis=1)
        np.argpartition(squares[:, None] + squares - 2 * points @ points.T, COUNT, axis=1)
        middle = time.perf_counter()
        space = lay_space(observations, units, tuple(Trait(name) for name in names))
        find_peers(space, count=COUNT)
        bare.append(middle - start)
        ours.append(time.perf_counter() - middle)
    print(
        f"peers: {min(ours):.2f} s (at most {SECONDS_LIMIT}), {min(ours) / min(bare):.1f} × the bare product and sort — "
        f"against {min(bare) * 1000:.0f} ms; {UNITS} units against all, {TRAITS} traits, {COUNT} peers each"
    )
