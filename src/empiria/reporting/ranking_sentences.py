"""What a ranking shows, in sentences that are right for every name: names stand alone, after a colon."""

from collections.abc import Sequence

from empiria.reporting.words import Words

# More names than these in one place are counted.
NAMED = 3


def _named(names: Sequence[str], figure: str, words: Words) -> str:
    if len(names) > NAMED:
        message = words.ngettext(
            "%(count)s municipality (%(figure)s)", "%(count)s municipalities (%(figure)s)", len(names)
        )
        return message % {"count": words.number(len(names)), "figure": figure}
    return f"{', '.join(names)} ({figure})"


def ends(
    *,
    year: int,
    first: Sequence[str],
    first_figure: str,
    last: Sequence[str],
    last_figure: str,
    has_places: bool,
    words: Words,
) -> str:
    """Who stands at both ends; without places, who has the largest and the smallest figure."""
    message = (
        words.gettext("In %(year)s the first place: %(first)s; the last: %(last)s.")
        if has_places
        else words.gettext("In %(year)s the largest figure: %(first)s; the smallest: %(last)s.")
    )
    return message % {
        "year": year,
        "first": _named(first, first_figure, words),
        "last": _named(last, last_figure, words),
    }


def all_equal(*, year: int, count: int, figure: str, words: Words) -> str:
    """Nobody is before anybody."""
    message = words.ngettext(
        "In %(year)s %(count)s municipality has a figure: %(figure)s.",
        "In %(year)s all %(count)s municipalities have the same figure: %(figure)s.",
        count,
    )
    return message % {"year": year, "count": words.number(count), "figure": figure}


def middle(*, q1: str, median: str, q3: str, words: Words) -> str:
    """How the others lie."""
    message = words.gettext("The median is %(median)s; the middle half lies between %(q1)s and %(q3)s.")
    return message % {"q1": q1, "median": median, "q3": q3}


def own_place(*, name: str, year: int, rank: int, ranked: int, moved: str, words: Words) -> str:
    """Where the chosen unit stands, and how it came there (`moved`; empty where it had no place before)."""
    said = {"name": name, "place": words.place(rank, ranked), "year": year, "moved": moved}
    if not moved:
        return words.gettext("%(name)s: place %(place)s in %(year)s.") % said
    return words.gettext("%(name)s: place %(place)s in %(year)s, %(moved)s.") % said


def moved(*, places: int, since: int, rank: int, ranked: int, words: Words) -> str:
    """How a place changed; the earlier one with the number of those who had one then."""
    said = {"since": since, "place": words.place(rank, ranked), "count": words.number(abs(places))}
    if places == 0:
        return words.gettext("the same as in %(since)s (%(place)s)") % said
    message = (
        words.ngettext(
            "%(count)s place higher than in %(since)s (%(place)s)",
            "%(count)s places higher than in %(since)s (%(place)s)",
            places,
        )
        if places > 0
        else words.ngettext(
            "%(count)s place lower than in %(since)s (%(place)s)",
            "%(count)s places lower than in %(since)s (%(place)s)",
            -places,
        )
    )
    return message % said


def without_figure(*, count: int, words: Words) -> str:
    """How many could not be ranked."""
    message = words.ngettext(
        "Without a figure: %(count)s municipality, at the end with the reason.",
        "Without a figure: %(count)s municipalities, at the end with the reason.",
        count,
    )
    return message % {"count": words.number(count)}
