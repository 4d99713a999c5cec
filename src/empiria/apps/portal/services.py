"""Writes: reports of errors on pages."""

from django.db import transaction
from django.utils import timezone

from empiria.apps.accounts.models import Person
from empiria.apps.portal.addresses import without_words
from empiria.apps.portal.models import ErrorReport
from empiria.apps.system.services import record


def _record(action: str, report: ErrorReport, *, by: Person | None) -> None:
    record(by=by, action=action, object_type="error-report", object_id=report.pk)


@transaction.atomic
def create_error_report(*, page: str, text: str, contact: str = "") -> ErrorReport:
    """Keep what a reader reports; of the page no more than its address and codes."""
    report = ErrorReport.objects.create(page=without_words(page), text=text, contact=contact)
    _record("portal.create-error-report", report, by=None)
    return report


@transaction.atomic
def close_error_report(report_id: int, *, by: Person) -> ErrorReport:
    """Settle a report; the reader's e-mail has served its purpose and is deleted. Closing twice changes nothing."""
    report = ErrorReport.objects.select_for_update().get(pk=report_id)
    if report.state == ErrorReport.State.CLOSED:
        return report
    report.state = ErrorReport.State.CLOSED
    report.closed_at = timezone.now()
    report.closed_by = by
    report.contact = ""
    report.save()
    _record("portal.close-error-report", report, by=by)
    return report


@transaction.atomic
def reopen_error_report(report_id: int, *, by: Person) -> ErrorReport:
    """Take a settled report up again."""
    report = ErrorReport.objects.select_for_update().get(pk=report_id)
    if report.state == ErrorReport.State.OPEN:
        return report
    report.state = ErrorReport.State.OPEN
    report.closed_at = report.closed_by = None
    report.save()
    _record("portal.reopen-error-report", report, by=by)
    return report
