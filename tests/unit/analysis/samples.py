"""Small tables and recipes, so that a test says only what it is about."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import yaml

from empiria.analysis.index import compute_index
from empiria.analysis.recipe import Recipe, read_recipe

ENGINES = ["polars", "duckdb"]


def recipe(*leaves: Mapping[str, Any] | str, **keys: Any) -> Recipe:
    """A recipe whose root has these leaves as children; `tree` replaces them."""
    children = [{"code": leaf} if isinstance(leaf, str) else leaf for leaf in leaves]
    tree = keys.pop("tree", {"code": "index", "children": children})
    return read_recipe(
        yaml.safe_dump({"code": "test", "version": "1", **keys, "tree": tree}, allow_unicode=True)
    )


def observations(values: Mapping[str, Sequence[float | None]], *, period: int = 2020) -> pl.DataFrame:
    """Indicator → the values of units a, b, c … in one period."""
    rows = [
        (chr(ord("a") + position), indicator, period, value)
        for indicator, column in values.items()
        for position, value in enumerate(column)
    ]
    schema = {"unit": pl.String, "indicator": pl.String, "period": pl.Int64, "value": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def units(count: int, **columns: Sequence[Any]) -> pl.DataFrame:
    codes = [chr(ord("a") + position) for position in range(count)]
    return pl.DataFrame({"unit": codes, "name": [code.upper() for code in codes], **columns})


def column(scores: pl.DataFrame, node: str, name: str = "score") -> list[Any]:
    """One column of one node, in the order of units and periods."""
    return scores.filter(pl.col("node") == node)[name].to_list()


def scored(
    leaf: Mapping[str, Any], values: Sequence[float | None], *, engine: str = "polars", **keys: Any
) -> tuple[list[float | None], list[str]]:
    """Scores and statuses of one leaf `x` over units a, b, c …"""
    specification = recipe({"code": "x", **leaf}, **keys)
    scores = compute_index(
        specification, observations({"x": values}), units(len(values)), engine=engine
    ).scores
    return column(scores, "x"), column(scores, "x", "status")
