"""A city against the median of its group."""

from dataclasses import dataclass

from empiria.reporting.claims.difference import difference, is_counted
from empiria.reporting.claims.estimate import (
    SMALLEST_GROUP,
    Estimate,
    Verdict,
    compare_drawn,
    compare_figures,
)
from empiria.reporting.words import Words

# Scores are shown with so many decimals.
SCORE_DECIMALS = 2


@dataclass(frozen=True, kw_only=True)
class _Placed:
    """What has a place among so many."""

    rank: int | None
    ranked: int | None

    @property
    def says_something(self) -> bool:
        """In a smaller group neither the place nor the median does."""
        return self.rank is not None and (self.ranked or 0) >= SMALLEST_GROUP


@dataclass(frozen=True, kw_only=True)
class AgainstMedian(_Placed):
    """A figure, by how much it differs from the median of those compared, and its place."""

    figure: Estimate
    median: Estimate
    decimals: int
    unit: str

    @property
    def verdict(self) -> Verdict:
        if not self.says_something:
            return "unknown"
        return compare_figures(self.figure, self.median, self.decimals)

    def said(self, words: Words) -> str:
        """Nothing where the two cannot be told apart."""
        value, median = self.figure.known, self.median.known
        if value is None or median is None or self.verdict not in ("more", "less"):
            return ""
        return self._message(words) % {
            "value": words.quantity(value, self.decimals, self.unit),
            "difference": difference(value - median, self.decimals, self.unit, words),
            "median": words.number(median, self.decimals),
            "place": words.place(self.rank, self.ranked),
        }

    def _message(self, words: Words) -> str:
        if self.verdict == "more":
            return words.gettext(
                "%(value)s, %(difference)s more than the group's median (%(median)s); place %(place)s"
            )
        if is_counted(self.unit, self.decimals, words):
            return words.gettext(
                "%(value)s, %(difference)s fewer than the group's median (%(median)s); place %(place)s"
            )
        return words.gettext(
            "%(value)s, %(difference)s less than the group's median (%(median)s); place %(place)s"
        )


@dataclass(frozen=True, kw_only=True)
class SinceYear(_Placed):
    """How the whole moved since a year, against how its group did (scores of change).

    A score of change moves with every choice of method: where it is not known how far, it has a place and no verdict.
    """

    since: int
    score: Estimate
    median: Estimate

    @property
    def verdict(self) -> Verdict:
        if not self.says_something:
            return "unknown"
        return compare_drawn(self.score, self.median, SCORE_DECIMALS)

    def said(self, words: Words) -> str:
        if not self.says_something:
            return ""
        if self.verdict == "unknown":
            message = words.gettext("Place by change since %(year)s: %(place)s.")
        elif self.verdict == "more":
            message = words.gettext("Change since %(year)s: better than the group's median (%(place)s).")
        elif self.verdict == "less":
            message = words.gettext("Change since %(year)s: weaker than the group's median (%(place)s).")
        else:
            message = words.gettext(
                "Change since %(year)s: cannot be told apart from the group's median (%(place)s)."
            )
        return message % {"year": self.since, "place": words.place(self.rank, self.ranked)}


@dataclass(frozen=True, kw_only=True)
class Quadrant:
    """Where a city lies in situation × change, each against the median of so many."""

    situation: Estimate
    change: Estimate
    situation_median: Estimate
    change_median: Estimate
    count: int

    def said(self, words: Words) -> str:
        if self.situation.known is None or self.change.known is None:
            return words.gettext("Situation or change is not known, so the point is not drawn.")
        if self.count < SMALLEST_GROUP:
            return ""
        situation = compare_figures(self.situation, self.situation_median, SCORE_DECIMALS)
        return f"{_situation(situation, words)} {self._change(words)}"

    def _change(self, words: Words) -> str:
        """Against the median where it is known how certain it is; else both figures."""
        verdict = compare_drawn(self.change, self.change_median, SCORE_DECIMALS)
        if verdict == "more":
            return words.gettext("Change: better than the group's median.")
        if verdict == "less":
            return words.gettext("Change: weaker than the group's median.")
        if verdict != "unknown":
            return words.gettext("Change: cannot be told apart from the group's median.")
        return words.gettext("Change: %(change)s, the group's median %(median)s.") % {
            "change": words.signed(self.change.known, SCORE_DECIMALS),
            "median": words.signed(self.change_median.known, SCORE_DECIMALS),
        }


def _situation(verdict: Verdict, words: Words) -> str:
    if verdict == "more":
        return words.gettext("Situation: better than the group's median.")
    if verdict == "less":
        return words.gettext("Situation: weaker than the group's median.")
    return words.gettext("Situation: cannot be told apart from the group's median.")


@dataclass(frozen=True, kw_only=True)
class Sides:
    """Of the areas' scores, each against its median: how many are better, how many cannot be told apart."""

    verdicts: tuple[Verdict, ...]

    def said(self, words: Words) -> str:
        known = [one for one in self.verdicts if one != "unknown"]
        if not known:
            return ""
        better, apart = known.count("more"), known.count("more") + known.count("less")
        text = words.gettext("On the better side of the group's median: %(share)s.") % {
            "share": words.share(better, len(known), "area")
        }
        if apart == len(known):
            return text
        same = words.gettext("Cannot be told apart from it: %(areas)s.") % {
            "areas": words.counted("area", len(known) - apart)
        }
        return f"{text} {same}"
