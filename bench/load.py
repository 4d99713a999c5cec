"""Two hundred signed-in people browsing for a minute: two gunicorn workers on PostgreSQL, thinking time between pages.

A tenth of the requests goes to `/healthz`, which does nothing; every page's 95th percentile is held against that of
`/healthz` in the same run. Works on a database of its own on the server that `DATABASE_URL` names. The crowd is one
asyncio process without a library, so that what is measured is the server.
"""

import asyncio
import json
import math
import os
import random
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PEOPLE, SECONDS, WORKERS, THREADS = 200, 60, 2, 4
# How long somebody looks at a page before the next one, in seconds.
THINKING = (4.0, 12.0)
HEALTH, HEALTH_SHARE, TIME_LIMIT = "/healthz", 0.1, 25
PATIENCE = 60.0
STAFF = {"administrator": 4, "analyst": 8, "programme_officer": 8}
COORDINATORS = 60
# Of a hundred steps, how many lead where; `{city}` and `{indicator}` are chosen anew every time.
PUBLIC = {
    "/": 10,
    "/monitor/": 8,
    "/monitor/search/?q=wa": 6,
    "/monitor/{city}/": 22,
    "/monitor/{city}/indicators/{indicator}/": 10,
    "/monitor/method/cities/": 5,
    "/monitor/indicators/": 5,
    "/monitor/indicators/{indicator}/": 4,
    "/monitor/releases/": 3,
    "/monitor/units/": 4,
    "/places/groups/": 4,
    "/documents/": 9,
    "/accounts/": 6,
    "/privacy/consents/": 4,
}
# What the staff and the coordinators open besides, by role.
DESKS = {
    "administrator": {"/accounts/people/": 20, "/audit/": 20, "/jobs/": 15, "/reports/": 15},
    "analyst": {"/jobs/": 25, "/monitor/releases/draft/": 25, "/monitor/releases/catalogue/": 15},
    "programme_officer": {"/accounts/people/": 25, "/accounts/organisations/": 25, "/reports/": 20},
    "city_coordinator": {"/accounts/people/": 10},
}


def run() -> None:
    """In a process of its own: the settings read their data folder when they are imported."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        print("load: left out; it needs PostgreSQL (DATABASE_URL=postgresql://…/any database there)")
        return
    with tempfile.TemporaryDirectory(prefix="empiria-bench-") as name, database(server) as url:
        environment = os.environ | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "empiria.config.settings",
            "EMPIRIA_DATA": name,
        }
        done = subprocess.run([sys.executable, "-m", "bench.load", name], check=False, env=environment)
    if done.returncode:
        sys.exit(1)


@contextmanager
def database(server: str) -> Iterator[str]:
    """The address of an empty database that is dropped afterwards."""
    import psycopg

    name = f"empiria_load_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def fill() -> list[dict[str, Any]]:
    """The sample, and two hundred people who have signed in: each one's role and cookie."""
    from importlib import import_module

    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from empiria.apps.accounts.models import Organisation
    from empiria.apps.accounts.services import create_organisation, create_person, grant_role
    from empiria.apps.places.models import Unit
    from empiria.apps.system.encryption import encrypt
    from empiria.sample.load import load_sample

    load_sample()
    cities = [
        create_organisation(kind="municipality", name=f"Miasto {unit.name}", unit_id=unit.pk, by=None)
        for unit in Unit.objects.filter(level="municipality")
        if not Organisation.objects.filter(unit=unit).exists()
    ] or list(Organisation.objects.filter(kind="municipality"))
    roles = [role for role, count in STAFF.items() for _ in range(count)] + [
        "city_coordinator"
    ] * COORDINATORS
    password, people = make_password(secrets.token_hex()), []
    engine = import_module(settings.SESSION_ENGINE)
    for number in range(PEOPLE):
        role = roles[number] if number < len(roles) else "city_team_member"
        person = create_person(email=f"person-{number}@example.org", name=f"Person {number}", by=None)
        person.password = password
        person.save(update_fields=["password"])
        place = {} if role in STAFF else {"organisation": cities[number % len(cities)]}
        grant_role(person=person, role=role, by=None, **place)
        if role in STAFF:
            Authenticator.objects.create(
                user=person, type=Authenticator.Type.TOTP, data={"secret": encrypt("JBSWY3DPEHPK3PXP")}
            )
        session = engine.SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session["signed_in_at"] = timezone.now().timestamp()
        # The staff have given their second factor.
        session["account_authentication_methods_user"] = str(person.pk)
        session["account_authentication_methods"] = [{"method": "mfa", "at": 0, "type": "totp"}]
        session.save()
        people.append({"role": role, "cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"})
    return people


def ways(role: str) -> tuple[list[str], list[int]]:
    pages = {**PUBLIC, **DESKS.get(role, {})}
    return list(pages), list(pages.values())


class Crowd:
    """Everybody at once; `times` holds the seconds of every request by page, `errors` what went wrong."""

    def __init__(
        self, port: int, people: list[dict[str, Any]], cities: list[str], indicators: list[str]
    ) -> None:
        self.port, self.people, self.cities, self.indicators = port, people, cities, indicators
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []

    async def browse(self) -> None:
        end = time.monotonic() + SECONDS
        async with asyncio.TaskGroup() as everybody:
            for number, person in enumerate(self.people):
                everybody.create_task(self.visit(number, person, end))

    async def visit(self, number: int, person: dict[str, Any], end: float) -> None:
        choice = random.Random(number)  # noqa: S311  the same walk every time, no secret
        pages, weights = ways(person["role"])
        await asyncio.sleep(choice.uniform(0, THINKING[1]))
        while time.monotonic() < end:
            page = HEALTH if choice.random() < HEALTH_SHARE else choice.choices(pages, weights)[0]
            address = page.format(city=choice.choice(self.cities), indicator=choice.choice(self.indicators))
            start = time.perf_counter()
            try:
                async with asyncio.timeout(PATIENCE):
                    status = await self.get(address, person["cookie"])
            except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError) as error:
                status = repr(error)
            self.times[page].append(time.perf_counter() - start)
            if status != "200":
                self.errors.append(f"{person['role']}: {address} answered {status}")
            await asyncio.sleep(choice.uniform(*THINKING))

    async def get(self, address: str, cookie: str) -> str:
        """The status of one request, its answer read to the end."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            request = (
                f"GET {address} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
            )
            writer.write(request.encode())
            answer = await reader.read(-1)
        finally:
            writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        if b"</html>" not in body and address != HEALTH:
            return f"{head[9:12].decode()} without its end"
        return head[9:12].decode()


def percentile(times: list[float], share: float) -> float:
    """Of at least one figure, the one that this share of them does not exceed."""
    return sorted(times)[max(math.ceil(share * len(times)) - 1, 0)]


@contextmanager
def server() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chosen = [
        f"--workers={WORKERS}",
        "--worker-class=gthread",
        f"--threads={THREADS}",
        f"--bind=127.0.0.1:{port}",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *chosen, "--log-level=warning", "empiria.config.wsgi:application"],
        stdout=subprocess.DEVNULL,
        stderr=None if os.environ.get("EMPIRIA_BENCH_LOG") else subprocess.DEVNULL,
    )
    try:
        while process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def crowd(given: dict[str, Any]) -> None:
    """The process of the crowd: what it met goes out as JSON."""
    os.nice(5)
    walk = Crowd(**given)
    # Everybody has opened the site before: the first page of a worker, with its imports, is not what is measured.
    for page in (*PUBLIC, *(page for desk in DESKS.values() for page in desk)):
        address = page.format(city=walk.cities[0], indicator=walk.indicators[0])
        for _ in range(3 * WORKERS):
            asyncio.run(walk.get(address, walk.people[0]["cookie"]))
    asyncio.run(walk.browse())
    json.dump({"times": walk.times, "errors": walk.errors}, sys.stdout)


def report(times: dict[str, list[float]], errors: list[str]) -> bool:
    """One line with the worst ratio, a table of every page; whether all is as it must be."""
    health = percentile(times.pop(HEALTH), 0.95)
    rows = [
        (percentile(one, 0.95) / health, page, len(one), statistics.median(one), percentile(one, 0.95))
        for page, one in times.items()
    ]
    rows.sort(reverse=True)
    worst, requests = rows[0], sum(row[2] for row in rows)
    print(
        f"load: {worst[0]:.1f} × /healthz at the 95th percentile (at most {TIME_LIMIT}) by {worst[1]}, "
        f"{len(errors)} errors in {requests} pages — {1000 * worst[4]:.0f} ms against {1000 * health:.1f} ms, "
        f"{PEOPLE} people, {WORKERS} workers"
    )
    for ratio, page, count, middle, high in rows:
        print(f"  {page:42} {count:5} × {1000 * middle:7.1f} ms p50 {1000 * high:7.1f} ms p95 {ratio:6.1f} ×")
    for error in errors[:10]:
        print(f"  {error}")
    return not errors and worst[0] <= TIME_LIMIT


def main() -> None:
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0)
    # Static files are collected as in a real start: pages name them by their hashes.
    call_command("collectstatic", verbosity=0, interactive=False)
    people = fill()
    from empiria.apps.monitor.models import Indicator
    from empiria.apps.places.models import Unit

    today = Unit.objects.filter(level="municipality", valid_to=None)
    cities = list(today.values_list("teryt", flat=True))
    indicators = ["unemployed"] if Indicator.objects.filter(code="unemployed").exists() else []
    connections.close_all()
    with server() as port:
        given = {"port": port, "people": people, "cities": cities, "indicators": indicators}
        done = subprocess.run(
            [sys.executable, "-m", "bench.load", "--crowd"],
            input=json.dumps(given),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    if not report(**json.loads(done.stdout)):
        sys.exit(1)


if __name__ == "__main__":
    if sys.argv[1] == "--crowd":
        crowd(json.load(sys.stdin))
    else:
        main()
