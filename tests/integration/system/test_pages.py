"""Pages of jobs, and the addresses for machines."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from empiria.apps.accounts.models import Person
from empiria.apps.system.models import AuditEntry, Job
from tests.integration.system.conftest import job_in


@pytest.fixture
def desk(client: Client, staff: Person) -> Client:
    """A browser in which a member of the staff is signed in."""
    client.force_login(staff)
    return client


def test_healthz_answers_without_the_database(client: Client) -> None:
    # No database is allowed in this test: a query would fail it.
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer.cookies.keys()) == (200, b"ok\n", set())


@pytest.mark.django_db
def test_readyz_when_all_is_well(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "failed": [], "oldest_job_seconds": 0},
    )


@pytest.mark.django_db
def test_readyz_names_the_store_it_cannot_write_to(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "store").write_text("a file where a folder should be")
    settings.EMPIRIA_DATA = tmp_path
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"ready": False, "failed": ["store"], "oldest_job_seconds": 0},
    )


@pytest.mark.django_db
def test_readyz_names_the_database_it_cannot_reach(client: Client) -> None:
    from django.db import OperationalError

    def refuse(*_: Any) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "failed": ["database"]})


@pytest.mark.parametrize("count", [1, 3])
def test_job_list_asks_the_same_number_of_queries_for_any_length(
    desk: Client, staff: Person, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        job_in("done", key=str(number), created_by=str(staff.pk))
    # Session, person, staff rule, count, jobs, names.
    with django_assert_num_queries(8):
        page = desk.get("/jobs/").content.decode()
    assert page.count("Counting") == count


@pytest.mark.parametrize(
    ("state", "polls", "buttons"),
    [
        ("queued", True, ["cancel"]),
        ("running", True, ["cancel"]),
        ("done", False, []),
        ("failed", False, ["retry"]),
        ("cancelled", False, ["retry"]),
    ],
)
def test_job_part_polls_while_active_and_shows_the_buttons_of_its_state(
    desk: Client, state: str, polls: bool, buttons: list[str]
) -> None:
    job = job_in(state)
    part = desk.get(f"/jobs/{job.pk}/status/").content.decode()
    assert ("hx-get" in part) is polls
    assert [name for name in ("cancel", "retry") if f"/jobs/{job.pk}/{name}/" in part] == buttons
    assert "<html" not in part


def test_job_part_keeps_the_way_back_while_it_polls(desk: Client) -> None:
    part = desk.get(f"/jobs/{job_in('running').pk}/status/?next=/monitor/releases/draft/").content.decode()
    assert 'name="next" value="/monitor/releases/draft/"' in part
    assert "status/?next=/monitor/releases/draft/" in part


def test_cancel_and_retry_buttons(desk: Client) -> None:
    job = job_in("queued")
    answer = desk.post(f"/jobs/{job.pk}/cancel/", {"next": "/jobs/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/jobs/")
    assert Job.objects.get().state == "cancelled"
    answer = desk.post(f"/jobs/{job.pk}/retry/", {"next": "https://elsewhere.example/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/jobs/{job.pk}/")
    assert Job.objects.get().state == "queued"
    actions = AuditEntry.objects.filter(object_type="job").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["system.cancel-job", "system.retry-job"]


def test_button_that_comes_too_late_says_so(desk: Client) -> None:
    job = job_in("done")
    page = desk.post(f"/en/jobs/{job.pk}/cancel/", follow=True).content.decode()
    assert "Not possible any more" in page


def test_get_does_not_cancel(desk: Client) -> None:
    job = job_in("queued")
    assert desk.get(f"/jobs/{job.pk}/cancel/").status_code == 405
    assert Job.objects.get().state == "queued"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "told"), [("queued", ""), ("running", ""), ("done", "job-ended"), ("failed", "job-ended")]
)
def test_the_page_is_told_when_a_job_on_it_has_ended(desk: Client, state: str, told: str) -> None:
    answer = desk.get(f"/jobs/{job_in(state).pk}/status/")
    assert told in answer.headers.get("HX-Trigger-After-Swap", "")
    assert ("HX-Trigger-After-Swap" in answer.headers) == bool(told)


@pytest.mark.django_db
def test_jobs_of_one_kind_are_told_apart_by_what_they_work_on(desk: Client) -> None:
    job = job_in("done", kind="test.files", params={"files": ["a.csv", "b.csv", "c.csv", "d.csv", "e.csv"]})
    for address in ("/en/jobs/", f"/en/jobs/{job.pk}/"):
        assert "a.csv, b.csv, c.csv and 2 more" in desk.get(address).content.decode()
    # An erasure empties what a job was given.
    Job.objects.update(params={})
    for address in ("/en/jobs/", f"/en/jobs/{job.pk}/"):
        assert desk.get(address).status_code == 200
