"""Local indicators for the association's staff who keep them: agreed, opened, closed; figures verified or returned."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.apps.accounts.rules import signed_in
from empiria.apps.monitor.forms import LocalIndicatorForm, VerifyForm
from empiria.apps.monitor.models import LocalIndicator, LocalParticipation, LocalState
from empiria.apps.monitor.rules import MANAGE_LOCAL
from empiria.apps.monitor.selectors.local import local_indicators_kept, waiting_sheets
from empiria.apps.monitor.services.local import (
    accept_figures,
    move_local_indicator,
    return_figures,
    save_local_indicator,
)
from empiria.apps.monitor.services.local.agreeing import MOVES
from empiria.apps.monitor.views.local_city import sheet_of, sheet_page
from empiria.apps.system.rules import permission_required

for_keepers = permission_required(MANAGE_LOCAL)


@for_keepers
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for verification, and every local indicator."""
    context = {"waiting": waiting_sheets(), "indicators": local_indicators_kept()}
    return render(request, "monitor/local/desk.html", context)


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """Agree a local indicator, or change one."""
    kept = get_object_or_404(LocalIndicator, code=code) if code else None
    form = LocalIndicatorForm(
        request.POST if request.method == "POST" else None, instance=kept or LocalIndicator()
    )
    if form.is_valid():
        try:
            saved = save_local_indicator(
                indicator=form.save(commit=False),
                by=signed_in(request),
                seen=form.cleaned_data["seen"] or 0,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": saved.name})
            return redirect("monitor:local-detail", saved.code)
    # The form has changed the one it was given.
    kept = get_object_or_404(LocalIndicator, code=code) if code else None
    context = {"form": form, "indicator": kept, "moves": _moves(kept)}
    return render(request, "monitor/local/form.html", context, status=422 if form.errors else 200)


def _moves(indicator: LocalIndicator | None) -> list[LocalState]:
    """What may be done with it now."""
    return [to for to, begin in MOVES.items() if indicator and indicator.state in begin]


@for_keepers
@require_POST
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Open, close or withdraw."""
    indicator = get_object_or_404(LocalIndicator, code=code)
    to = request.POST.get("to", "")
    try:
        if to not in MOVES:
            raise ValidationError(_("Choose what is to be done."))
        if move_local_indicator(indicator=indicator, to=LocalState(to), by=signed_in(request)):
            messages.success(request, _("The state is now: %(state)s.") % {"state": LocalState(to).label})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("monitor:local-edit", code)


@for_keepers
@require_POST
def verify(request: HttpRequest, code: str, city: str) -> HttpResponse:
    """Accept the figures chosen, or return them with a question."""
    participation = sheet_of(request, code, city)
    form = VerifyForm(request.POST)
    if not form.is_valid():
        return sheet_page(request, participation, verification=form)
    try:
        messages.success(request, _verified(request, participation, form))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("monitor:local-sheet", code, city)


def _verified(request: HttpRequest, participation: LocalParticipation, form: VerifyForm) -> str:
    """Do it, and say what was done."""
    by, seen = signed_in(request), form.seen()
    address = request.build_absolute_uri(request.path.removesuffix("verify/"))
    if form.is_return:
        question = form.cleaned_data["question"]
        count = return_figures(
            participation=participation, seen=seen, question=question, by=by, sheet_url=address
        )
        said = ngettext("%(count)s figure was returned.", "%(count)s figures were returned.", count)
    else:
        count = accept_figures(participation=participation, seen=seen, by=by, sheet_url=address)
        said = ngettext("%(count)s figure was verified.", "%(count)s figures were verified.", count)
    return said % {"count": count} if count else _("That was done already.")
