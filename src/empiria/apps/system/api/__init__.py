"""What every part of the public API shares: its errors, its lists, how an answer is given."""

from empiria.apps.system.api.answers import Listing, answer, listing
from empiria.apps.system.api.problems import Problem, ProblemError, not_found, problem, refuse_unknown

__all__ = [
    "Listing",
    "Problem",
    "ProblemError",
    "answer",
    "listing",
    "not_found",
    "problem",
    "refuse_unknown",
]
