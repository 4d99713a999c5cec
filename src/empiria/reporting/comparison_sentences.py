"""What a comparison shows, in sentences that are right for every name: names stand alone, in lists."""

from collections.abc import Sequence

from empiria.reporting.words import Words

# name, figure; in the order of the page.
Named = tuple[str, float]


def ends(*, title: str, known: Sequence[Named], decimals: int, unit: str, words: Words) -> str:
    """Who has the highest and the lowest figure. Figures that look the same on the page are called the same."""
    if len(known) < 2:
        return ""
    shown = {name: words.quantity(value, decimals, unit) for name, value in known}
    values = [round(value, decimals) for _name, value in known]
    if max(values) == min(values):
        return words.gettext("%(title)s: the same figure, %(figure)s.") % {
            "title": title,
            "figure": shown[known[0][0]],
        }
    highest = [name for name, value in known if round(value, decimals) == max(values)]
    lowest = [name for name, value in known if round(value, decimals) == min(values)]
    return words.gettext("%(title)s: highest – %(highest)s (%(high)s), lowest – %(lowest)s (%(low)s).") % {
        "title": title,
        "highest": ", ".join(highest),
        "high": shown[highest[0]],
        "lowest": ", ".join(lowest),
        "low": shown[lowest[0]],
    }


def missing(reasons: Sequence[tuple[str, str]], words: Words) -> str:
    """Who has no figure, each with the reason."""
    if not reasons:
        return ""
    listed = ", ".join(f"{name} ({reason})" for name, reason in reasons)
    return words.gettext("Without a figure: %(list)s.") % {"list": listed}
