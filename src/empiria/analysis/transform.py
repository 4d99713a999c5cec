"""Transforms of a leaf's values before they are normalised: logarithm, log(1 + x), square root.

Outside their domain (x ≤ 0, x ≤ −1, x < 0) there is no value.
"""

import narwhals as nw


def in_domain(transform: str | None, value: float) -> bool:
    """Is the transform defined at this value?"""
    return {"log": value > 0, "log1p": value > -1, "sqrt": value >= 0}.get(transform or "", True)


def transformed(values: nw.Expr, transform: str | None) -> nw.Expr:
    """The values transformed; null outside the domain."""
    if transform == "log":
        return nw.when(values > 0).then(values).log()
    if transform == "log1p":
        # ln(1+x) through x's distance from −1 loses digits near zero; this form keeps them (Goldberg 1991, theorem 4).
        shifted = nw.when(values > -1).then(values + 1.0)
        return nw.when(shifted == 1.0).then(values).otherwise(shifted.log() * values / (shifted - 1.0))
    if transform == "sqrt":
        return nw.when(values >= 0).then(values).sqrt()
    return values
