"""The front page, the static pages, the choice of theme."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from empiria.apps.monitor.selectors import example_units, front_page
from empiria.apps.monitor.selectors.shapes import ReleaseNote
from empiria.apps.portal.context_processors import THEME_COOKIE, THEMES, address_of
from empiria.apps.system.models import current_request_id

# When the service was assessed against WCAG 2.2 AA and when this declaration was written or last checked.
DECLARED, CHECKED = date(2026, 11, 22), date(2026, 11, 22)
STRIP_LEGEND = [
    {"label": _("the chosen city"), "kind": "you"},
    {"label": _("a city of the group"), "kind": "group"},
    {"label": _("the middle half of the group"), "kind": "band"},
    {"label": _("median"), "kind": "median"},
]
# What needs a sign-in, and the doors to it. A star stands for any part of an address, as programs that index understand it.
CLOSED = (
    "accounts",
    "admin",
    "audit",
    "documents/bin",
    "documents/new",
    *(f"documents/*/{deed}" for deed in ("delete", "edit", "replace", "restore")),
    "jobs",
    # One's own list; what is kept is open to whoever has its address.
    "monitor/compare/keep",
    "monitor/compare/kept/$",
    *(f"monitor/compare/kept/*/{deed}" for deed in ("delete", "rename")),
    "monitor/local/desk",
    *(f"monitor/local/indicators/*/{part}" for part in ("cities", "join")),
    # One's own list; a shared group is open to whoever has its address.
    "monitor/groups/$",
    "monitor/groups/new",
    *(f"monitor/groups/*/{deed}" for deed in ("delete", "edit")),
    *(f"monitor/*/report/{part}" for part in ("texts", "written")),
    "monitor/releases/catalogue",
    "monitor/releases/draft",
    "monitor/releases/imports",
    *(f"monitor/releases/*/{deed}" for deed in ("difference", "publish", "scores")),
    "places/groups/new",
    "places/groups/restore",
    *(f"places/groups/*/{deed}" for deed in ("delete", "edit")),
    "places/typologies/*/import",
    "places/units",
    *(f"privacy/{part}" for part in ("consents", "desk", "mine", "requests", "texts")),
    "processing",
    "reports",
)
# What says in another form what a page says, and takes long to make.
COSTLY = (
    "monitor/compare/report",
    "monitor/*/peers.",
    "monitor/*/report.",
    "monitor/*/report/read/",
    # Pages by groups and traits of one's own: there is no end of them.
    "monitor/*/peers/?",
    "monitor/*group=peers:",
)
YEAR_OF_SECONDS = 365 * 24 * 60 * 60


def server_error(request: HttpRequest) -> HttpResponse:
    """Something failed: a page that asks nothing of the request or the database, with the number that the log has."""
    text = loader.get_template("500.html").render({"request_id": current_request_id()})
    return HttpResponse(text, status=500)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: find a city; what there is, in live figures."""
    front = front_page()
    context = {
        "front": front,
        "examples": example_units(front),
        "ways": _ways(),
        "legend": STRIP_LEGEND,
        "hide_header_search": True,
        **(_release_labels(front.release) if front.release else {}),
    }
    return render(request, "portal/home.html", context)


def _release_labels(release: ReleaseNote) -> dict[str, str]:
    """The words beside the figures of the current release, each in the number's grammatical form."""
    first, last = release.first_year, release.last_year
    return {
        "units_label": ngettext("municipality compared", "municipalities compared", release.units),
        "indicators_label": ngettext(
            "indicator of public statistics", "indicators of public statistics", release.indicators
        ),
        "years": f"{first}–{last}" if first != last else str(last or ""),
        "years_label": gettext("years of figures"),
    }


def _ways() -> list[dict[str, str]]:
    """The entrances that exist, each with what stands behind it."""
    entrances = (
        (
            "monitor:home",
            _("Monitor"),
            _("Every municipality has its page: its group, position, change, strengths and weaknesses."),
        ),
        (
            "monitor:map",
            _("Map"),
            _(
                "Any indicator or score over the country: years, classes, groups, a table and files for print."
            ),
        ),
        (
            "monitor:method",
            _("Method"),
            _("How indicators become scores: the whole recipe, worked through for one real city."),
        ),
        (
            "monitor:indicator-list",
            _("Indicators"),
            _("What is measured, in what unit, by which definition, and from which source."),
        ),
        (
            "monitor:data",
            _("Data"),
            _("What has been published and when; what changed; every file with its source and licence."),
        ),
    )
    addresses = ((address_of(name), title, text) for name, title, text in entrances)
    return [{"url": url, "title": str(title), "text": str(text)} for url, title, text in addresses if url]


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What Empiria is, its data, licence and privacy."""
    return render(request, "portal/about.html", {"contact": settings.EMPIRIA_CONTACT_EMAIL})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The declaration of accessibility that the act of 4 April 2019 asks of public bodies."""
    context = {
        "contact": settings.EMPIRIA_CONTACT_EMAIL,
        "phone": settings.EMPIRIA_CONTACT_PHONE,
        "address": request.build_absolute_uri("/"),
        "declared": DECLARED,
        "checked": CHECKED,
    }
    return render(request, "portal/accessibility.html", context)


# No token is asked for: a page must not set a cookie before the reader chooses, and nothing but colours can change.
@csrf_exempt
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie and go back to the page it was chosen on."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("portal:home")
    response = redirect(back)
    chosen = request.POST.get("theme")
    if chosen in THEMES[1:]:
        response.set_cookie(
            THEME_COOKIE,
            chosen,
            max_age=YEAR_OF_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    elif chosen == THEMES[0]:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address by themselves, on pages that name no icon: a drawing, a file of data."""
    return redirect(static("portal/favicon.svg"))


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """What programs that index pages may read: all but what needs a sign-in and what takes long to make."""
    paths = [*(name if name.endswith("$") else f"{name}/" for name in CLOSED), *COSTLY]
    lines = ["User-agent: *", *(f"Disallow: {prefix}/{path}" for prefix in ("", "/en") for path in paths)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
