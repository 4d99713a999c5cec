"""The reports of all cities of the sample as PDF: each with its figures, its drawings and its conformity to PDF/UA-1.

Held against the median of an empty document of the same typesetter, so that a slow machine is told from a slow report.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

SECONDS, CITIES = 90, 66


def run() -> None:
    """In a process of its own: the settings read their data folder when they are imported."""
    with tempfile.TemporaryDirectory(prefix="empiria-bench-") as name:
        kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment = kept | {"EMPIRIA_DATA": name, "DJANGO_SETTINGS_MODULE": "empiria.config.settings"}
        subprocess.run([sys.executable, "-m", "bench.reports"], check=True, env=environment)


def measure() -> None:
    from dataclasses import replace

    from empiria.apps.monitor.views.report_city import report_of
    from empiria.apps.monitor.views.words import page_words
    from empiria.apps.places.selectors import current_municipalities
    from empiria.reporting.document import WRITERS

    words, pdf = page_words(), WRITERS["pdf"]
    codes = [unit.teryt for unit in current_municipalities().order_by("code")]
    if len(codes) != CITIES:
        raise RuntimeError(f"the sample has {len(codes)} cities")
    empty = replace(report_of(codes[0], "city", words), blocks=[])
    pdf(empty)
    nothing, seconds, sizes = [], [], []
    for code in codes:
        begun = time.perf_counter()
        sizes.append(len(pdf(report_of(code, "city", words))))
        seconds.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        pdf(empty)
        nothing.append(time.perf_counter() - begun)
    each, least = statistics.median(seconds), statistics.median(nothing)
    print(
        f"reports: {len(codes)} PDF/UA-1 in {sum(seconds):.0f} s (at most {SECONDS}), {each * 1000:.0f} ms each, "
        f"{each / least:.0f} × an empty document, {max(sizes) / 1000:.0f} kB the largest"
    )


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from empiria.sample.load import load_sample

    load_sample()
    measure()


if __name__ == "__main__":
    main()
