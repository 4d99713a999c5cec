"""People and jobs for the tests of the system."""

from typing import Any

import pytest

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person
from empiria.apps.system.models import ENDED_STATES, Job, JobState
from tests.integration.cast import with_second_factor
from tests.integration.system import handlers  # noqa: F401  registers them


@pytest.fixture
def staff(db: None) -> Person:
    return with_second_factor(
        create_person(email="staff@example.org", name="Staff", by=None, roles=["administrator"])
    )


@pytest.fixture
def visitor(db: None) -> Person:
    return create_person(email="visitor@example.org", name="Visitor", by=None)


def job_in(state: str, **fields: Any) -> Job:
    """A job in any state, as the constraints want it."""
    from django.utils import timezone

    now = timezone.now()
    defaults: dict[str, Any] = {"kind": "test.count", "params": {"to": 3}, "key": "k", "state": state}
    if state in ENDED_STATES:
        defaults["finished_at"] = now
    if state == JobState.RUNNING:
        defaults |= {"heartbeat_at": now, "worker": "w", "attempts": 1}
    return Job.objects.create(**defaults | fields)
