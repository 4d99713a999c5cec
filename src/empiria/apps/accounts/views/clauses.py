"""Information clauses as everybody reads them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from empiria.apps.accounts.selectors.statements import clause, clause_history, clauses


@require_safe
def clause_list(request: HttpRequest) -> HttpResponse:
    """What is done with people's data, purpose by purpose."""
    return render(request, "accounts/privacy/clause_list.html", {"clauses": clauses()})


@require_safe
def clause_detail(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """The clause in force, or one of its published versions."""
    shown = clause(code, number)
    if shown is None:
        raise Http404
    return render(
        request,
        "accounts/privacy/clause_detail.html",
        {"clause": shown, "is_old": number is not None, "history": clause_history(code)},
    )
