"""Requests about one's own data: asked on one's own pages, answered at the administrators' desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.apps.accounts.forms.requests import AnswerForm, RequestForm
from empiria.apps.accounts.limits import TooOftenError, count_one
from empiria.apps.accounts.models import DataRequest, Erasure, ErasureState, RequestKind
from empiria.apps.accounts.rules import signed_in
from empiria.apps.accounts.selectors.requests import (
    overdue_requests,
    requests_ended,
    requests_of,
    requests_to_answer,
)
from empiria.apps.accounts.services.requests import answer_request, ask_about_data, take_request_back
from empiria.apps.accounts.views.statements import manage_privacy
from empiria.apps.system.services import record_read

PAGE_SIZE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_list(request: HttpRequest) -> HttpResponse:
    """What somebody asked for and what they were answered; the form to ask."""
    person = signed_in(request)
    wanted = request.GET.get("kind")
    first = wanted if wanted in RequestKind.values else RequestKind.CORRECT
    form = RequestForm(request.POST or None, initial={"kind": first})
    status = 200
    if form.is_valid():
        try:
            count_one(request, "ask_about_data")
        except TooOftenError as error:
            form.add_error(None, error)
            status = error.status
        else:
            ask_about_data(person=person, **form.cleaned_data)
            messages.success(request, _("The request has arrived and will be answered within a month."))
            return redirect("privacy:request-list")
    elif form.is_bound:
        status = 422
    context = {"form": form, "requests": requests_of(person)}
    return render(request, "accounts/privacy/request_list.html", context, status=status)


@login_required
@require_POST
def request_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    own = get_object_or_404(DataRequest, pk=pk, person=signed_in(request))
    take_request_back(request=own)
    messages.success(request, _("The request is taken back."))
    return redirect("privacy:request-list")


@manage_privacy
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Every request that waits, the overdue ones first; those that ended on a second tab."""
    is_ended = request.GET.get("state") == "ended"
    found = requests_ended() if is_ended else requests_to_answer()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    # An administrator erases anybody but themselves.
    waiting = Erasure.objects.filter(state=ErasureState.WAITING).exclude(person=signed_in(request))
    waiting = waiting.select_related("person").order_by("due_at")
    read = {asked.person_id for asked in page} | {erasure.person_id for erasure in waiting}
    record_read(by=signed_in(request), object_type="person", object_ids=read)
    tabs = [
        {"label": _("To be answered"), "url": "?", "current": not is_ended},
        {"label": _("Answered and taken back"), "url": "?state=ended", "current": is_ended},
    ]
    context = {
        "page": page,
        "tabs": tabs,
        "is_ended": is_ended,
        "overdue": overdue_requests(),
        "waiting": [erasure for erasure in waiting if not erasure.awaits_decision],
        "undecided": [erasure for erasure in waiting if erasure.awaits_decision],
    }
    return render(request, "accounts/privacy/desk.html", context)


@manage_privacy
@require_http_methods(["GET", "HEAD", "POST"])
def desk_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, and its answer."""
    asked = get_object_or_404(DataRequest.objects.select_related("person"), pk=pk)
    form = AnswerForm(request.POST or None)
    if asked.is_open and form.is_valid():
        answer_request(request=asked, by=signed_in(request), **form.cleaned_data)
        messages.success(request, _("The answer is kept and on its way by e-mail."))
        return redirect("privacy:desk")
    record_read(by=signed_in(request), object_type="person", object_ids=[asked.person_id])
    return render(
        request,
        "accounts/privacy/desk_request.html",
        {"asked": asked, "form": form},
        status=422 if form.errors else 200,
    )
