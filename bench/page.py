"""The city page with the whole country loaded: 2,479 municipalities × 20 years × 80 indicators, a group of 477.

Held against `/healthz`, which does nothing: both asked of the web server that `empiria start` runs, in turn, every time
another municipality of the large group. The release goes in through the services, as a real one does.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNITS, YEARS, INDICATORS, GROUP = 2479, 20, 80, 477
TIME_LIMIT, QUERY_LIMIT, BYTE_LIMIT = 150, 12, 500_000
ROUNDS = 30
VOIVODESHIPS = [f"{number:02}" for number in range(2, 34, 2)]
RECIPE = """code: bench
version: "1"
title: {pl: Cały kraj, en: Whole country}
compare: kind-size
change: {periods: 3}
tree:
  code: overall
  children:
"""


def recipe_text() -> str:
    """Four dimensions of five areas of four indicators; half of them better when lower."""
    lines = [RECIPE.rstrip()]
    leaves = iter(range(INDICATORS))
    for dimension in range(4):
        lines += [f"    - code: dimension-{dimension}", "      children:"]
        for area in range(5):
            lines += [f"        - code: area-{dimension}-{area}", "          children:"]
            lines += [
                f"            - {{code: indicator_{number:02}{', direction: down' if number % 2 else ''}}}"
                for number in (next(leaves) for _ in range(4))
            ]
    return "\n".join(lines) + "\n"


def municipalities() -> list[tuple[str, str, str, int]]:
    """(code, kind, county, population): 477 rural ones under five thousand make the largest group of the country."""
    found = []
    for number in range(UNITS):
        voivodeship, rest = VOIVODESHIPS[number % 16], number // 16
        county = f"{voivodeship}{rest // 8 + 1:02}"
        kind = "2" if number < GROUP else str(number % 3 + 1)
        population = 3_000 if number < GROUP else (7_000, 14_000, 30_000, 70_000)[number % 4]
        found.append((f"{county}{rest % 8 + 1:02}", kind, county, population + number))
    return found


def load(folder: Path) -> None:
    """Publish the country."""
    import polars as pl

    from empiria.apps.monitor.models import Indicator, RecipeVersion
    from empiria.apps.monitor.services import (
        import_observations,
        publish_release,
        refresh_difference,
        sync_catalogue,
    )
    from empiria.apps.places.services import register_units, set_populations
    from empiria.apps.system.models import Job
    from empiria.apps.system.worker import run_jobs

    units = municipalities()
    counties = sorted({county for _code, _kind, county, _population in units})
    rows = [(code, code, "voivodeship", f"Województwo {code}", "", "00") for code in VOIVODESHIPS]
    rows += [(code, code, "county", f"Powiat {code}", "land", code[:2]) for code in counties]
    rows += [
        (code, code + kind, "municipality", f"Gmina {code}", kind, county) for code, kind, county, _ in units
    ]
    table = pl.DataFrame(rows, schema=["code", "teryt", "level", "name", "kind", "parent"], orient="row")
    register_units(table=table, source="bench", by=None)
    set_populations(values={code: (population, 2024) for code, _, _, population in units}, by=None)
    sync_catalogue(by=None)
    Indicator.objects.bulk_create(
        Indicator(
            code=f"indicator_{number:02}",
            name_pl=f"Wskaźnik warunków życia mieszkańców numer {number}",
            name_en=f"Indicator of living conditions number {number}",
            unit_pl="na 1000 mieszkańców",
            unit_en="per 1,000 inhabitants",
            polarity="down" if number % 2 else "up",
        )
        for number in range(INDICATORS)
    )
    RecipeVersion.objects.update(is_current=False)
    RecipeVersion.objects.create(
        code="bench", version="1", text=recipe_text(), digest="bench", groupings=["kind-size", "all"]
    )
    path = folder / "observations.parquet"
    write_observations(path, [code + kind for code, kind, _, _ in units])
    release = refresh_difference(release=import_observations(path=path, by=None).release)
    publish_release(release=release, by=None, difference_digest=release.difference_digest)
    run_jobs(list(Job.objects.active().values_list("pk", flat=True)))


def write_observations(path: Path, teryt: list[str]) -> None:
    import numpy as np
    import polars as pl

    random = np.random.default_rng(20251118)
    codes, each = pl.Series(teryt), YEARS * INDICATORS
    pl.DataFrame(
        {
            "unit": codes.gather(np.repeat(np.arange(UNITS), each)),
            "indicator": pl.Series([f"indicator_{n:02}" for n in range(INDICATORS)]).gather(
                np.tile(np.repeat(np.arange(INDICATORS), YEARS), UNITS)
            ),
            "period": np.tile(np.arange(2005, 2005 + YEARS), UNITS * INDICATORS),
            "value": random.lognormal(mean=3, size=UNITS * each),
        }
    ).write_parquet(path)


def queries_of(address: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def get(port: int, path: str) -> tuple[float, bytes]:
    """Seconds and content of one request on a connection of its own, as a reader's first."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}")
    return time.perf_counter() - start, content


@contextmanager
def server() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "empiria.cli.web", str(port)])
    try:
        while process.poll() is None:
            try:
                get(port, "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def measure() -> None:
    cities = [f"/monitor/{code}{kind}/" for code, kind, _, _ in municipalities()[:GROUP]]
    queries = queries_of(cities[0])
    with server() as port:
        _seconds, page = get(port, cities[0])
        if page.count(b'class="ch-strip"') < INDICATORS:
            raise RuntimeError("the page shows no strips: the scores are not there")
        pairs = [(get(port, "/healthz")[0], get(port, city)[0]) for city in cities[1 : ROUNDS + 1]]
    health, city = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"page: {city / health:.0f} × /healthz (at most {TIME_LIMIT}), {queries} SQL queries (at most {QUERY_LIMIT}), "
        f"{len(page) / 1000:.0f} kB (at most {BYTE_LIMIT // 1000}) — {city * 1000:.0f} ms against {health * 1000:.1f} ms"
    )


def run() -> None:
    """In a process of its own: the settings read their data folder when they are imported."""
    with tempfile.TemporaryDirectory(prefix="empiria-bench-") as name:
        kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment = kept | {"EMPIRIA_DATA": name, "DJANGO_SETTINGS_MODULE": "empiria.config.settings"}
        subprocess.run([sys.executable, "-m", "bench.page", name], check=True, env=environment)


def main(folder: Path) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    # Static files are collected as in a real start: pages name them by their hashes.
    call_command("collectstatic", verbosity=0, interactive=False)
    load(folder)
    measure()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
