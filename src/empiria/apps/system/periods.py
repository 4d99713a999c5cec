"""What holds for a time. One convention for periods everywhere: `[valid_from, valid_to)`, half-open; an empty end is unknown or still open.

It is written once, in `valid_at`, which every dated query uses; constraints guard the same rule in the database.
"""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def valid_at(date: dt.date) -> Q:
    """Holds on that day: begun, and not yet ended."""
    return (Q(valid_from=None) | Q(valid_from__lte=date)) & (Q(valid_to=None) | Q(valid_to__gt=date))


def not_over_before(date: dt.date) -> Q:
    """Holds on that day or later, or ends on it: the day on which an end may still be taken back."""
    return Q(valid_to=None) | Q(valid_to__gte=date)


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
        name=name,
        violation_error_message=_("The end lies before the beginning, or on the same day."),
        violation_error_code="valid_to",
    )


class DatedQuerySet(models.QuerySet):
    def at(self, date: dt.date) -> Self:
        return self.filter(valid_at(date))

    def overlapping(self, start: dt.date, end: dt.date | None) -> Self:
        """What shares a day with `[start, end)`; a period that ends before it begins shares none."""
        if end is not None and end <= start:
            return self.none()
        begun = Q() if end is None else Q(valid_from=None) | Q(valid_from__lt=end)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gt=start))

    def open(self) -> Self:
        """What has not ended as far as is known."""
        return self.filter(valid_to=None)
