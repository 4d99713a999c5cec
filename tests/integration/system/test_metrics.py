"""What Prometheus is told."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from empiria.apps.system.services import enqueue_job


@pytest.fixture
def told(client: Client, settings: Settings, db: None) -> str:
    settings.EMPIRIA_METRICS_TOKEN = "a-token"
    job = enqueue_job(kind="system.apply-retention", by=None)
    DBTaskResult.objects.filter(pk=job.task_id).update(enqueued_at=timezone.now() - timedelta(minutes=5))
    # Left for later on purpose.
    enqueue_job(kind="system.apply-retention", by=None, object_id="later", after=timedelta(hours=1))
    client.get("/about/")
    client.get("/no-such-page/at-all/")
    return client.get("/metrics", headers={"Authorization": "Bearer a-token"}).content.decode()


def test_requests_are_counted_by_route_and_never_by_address(told: str) -> None:
    assert re.search(
        r'^empiria_requests_total{method="GET",route="portal:about",status="200"} [1-9]', told, re.MULTILINE
    )
    assert re.search(r'^empiria_requests_total{method="GET",route="",status="404"} [1-9]', told, re.MULTILINE)
    assert re.search(
        r'^empiria_request_seconds_bucket{le="0.005",route="portal:about"} \d', told, re.MULTILINE
    )
    assert "no-such-page" not in told


def test_jobs_are_counted_by_state(told: str) -> None:
    counts = dict(re.findall(r'^empiria_jobs{state="(\w+)"} (\d+)', told, re.MULTILINE))
    assert counts == {"queued": "2", "running": "0", "done": "0", "failed": "0", "cancelled": "0"}
    waited = re.search(r"^empiria_jobs_oldest_waiting_seconds (\S+)", told, re.MULTILINE)
    assert waited is not None
    assert 300 <= float(waited[1]) < 400


def test_the_database_and_the_process_are_described(told: str) -> None:
    for name in ("empiria_process_memory_bytes", "empiria_process_open_files", "empiria_process_cpu_seconds"):
        assert re.search(rf'^{name}{{pid="\d+"}} \S+$', told, re.MULTILINE), name
    assert "# TYPE empiria_database_bytes gauge" in told
