"""Which form a number takes, as Unicode's CLDR sorts numbers: by how they are written, not only by their value."""

from typing import Literal

Category = Literal["one", "few", "many", "other"]
# The last two digits of numbers that are said as one word: dwanaście, trzynaście, czternaście.
TEENS = frozenset({12, 13, 14})


def category(language: str, number: float, decimals: int = 0) -> Category:
    """English knows "one" and "other"; Polish "other" is for fractions only, and 1,0 is written as one.

    gettext's rule takes whole numbers only: it would call 2.5 what it calls 2.
    """
    if decimals > 0:
        return "other"
    whole = int(f"{abs(number):.0f}")
    if whole == 1:
        return "one"
    if language != "pl":
        return "other"
    return "few" if whole % 10 in (2, 3, 4) and whole % 100 not in TEENS else "many"
