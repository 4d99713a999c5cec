"""Each normalisation against its formula, in both directions."""

import math

import pytest

from tests.unit.analysis.samples import ENGINES, scored

VALUES = [2.0, 4.0, 4.0, 10.0]
MEAN, SD, SD_POPULATION = 5.0, math.sqrt(12), 3.0

CASES = [
    ({"method": "zscore"}, [(x - MEAN) / SD for x in VALUES], [(MEAN - x) / SD for x in VALUES]),
    (
        {"method": "zscore", "mean": 100, "sd": 10, "ddof": 0},
        [90.0, 100 - 10 / 3, 100 - 10 / 3, 100 + 50 / 3],
        [110.0, 100 + 10 / 3, 100 + 10 / 3, 100 - 50 / 3],
    ),
    ({"method": "minmax"}, [0.0, 0.25, 0.25, 1.0], [1.0, 0.75, 0.75, 0.0]),
    ({"method": "minmax", "low": 1, "high": 100}, [1.0, 25.75, 25.75, 100.0], [100.0, 75.25, 75.25, 1.0]),
    ({"method": "goalposts", "from": 0, "to": 8}, [0.25, 0.5, 0.5, 1.0], [0.75, 0.5, 0.5, 0.0]),
    (
        {"method": "goalposts", "from": 4, "to": 8, "low": 10, "high": 20, "clip": False},
        [5.0, 10.0, 10.0, 25.0],
        [25.0, 20.0, 20.0, 5.0],
    ),
    (
        {"method": "goalposts", "from": 4, "to": 8, "low": 10, "high": 20},
        [10.0, 10.0, 10.0, 20.0],
        [20.0, 20.0, 20.0, 10.0],
    ),
    ({"method": "rank"}, [1.0, 2.5, 2.5, 4.0], [4.0, 2.5, 2.5, 1.0]),
    ({"method": "percentile"}, [0.0, 50.0, 50.0, 100.0], [100.0, 50.0, 50.0, 0.0]),
    ({"method": "distance", "to": "median"}, [0.5, 1.0, 1.0, 2.5], [2.0, 1.0, 1.0, 0.4]),
    ({"method": "distance", "to": "mean"}, [0.4, 0.8, 0.8, 2.0], [2.5, 1.25, 1.25, 0.5]),
    ({"method": "distance", "to": "best"}, [0.2, 0.4, 0.4, 1.0], [1.0, 0.5, 0.5, 0.2]),
    ({"method": "distance", "to": "worst"}, [1.0, 2.0, 2.0, 5.0], [5.0, 2.5, 2.5, 1.0]),
    ({"method": "none"}, VALUES, [-x for x in VALUES]),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("method", "up", "down"), CASES, ids=[str(case[0]) for case in CASES])
def test_method_gives_its_formula(
    method: dict[str, object], up: list[float], down: list[float], engine: str
) -> None:
    for direction, expected in (("up", up), ("down", down)):
        scores, statuses = scored({"direction": direction, "normalise": method}, VALUES, engine=engine)
        assert scores == pytest.approx(expected, abs=1e-12)
        assert statuses == [""] * 4


@pytest.mark.parametrize("engine", ENGINES)
def test_zscore_of_values_far_larger_than_their_spread_is_good_to_six_decimals(engine: str) -> None:
    scores, _ = scored({"normalise": {"method": "zscore"}}, [1e9 + x for x in VALUES], engine=engine)
    assert scores == pytest.approx([(x - MEAN) / SD for x in VALUES], abs=5e-7)


def test_goalpost_of_one_in_ten_is_a_tenth() -> None:
    assert scored({"normalise": {"method": "goalposts", "from": 0, "to": 10}}, [1.0])[0] == pytest.approx(
        [0.1]
    )


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("transform", "forward"), [("log", math.log), ("log1p", math.log1p), ("sqrt", math.sqrt), (None, float)]
)
def test_transform_comes_before_and_moves_goalposts_too(
    transform: str | None, forward: object, engine: str
) -> None:
    assert callable(forward)
    leaf = {"transform": transform} if transform else {}
    values = [1.0, 1e-9, 50.0, 200.0]
    plain, _ = scored({**leaf, "normalise": {"method": "none"}}, values, engine=engine)
    assert plain == pytest.approx([forward(x) for x in values], rel=1e-14)
    posts, _ = scored(
        {**leaf, "normalise": {"method": "goalposts", "from": 1, "to": 100, "clip": False}},
        values,
        engine=engine,
    )
    low, high = forward(1.0), forward(100.0)
    assert posts == pytest.approx([(forward(x) - low) / (high - low) for x in values], rel=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("leaf", "values", "statuses"),
    [
        ({"transform": "log"}, [0.0, 1.0, 2.0, -1.0], ["outside domain", "", "", "outside domain"]),
        ({"transform": "log1p"}, [-1.0, 1.0, 2.0], ["outside domain", "", ""]),
        ({"transform": "sqrt"}, [-0.5, 0.0, 2.0], ["outside domain", "", ""]),
        (
            {"normalise": {"method": "distance", "to": "best"}, "direction": "down"},
            [0.0, 1.0, 2.0],
            ["outside domain"] * 3,
        ),
        ({"normalise": {"method": "distance", "to": "mean"}}, [-5.0, 1.0], ["outside domain"] * 2),
        ({}, [0.1, 0.3 / 3, 0.1], ["constant"] * 3),
        ({}, [0.1, 0.1, 0.1, None], ["constant", "constant", "constant", "missing"]),
        ({"normalise": {"method": "minmax"}}, [3.0, 3.0], ["constant"] * 2),
        ({}, [1e-200, 2e-200, 3e-200], ["constant"] * 3),
        ({}, [1.0, None], ["too few", "missing"]),
        ({"normalise": {"method": "percentile"}}, [1.0, None], ["too few", "missing"]),
        ({"normalise": {"method": "percentile"}}, [1.0, 1.0], ["", ""]),
        ({"normalise": {"method": "none"}}, [1.0, None], ["", "missing"]),
    ],
)
def test_without_a_score_the_status_says_why(
    leaf: dict[str, object], values: list[float | None], statuses: list[str], engine: str
) -> None:
    scores, found = scored(leaf, values, engine=engine)
    assert found == statuses
    assert [score is None for score in scores] == [status != "" for status in statuses]


def test_values_equal_but_for_their_last_bits_tie() -> None:
    scores, _ = scored({"normalise": {"method": "rank"}}, [0.1 + 0.2, 0.3, 1.0, -0.0, 0.0])
    assert scores == [3.5, 3.5, 5.0, 1.5, 1.5]
