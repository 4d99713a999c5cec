"""How the figures of many units lie, in words. A name stands alone, after a colon."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median, quantiles

from empiria.analysis.classes import Classes
from empiria.reporting.claims import SMALLEST_GROUP, Ends, Named, named
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
    """Of how many units there is a figure: the verb agrees with one number, the noun with the other."""
    return words.gettext("In %(year)s, %(share)s %(have)s a figure.") % {
        "year": year,
        "share": words.share(known, units, "municipality"),
        "have": words.agreeing("have", known),
    }


def extremes_sentence(figures: Sequence[Named], *, decimals: int, unit: str, words: Words) -> str:
    """The lowest, the middle and the highest figure, and who cannot be told from the ends; nothing where there are too
    few to have a middle."""
    ends = Ends(figures=figures, decimals=decimals, unit=unit)
    values = [one.figure.known for one in ends.known if one.figure.known is not None]
    if len(values) < SMALLEST_GROUP:
        return ""
    middle = words.quantity(median(values), decimals, unit)
    if ends.verdict == "level":
        return words.gettext("The same figure everywhere: %(figure)s.") % {"figure": middle}
    low, high = words.number(min(values), decimals), words.number(max(values), decimals)
    if ends.verdict == "unclear":
        message = words.gettext("From %(low)s to %(high)s, which cannot be told apart; median: %(median)s.")
        return message % {"low": low, "high": high, "median": middle}
    message = words.gettext("Lowest: %(lowest)s; highest: %(highest)s; median: %(median)s.")
    said = message % {
        "lowest": named([one.name for one in ends.lowest], words, low),
        "highest": named([one.name for one in ends.highest], words, high),
        "median": middle,
    }
    return " ".join([said, *ends.near(words)])


def median_sentence(values: Sequence[float], *, decimals: int, unit: str, words: Words) -> str:
    """The middle alone, of figures that are not compared with one another; nothing where there are too few."""
    if len(values) < SMALLEST_GROUP:
        return ""
    message = words.gettext("Median: %(median)s.")
    return message % {"median": words.quantity(median(values), decimals, unit)}


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
