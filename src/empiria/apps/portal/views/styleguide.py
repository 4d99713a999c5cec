"""The living style guide: every token and every component, drawn by the stylesheets and templates pages use."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from empiria.apps.portal.forms import StyleGuideForm
from empiria.apps.portal.selectors.design import Token, contrasts, design_tokens
from empiria.apps.portal.views.pages import STRIP_LEGEND

# The comments of tokens.css, for readers.
GROUP_TITLES = {
    "paper and ink": gettext_lazy("Paper and ink"),
    "brand: what can be clicked": gettext_lazy("Brand: what can be clicked"),
    "highlight: the chosen city, the active tab": gettext_lazy("Highlight: the chosen city, the active tab"),
    "better and worse": gettext_lazy("Better and worse"),
    "errors": gettext_lazy("Errors"),
    "charts": gettext_lazy("Charts"),
    "polarity": gettext_lazy("Polarity"),
    "categories": gettext_lazy("Categories"),
    "sequence": gettext_lazy("Sequence"),
    "type": gettext_lazy("Type"),
    "space": gettext_lazy("Distances"),
    "shape": gettext_lazy("Shapes"),
    "which of the two theme buttons is offered": gettext_lazy("Choice of theme"),
}


@dataclass(frozen=True)
class TokenGroup:
    """The tokens under one comment of tokens.css."""

    title: str | Promise
    tokens: tuple[Token, ...]


def _groups(*, colours: bool) -> list[TokenGroup]:
    tokens = (token for token in design_tokens() if token.is_colour is colours)
    return [
        TokenGroup(GROUP_TITLES[name], tuple(group))
        for name, group in groupby(tokens, key=lambda token: token.group)
    ]


def _table() -> dict[str, Any]:
    """Three rows that show alignment, a note, a tone and a missing value; not figures of real places."""
    return {
        "caption": _("Example of a table"),
        "columns": [
            {"label": _("Unit")},
            {"label": _("Value"), "numeric": True, "sort_url": "#table", "sorted": "descending"},
            {"label": _("Difference"), "numeric": True, "sort_url": "#table"},
            {"label": _("Position"), "numeric": True},
        ],
        "rows": [
            [
                {"text": "A", "url": "#table", "note": _("with a note")},
                "1 204,5",
                {"text": "+3,1", "tone": "better"},
                "1.",
            ],
            [{"text": "B", "tone": "you"}, "987,0", {"text": "−0,4", "tone": "worse"}, "2."],
            ["C", "—", "—", "—"],
        ],
    }


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every token and component in its states."""
    context = {
        "colours": _groups(colours=True),
        "sizes": _groups(colours=False),
        "contrasts": contrasts(),
        "crumbs": [{"label": "Empiria", "url": "/"}, {"label": _("Style guide")}],
        "tabs": [
            {"label": _("Overview"), "url": "#tabs", "current": True},
            {"label": _("Indicators"), "url": "#tabs"},
            {"label": _("Data"), "url": "#tabs"},
        ],
        "table": _table(),
        "page": Paginator(range(200), 10).get_page(request.GET.get("page", 4)),
        "form": StyleGuideForm(),
        "definitions": [
            {"term": _("Source"), "text": _("Statistics Poland, Local Data Bank")},
            {"term": _("Variable"), "text": "P1234", "url": "#definitions"},
            {"term": _("Period"), "text": "2024"},
        ],
        "legend": [*STRIP_LEGEND, {"label": _("no data"), "kind": "missing"}],
        "downloads": [{"label": name, "url": "#figure"} for name in ("CSV", "XLSX", "SVG", "PNG")],
        "results": [
            {"name": "Ostrów Wielkopolski", "detail": "powiat ostrowski, wielkopolskie", "url": "#search"},
            {"name": "Ostrów Mazowiecka", "detail": "powiat ostrowski, mazowieckie", "url": "#search"},
        ],
    }
    return render(request, "portal/styleguide.html", context)
