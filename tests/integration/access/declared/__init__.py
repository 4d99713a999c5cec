"""The rule of every route, app by app. A new route gets its line here before anything else."""

from tests.integration.access.declared import (
    accounts,
    admin,
    api,
    invitations,
    local,
    monitor,
    outreach,
    people,
    places,
    portal,
    privacy,
    reports,
    system,
)
from tests.integration.access.rule import Rule

RULES: list[Rule] = [
    *api.RULES,
    *portal.RULES,
    *monitor.RULES,
    *local.RULES,
    *reports.RULES,
    *places.RULES,
    *accounts.RULES,
    *outreach.RULES,
    *people.RULES,
    *invitations.RULES,
    *privacy.RULES,
    *system.RULES,
    *admin.rules(),
]
