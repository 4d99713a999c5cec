"""The committed tables are what the program makes of the public data."""

import runpy
from pathlib import Path

import pytest

from empiria.sample.tables import DATA

PROGRAM = Path(__file__).resolve().parents[3] / "tools" / "make_sample.py"


@pytest.mark.parametrize("name", ["cities.csv", "observations.csv", "outlines.csv"])
def test_made_again_is_the_same(name: str, shared: Path, tmp_path: Path) -> None:
    runpy.run_path(str(PROGRAM))["main"](tmp_path)
    assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()


def test_tables_are_small() -> None:
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 400_000
    assert (DATA / "outlines.csv").stat().st_size < 40_000
