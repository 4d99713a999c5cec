"""Reports of errors: the public form, the list for staff."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.apps.accounts.limits import TooOftenError, count_one
from empiria.apps.accounts.rules import signed_in
from empiria.apps.portal import services
from empiria.apps.portal.forms import ErrorReportForm
from empiria.apps.portal.models import ErrorReport
from empiria.apps.portal.rules import read_reports
from empiria.apps.portal.selectors.reports import error_reports, open_report_count
from empiria.apps.system.services import record_read

PAGE_SIZE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def report_create(request: HttpRequest) -> HttpResponse:
    """The form "report an error on this page"; the footer fills in the page."""
    if request.method != "POST":
        form = ErrorReportForm(initial={"page": request.GET.get("page", "")[:500]})
        return render(request, "portal/report_form.html", {"form": form})
    form = ErrorReportForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/report_form.html", {"form": form}, status=422)
    if not form.is_trapped:
        try:
            count_one(request, "report_error", key="everybody")
        except TooOftenError as error:
            form.add_error(None, error)
            return render(request, "portal/report_form.html", {"form": form}, status=error.status)
        services.create_error_report(**form.cleaned_data)
    return redirect(f"{reverse('portal:report-create')}?sent=1")


@read_reports
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Reports for staff, open ones first to see; what readers wrote may be about anybody, so its reading is recorded."""
    state = request.GET.get("state")
    if state not in ErrorReport.State.values:
        state = ErrorReport.State.OPEN
    page = Paginator(error_reports(state=state), PAGE_SIZE).get_page(request.GET.get("page"))
    record_read(by=signed_in(request), object_type="error-report", object_ids=[report.pk for report in page])
    tabs = [
        {"label": label.capitalize(), "url": f"?state={value}", "current": value == state}
        for value, label in (
            (ErrorReport.State.OPEN, _("open reports")),
            (ErrorReport.State.CLOSED, _("closed reports")),
        )
    ]
    return render(
        request,
        "portal/report_list.html",
        {"page": page, "tabs": tabs, "state": state, "open_count": open_report_count()},
    )


@read_reports
@require_POST
def report_close(request: HttpRequest, report_id: int) -> HttpResponse:
    """Close a report."""
    get_object_or_404(ErrorReport, pk=report_id)
    services.close_error_report(report_id, by=signed_in(request))
    messages.success(request, _("The report is closed."))
    return redirect("portal:report-list")


@read_reports
@require_POST
def report_reopen(request: HttpRequest, report_id: int) -> HttpResponse:
    """Open a closed report again."""
    get_object_or_404(ErrorReport, pk=report_id)
    services.reopen_error_report(report_id, by=signed_in(request))
    messages.success(request, _("The report is open again."))
    return redirect("portal:report-list")
