"""What a compared group looks like: quartiles of values and scores, against which one unit is read."""

import polars as pl

QUARTILES = {"min": 0.0, "q1": 0.25, "median": 0.5, "q3": 0.75, "max": 1.0}


def group_statistics(scores: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Per group × period × node: `group, period, node`, then for `value` and for `score` (as prefix) `n, min, q1, median,
    q3, max` of the units that have one.

    `scores` and `groups` as in IndexResult; units without a group are left out. Quantiles interpolate linearly between
    order statistics (type 7 of Hyndman & Fan 1996, the default of R and NumPy); they are in the unit of the value, or
    of the score. Null where n is 0. Sorted by group and period, nodes in the order of the tree.
    """
    measured = [column for column in ("value", "score", "change_score") if column in scores.columns]
    statistics = [
        expression.alias(f"{column}_{name}")
        for column in measured
        for name, expression in _statistics(pl.col(column))
    ]
    return (
        scores.join(groups.drop_nulls("group"), on="unit", how="inner", maintain_order="left")
        .group_by("group", "period", "node", maintain_order=True)
        .agg(*statistics)
        .sort("group", "period", maintain_order=True)
    )


def _statistics(column: pl.Expr) -> list[tuple[str, pl.Expr]]:
    quantiles = [(name, column.quantile(share, interpolation="linear")) for name, share in QUARTILES.items()]
    return [("n", column.count()), *quantiles]
