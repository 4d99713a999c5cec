"""Removing, or emptying, what is kept no longer: every app's rules, carried out by the worker every day."""

import datetime as dt
from collections.abc import Callable

from django.db import models, transaction
from django.utils import timezone

from empiria.apps.system.services.audit import record


@transaction.atomic
def apply_retention(
    *,
    by: models.Model | None,
    now: dt.datetime | None = None,
    reason: str = "",
    confirm: Callable[[], None] = lambda: None,
) -> dict[str, int]:
    """Carry out every rule whose records' time is over; to how many of each kind something was done.

    All of it or nothing, with one audit entry that holds counts only. `confirm` is a job's: called first.
    """
    from empiria.apps.system.selectors.retention import timed_rules

    confirm()
    moment = now or timezone.now()
    counts = {}
    for rule in timed_rules():
        found = rule.due_at(moment)
        counts[rule.code] = rule.carry_out(found) if rule.carry_out else _remove(found)
    record(
        by=by,
        action="system.apply-retention",
        object_type="retention",
        object_id="",
        reason=reason,
        details={code: count for code, count in counts.items() if count},
    )
    return counts


def _remove(found: models.QuerySet) -> int:
    """Delete records; how many of them, without what hung on them."""
    _all, by_model = found.delete()
    return by_model.get(found.model._meta.label, 0)
