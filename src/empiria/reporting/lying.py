"""How the figures of many units lie, in words. A name stands alone, after a colon."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median, quantiles

from empiria.analysis.classes import Classes
from empiria.reporting.words import Words

# More decimals than this say nothing on a map.
MOST_DECIMALS = 4


def class_labels(classes: Classes, *, decimals: int, words: Words) -> list[str]:
    """“0,0–12,5”, with as many decimals as tell the bounds apart."""
    needed = decimals
    while needed < MOST_DECIMALS and len({round(bound, needed) for bound in classes.bounds}) < len(
        set(classes.bounds)
    ):
        needed += 1
    said = [words.number(bound, needed) for bound in classes.bounds]
    return [low if low == high else f"{low} – {high}" for low, high in pairwise(said)]


def coverage_sentence(*, year: int, known: int, units: int, words: Words) -> str:
    """Of how many units there is a figure."""
    message = words.ngettext(
        "In %(year)s, %(known)s of %(units)s municipality has a figure.",
        "In %(year)s, %(known)s of %(units)s municipalities have a figure.",
        units,
    )
    return message % {"year": year, "known": words.number(known), "units": words.number(units)}


def extremes_sentence(figures: Sequence[tuple[str, float]], *, decimals: int, unit: str, words: Words) -> str:
    """The lowest, the middle and the highest figure; nothing where there are too few to have a middle."""
    if len(figures) < 3:
        return ""
    low, high = min(figures, key=lambda one: one[1]), max(figures, key=lambda one: one[1])
    message = words.gettext(
        "Lowest: %(low_name)s (%(low)s); highest: %(high_name)s (%(high)s); median: %(median)s."
    )
    return message % {
        "low_name": low[0],
        "low": words.number(low[1], decimals),
        "high_name": high[0],
        "high": words.number(high[1], decimals),
        "median": words.quantity(median(value for _, value in figures), decimals, unit),
    }


def middle_half_sentence(values: Sequence[float], *, decimals: int, unit: str, words: Words) -> str:
    """Between which figures the middle half lies; nothing where there are too few to have quarters."""
    if len(values) < 4:
        return ""
    q1, _, q3 = quantiles(values, n=4, method="inclusive")
    return words.gettext("The middle half lies between %(low)s and %(high)s.") % {
        "low": words.number(q1, decimals),
        "high": words.quantity(q3, decimals, unit),
    }


def beyond_sentence(count: int, words: Words) -> str:
    """How many lie so far from the rest that the drawing leaves them out."""
    if not count:
        return ""
    message = words.ngettext(
        "Not drawn, as it lies far from the rest: %(count)s municipality.",
        "Not drawn, as they lie far from the rest: %(count)s municipalities.",
        count,
    )
    return message % {"count": words.number(count)}
