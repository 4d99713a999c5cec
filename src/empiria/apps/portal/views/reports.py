"""Reports of errors: the public form, the list for staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.rules import is_staff
from empiria.apps.portal import services
from empiria.apps.portal.forms import ErrorReportForm
from empiria.apps.portal.models import ErrorReport
from empiria.apps.portal.selectors.reports import error_reports, open_report_count

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
        services.create_error_report(**form.cleaned_data)
    return redirect(f"{reverse('portal:report-create')}?sent=1")


def _staff(request: HttpRequest) -> Person:
    """Who asks, when that is one of the staff."""
    if not isinstance(request.user, Person) or not is_staff(request.user):
        raise PermissionDenied
    return request.user


@login_required
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Reports for staff, open ones first to see."""
    _staff(request)
    state = request.GET.get("state")
    if state not in ErrorReport.State.values:
        state = ErrorReport.State.OPEN
    page = Paginator(error_reports(state=state), PAGE_SIZE).get_page(request.GET.get("page"))
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


@login_required
@require_POST
def report_close(request: HttpRequest, report_id: int) -> HttpResponse:
    """Close a report."""
    person = _staff(request)
    get_object_or_404(ErrorReport, pk=report_id)
    services.close_error_report(report_id, by=person)
    messages.success(request, _("The report is closed."))
    return redirect("portal:report-list")


@login_required
@require_POST
def report_reopen(request: HttpRequest, report_id: int) -> HttpResponse:
    """Open a closed report again."""
    person = _staff(request)
    get_object_or_404(ErrorReport, pk=report_id)
    services.reopen_error_report(report_id, by=person)
    messages.success(request, _("The report is open again."))
    return redirect("portal:report-list")
