"""What every page of the site needs: navigation, languages, theme, the address of this page."""

from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

THEME_COOKIE = "theme"
THEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class Link:
    """A place in the navigation."""

    label: str | Promise
    url: str
    current: bool = False


@dataclass(frozen=True)
class _Entry:
    label: Promise
    name: str


# Only what exists is shown: an entry whose address is not in the URL conf is left out.
NAVIGATION = (
    _Entry(_("Monitor"), "monitor:home"),
    _Entry(_("Method"), "monitor:method"),
    _Entry(_("Indicators"), "monitor:indicator-list"),
    _Entry(_("Data"), "monitor:release-list"),
)
# What the staff work with, behind one button of the header.
STAFF_NAVIGATION = (
    _Entry(_("Draft release"), "monitor:release-draft"),
    _Entry(_("Catalogue and keys"), "monitor:catalogue"),
    _Entry(_("Units"), "places:unit-history"),
    _Entry(_("Jobs"), "system:job-list"),
    _Entry(_("Audit trail"), "system:audit"),
    _Entry(_("Reports"), "portal:report-list"),
)


def address_of(name: str) -> str | None:
    """The address of a URL name, or None where no app serves it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _navigation(request: HttpRequest) -> tuple[list[Link], list[Link]]:
    """What everybody finds in the header, and what the staff find there besides."""
    is_staff = bool(getattr(getattr(request, "user", None), "is_staff", False))
    public, staff = (
        [(entry.label, url) for entry in entries if (url := address_of(entry.name))]
        for entries in (NAVIGATION, STAFF_NAVIGATION if is_staff else ())
    )
    # The longest address that begins this one is where the reader is: /monitor/method/ is not also /monitor/.
    begins = (url for _label, url in public + staff if request.path.startswith(url))
    here = max(begins, key=len, default=None)
    to_links = [[Link(label, url, url == here) for label, url in links] for links in (public, staff)]
    return to_links[0], to_links[1]


def _languages(request: HttpRequest) -> list[dict[str, str]]:
    """The other languages, each with the address of this same page and its query."""
    address = request.get_full_path()
    others = [code for code, _name in settings.LANGUAGES if code != get_language()]
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": translate_url(address, code),
        }
        for code in others
    ]


def chosen_theme(request: HttpRequest) -> str:
    """The theme the reader chose, kept in a cookie so that it holds without JavaScript."""
    theme = request.COOKIES.get(THEME_COOKIE, THEMES[0])
    return theme if theme in THEMES else THEMES[0]


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    navigation, staff_navigation = _navigation(request)
    return {
        "navigation": navigation,
        "staff_navigation": staff_navigation,
        "languages": _languages(request),
        "theme": chosen_theme(request),
        "page_address": request.get_full_path(),
        "search_url": address_of("monitor:search"),
        "method_url": address_of("monitor:method"),
        "sign_in_url": address_of("accounts:sign-in"),
        "sign_out_url": address_of("accounts:sign-out"),
        "operator": settings.EMPIRIA_OPERATOR,
        "version": version("empiria"),
    }
