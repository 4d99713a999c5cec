"""Who has the highest and the lowest of several figures, and who cannot be told apart from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from empiria.reporting.claims.estimate import Estimate, Verdict, compare_figures, looks_like
from empiria.reporting.words import Words

# More municipalities than these in one place are counted.
NAMED = 3


class Named(NamedTuple):
    """Whose figure it is."""

    name: str
    figure: Estimate


@dataclass(frozen=True, kw_only=True)
class Ends:
    """Several figures, in the order of the page. Those without a value have no say."""

    figures: Sequence[Named]
    decimals: int
    unit: str = ""

    @cached_property
    def known(self) -> list[Named]:
        """From the highest to the lowest."""
        found = [one for one in self.figures if one.figure.known is not None]
        return sorted(found, key=lambda one: -(one.figure.known or 0.0))

    @property
    def verdict(self) -> Verdict:
        """Of the highest against the lowest."""
        if len(self.known) < 2:
            return "unknown"
        return compare_figures(self.known[0].figure, self.known[-1].figure, self.decimals)

    @property
    def highest(self) -> list[Named]:
        """Those whose figure is shown as the highest one is."""
        return self._shown_as(self.known[0])

    @property
    def lowest(self) -> list[Named]:
        return self._shown_as(self.known[-1])

    @property
    def near_highest(self) -> list[Named]:
        """Those that nothing tells from the highest but how its figure is rounded, or not even that."""
        return self._near(self.known[0])

    @property
    def near_lowest(self) -> list[Named]:
        return self._near(self.known[-1])

    def _shown_as(self, end: Named) -> list[Named]:
        figures = [one for one in self.figures if one.figure.known is not None]
        return [one for one in figures if looks_like(one.figure, end.figure, self.decimals)]

    def _near(self, end: Named) -> list[Named]:
        ends = self.known[0].figure, self.known[-1].figure
        return [
            one
            for one in self.known
            if not any(looks_like(one.figure, other, self.decimals) for other in ends)
            and compare_figures(one.figure, end.figure, self.decimals) in ("level", "unclear")
        ]

    def shown(self, one: Named, words: Words) -> str:
        return words.quantity(one.figure.known, self.decimals, self.unit)

    def said(self, title: str, words: Words) -> list[str]:
        """Of a measure: its ends, and who cannot be told apart from them. One figure alone is not compared."""
        if self.verdict == "unknown":
            return []
        high, low = self.known[0], self.known[-1]
        said = {"title": title, "high": self.shown(high, words), "low": self.shown(low, words)}
        if self.verdict == "level":
            return [
                words.gettext("%(title)s: the same figure, %(figure)s.")
                % {"title": title, "figure": said["high"]}
            ]
        if self.verdict == "unclear":
            message = words.gettext("%(title)s: from %(low)s to %(high)s, which cannot be told apart.")
            return [message % said]
        said |= {"highest": _names(self.highest, words), "lowest": _names(self.lowest, words)}
        message = words.gettext("%(title)s: highest – %(highest)s (%(high)s), lowest – %(lowest)s (%(low)s).")
        return [message % said, *self.near(words, most=len(self.known))]

    def near(self, words: Words, *, most: int = NAMED) -> list[str]:
        """Who cannot be told apart from the ends; more than so many are counted."""
        sides = (
            (self.near_highest, words.gettext("Cannot be told apart from the highest: %(names)s.")),
            (self.near_lowest, words.gettext("Cannot be told apart from the lowest: %(names)s.")),
        )
        return [
            message % {"names": named([one.name for one in near], words, most=most)}
            for near, message in sides
            if near
        ]


def _names(found: Sequence[Named], words: Words) -> str:
    return words.listed([one.name for one in found])


def named(names: Sequence[str], words: Words, figure: str = "", *, most: int = NAMED) -> str:
    """Municipalities by their names, many of them by their number; with their figure."""
    said = words.counted("municipality", len(names)) if len(names) > most else words.listed(names)
    return f"{said} ({figure})" if figure else said
