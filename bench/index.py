"""An index of the whole country: 2,479 units × 20 years × 80 indicators, 3.97 million observations.

Denominators, comparison groups, z-scores, four levels, ranks and change — against bare Polars reading the same Parquet
and taking one grouped mean over it, by indicator and period, which is what every comparison is within. Memory: what a
process that computes the index takes above one that has only imported it, against the size of the observations.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

UNITS, YEARS, INDICATORS, GROUPS = 2479, 20, 80, 10
TIME_LIMIT, MEMORY_LIMIT = 40, 16
ROUNDS = 5

RECIPE_HEAD = """code: bench
version: "1"
compare: group
change: {periods: 3}
tree:
  code: index
  children:
"""


def recipe_text() -> str:
    """Four dimensions of five areas of four indicators; a third of them per head, half of them better when lower."""
    lines = [RECIPE_HEAD.rstrip()]
    leaves = iter(range(INDICATORS))
    for dimension in range(4):
        lines += [f"    - code: dimension_{dimension}", "      children:"]
        for area in range(5):
            lines += [f"        - code: area_{dimension}_{area}", "          children:"]
            for number in (next(leaves) for _ in range(4)):
                per = ", per: {indicator: indicator_00, times: 1000}" if number % 3 == 1 else ""
                direction = ", direction: down" if number % 2 else ""
                lines.append(f"            - {{code: indicator_{number:02}{per}{direction}}}")
    return "\n".join(lines) + "\n"


def write_inputs(folder: Path) -> None:
    random = np.random.default_rng(20251118)
    codes = pl.Series([f"{number:07}" for number in range(UNITS)])
    indicators = pl.Series([f"indicator_{number:02}" for number in range(INDICATORS)])
    count = UNITS * YEARS * INDICATORS
    pl.DataFrame(
        {
            "unit": codes.gather(np.repeat(np.arange(UNITS), YEARS * INDICATORS)),
            "indicator": indicators.gather(np.tile(np.arange(INDICATORS), UNITS * YEARS)),
            "period": np.tile(np.repeat(np.arange(2005, 2005 + YEARS), INDICATORS), UNITS),
            "value": random.lognormal(size=count),
        }
    ).write_parquet(folder / "observations.parquet")
    groups = random.integers(0, GROUPS, UNITS).astype(str)
    pl.DataFrame({"unit": codes, "name": codes, "group": groups}).write_parquet(folder / "units.parquet")
    (folder / "recipe.yaml").write_text(recipe_text(), encoding="utf-8")


def bare(folder: Path) -> None:
    table = pl.read_parquet(folder / "observations.parquet")
    table.group_by("indicator", "period").agg(pl.col("value").mean())


def index(folder: Path) -> None:
    from empiria.analysis.files import read_table
    from empiria.analysis.index import compute_index
    from empiria.analysis.recipe import read_recipe

    recipe = read_recipe(folder / "recipe.yaml")
    compute_index(recipe, read_table(folder / "observations.parquet"), read_table(folder / "units.parquet"))


def seconds(work: Callable[[Path], None], folder: Path) -> float:
    start = time.perf_counter()
    work(folder)
    return time.perf_counter() - start


def peak(folder: Path, *, compute: bool) -> int:
    """Peak resident bytes of a process of its own that imports everything and, if told so, computes (Linux)."""
    command = [sys.executable, "-m", "bench.index", str(folder), str(int(compute))]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def run() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_inputs(folder)
        size = pl.read_parquet(folder / "observations.parquet").estimated_size()
        memory = peak(folder, compute=True) - peak(folder, compute=False)
        pairs = [(seconds(bare, folder), seconds(index, folder)) for _ in range(ROUNDS)]
    bare_seconds, index_seconds = (min(column) for column in zip(*pairs, strict=True))
    print(
        f"index: {index_seconds / bare_seconds:.1f} × bare Polars (at most {TIME_LIMIT}), "
        f"{memory / size:.1f} × the data in memory (less than {MEMORY_LIMIT}) — "
        f"{index_seconds:.2f} s against {bare_seconds * 1000:.0f} ms; {memory / 1e6:.0f} MB for {size / 1e6:.0f} MB"
    )


if __name__ == "__main__":
    import empiria.analysis.files
    import empiria.analysis.index  # noqa: F401  # the baseline has imported what the index needs

    if sys.argv[2] == "1":
        index(Path(sys.argv[1]))
    # Not getrusage: its peak includes the parent's memory at the fork.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    print(int(status["VmHWM"].split()[0]) * 1024)
