"""What each role finds in the header and on the pages of their account: all that they may open, and nothing else."""

import re

import pytest

from empiria.apps.accounts.roles import ROLES
from tests.integration.access.asking import Asking, address_of
from tests.integration.cast import ACCOUNT, OUTSIDER

PEOPLE = [
    "accounts:person-list",
    "accounts:invitation-list",
    "accounts:organisation-list",
    "accounts:circle-list",
]
STAFF = {
    "administrator": [
        *PEOPLE,
        "accounts:access",
        "monitor:release-draft",
        "monitor:catalogue",
        "monitor:local-desk",
        "places:unit-history",
        "accounts:provider-list",
        "privacy:desk",
        "privacy:statement-list",
        "processing:register",
        "system:job-list",
        "audit:entry-list",
        "portal:report-list",
    ],
    "analyst": [
        "monitor:release-draft",
        "monitor:catalogue",
        "monitor:local-desk",
        "places:unit-history",
        "system:job-list",
        "portal:report-list",
    ],
    "programme_officer": [*PEOPLE, "portal:report-list"],
}
OWN = [
    "accounts:home",
    "accounts:profile",
    "mfa_index",
    "accounts:key-list",
    "privacy:my-data",
    "privacy:request-list",
    "privacy:consent-list",
]
# Who keeps people in one place finds their pages beside the account's own.
IN_A_PLACE = {
    "city_coordinator": [*PEOPLE, "monitor:local-list"],
    "city_team_member": ["monitor:local-list"],
    OUTSIDER: ["monitor:local-list"],
    "network_coordinator": PEOPLE,
}


def links(page: str, beginning: str, end: str) -> list[str]:
    """Addresses of the links in a part of a page, in their order."""
    _, found, rest = page.partition(beginning)
    return re.findall(r'<a href="([^"]*)"', rest.partition(end)[0]) if found else []


def addresses(routes: list[str]) -> list[str]:
    return [address_of(route, {}) for route in routes]


@pytest.mark.parametrize("who", [ACCOUNT, OUTSIDER, *ROLES])
def test_everybody_finds_what_they_may_do(asking: Asking, who: str) -> None:
    page = asking.ask(who, "GET", "/accounts/").body
    staff = links(page, '<details class="menu">', "</nav>") if who in STAFF else []
    assert staff == addresses(STAFF.get(who, []))
    own = addresses([*OWN, *IN_A_PLACE.get(who, []), "accounts:role-list"])
    main = page[page.index("<main") :]
    assert [
        link for link in links(main, "<nav", "</nav>") if link in own or link.startswith("/accounts/")
    ] == [link for link in own if link.startswith("/accounts/") or link in main]
    closed = [link for link in {*staff, *own} if asking.ask(who, "GET", link).status != 200]
    assert closed == []


def test_a_visitor_finds_nothing_of_the_staff(asking: Asking) -> None:
    page = asking.ask("visitor", "GET", "/about/").body
    assert [route for routes in STAFF.values() for route in addresses(routes) if f'"{route}"' in page] == []
