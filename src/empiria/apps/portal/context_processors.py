"""What every page of the site needs: navigation, languages, theme, the address of this page."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse, translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from empiria.apps.portal.addresses import without_words
from empiria.apps.system.rules import may, may_somewhere

# Read once: the answer is in a file.
VERSION = version("empiria")
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
    # Shown only to who has this permission; empty: to everybody.
    permission: str = ""
    # Shown only to who has the permission in one organisation or circle, and not for the whole association.
    in_a_place: bool = False


# Only what exists is shown: an entry whose address is not in the URL conf is left out.
NAVIGATION = (
    _Entry(_("Monitor"), "monitor:home"),
    _Entry(_("Map"), "monitor:map"),
    _Entry(_("Method"), "monitor:method"),
    _Entry(_("Indicators"), "monitor:indicator-list"),
    _Entry(_("Data"), "monitor:data"),
    _Entry(_("Documents"), "outreach:document-list"),
)
# What the staff work with, behind one button of the header.
STAFF_NAVIGATION = (
    _Entry(_("People"), "accounts:person-list", "accounts.see_people"),
    _Entry(_("Invitations"), "accounts:invitation-list", "accounts.manage_people"),
    _Entry(_("Organisations"), "accounts:organisation-list", "accounts.manage_organisations"),
    _Entry(_("Networks and teams"), "accounts:circle-list", "accounts.manage_organisations"),
    _Entry(_("Who sees what"), "accounts:access", "accounts.explain_access"),
    _Entry(_("Draft release"), "monitor:release-draft", "monitor.manage_releases"),
    _Entry(_("Catalogue and keys"), "monitor:catalogue", "monitor.manage_catalogue"),
    _Entry(_("Local indicators"), "monitor:local-desk", "monitor.manage_local"),
    _Entry(_("Units"), "places:unit-history", "places.manage_units"),
    _Entry(_("Identity providers"), "accounts:provider-list", "accounts.manage_sign_in"),
    _Entry(_("Requests about data"), "privacy:desk", "accounts.manage_privacy"),
    _Entry(_("Clauses and consents"), "privacy:statement-list", "accounts.manage_privacy"),
    _Entry(_("Processing of data"), "processing:register", "accounts.manage_privacy"),
    _Entry(_("Jobs"), "system:job-list", "system.see_jobs"),
    _Entry(_("Audit trail"), "audit:entry-list", "system.read_audit"),
    _Entry(_("Reports"), "portal:report-list", "portal.read_reports"),
)

# The pages of one's own account.
ACCOUNT_NAVIGATION = (
    _Entry(_("My account"), "accounts:home"),
    _Entry(_("Profile"), "accounts:profile"),
    _Entry(_("Sign-in and security"), "mfa_index"),
    _Entry(_("API keys"), "accounts:key-list"),
    _Entry(_("My data"), "privacy:my-data"),
    _Entry(_("Requests about my data"), "privacy:request-list"),
    _Entry(_("My consents"), "privacy:consent-list"),
    _Entry(_("People"), "accounts:person-list", "accounts.see_people", in_a_place=True),
    _Entry(_("Invitations"), "accounts:invitation-list", "accounts.manage_people", in_a_place=True),
    _Entry(_("Organisations"), "accounts:organisation-list", "accounts.manage_people", in_a_place=True),
    _Entry(_("Networks and teams"), "accounts:circle-list", "accounts.manage_people", in_a_place=True),
    _Entry(_("Local indicators"), "monitor:local-list", "monitor.report_local", in_a_place=True),
    _Entry(_("Roles"), "accounts:role-list"),
)


# Addresses that every page shows do not change while the product runs: searched for at each page, they took a twentieth
# of its time. A small number of them, in two languages, under one prefix.
@lru_cache(maxsize=256)
def _address(name: str, urls: Any, _language: str | None, _prefix: str) -> str | None:
    try:
        return reverse(name, urls)
    except NoReverseMatch:
        return None


def address_of(name: str) -> str | None:
    """The address of a URL name in the reader's language, or None where no app serves it."""
    return _address(name, get_urlconf() or settings.ROOT_URLCONF, get_language(), get_script_prefix())


def _is_for(entry: _Entry, person: object) -> bool:
    if not entry.permission:
        return True
    everywhere = may(person, entry.permission)
    return not everywhere and may_somewhere(person, entry.permission) if entry.in_a_place else everywhere


def _navigation(request: HttpRequest, *lists: tuple[_Entry, ...]) -> list[list[Link]]:
    """What this reader finds in each list; the page they are on is marked in all of them."""
    person = getattr(request, "user", None)
    found = [
        [
            (entry.label, url)
            for entry in entries
            if _is_for(entry, person) and (url := address_of(entry.name))
        ]
        for entries in lists
    ]
    # The longest address that begins this one is where the reader is: /monitor/method/ is not also /monitor/.
    begins = (url for links in found for _label, url in links if request.path.startswith(url))
    here = max(begins, key=len, default=None)
    return [[Link(label, url, url == here) for label, url in links] for links in found]


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


def _without_secrets(request: HttpRequest) -> str:
    """The address for a report of an error, which others read: neither what opens an invitation nor what somebody
    searched for is part of it.
    """
    match = request.resolver_match
    secrets = {"token", "key", "uidb36"} & set(match.kwargs) if match else set()
    if not match or not secrets:
        return without_words(request.get_full_path())
    return re.sub("|".join(re.escape(str(match.kwargs[name])) for name in secrets), "…", request.path)


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    signed_in = request.user.is_authenticated if hasattr(request, "user") else False
    navigation, staff_navigation, account_navigation = _navigation(
        request, NAVIGATION, STAFF_NAVIGATION, ACCOUNT_NAVIGATION if signed_in else ()
    )
    return {
        "navigation": navigation,
        "staff_navigation": staff_navigation,
        "account_navigation": account_navigation,
        "languages": _languages(request),
        "theme": chosen_theme(request),
        "page_address": request.get_full_path(),
        "reported_address": _without_secrets(request),
        "search_url": address_of("monitor:search"),
        "method_url": address_of("monitor:method"),
        "sign_in_url": address_of("accounts:sign-in"),
        "account_url": address_of("accounts:home"),
        "sign_out_url": address_of("accounts:sign-out"),
        "operator": settings.EMPIRIA_OPERATOR,
        "version": VERSION,
    }
