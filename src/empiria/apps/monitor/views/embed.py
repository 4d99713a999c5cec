"""A chart of a city's indicator for other sites: the chart alone, and the page that gives the code to copy."""

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from empiria.apps.monitor.selectors import NodeRow
from empiria.apps.monitor.views.choice import Choice, at_todays_code, read_choice
from empiria.apps.monitor.views.city_figures import indicator_figure
from empiria.apps.monitor.views.words import page_words

# As high as the chart with its sentence and its source needs at the width of a phone.
HEIGHT = 620


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # of views without arguments, it says
@at_todays_code
def chart(request: HttpRequest, teryt: str, code: str) -> HttpResponse:
    """The years of one indicator with the sentence and the source; any site may frame this page, and no other."""
    choice = read_choice(request, teryt)
    words, row = page_words(), _row(choice, code)
    profile = choice.profile
    figure = indicator_figure(profile, row, words)
    narrow = indicator_figure(profile, row, words, is_narrow=True)
    context = {
        "notices": choice.notices,
        "figure": figure,
        "drawing": mark_safe(figure.svg),  # noqa: S308 (our own drawing: every text in it is escaped where it is made)
        "narrow_drawing": mark_safe(narrow.svg),  # noqa: S308 (the same)
        "table": mark_safe(figure.table.html(words, id_="trend-table")),  # noqa: S308 (the same)
        "page_url": request.build_absolute_uri(choice.link("city-indicator", code)),
    }
    response = render(request, "monitor/embed.html", context)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@at_todays_code
def code(request: HttpRequest, teryt: str, code: str) -> HttpResponse:
    """The code to copy, with what the reader chose: the year, the group, the language."""
    choice = read_choice(request, teryt)
    row, profile = _row(choice, code), choice.profile
    context = {
        "row": row,
        "name": profile.unit_note.name,
        "address": request.build_absolute_uri(choice.link("embed-chart", code)),
        "height": HEIGHT,
        "page_url": choice.link("city-indicator", code),
        "city_url": reverse("monitor:city", args=[profile.unit.teryt]) + choice.query,
    }
    return render(request, "monitor/embed_code.html", context)


def _row(choice: Choice, code: str) -> NodeRow:
    row = choice.profile.row(code)
    if row is None or row.kind != "indicator":
        raise Http404(_("There is no indicator with the code %(code)s.") % {"code": code})
    return row
