"""Figures for whoever watches over the installation, in the format of Prometheus.

Requests are counted by each process. Where several serve, `PROMETHEUS_MULTIPROC_DIR` (set by `empiria serve`) names a
folder in which each keeps its counts, so that whichever is asked answers for all; ended processes leave theirs there,
and counters never go back. Jobs, the database and the processes are looked at when somebody asks.
"""

import hmac
import os
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Case, Count, F, Min, When
from django.http import HttpRequest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from empiria.apps.system.models import Job, JobState

SHARED_COUNTS = "PROMETHEUS_MULTIPROC_DIR"

REQUESTS = Counter("empiria_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram(
    "empiria_request_seconds",
    "How long an answer took, until its first byte.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


def count_request(*, method: str, route: str, status: int, seconds: float) -> None:
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def may_read_metrics(request: HttpRequest) -> bool:
    """Whether the asker shows the token, or asks from a network that the settings name."""
    token = settings.EMPIRIA_METRICS_TOKEN
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(shown.encode(), token.encode()):
        return True
    try:
        address = ip_address(client_address(request))
    except ValueError:
        return False
    return any(address in network for network in settings.EMPIRIA_METRICS_NETWORKS)


def client_address(request: HttpRequest) -> str:
    """Where the request comes from, as the outermost of our own proxies saw it."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    count = settings.EMPIRIA_TRUSTED_PROXIES
    if count and hops:
        return hops[-min(count, len(hops))]
    return str(request.META.get("REMOTE_ADDR", ""))


def metrics() -> bytes:
    """Everything there is to know now."""
    if SHARED_COUNTS not in os.environ:
        return generate_latest(REGISTRY) + generate_latest(_looked_at)
    shared = CollectorRegistry()
    MultiProcessCollector(shared)
    return generate_latest(shared) + generate_latest(_looked_at)


def oldest_waiting_seconds() -> float:
    """How long the first job in the queue has waited, those left for later not counted; 0 when none waits."""
    now = timezone.now()
    since = Case(When(run_after__lte=now, then=F("run_after")), default=F("enqueued_at"))
    first = DBTaskResult.objects.ready().aggregate(first=Min(since))["first"]
    return max((now - first).total_seconds(), 0.0) if first else 0.0


class Jobs(Collector):
    def collect(self) -> Iterable[Metric]:
        by_state = dict.fromkeys(JobState.values, 0) | dict(
            Job.objects.order_by().values_list("state").annotate(count=Count("pk"))
        )
        jobs = GaugeMetricFamily("empiria_jobs", "Background jobs kept, by state.", labels=["state"])
        for state, count in by_state.items():
            jobs.add_metric([state], count)
        yield jobs
        yield GaugeMetricFamily(
            "empiria_jobs_oldest_waiting_seconds",
            "How long the first job in the queue has waited.",
            value=oldest_waiting_seconds(),
        )


class Database(Collector):
    """Each thread keeps a connection of its own, so what may run short are those of the server."""

    def collect(self) -> Iterable[Metric]:
        size = GaugeMetricFamily("empiria_database_bytes", "Size of the database.")
        with connection.cursor() as cursor:
            if connection.vendor != "postgresql":
                cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
                size.add_metric([], cursor.fetchone()[0])
                yield size
                return
            cursor.execute("SELECT pg_database_size(current_database())")
            size.add_metric([], cursor.fetchone()[0])
            cursor.execute(
                "SELECT coalesce(state, 'none'), count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() GROUP BY 1"
            )
            used = cursor.fetchall()
            cursor.execute("SELECT current_setting('max_connections')::int")
            (most,) = cursor.fetchone()
        yield size
        connections = GaugeMetricFamily(
            "empiria_database_connections", "Connections to the database, by state.", labels=["state"]
        )
        for state, count in used:
            connections.add_metric([state], count)
        yield connections
        yield GaugeMetricFamily(
            "empiria_database_connections_limit", "How many the server allows.", value=most
        )


class Processes(Collector):
    """This process and, where several serve, its siblings; by /proc, so nothing on other systems than Linux."""

    def collect(self) -> Iterable[Metric]:
        memory = GaugeMetricFamily("empiria_process_memory_bytes", "Resident memory.", labels=["pid"])
        files = GaugeMetricFamily("empiria_process_open_files", "Open files and connections.", labels=["pid"])
        seconds = GaugeMetricFamily("empiria_process_cpu_seconds", "Processor time used.", labels=["pid"])
        for pid in _serving():
            try:
                pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
                # The name of the program, in brackets, may hold spaces.
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                opened = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
            except OSError:
                continue
            memory.add_metric([pid], pages * os.sysconf("SC_PAGE_SIZE"))
            files.add_metric([pid], opened)
            seconds.add_metric([pid], (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))
        return [memory, files, seconds]


def _serving() -> Iterator[str]:
    if SHARED_COUNTS in os.environ:
        parent = os.getppid()
        try:
            yield from Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        except OSError:
            pass
        else:
            return
    yield str(os.getpid())


_looked_at = CollectorRegistry()
for _collector in (Jobs(), Database(), Processes()):
    _looked_at.register(_collector)
