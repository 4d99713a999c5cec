"""What a chapter of a report shows, in sentences."""

from collections.abc import Sequence

from empiria.reporting import grammar
from empiria.reporting.claims.estimate import Verdict
from empiria.reporting.words import Words


def indicators_above_median(verdicts: Sequence[Verdict], words: Words) -> str:
    """How many indicators lie on the better side of the group's median, and how many cannot be told from it."""
    known = [one for one in verdicts if one != "unknown"]
    if not known:
        return ""
    message = words.ngettext(
        "On the better side of the group's median: %(above)s %(of)s %(count)s indicator with a better side.",
        "On the better side of the group's median: %(above)s %(of)s %(count)s indicators with a better side.",
        len(known),
    )
    text = message % {
        "above": words.number(known.count("more")),
        "of": grammar.out_of(words.language, len(known)),
        "count": words.number(len(known)),
    }
    same = len(known) - known.count("more") - known.count("less")
    if not same:
        return text
    message = words.ngettext(
        "Cannot be told apart from it: %(count)s indicator.",
        "Cannot be told apart from it: %(count)s indicators.",
        same,
    )
    return f"{text} {message % {'count': words.number(same)}}"
