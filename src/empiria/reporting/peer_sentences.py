"""Why municipalities are alike, in sentences that are right for every name: names stand alone, after a colon."""

from collections.abc import Sequence

from empiria.reporting.words import Words


def group_sentence(*, name: str, count: int, traits: Sequence[str], year: int, words: Words) -> str:
    """Who is in the group of a municipality and its peers."""
    message = words.ngettext(
        "%(name)s and the %(count)s municipality nearest to it by the figures of %(year)s: %(traits)s.",
        "%(name)s and the %(count)s municipalities nearest to it by the figures of %(year)s: %(traits)s.",
        count,
    )
    return message % {
        "name": name,
        "count": words.number(count),
        "year": year,
        "traits": words.listed([_inside(trait) for trait in traits]),
    }


def nearest(names: Sequence[str], *, compared: int, words: Words) -> str:
    """The first of the list."""
    message = words.ngettext(
        "The nearest of %(count)s municipality compared: %(names)s.",
        "The nearest of %(count)s municipalities compared: %(names)s.",
        compared,
    )
    return message % {"count": words.number(compared), "names": words.listed(names)}


def steady(*, always: int, count: int, years: int, words: Words) -> str:
    """How many of the peers were peers in every year."""
    message = words.ngettext(
        "%(always)s of them was among the %(count)s nearest in every one of the %(years)s years.",
        "%(always)s of them were among the %(count)s nearest in every one of the %(years)s years.",
        always,
    )
    return message % {"always": words.number(always), "count": words.number(count), "years": years}


def among(*, count: int, among: int, years: int, words: Words) -> str:
    """In how many years one was among the nearest."""
    message = words.ngettext(
        "among the %(count)s nearest in %(among)s of %(years)s year",
        "among the %(count)s nearest in %(among)s of %(years)s years",
        years,
    )
    return message % {"count": words.number(count), "among": among, "years": years}


def gap(difference: float | None, words: Words) -> str:
    """A difference in standard deviations in words, from the one whose peers are looked for."""
    if difference is None:
        return words.gettext("no figure")
    size = words.number(abs(difference), 2)
    if size == words.number(0.0, 2):
        return words.gettext("equal")
    if difference > 0:
        return words.gettext("higher by %(size)s") % {"size": size}
    return words.gettext("lower by %(size)s") % {"size": size}


def reasons(
    *,
    close: Sequence[str],
    apart: Sequence[tuple[str, float]],
    between: Sequence[tuple[str, float]],
    missing: Sequence[str],
    words: Words,
) -> list[str]:
    """What is close, what is not, what cannot be said."""
    found = []
    if close:
        found.append(
            words.gettext("Close in: %(traits)s.") % {"traits": words.listed([*map(_inside, close)])}
        )
    if apart:
        found.append(words.gettext("Far apart in: %(traits)s.") % {"traits": _told(apart, words)})
    if between:
        found.append(words.gettext("In between: %(traits)s.") % {"traits": _told(between, words)})
    if missing:
        found.append(
            words.gettext("Not known: %(traits)s.") % {"traits": words.listed([*map(_inside, missing)])}
        )
    return found


def _told(gaps: Sequence[tuple[str, float]], words: Words) -> str:
    return words.listed([f"{_inside(title)} ({gap(size, words)})" for title, size in gaps])


def _inside(title: str) -> str:
    """A title within a sentence; an abbreviation stays as it is."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
