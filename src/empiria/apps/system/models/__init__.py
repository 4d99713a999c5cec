"""The audit trail, background jobs, and the slots of periodic jobs."""

from empiria.apps.system.models.audit import (
    AppendOnlyError,
    AuditEntry,
    AuditQuerySet,
    AuditSubject,
    AuditText,
)
from empiria.apps.system.models.cache import CacheEntry
from empiria.apps.system.models.jobs import (
    ACTIVE_STATES,
    ENDED_STATES,
    TRANSITIONS,
    Job,
    JobQuerySet,
    JobState,
    PeriodicSlot,
    current_request_id,
)
from empiria.apps.system.models.mail import OutgoingMail

__all__ = [
    "ACTIVE_STATES",
    "ENDED_STATES",
    "TRANSITIONS",
    "AppendOnlyError",
    "AuditEntry",
    "AuditQuerySet",
    "AuditSubject",
    "AuditText",
    "CacheEntry",
    "Job",
    "JobQuerySet",
    "JobState",
    "OutgoingMail",
    "PeriodicSlot",
    "current_request_id",
]
