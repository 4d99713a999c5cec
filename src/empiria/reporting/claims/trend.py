"""How a figure moved from its first year to its last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from empiria.reporting.claims.difference import difference
from empiria.reporting.claims.estimate import Estimate, Interval, Verdict, compare_figures
from empiria.reporting.words import Words

# A year and what is known of it.
Point = tuple[int, Estimate]


@dataclass(frozen=True, kw_only=True)
class Trend:
    """The first and the last known year of a figure; `name` is whose it is, where several stand side by side."""

    first: Point | None
    last: Point | None
    decimals: int
    unit: str
    name: str = ""
    # A score moves with every choice of method: where it is not known how far, its two years are not compared.
    is_score: bool = False

    @classmethod
    def of(
        cls,
        points: Iterable[tuple[int, float | None]],
        *,
        decimals: int,
        unit: str,
        name: str = "",
        intervals: Mapping[int, Interval] | None = None,
    ) -> "Trend":
        """Of a history, rising; years without a figure have no say. Scores come with the intervals that are known."""
        by_year = intervals or {}
        known = [
            (year, Estimate(value=value, interval=by_year.get(year)))
            for year, value in points
            if value is not None
        ]
        first, last = (known[0], known[-1]) if known else (None, None)
        return cls(
            first=first, last=last, decimals=decimals, unit=unit, name=name, is_score=intervals is not None
        )

    @property
    def verdict(self) -> Verdict:
        """Of the last against the first."""
        if self.first is None or self.last is None or self.first[0] == self.last[0]:
            return "unknown"
        if self.is_score and not (self.first[1].interval and self.last[1].interval):
            return "unknown"
        return compare_figures(self.last[1], self.first[1], self.decimals)

    def said(self, words: Words) -> str:
        first, last = self.first, self.last
        if first is None or last is None or first[1].known is None or last[1].known is None:
            return self._nothing(words)
        if first[0] == last[0]:
            return words.gettext("%(label)s: %(last)s, the only year.") % {
                "label": self._label(str(last[0])),
                "last": words.quantity(last[1].known, self.decimals, self.unit),
            }
        if self.verdict == "unknown":
            return self._side_by_side(first, last, words)
        return self._message(words) % {
            "label": self._label(f"{first[0]}–{last[0]}"),
            "difference": difference(last[1].known - first[1].known, self.decimals, self.unit, words),
            "first": words.number(first[1].known, self.decimals),
            "last": words.quantity(last[1].known, self.decimals, self.unit),
        }

    def _message(self, words: Words) -> str:
        if self.verdict == "more":
            return words.gettext("%(label)s: up by %(difference)s, from %(first)s to %(last)s.")
        if self.verdict == "less":
            return words.gettext("%(label)s: down by %(difference)s, from %(first)s to %(last)s.")
        if self.verdict == "level":
            return words.gettext("%(label)s: no change, %(last)s.")
        return words.gettext("%(label)s: a change that cannot be told from none, from %(first)s to %(last)s.")

    def _side_by_side(self, first: Point, last: Point, words: Words) -> str:
        """Both figures, and nothing of how they differ."""
        text = words.gettext("%(first)s in %(since)s, %(last)s in %(until)s.") % {
            "first": words.number(first[1].known, self.decimals),
            "since": first[0],
            "last": words.quantity(last[1].known, self.decimals, self.unit),
            "until": last[0],
        }
        return f"{self.name}: {text}" if self.name else text

    def _nothing(self, words: Words) -> str:
        if not self.name:
            return words.gettext("No figure in any year.")
        return words.gettext("%(name)s: no figure in any year.") % {"name": self.name}

    def _label(self, years: str) -> str:
        return f"{self.name}, {years}" if self.name else years
