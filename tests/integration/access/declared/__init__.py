"""The rule of every route, app by app. A new route gets its line here before anything else."""

from tests.integration.access.declared import (
    accounts,
    admin,
    api,
    invitations,
    monitor,
    outreach,
    people,
    places,
    portal,
    privacy,
    system,
)
from tests.integration.access.rule import Rule

RULES: list[Rule] = [
    *api.RULES,
    *portal.RULES,
    *monitor.RULES,
    *places.RULES,
    *accounts.RULES,
    *outreach.RULES,
    *people.RULES,
    *invitations.RULES,
    *privacy.RULES,
    *system.RULES,
    *admin.rules(),
]
