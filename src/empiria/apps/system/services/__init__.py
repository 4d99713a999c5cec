"""Writes to the audit trail and to jobs, and the removal of what is kept no longer."""

from empiria.apps.system.services.audit import change, empty_texts, record, record_read
from empiria.apps.system.services.jobs import (
    JobRefusedError,
    cancel_job,
    enqueue_job,
    retry_job,
)
from empiria.apps.system.services.retention import apply_retention

__all__ = [
    "JobRefusedError",
    "apply_retention",
    "cancel_job",
    "change",
    "empty_texts",
    "enqueue_job",
    "record",
    "record_read",
    "retry_job",
]
