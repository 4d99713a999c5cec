"""Reads of jobs, the audit trail and the health of the process."""

from empiria.apps.system.selectors.audit import (
    AuditRow,
    EntryView,
    audit_choices,
    audit_entries,
    audit_rows,
    entry_view,
    history_of,
    names_of,
)
from empiria.apps.system.selectors.jobs import (
    JobView,
    is_migrated,
    job_names,
    job_title,
    job_view,
    jobs_about,
    unready_parts,
)
from empiria.apps.system.selectors.retention import Due, due_records, retention_runs, untimed_rules

__all__ = [
    "AuditRow",
    "Due",
    "EntryView",
    "JobView",
    "audit_choices",
    "audit_entries",
    "audit_rows",
    "due_records",
    "entry_view",
    "history_of",
    "is_migrated",
    "job_names",
    "job_title",
    "job_view",
    "jobs_about",
    "names_of",
    "retention_runs",
    "unready_parts",
    "untimed_rules",
]
