"""What one sees, said in words that are right for every name.

A name stands alone before a colon or in a list, so that no form depends on its gender, number or case; nothing is said
that the figures do not carry. A comparison is always with the median of the group, the figure the charts draw.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from empiria.analysis.errors import mark
from empiria.reporting.words import Words

# What the compared are called.
Noun = Literal["city", "municipality"]

# Statuses of the index (contracts, section 2) and the reasons that sources give; what is not listed is shown as it is.
REASONS = {
    "neutral": mark("shown for context, not scored"),
    "missing": mark("no data"),
    "confidential": mark("statistical confidentiality"),
    "not yet published": mark("not yet published"),
    "not applicable": mark("not applicable"),
    "unit did not exist": mark("the unit did not exist then"),
    "other group": mark("its scores compare other municipalities"),
    "no denominator": mark("no figure to divide by"),
    "imputed": mark("estimated from other figures"),
    "outside domain": mark("the method does not allow for this value"),
    "no group": mark("no comparison group"),
    "constant": mark("the same value in the whole group"),
    "not positive": mark("the method needs positive scores"),
    "too few": mark("too few figures"),
    # As sources and the catalogue give them.
    "zero is no data": mark("a zero in the source means no data"),
    "unreliable": mark("unreliable in the source"),
    "not yet available": mark("not yet published"),
    "not comparable": mark("not comparable over time"),
    "did not exist": mark("the unit did not exist then"),
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A named place in a ranking: of an area, a dimension or an indicator."""

    title: str
    rank: int
    ranked: int

    @property
    def share(self) -> float:
        """0 for the first, 1 for the last."""
        return (self.rank - 1) / (self.ranked - 1) if self.ranked > 1 else 0.0


def reason(status: str, words: Words) -> str:
    """Why a figure or score is missing or special, in words."""
    return words.gettext(REASONS[status]) if status in REASONS else status


def place_among(rank: int, ranked: int, noun: Noun, words: Words) -> str:
    """“7. miejsce wśród 25 miast grupy”: the group's members with a place, the city itself among them."""
    if noun == "city":
        message = words.ngettext(
            "place %(rank)s among %(count)s city of the group",
            "place %(rank)s among %(count)s cities of the group",
            ranked,
        )
    else:
        message = words.ngettext(
            "place %(rank)s among %(count)s municipality of the group",
            "place %(rank)s among %(count)s municipalities of the group",
            ranked,
        )
    return message % {"rank": words.number(rank), "count": words.number(ranked)}


def situation(*, year: int, rank: int, ranked: int, noun: Noun, words: Words) -> str:
    """Where the whole stands in a year."""
    place = place_among(rank, ranked, noun, words)
    return words.gettext("In %(year)s: %(place)s.") % {"year": year, "place": place}


def no_situation(*, year: int, status: str, words: Words) -> str:
    """Why the whole stands nowhere in a year."""
    said = {
        "year": year,
        "reason": words.gettext("too few indicators have data")
        if status == "too few"
        else reason(status, words),
    }
    if not said["reason"]:
        return words.gettext("The overall place was not computed for %(year)s.") % said
    return words.gettext("The overall place was not computed for %(year)s: %(reason)s.") % said


def change(
    *, since: int, score: float, median: float, rank: int | None, ranked: int | None, words: Words
) -> str:
    """How the whole moved against its group since a year."""
    if abs(score - median) < 5e-3:
        message = words.gettext("Change since %(year)s: equal to the group's median")
    elif score > median:
        message = words.gettext("Change since %(year)s: better than the group's median")
    else:
        message = words.gettext("Change since %(year)s: weaker than the group's median")
    text = message % {"year": since}
    return f"{text} ({words.place(rank, ranked)})." if rank and ranked else f"{text}."


def extremes(standings: Sequence[Standing], *, count: int, words: Words) -> list[str]:
    """The best places, then the worst: only of the upper, or the lower, half of the group."""

    def listed(chosen: Sequence[Standing]) -> str:
        return ", ".join(f"{one.title} ({words.place(one.rank, one.ranked)})" for one in chosen)

    ordered = sorted(standings, key=lambda one: one.share)
    best = [one for one in ordered if one.share < 0.5][:count]
    worst = [one for one in reversed(ordered) if one.share > 0.5][:count]
    sentences = []
    if best:
        sentences.append(words.gettext("Best places: %(list)s.") % {"list": listed(best)})
    if worst:
        sentences.append(words.gettext("Weakest places: %(list)s.") % {"list": listed(worst)})
    return sentences


def against_median(
    *,
    value: float,
    median: float,
    decimals: int,
    unit: str,
    words: Words,
    rank: int | None,
    ranked: int | None,
) -> str:
    """A value beside the median of its group, and its place."""
    text = words.gettext("%(value)s against %(median)s (group median)") % {
        "value": words.quantity(value, decimals, unit),
        "median": words.number(median, decimals),
    }
    if rank and ranked:
        text += " · " + words.gettext("place %(place)s") % {"place": words.place(rank, ranked)}
    return text


def quadrant(*, x: float | None, y: float | None, x_median: float, y_median: float, words: Words) -> str:
    """In which corner of situation × change the city lies."""
    if x is None or y is None:
        return words.gettext("Situation or change is not known, so the point is not drawn.")
    messages = {
        (True, True): words.gettext("Situation and change: not weaker than the group's median."),
        (True, False): words.gettext("Situation not weaker, change weaker than the group's median."),
        (False, True): words.gettext("Situation weaker, change not weaker than the group's median."),
        (False, False): words.gettext("Situation and change: weaker than the group's median."),
    }
    return messages[x >= x_median, y >= y_median]


def above_median(*, above: int, equal: int, count: int, words: Words) -> str:
    """How many of the drawn rows lie on the better side, and how many at the median itself."""
    message = words.ngettext(
        "On the better side of the group's median: %(above)s of %(count)s area.",
        "On the better side of the group's median: %(above)s of %(count)s areas.",
        count,
    )
    text = message % {"above": words.number(above), "count": words.number(count)}
    if not equal:
        return text
    message = words.ngettext("Exactly at it: %(count)s area.", "Exactly at it: %(count)s areas.", equal)
    return f"{text} {message % {'count': words.number(equal)}}"


def trend(
    *, first: tuple[int, float] | None, last: tuple[int, float] | None, decimals: int, unit: str, words: Words
) -> str:
    """From the first known year to the last."""
    if first is None or last is None:
        return words.gettext("No figure in any year.")
    if first[0] == last[0]:
        return words.gettext("One year only: %(year)s, %(value)s.") % {
            "year": last[0],
            "value": words.quantity(last[1], decimals, unit),
        }
    return words.gettext("From %(first)s in %(from)s to %(last)s in %(to)s.") % {
        "first": words.number(first[1], decimals),
        "from": first[0],
        "last": words.quantity(last[1], decimals, unit),
        "to": last[0],
    }
