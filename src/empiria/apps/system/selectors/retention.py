"""Reads of what is kept how long: the rules, what they would remove now, and what they removed."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils import timezone

from empiria.apps.system.models import AuditEntry, AuditQuerySet
from empiria.apps.system.privacy import Retention, declarations


def timed_rules() -> list[Retention]:
    """The rules that the worker carries out, by their code."""
    return [rule for _code, rule in sorted(declarations().retentions().items()) if rule.keeps]


def untimed_rules() -> list[Retention]:
    """The rules that say until what event something is kept."""
    return [rule for _code, rule in sorted(declarations().retentions().items()) if not rule.keeps]


@dataclass(frozen=True, kw_only=True)
class Due:
    """What a rule would be carried out on now."""

    rule: Retention
    count: int
    oldest: dt.datetime | None


def due_records(now: dt.datetime | None = None) -> list[Due]:
    """For every rule: how many records' time is over, and since when that of the oldest has been counted."""
    moment = now or timezone.now()
    answers = []
    for rule in timed_rules():
        found = rule.due_at(moment).order_by().aggregate(count=Count("pk"), oldest=Min(rule.moment))
        answers.append(Due(rule=rule, count=found["count"], oldest=found["oldest"]))
    return answers


def retention_runs(limit: int = 14) -> AuditQuerySet:
    """The latest times that the rules were carried out, from the trail."""
    return AuditEntry.objects.filter(action="system.apply-retention")[:limit]  # type: ignore[return-value]
