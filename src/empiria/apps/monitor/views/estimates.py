"""Figures with their certainty, as claims take them."""

from empiria.apps.monitor.selectors import Interval
from empiria.reporting import claims
from empiria.reporting.claims.estimate import middle_rank


def places_of(interval: Interval | None) -> claims.Interval | None:
    """From where to where a place lies."""
    return claims.Interval(interval.rank_low, interval.rank_high) if interval else None


def scores_of(interval: Interval) -> claims.Interval:
    """From where to where a score lies."""
    return claims.Interval(interval.score_low, interval.score_high)


def estimate(value: float | None, interval: Interval | None) -> claims.Estimate:
    """A score with its interval and that of its place; a figure without."""
    if interval is None:
        return claims.Estimate(value=value)
    return claims.Estimate(value=value, interval=scores_of(interval), places=places_of(interval))


def median_of(value: float | None, ranked: int | None) -> claims.Estimate:
    """The median of so many: in whatever way scores are made, it has the middle place."""
    return claims.Estimate(value=value, places=middle_rank(ranked) if ranked else None)
