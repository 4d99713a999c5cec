"""How certain a place is, in the words of a page: where it lies when the choices of the method are drawn anew."""

from collections.abc import Sequence

from empiria.analysis.errors import mark
from empiria.reporting.words import Words

# What a recipe may declare (contracts, section 2).
CHOICES = {
    "weights": mark("weights"),
    "normalise": mark("normalisation"),
    "aggregate": mark("aggregation"),
    "leave_out": mark("one indicator left out"),
}
ABSENT = {
    "no choices": mark(
        "The recipe declares no choice of method that may move, so its places have no interval. That does not make "
        "them certain."
    ),
    "computing": mark(
        "How certain the places are is being computed; until then they stand without an interval."
    ),
    "failed": mark("How certain the places are could not be computed; they stand without an interval."),
    "not computed": mark(
        "How certain these places are has not been computed; they stand without an interval."
    ),
    "other year": mark(
        "How certain the places are is computed for the latest years only; those of this year stand without an interval."
    ),
    "few scores": mark(
        "Too few municipalities have a score in this year to compute how certain the places are; they stand without an "
        "interval."
    ),
    "other group": mark(
        "Places are those within this group, for which no scores are made, so how certain they are is not known."
    ),
}


def span(low: int, high: int, words: Words) -> str:
    """Places as a cell has them: 9–17; one number where nothing moves."""
    return words.number(low) if low == high else f"{words.number(low)}–{words.number(high)}"


def from_to(low: int, high: int, words: Words) -> str:
    """Places beside a place."""
    if low == high:
        return words.gettext("always %(place)s") % {"place": words.number(low)}
    return words.gettext("from %(low)s to %(high)s") % {"low": words.number(low), "high": words.number(high)}


def listed(choices: Sequence[str], words: Words) -> str:
    """The choices by their names."""
    return words.listed([words.gettext(CHOICES[choice]) for choice in choices])


def drawn(replicates: int, choices: Sequence[str], words: Words) -> str:
    """What an interval is."""
    message = words.gettext(
        "The interval holds nine tenths of %(count)s places, each drawn with other reasonable choices of the method "
        "(%(choices)s)."
    )
    return message % {"count": words.number(replicates), "choices": listed(choices, words)}


def absent(state: str, words: Words) -> str:
    """Why there is no interval."""
    return words.gettext(ABSENT[state])


def near(name: str, count: int, words: Words) -> str:
    """How many others the chosen one cannot be told from."""
    if count == 0:
        return words.gettext("%(name)s: no other interval of places overlaps with this one.") % {"name": name}
    message = words.ngettext(
        "%(name)s cannot be told apart from %(count)s other municipality: the intervals of their places overlap (≈).",
        "%(name)s cannot be told apart from %(count)s other municipalities: the intervals of their places overlap (≈).",
        count,
    )
    return message % {"name": name, "count": words.number(count)}
