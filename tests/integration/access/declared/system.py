from collections.abc import Mapping
from typing import Any
from uuid import UUID

from empiria.apps.system.models import AuditEntry
from tests.integration.access.rule import EVERYBODY, Rule, holds
from tests.integration.access.world import World

JOBS = holds("system.see_jobs")
TRAIL = holds("system.read_audit")
PRIVACY = holds("accounts.manage_privacy")
NO_JOB = {"pk": UUID(int=0)}
# Who asked for a job, and who did what, is said by name.
NAMES = frozenset({"name"})
# The words of the trail may be about anything.
EVERYTHING = frozenset({"draft", "group", "job", "report", "trail", "name", "e-mail"})


def entry(_world: World) -> Mapping[str, Any]:
    return {"pk": AuditEntry.objects.get(object_type="error-report", object_id="0").pk}


def job(world: World) -> Mapping[str, Any]:
    return {"pk": world.job.pk}


RULES = [
    Rule("healthz", EVERYBODY),
    Rule("readyz", EVERYBODY),
    # Only for who shows the token or asks from a network that the settings name.
    Rule("metrics", EVERYBODY, found_by=frozenset()),
    Rule("system:job-list", JOBS, shows=NAMES, beside_deeds=NAMES),
    Rule("system:job-detail", JOBS, args=job, absent=NO_JOB, shows=NAMES, beside_deeds=NAMES),
    Rule("system:job-status", JOBS, args=job, absent=NO_JOB, shows=NAMES, beside_deeds=NAMES),
    Rule("system:job-cancel", JOBS, args=job, absent=NO_JOB, get=405, post=302),
    Rule("system:job-retry", JOBS, args=job, absent=NO_JOB, get=405, post=302),
    Rule("system:audit", TRAIL, get=302),
    Rule("audit:entry-list", TRAIL, shows=NAMES, beside_deeds=NAMES),
    # Words of the trail may name anybody: who reads them leaves an entry.
    Rule("audit:entry-detail", TRAIL, args=entry, absent={"pk": 0}, shows=NAMES),
    # That it was taken out is an entry.
    Rule("audit:export", TRAIL, args=lambda _: {"ending": "csv"}, shows=EVERYTHING),
    Rule("processing:register", PRIVACY),
    Rule("processing:register-export", PRIVACY, args=lambda _: {"ending": "json"}),
    Rule("processing:retention", PRIVACY),
]
