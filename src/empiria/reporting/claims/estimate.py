"""A figure with what is known of its certainty, and the one place that tells two figures apart."""

from dataclasses import dataclass
from math import isfinite
from typing import Literal, NamedTuple

# With fewer compared units a median, a half or a side of the group says nothing.
SMALLEST_GROUP = 3

# Of the first figure against the second. "level": both are written the same; "unclear": the difference lies within an
# interval, or is nothing at the precision shown; "unknown": one of them is missing.
Verdict = Literal["more", "less", "level", "unclear", "unknown"]


class Interval(NamedTuple):
    """From the 5th to the 95th percentile, both ends included."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A figure; from where to where it lies, and from where to where its place among the compared does."""

    value: float | None
    interval: Interval | None = None
    places: Interval | None = None

    @property
    def bounds(self) -> Interval:
        """A published figure, or an average of them, is what it is."""
        return self.interval or Interval(self.value or 0.0, self.value or 0.0)

    @property
    def known(self) -> float | None:
        """The value, where it is a number."""
        return self.value if self.value is not None and isfinite(self.value) else None


def compare_figures(one: Estimate, other: Estimate, decimals: int) -> Verdict:
    """How the first stands to the second, as far as the figures carry it, shown with so many decimals."""
    first, second = one.known, other.known
    if first is None or second is None:
        return "unknown"
    if looks_like(one, other, decimals):
        return "level"
    off = first - second
    if round(off, decimals) == 0 or _overlap(one, other):
        return "unclear"
    verdict: Verdict = "more" if off > 0 else "less"
    return verdict if _by_places(one, other) in (None, verdict) else "unclear"


def compare_drawn(score: Estimate, median: Estimate, decimals: int) -> Verdict:
    """The same of a score that says nothing where it was not drawn from where to where it lies."""
    return compare_figures(score, median, decimals) if score.interval else "unknown"


def looks_like(one: Estimate, other: Estimate, decimals: int) -> bool:
    """Whether two known figures are written the same."""
    return round(one.known or 0.0, decimals) == round(other.known or 0.0, decimals)


def _overlap(one: Estimate, other: Estimate) -> bool:
    """By places where both have some: in every draw the others move as well. Else by the figures themselves."""
    if one.places and other.places:
        return _meet(one.places, other.places)
    return _meet(one.bounds, other.bounds)


def _by_places(one: Estimate, other: Estimate) -> Verdict | None:
    """The order of two places that do not meet; one that the figures contradict is no finding."""
    if one.places is None or other.places is None:
        return None
    return "more" if one.places.high < other.places.low else "less"


def _meet(one: Interval, other: Interval) -> bool:
    return one.low <= other.high and other.low <= one.high


def middle_rank(ranked: int) -> Interval:
    """Where the median stands among so many ranks."""
    return Interval((ranked + 1) / 2, (ranked + 1) / 2)
