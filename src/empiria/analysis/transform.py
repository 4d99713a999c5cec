"""Transforms of a leaf's values before they are normalised: logarithm, log(1 + x), square root.

Outside their domain (x ≤ 0, x ≤ −1, x < 0) there is no value.
"""

from collections.abc import Mapping

import narwhals as nw

from empiria.analysis.frames import by_node
from empiria.analysis.recipe import Node


def transformed(values: nw.Expr, transform: str | None) -> nw.Expr:
    """The values transformed; null outside the domain."""
    if transform == "log":
        return nw.when(values > 0).then(values).log()
    if transform == "log1p":
        # ln(1+x) loses digits near zero; this form keeps them (Goldberg 1991, theorem 4).
        shifted = nw.when(values > -1).then(values + 1.0)
        return nw.when(shifted == 1.0).then(values).otherwise(shifted.log() * values / (shifted - 1.0))
    if transform == "sqrt":
        return nw.when(values >= 0).then(values).sqrt()
    return values


def transformed_by_leaf(values: nw.Expr, leaves: Mapping[int, Node]) -> nw.Expr:
    """The values, each as its leaf is transformed."""
    if all(leaf.transform is None for leaf in leaves.values()):
        return values
    names = dict.fromkeys(leaf.transform for leaf in leaves.values())
    alike = {name: [number for number, leaf in leaves.items() if leaf.transform == name] for name in names}
    return by_node([(numbers, transformed(values, name)) for name, numbers in alike.items()])
