"""What may be said of figures, as small values: each knows what it compares, and says it, or refuses.

A claim is refused — it says nothing, or that the two cannot be told apart — where a figure is missing, where the group is
too small, where the difference is nothing at the precision shown, and where it lies within the interval of what other
choices of method would give.
"""

from empiria.reporting.claims.difference import difference, unit_of_difference
from empiria.reporting.claims.ends import Ends, Named, named
from empiria.reporting.claims.estimate import SMALLEST_GROUP, Estimate, Interval, Verdict, compare_figures
from empiria.reporting.claims.median import AgainstMedian, Quadrant, Sides, SinceYear
from empiria.reporting.claims.ranking import Moved, OwnPlace, RankedName, RankingEnds
from empiria.reporting.claims.standing import Situation, Standing, Standings
from empiria.reporting.claims.trend import Trend

__all__ = [
    "SMALLEST_GROUP",
    "AgainstMedian",
    "Ends",
    "Estimate",
    "Interval",
    "Moved",
    "Named",
    "OwnPlace",
    "Quadrant",
    "RankedName",
    "RankingEnds",
    "Sides",
    "SinceYear",
    "Situation",
    "Standing",
    "Standings",
    "Trend",
    "Verdict",
    "compare_figures",
    "difference",
    "named",
    "unit_of_difference",
]
