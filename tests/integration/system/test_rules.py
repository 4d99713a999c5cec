"""Who may see the pages of jobs and of the trail."""

import pytest
from django.test import Client

from empiria.apps.accounts.models import Person
from tests.integration.system.conftest import job_in

pytestmark = pytest.mark.django_db


PAGES = ["/jobs/", "/audit/", "/jobs/{job}/", "/jobs/{job}/status/"]
BUTTONS = ["/jobs/{job}/cancel/", "/jobs/{job}/retry/"]


@pytest.mark.parametrize("address", PAGES + BUTTONS)
def test_pages_of_the_staff_are_closed_to_others(client: Client, visitor: Person, address: str) -> None:
    job = job_in("failed", error={"message": "hidden-value", "params": {}, "place": {}})
    address = address.format(job=job.pk)
    ask = client.post if address.endswith(("cancel/", "retry/")) else client.get
    anonymous = ask(address)
    assert (anonymous.status_code, anonymous.headers["Location"]) == (
        302,
        f"/accounts/sign-in/?next={address}",
    )
    client.force_login(visitor)
    refused = ask(address)
    assert refused.status_code == 403
    assert "hidden-value" not in refused.content.decode()
    job.refresh_from_db()
    assert job.state == "failed"


@pytest.mark.parametrize("address", PAGES)
def test_pages_of_the_staff_are_open_to_staff(client: Client, staff: Person, address: str) -> None:
    job = job_in("failed", error={"message": "hidden-value", "params": {}, "place": {}})
    client.force_login(staff)
    answer = client.get(address.format(job=job.pk))
    assert answer.status_code == 200
    assert ("hidden-value" in answer.content.decode()) is ("{job}" in address)
