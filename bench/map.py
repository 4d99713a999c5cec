"""The map of the whole country: 2,479 areas with the boundaries that a register would give, in one page.

Boundaries are made by seed: a tiling of cells whose every common line is bent as a real one is, with about as many points
as a register that was simplified once. What counts is the page compressed as a proxy compresses it, how long the server
takes against `/healthz`, and how long the import thins the outlines. Where Debian's chromium is installed, also how long
the page takes from the request to the second frame after it.
"""

import gzip
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import page

BYTE_LIMIT, DRAW_LIMIT, ROUNDS = 600_000, 2.0, 7
# Cells of a grid that hold the country's municipalities, and how many bends lie between two corners.
COLUMNS, BENDS = 50, 11
ADDRESS = "/monitor/map/?show=indicator_01&method=jenks"


def run() -> None:
    """In a process of its own: the settings read their data folder when they are imported."""
    with tempfile.TemporaryDirectory(prefix="empiria-bench-") as name:
        kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment = kept | {"EMPIRIA_DATA": name, "DJANGO_SETTINGS_MODULE": "empiria.config.settings"}
        subprocess.run([sys.executable, "-m", "bench.map", name], check=True, env=environment)


def boundaries(codes: list[str]) -> str:
    """A cell of a bent grid for every code, from 14 to 24 degrees east and 49 to 55 north, as GeoJSON.

    With eleven bends between corners a cell has 48 points; those of the public boundaries that tests use have 28.
    """
    chance = random.Random(20251118)  # noqa: S311 (a benchmark's input)
    rows = -(-len(codes) // COLUMNS)
    width, height = 10 / COLUMNS, 6 / rows
    corners = {
        (x, y): (
            14 + (x + chance.uniform(-0.3, 0.3)) * width,
            49 + (y + chance.uniform(-0.3, 0.3)) * height,
        )
        for x in range(COLUMNS + 1)
        for y in range(rows + 1)
    }

    def bent(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[float, float]]:
        (ax, ay), (bx, by) = corners[start], corners[end]
        inner = [
            (
                round(ax + (bx - ax) * step / (BENDS + 1) + chance.gauss(0, 0.012), 5),
                round(ay + (by - ay) * step / (BENDS + 1) + chance.gauss(0, 0.008), 5),
            )
            for step in range(1, BENDS + 1)
        ]
        return [(round(ax, 5), round(ay, 5)), *inner, (round(bx, 5), round(by, 5))]

    across = {(x, y): bent((x, y), (x + 1, y)) for x in range(COLUMNS) for y in range(rows + 1)}
    up = {(x, y): bent((x, y), (x, y + 1)) for x in range(COLUMNS + 1) for y in range(rows)}
    features = []
    for number, code in enumerate(codes):
        x, y = number % COLUMNS, number // COLUMNS
        east, north = up[x + 1, y], across[x, y + 1]
        ring = [*across[x, y][:-1], *east[:-1], *north[::-1][:-1], *up[x, y][::-1]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"terc": code}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features})


def import_outlines(folder: Path) -> float:
    """Seconds of the import, which thins the outlines."""
    from empiria.apps.places.services import import_boundaries
    from empiria.sources.boundaries import read_boundaries

    path = folder / "boundaries.geojson"
    path.write_text(boundaries([code + kind for code, kind, _, _ in page.municipalities()]))
    reading = read_boundaries(path)
    start = time.perf_counter()
    import_boundaries(reading=reading, by=None)
    return time.perf_counter() - start


def draw(port: int) -> float | None:
    """Seconds from the request to the second frame, the best of some rounds; None without a browser."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return None
    from playwright.sync_api import sync_playwright

    frames = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        window = browser.new_page(viewport={"width": 1280, "height": 900})
        rounds = []
        for _ in range(3):
            start = time.perf_counter()
            window.goto(f"http://127.0.0.1:{port}{ADDRESS}")
            window.evaluate(frames)
            rounds.append(time.perf_counter() - start)
        browser.close()
    return min(rounds)


def measure(thinning: float) -> None:
    queries = page.queries_of(ADDRESS)
    with page.server() as port:
        _seconds, content = page.get(port, ADDRESS)
        # One of the codes that the seed makes was ended by a real reform.
        if content.count(b" data-unit=") < page.UNITS - 1:
            raise RuntimeError("the map does not show every municipality")
        pairs = [(page.get(port, "/healthz")[0], page.get(port, ADDRESS)[0]) for _ in range(ROUNDS)]
        drawn = draw(port)
    health, seconds = (statistics.median(column) for column in zip(*pairs, strict=True))
    packed = len(gzip.compress(content, 6))
    said = "no browser" if drawn is None else f"drawn in {drawn:.2f} s (at most {DRAW_LIMIT:g})"
    print(
        f"map: {packed / 1000:.0f} kB compressed (at most {BYTE_LIMIT // 1000}) of {len(content) / 1000:.0f} kB, {said}, "
        f"{seconds / health:.0f} × /healthz ({seconds * 1000:.0f} ms), {queries} SQL queries; "
        f"{page.UNITS} outlines imported and thinned in {thinning:.1f} s"
    )


def main(folder: Path) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    # Static files are collected as in a real start: pages name them by their hashes.
    call_command("collectstatic", verbosity=0, interactive=False)
    page.load(folder)
    measure(import_outlines(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
