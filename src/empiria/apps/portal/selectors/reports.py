"""Reports of errors, for staff."""

from django.db.models import QuerySet

from empiria.apps.portal.models import ErrorReport


def error_reports(*, state: str) -> QuerySet[ErrorReport]:
    """Reports in one state, the newest first."""
    return ErrorReport.objects.filter(state=state).select_related("closed_by")


def open_report_count() -> int:
    """How many reports wait."""
    return ErrorReport.objects.filter(state=ErrorReport.State.OPEN).count()
