"""The catalogue as the staff keep it: indicators, and how sources call them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from empiria.apps.accounts.rules import signed_in
from empiria.apps.monitor.forms import IndicatorForm, KeyForm
from empiria.apps.monitor.models import Import, Indicator, IndicatorKey, Source
from empiria.apps.monitor.selectors import indicators
from empiria.apps.monitor.services import remove_key, save_indicator, save_key
from empiria.apps.monitor.services.imports import READERS
from empiria.apps.system.rules import permission_required


@permission_required("monitor.manage_catalogue")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every indicator with its keys."""
    return render(request, "monitor/staff/catalogue.html", {"indicators": indicators()})


@permission_required("monitor.manage_catalogue")
def edit(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """Add an indicator, or change one; its code stays."""
    indicator = get_object_or_404(Indicator, code=code) if code else Indicator()
    form = IndicatorForm(request.POST or None, instance=indicator)
    if request.method == "POST" and form.is_valid():
        save_indicator(indicator=form.save(commit=False), by=signed_in(request))
        messages.success(request, _("Saved: %(name)s.") % {"name": form.instance.name})
        return redirect("monitor:catalogue-edit", form.instance.code)
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "indicator": indicator if indicator.pk else None,
        "keys": indicator.keys.all() if indicator.pk else [],
    }
    return render(request, "monitor/staff/indicator_form.html", context, status=status)


@permission_required("monitor.manage_catalogue")
def map_key(request: HttpRequest) -> HttpResponse:
    """Say which indicator a source means by a key; from a finding, the key and the import are filled in."""
    source_import = _import(request.GET.get("import", ""))
    initial = {"key": request.GET.get("key", ""), "indicator": _indicator(request.GET.get("indicator", ""))}
    if source_import:
        initial["source"] = READERS[source_import.reader].source
    elif request.GET.get("source") in Source.values:
        initial["source"] = request.GET["source"]
    form = KeyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        key = save_key(key=form.save(commit=False), by=signed_in(request))
        messages.success(
            request,
            _("“%(key)s” now means: %(name)s. Read the file again for it to take effect.")
            % {"key": key.key, "name": key.indicator.name},
        )
        if source_import:
            return redirect("monitor:import-findings", source_import.pk)
        return redirect("monitor:catalogue-edit", key.indicator.code)
    context = {"form": form, "source_import": source_import}
    return render(request, "monitor/staff/key_form.html", context, status=422 if form.errors else 200)


def _import(number: str) -> Import | None:
    is_number = number.isdecimal() and len(number) < 18
    return Import.objects.filter(pk=int(number)).first() if is_number else None


def _indicator(code: str) -> int | None:
    return Indicator.objects.filter(code=code).values_list("pk", flat=True).first()


@permission_required("monitor.manage_catalogue")
@require_POST
def unmap_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a key."""
    key = get_object_or_404(IndicatorKey.objects.select_related("indicator"), pk=pk)
    remove_key(key=key, by=signed_in(request))
    messages.success(request, _("Forgotten: %(key)s.") % {"key": key})
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect(back)
    return redirect(reverse("monitor:catalogue-edit", args=[key.indicator.code]))
