"""Comparisons kept under a name: their owner's list, and the page that whoever has the address reads."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.apps.accounts.rules import signed_in
from empiria.apps.monitor.forms import ComparisonForm
from empiria.apps.monitor.models import Comparison
from empiria.apps.monitor.services import delete_comparison, rename_comparison, save_comparison
from empiria.apps.monitor.views.compare import page_context
from empiria.apps.monitor.views.compare_choice import SINGLE, VIEWS, read_comparison
from empiria.apps.monitor.views.options import query_of


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the comparison that the form holds; what is wrong is said on the comparison's own page."""
    choice = read_comparison(_chosen(request.POST), request.user)
    if choice is None or choice.compared is None:
        messages.error(request, _("Nobody is compared yet, so there is nothing to keep."))
        return redirect("monitor:compare")
    form = ComparisonForm(request.POST)
    if form.is_valid():
        try:
            comparison = save_comparison(
                by=signed_in(request), name=form.cleaned_data["name"], query=query_of(choice.pairs())[1:]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("The comparison is kept. Whoever has the address of this page can read it.")
            )
            return redirect("monitor:comparison-detail", comparison.pk)
    context = {**page_context(request, choice), "form": form}
    return render(request, "monitor/compare.html", context, status=422)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's own comparisons, the newest first."""
    return render(request, "monitor/compare_list.html", {"comparisons": _of_reader(request)})


@require_safe
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A kept comparison by today's figures. Nobody is told who keeps it but that person."""
    comparison = get_object_or_404(Comparison, pk=pk)
    query = QueryDict(comparison.query, mutable=True)
    if request.GET.get("view") in VIEWS:
        query["view"] = request.GET["view"]
    choice = read_comparison(query, request.user)
    if choice is None:
        return render(request, "monitor/compare_empty.html")
    address = reverse("monitor:comparison-detail", args=[pk])
    context = page_context(request, choice)
    for tab, view in zip(context.get("tabs", ()), VIEWS, strict=False):
        tab["url"] = f"{address}?view={view}"
    context |= {
        "title": comparison.name,
        "comparison": comparison,
        "is_own": comparison.created_by_id == request.user.pk,
        "print_url": f"{address}?print=1",
        "open_url": choice.link(),
    }
    return render(request, "monitor/compare.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    comparison = _own(request, pk)
    form = ComparisonForm(
        request.POST if request.method == "POST" else None, initial={"name": comparison.name}
    )
    if form.is_valid():
        rename_comparison(comparison=comparison, by=signed_in(request), name=form.cleaned_data["name"])
        messages.success(request, _("The comparison has a new name."))
        return redirect("monitor:comparison-list")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "comparison": comparison}
    return render(request, "monitor/compare_rename.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks first."""
    comparison = _own(request, pk)
    if request.method != "POST":
        return render(request, "monitor/compare_delete.html", {"comparison": comparison})
    delete_comparison(comparison=comparison, by=signed_in(request))
    messages.success(request, _("The comparison was deleted; its address leads nowhere now."))
    return redirect("monitor:comparison-list")


def _of_reader(request: HttpRequest) -> QuerySet[Comparison]:
    """Only whoever keeps a comparison may change or delete it."""
    return Comparison.objects.filter(created_by=signed_in(request))


def _own(request: HttpRequest, pk: uuid.UUID) -> Comparison:
    return get_object_or_404(_of_reader(request), pk=pk)


def _chosen(sent: QueryDict) -> QueryDict:
    """Of what was sent, that which describes a comparison."""
    kept: Any = QueryDict(mutable=True)
    for key in ("unit", "measure", *SINGLE):
        kept.setlist(key, sent.getlist(key))
    return kept
