"""What has been published, and the file behind a figure. Drafts are not shown here, whoever asks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from empiria.apps.monitor.models import Indicator, Release, Source
from empiria.apps.monitor.selectors import public_imports, public_releases
from empiria.apps.monitor.selectors.licences import licence_words
from empiria.apps.monitor.views.words import page_words
from empiria.apps.system.rules import may
from empiria.reporting.words import Words

READERS = {
    "bdl": Source.BDL_FILE.label,
    "bdl-api": Source.BDL.label,
    "smup-api": Source.SMUP.label,
    "tidy": Source.TIDY.label,
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every published release, the newest first, with what it changed against the one before."""
    words = page_words()
    releases = [_summary(release, words) for release in public_releases()]
    return render(
        request,
        "monitor/release_list.html",
        {"releases": releases, "may_manage": may(request.user, "monitor.manage_releases")},
    )


def _summary(release: Release, words: Words) -> dict[str, object]:
    extent, summary = release.extent, release.difference.get("summary", {})
    counts = ("new", "changed", "vanished", "jumps")
    return {
        "release": release,
        "units": words.number(extent.get("units")),
        "indicators": words.number(extent.get("indicators")),
        "years": f"{extent.get('first_year') or '—'}–{extent.get('last_year') or '—'}",
        "changes": {name: words.number(summary[name]) for name in counts if name in summary},
    }


@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """One file that figures of a published release came from."""
    found = get_object_or_404(public_imports(), pk=pk)
    words = page_words()
    codes = sorted({indicator for indicator, _period in found.slices})
    indicators = list(Indicator.objects.filter(code__in=codes))
    periods = sorted({period for _indicator, period in found.slices})
    context = {
        "source": found,
        "licence": licence_words(found.licence),
        "reader": READERS.get(found.reader, found.reader),
        "size": words.number(found.size),
        "rows": words.number(found.rows),
        "years": f"{periods[0]}–{periods[-1]}" if periods else "—",
        "indicators": indicators,
        "unnamed": sorted(set(codes) - {indicator.code for indicator in indicators}),
        "finding_count": words.number(found.findings.count()),
    }
    return render(request, "monitor/source_detail.html", context)
