"""Comparisons and rankings with the whole country loaded: 2,479 municipalities × 20 years × 80 indicators.

Each page is held against `/healthz`, as the city page is: a ranking of everybody, by a score and by an indicator; eight
municipalities of one group, and eight of the country with its median, in every view.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from bench import page

ROUNDS = 7


def run() -> None:
    """In a process of its own: the settings read their data folder when they are imported."""
    with tempfile.TemporaryDirectory(prefix="empiria-bench-") as name:
        kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment = kept | {"EMPIRIA_DATA": name, "DJANGO_SETTINGS_MODULE": "empiria.config.settings"}
        subprocess.run([sys.executable, "-m", "bench.choices", name], check=True, env=environment)


def addresses() -> dict[str, str]:
    """The pages by what they show."""
    units = [code + kind for code, kind, _, _ in page.municipalities()]
    alike, spread = units[:8], units[:: page.UNITS // 7][:7]
    measures = ["overall", "dimension-1", "area-1-2", "indicator_01", "indicator_02"]
    found = {
        f"ranking of everybody by {measure}": f"/monitor/ranking/?group=all&measure={measure}"
        for measure in ("overall", "indicator_01")
    }
    for view in ("profile", "trends", "multiples", "table"):
        chosen = [("view", view), *(("measure", one) for one in measures)]
        for title, compared in (("eight alike", alike), ("seven and the median", [*spread, "median:all"])):
            pairs = [*(("unit", one) for one in compared), *chosen]
            found[f"{title}, {view}"] = f"/monitor/compare/?{urlencode(pairs, safe=':')}"
    return found


def measure() -> None:
    pages = addresses()
    queries = {title: page.queries_of(address) for title, address in pages.items()}
    with page.server() as port:
        for title, address in pages.items():
            _first, content = page.get(port, address)
            pairs = [(page.get(port, "/healthz")[0], page.get(port, address)[0]) for _ in range(ROUNDS)]
            health, seconds = (statistics.median(column) for column in zip(*pairs, strict=True))
            print(
                f"choices: {title}: {seconds / health:.0f} × /healthz (at most {page.TIME_LIMIT}), "
                f"{queries[title]} SQL queries (at most {page.QUERY_LIMIT}), {len(content) / 1000:.0f} kB "
                f"— {seconds * 1000:.0f} ms against {health * 1000:.1f} ms"
            )


def main(folder: Path) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    # Static files are collected as in a real start: pages name them by their hashes.
    call_command("collectstatic", verbosity=0, interactive=False)
    page.load(folder)
    measure()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
