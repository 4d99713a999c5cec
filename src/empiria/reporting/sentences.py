"""What is missing and why, and plain statements that compare nothing; what compares is a claim (`reporting.claims`)."""

from collections.abc import Sequence

from empiria.analysis.errors import mark
from empiria.reporting.words import Words

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
    "other reason": mark("for another reason, which the source gives"),
}


def reason(status: str, words: Words) -> str:
    """Why a figure or score is missing or special, in words."""
    return words.gettext(REASONS[status]) if status in REASONS else status


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


def missing(reasons: Sequence[tuple[str, str]], words: Words) -> str:
    """Who has no figure, each with the reason."""
    if not reasons:
        return ""
    listed = words.listed([f"{name} ({reason})" for name, reason in reasons])
    return words.gettext("Without a figure: %(list)s.") % {"list": listed}


def middle(*, q1: str, median: str, q3: str, words: Words) -> str:
    """How the others lie."""
    message = words.gettext("The median is %(median)s; the middle half lies between %(q1)s and %(q3)s.")
    return message % {"q1": q1, "median": median, "q3": q3}


def own_figure(*, name: str, figure: str, year: int, words: Words) -> str:
    """The figure of one of them, or why it has none."""
    return words.gettext("%(name)s: %(figure)s in %(year)s.") % {"name": name, "figure": figure, "year": year}


def without_figure(*, count: int, words: Words) -> str:
    """How many could not be ranked."""
    return words.gettext("Without a figure: %(municipalities)s, at the end with the reason.") % {
        "municipalities": words.counted("municipality", count)
    }
