"""The indicator catalogue as the public reads it."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from empiria.apps.monitor.models import Area, Dimension, Indicator
from empiria.apps.monitor.selectors.local import public_local_indicators


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every indicator under its dimension and area; those without an area last."""
    areas = Area.objects.prefetch_related(Prefetch("indicators", Indicator.objects.order_by("code")))
    context = {
        "dimensions": Dimension.objects.prefetch_related(Prefetch("areas", areas)),
        "loose": Indicator.objects.filter(area=None),
        "local": public_local_indicators(),
    }
    return render(request, "monitor/indicator_list.html", context)
