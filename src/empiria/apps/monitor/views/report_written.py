"""Words that go straight into the file and are kept nowhere: of whoever is signed in, and not of the city's people."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from empiria.apps.accounts.limits import counted
from empiria.apps.monitor.forms import ReportTextsForm
from empiria.apps.monitor.views.choice import of_a_city
from empiria.apps.monitor.views.compare_choice import read_comparison
from empiria.apps.monitor.views.report_choice import WRITTEN, read_report
from empiria.apps.monitor.views.report_compare import comparison_places
from empiria.apps.monitor.views.reports import (
    choice_context,
    comparison_file_response,
    comparison_response,
    file_response,
)
from empiria.reporting.document import WRITERS


@login_required
@require_POST
@counted("report")
@of_a_city
def city(request: HttpRequest, teryt: str) -> HttpResponse:
    """The report with the words of the form, as a file; what is wrong is said beside them."""
    found = read_report(request, teryt)
    form = ReportTextsForm(request.POST, places=found.template.texts, formats=WRITTEN)
    if not form.is_valid():
        context = choice_context(found) | {"form": form}
        return render(request, "monitor/report_choice.html", context, status=422)
    ext = form.cleaned_data["format"]
    return file_response(request, found, ext, WRITERS[ext], texts=form.texts())


@login_required
@require_POST
@counted("report")
def comparison(request: HttpRequest) -> HttpResponse:
    """The same of a comparison."""
    choice = read_comparison(request.GET, request.user)
    if choice is None or choice.compared is None:
        raise Http404(_("Nobody is compared here."))
    form = ReportTextsForm(request.POST, places=comparison_places(), formats=WRITTEN)
    if not form.is_valid():
        return comparison_response(request, choice, choice.compared, form)
    ext = form.cleaned_data["format"]
    return comparison_file_response(request, choice, choice.compared, ext, texts=form.texts())
