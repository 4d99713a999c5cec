"""The Croatian municipal development index 2017: nine official values from their indicators."""

import polars as pl
import pytest

from empiria.analysis.index import compute_index
from empiria.analysis.recipe import read_recipe

# Over all 556 municipalities: mean, standard deviation (population), direction.
MOMENTS = {
    "inc": (24362.034851079137, 6406.690004659769, "up"),
    "rev": (2379.216484568345, 1965.698801121007, "up"),
    "emp": (0.17830748201438848, 0.09788199516679465, "down"),
    "edu": (0.12507890269784172, 0.06930564400794718, "up"),
    "pop": (93.04624928057554, 12.18938745861942, "up"),
    "agi": (135.01330935251798, 75.90693636505667, "down"),
}

ROWS = {
    "Andrijaševci": ((20543.29764, 1102.24191, 0.22059, 0.0723192, 96.8401, 59.5), 97.701),
    "Antunovac": ((25823.70058, 1238.66227, 0.19779, 0.0872981, 102.318, 80.0), 100.350),
    "Babina Greda": ((12956.53143, 752.04115, 0.32602, 0.0421775, 90.0334, 74.1), 91.256),
    "Zagreb": ((44733.20881, 6232.49034, 0.10065, 0.393528, 103.095, 118.9), 116.560),
    "Split": ((33308.77732, 3402.41112, 0.19475, 0.353921, 94.2394, 113.4), 107.784),
    "Rijeka": ((38186.84619, 4302.00926, 0.12849, 0.327746, 89.4196, 169.8), 108.308),
    "Osijek": ((33322.87656, 2493.58767, 0.17404, 0.283891, 94.8891, 120.1), 106.211),
    "Kostrena": ((37199.27768, 9944.65942, 0.10302, 0.39167, 109.241, 136.3), 117.842),
    "Civljane": ((17671.99387, 4448.79311, 0.33042, 0.025641, 40.1813, 1086.7), 37.772),
}


def recipe_text() -> str:
    """Given moments are goalposts: one standard deviation either side of the mean becomes 90 and 110."""
    leaves = "\n".join(
        f"    - {{code: {code}, direction: {direction}, normalise: {{method: goalposts, from: {mean - sd!r}, "
        f"to: {mean + sd!r}, low: 90, high: 110, clip: false}}}}"
        for code, (mean, sd, direction) in MOMENTS.items()
    )
    return (
        "code: croatia\nversion: '2017'\naggregate: {method: mazziotta-pareto, penalty: minus}\n"
        f"tree:\n  code: index\n  children:\n{leaves}\n"
    )


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_official_values_to_three_decimals(engine: str) -> None:
    observations = pl.DataFrame(
        [
            (unit, code, 2017, value)
            for unit, (values, _) in ROWS.items()
            for code, value in zip(MOMENTS, values, strict=True)
        ],
        schema=["unit", "indicator", "period", "value"],
        orient="row",
    )
    units = pl.DataFrame({"unit": list(ROWS), "name": list(ROWS)})
    scores = compute_index(read_recipe(recipe_text()), observations, units, engine=engine).scores
    index = dict(scores.filter(pl.col("node") == "index").select("unit", "score").iter_rows())
    assert {unit: round(score, 3) for unit, score in index.items()} == {
        unit: value for unit, (_, value) in ROWS.items()
    }
    assert index["Andrijaševci"] == pytest.approx(97.701471, abs=5e-7)
