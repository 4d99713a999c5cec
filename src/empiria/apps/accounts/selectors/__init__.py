"""Reads of people, organisations and circles, and of people's rights over their data."""

from empiria.apps.accounts.selectors.organisations import (
    circles_found,
    grants_in,
    members_of_circle,
    organisations_found,
    people_of,
)
from empiria.apps.accounts.selectors.people import (
    Keeping,
    PeopleWanted,
    keeping,
    people_found,
    people_table,
    person_for_viewer,
)

__all__ = [
    "Keeping",
    "PeopleWanted",
    "circles_found",
    "grants_in",
    "keeping",
    "members_of_circle",
    "organisations_found",
    "people_found",
    "people_of",
    "people_table",
    "person_for_viewer",
]
