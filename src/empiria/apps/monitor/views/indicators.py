"""The indicator catalogue as the public reads it."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.monitor.models import Area, Dimension, Indicator
from empiria.apps.monitor.models.catalogue import SOUGHT
from empiria.apps.monitor.selectors import indicator_coverage
from empiria.apps.monitor.views.words import page_words
from empiria.reporting.table import Column, Table


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every indicator under its dimension and area; those without an area last."""
    areas = Area.objects.prefetch_related(Prefetch("indicators", Indicator.objects.order_by("code")))
    context = {
        "dimensions": Dimension.objects.prefetch_related(Prefetch("areas", areas)),
        "loose": Indicator.objects.filter(area=None),
    }
    return render(request, "monitor/indicator_list.html", context)


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """What an indicator is, how its sources call it, and which years the current release has."""
    indicator = get_object_or_404(
        Indicator.objects.select_related("area__dimension", "denominator", "replaced_by"), code=code
    )
    words, coverage = page_words(), indicator_coverage(code)
    table = Table(
        caption=_("Municipalities with a figure, by year"),
        columns=[Column(title=_("Year"), kind="year"), Column(title=_("Municipalities"), kind="whole")],
        rows=[[period, units] for period, units in coverage],
    )
    context = {
        "indicator": indicator,
        "keys": indicator.keys.exclude(key__startswith=SOUGHT),
        "times": words.number(indicator.times),
        "coverage": mark_safe(table.html(words, id_="coverage")) if coverage else "",  # noqa: S308 (escaped)
    }
    return render(request, "monitor/indicator_detail.html", context)
