"""What moves an index and whether it hangs together, read in plain language: no more than the figures carry."""

from collections.abc import Sequence
from math import sqrt
from typing import Literal, NamedTuple

from empiria.reporting.certainty import CHOICES
from empiria.reporting.words import Words

# The shares are estimates, good to a few hundredths: nearer ones are not told apart.
LIKE = 0.05
# Below this a choice has no hand in the places worth a word.
SLIGHT = 0.05
# Bounds of a reading, as the OECD/JRC Handbook has them: 0.7 is the usual bound of an alpha; two that correlate above 0.9
# say the same twice; a weight that is off by half is not what it says, one within a fifth about is.
CONSISTENT, LOOSE = 0.7, 0.4
TWICE = 0.9
OFF, ABOUT = 0.5, 0.2
# So many standard errors of no correlation, 1/√n, below zero parts pull against each other: nearer it may be chance.
AGAINST = 2.0
NAMED = 3


class Share(NamedTuple):
    """Of one choice in the variance of places: by itself, and together with others; None where nothing moves."""

    choice: str
    first_order: float | None
    total: float | None


def which_choice(shares: Sequence[Share], words: Words) -> list[str]:
    """Which choice of method matters most for the places of the whole, and which hardly does."""
    known = sorted(
        ((one.choice, one.total) for one in shares if one.total is not None), key=lambda one: -one[1]
    )
    if not known:
        return [words.gettext("No place moves, whichever choice is made.")]
    first = [choice for choice, total in known if known[0][1] - total <= LIKE]
    slight = [choice for choice, total in known if total < SLIGHT and choice not in first]
    found = [words.gettext("The places depend most on: %(choices)s.") % {"choices": _listed(first, words)}]
    if slight:
        found.append(
            words.gettext("They hardly depend on: %(choices)s.") % {"choices": _listed(slight, words)}
        )
    return found


def _listed(choices: Sequence[str], words: Words) -> str:
    return words.listed([words.gettext(CHOICES[choice]) for choice in choices])


def apart(share: float, words: Words) -> str:
    """How many pairs a ranking tells apart."""
    message = words.gettext(
        "Of a hundred pairs within a group the ranking tells apart %(count)s; in the others the intervals overlap."
    )
    return message % {"count": words.number(100 * share)}


Consistency = Literal["unknown", "one", "partly", "sum", "against"]


def consistency(alpha: float | None) -> Consistency:
    """What Cronbach's alpha says of the parts of a node."""
    if alpha is None:
        return "unknown"
    # As the page shows it, so that no reading contradicts the figure beside it.
    shown = round(alpha, 2)
    if shown >= CONSISTENT:
        return "one"
    if shown >= LOOSE:
        return "partly"
    return "sum" if shown >= 0 else "against"


def alpha_words(alpha: float | None, words: Words) -> str:
    """The reading beside it."""
    messages = {
        "unknown": words.gettext("fewer than two parts, or too few municipalities"),
        "one": words.gettext("its parts measure much the same thing"),
        "partly": words.gettext("its parts go together in part"),
        "sum": words.gettext("a sum of different things"),
        "against": words.gettext("its parts pull against one another"),
    }
    return messages[consistency(alpha)]


def alphas_said(alphas: Sequence[tuple[str, float | None]], words: Words) -> str:
    """Which nodes are a sum of different things; they may be meant so."""
    loose = [title for title, alpha in alphas if consistency(alpha) in ("sum", "against")]
    if not loose:
        return words.gettext("No part of the index is merely a sum of different things.")
    return words.gettext("A sum of different things rather than one: %(list)s.") % {
        "list": words.listed(loose)
    }


def _percent(share: float) -> int:
    """As the page shows it."""
    return round(100 * share)


Weighing = Literal["unknown", "against", "half", "less", "about", "more", "twice"]


def weighing(nominal: float, effective: float | None) -> Weighing:
    """Whether a child counts for what it weighs, as the page shows both."""
    if effective is None:
        return "unknown"
    weight, real = _percent(nominal), _percent(effective)
    if real < 0:
        return "against"
    if abs(real - weight) <= ABOUT * weight:
        return "about"
    if real < weight:
        return "half" if real < weight * OFF else "less"
    return "twice" if real > weight / OFF else "more"


def weight_words(nominal: float, effective: float | None, words: Words) -> str:
    """The reading beside it."""
    messages = {
        "unknown": words.gettext("too few figures"),
        "against": words.gettext("pulls against its siblings"),
        "half": words.gettext("counts for less than half its weight"),
        "less": words.gettext("counts for less than it weighs, but not for less than half"),
        "about": words.gettext("counts for about what it weighs"),
        "more": words.gettext("counts for more than it weighs, but not for more than twice as much"),
        "twice": words.gettext("counts for more than twice its weight"),
    }
    return messages[weighing(nominal, effective)]


def weights_said(weights: Sequence[tuple[str, float, float | None]], words: Words) -> list[str]:
    """Who counts for something else than the recipe says."""
    readings = [(title, weighing(nominal, real)) for title, nominal, real in weights]
    less = [title for title, reading in readings if reading in ("half", "against")]
    more = [title for title, reading in readings if reading == "twice"]
    found = []
    if less:
        found.append(
            words.gettext("Count for less than half their weight: %(list)s.") % {"list": words.listed(less)}
        )
    if more:
        found.append(
            words.gettext("Count for more than twice their weight: %(list)s.") % {"list": words.listed(more)}
        )
    if found:
        return found
    if all(reading in ("about", "unknown") for _, reading in readings):
        return [words.gettext("Every part counts for about what it weighs.")]
    return [words.gettext("No part counts for less than half its weight or for more than twice as much.")]


class Pair(NamedTuple):
    """Two siblings and their correlation over so many municipalities."""

    one: str
    other: str
    r: float | None
    n: int


def _are_against(r: float | None, n: int) -> bool:
    """Whether a correlation, as the page shows it, is further below zero than chance would have it."""
    return r is not None and n > 0 and round(r, 2) < -AGAINST / sqrt(n)


def _are_twice(r: float | None) -> bool:
    return r is not None and round(r, 2) > TWICE


def correlation_words(r: float | None, n: int, words: Words, *, is_with_parent: bool) -> str:
    """Only what is out of the ordinary."""
    if r is None:
        return words.gettext("too few figures")
    if _are_against(r, n):
        return words.gettext("pull against each other")
    if _are_twice(r) and not is_with_parent:
        return words.gettext("say the same twice")
    return ""


def correlations_said(pairs: Sequence[Pair], words: Words) -> list[str]:
    """Siblings that say the same twice, or pull against each other."""
    same = [f"{pair.one} – {pair.other}" for pair in pairs if _are_twice(pair.r)]
    against = sum(1 for pair in pairs if _are_against(pair.r, pair.n))
    found = []
    if same:
        listed = "; ".join(same[:NAMED]) + ("; …" if len(same) > NAMED else "")
        found.append(words.gettext("Say the same twice: %(list)s.") % {"list": listed})
    if against:
        message = words.ngettext(
            "%(count)s pair of siblings pulls against each other; its mean hides both.",
            "%(count)s pairs of siblings pull against each other; their mean hides both.",
            against,
        )
        found.append(message % {"count": words.number(against)})
    return found or [words.gettext("No two siblings say the same twice or pull against each other.")]
