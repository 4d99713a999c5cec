"""Processes that are killed (SIGKILL) or meet: nothing is half done, nothing is lost, and a second run ends well."""

import csv
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.integration.installation import EMPIRIA, copied
from tests.integration.workshop import Workshop, open_workshop, wait_until

pytestmark = pytest.mark.slow

UNITS = [
    f"{voivodeship:02d}{county:02d}{unit:02d}2"
    for voivodeship in (2, 4, 6, 8)
    for county in range(1, 10)
    for unit in range(1, 10)
]
YEARS = range(2005, 2025)
INDICATORS = ("population", "unemployed")


def table(folder: Path, *, name: str = "table.csv", years: range = YEARS) -> Path:
    """Figures of some hundred units, big enough that an import takes a moment."""
    path = folder / name
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["unit", "indicator", "period", "value"])
        for place, unit in enumerate(UNITS):
            for indicator in INDICATORS:
                writer.writerows([unit, indicator, year, 1000 + place * 7 + year] for year in years)
    return path


def shown(workshop: Workshop, release: str) -> list[str]:
    output = workshop.folder / "shown.csv"
    workshop.run(*EMPIRIA, "release", "show", release, "--output", str(output))
    return output.read_text().splitlines()


def register(workshop: Workshop) -> None:
    """Make the units of the table known."""
    lines = ["WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA"]
    for voivodeship in sorted({unit[:2] for unit in UNITS}):
        lines.append(f"{voivodeship};;;;W{voivodeship};województwo;2025-01-01")
    for county in sorted({unit[:4] for unit in UNITS}):
        lines.append(f"{county[:2]};{county[2:]};;;P{county};powiat;2025-01-01")
    for unit in UNITS:
        lines.append(f"{unit[:2]};{unit[2:4]};{unit[4:6]};2;G{unit};gmina wiejska;2025-01-01")
    path = workshop.folder / "terc.csv"
    path.write_text("\n".join(sorted(lines[1:])).join([lines[0] + "\n", "\n"]))
    workshop.run(*EMPIRIA, "import", "terc", str(path))


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory, migrated: Workshop) -> Iterator[tuple[Workshop, str]]:
    """The table in a draft, compared with nothing, and its units known: for every test to copy."""
    with open_workshop(tmp_path_factory.mktemp("draft"), template=migrated) as opened:
        path = table(opened.folder)
        code = opened.run(*EMPIRIA, "import", "observations", str(path)).splitlines()[-1]
        opened.run(*EMPIRIA, "release", "diff", code)
        register(opened)
        yield opened, code


@pytest.fixture
def drafted(tmp_path: Path, draft: tuple[Workshop, str]) -> Iterator[tuple[Workshop, str]]:
    """A draft of one's own, and its code."""
    template, code = draft
    with copied(tmp_path, template) as opened:
        yield opened, code


def test_imports_at_once_are_all_in_one_draft(workshop: Workshop) -> None:
    files = [
        table(workshop.folder, name=f"{year}.csv", years=range(year, year + 1)) for year in range(2010, 2013)
    ]
    processes = [workshop.start(*EMPIRIA, "import", "observations", str(path)) for path in files]
    assert [process.wait(60) for process in processes] == [0] * len(files), workshop.logs()
    assert workshop.sql("SELECT count(*) FROM monitor_release") == [(1,)]
    (code,) = workshop.sql("SELECT code FROM monitor_release")[0]
    assert len(shown(workshop, code)) == 1 + len(UNITS) * len(INDICATORS) * len(files)


@pytest.mark.parametrize("moment", ["raw", "releases"])
def test_an_import_killed_half_way_leaves_nothing_and_runs_again(workshop: Workshop, moment: str) -> None:
    path = table(workshop.folder)
    store = workshop.folder / "data" / "store"
    process = workshop.start(*EMPIRIA, "import", "observations", str(path))
    wait_until(
        lambda: process.poll() is not None or any((store / moment).rglob("*")), what=f"something in {moment}"
    )
    process.send_signal(signal.SIGKILL)
    process.wait()
    imports = workshop.sql("SELECT count(*) FROM monitor_import")[0][0]
    assert workshop.sql("SELECT count(*) FROM monitor_release WHERE observations <> ''")[0][0] == imports
    assert workshop.run(*EMPIRIA, "import", "observations", str(path)).splitlines()[-1].endswith("-1")
    assert workshop.sql("SELECT count(*) FROM monitor_import") == [(1,)]
    (code,) = workshop.sql("SELECT code FROM monitor_release")[0]
    assert len(shown(workshop, code)) == 1 + len(UNITS) * len(INDICATORS) * len(YEARS)


@pytest.mark.parametrize("delay", [0.0, 0.2])
def test_a_publication_killed_half_way_is_whole_or_not_at_all(
    drafted: tuple[Workshop, str], delay: float
) -> None:
    workshop, code = drafted
    publish = (*EMPIRIA, "release", "publish", code, "--leave-out-unknown", "--no-scores")
    process = workshop.start(*publish)
    store = workshop.folder / "data" / "store"
    wait_until(
        lambda: process.poll() is not None or any(store.rglob("units-*")), what="the units to be frozen"
    )
    with suppress(subprocess.TimeoutExpired):
        process.wait(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    ((state, units, audits),) = workshop.sql(
        "SELECT r.state, r.units, (SELECT count(*) FROM system_auditentry a "
        "WHERE a.action = 'monitor.publish-release') FROM monitor_release r"
    )
    assert (state, bool(units), audits) in {("draft", False, 0), ("published", True, 1)}
    if state == "draft":
        assert workshop.run(*publish).splitlines()[-1] == code
    assert workshop.sql("SELECT state FROM monitor_release") == [("published",)]
    assert len(shown(workshop, code)) == 1 + len(UNITS) * len(INDICATORS) * len(YEARS)


def test_scores_whose_worker_is_killed_are_made_by_another(drafted: tuple[Workshop, str]) -> None:
    workshop, code = drafted
    workshop.run(*EMPIRIA, "release", "publish", code, "--no-scores")
    asked = workshop.sql("SELECT count(*) FROM monitor_scoreset")[0][0]
    assert asked > 0
    first = workshop.start(*EMPIRIA, "worker")
    wait_until(
        lambda: workshop.sql("SELECT count(*) FROM system_job WHERE state = 'running'")[0][0],
        what="a job to run",
    )
    first.send_signal(signal.SIGKILL)
    first.wait()
    workshop.start(*EMPIRIA, "worker")
    # A job ends after its scores stand: it asks for their certainty first.
    states = "SELECT DISTINCT state FROM system_job WHERE kind = 'monitor.compute-scores'"
    wait_until(lambda: workshop.sql(states) == [("done",)], what="all scores")
    assert workshop.sql("SELECT count(*) FROM monitor_scoreset WHERE state = 'queued'") == [(0,)]
    named = {path for (path,) in workshop.sql("SELECT path FROM monitor_scoreset WHERE path <> ''")}
    store = workshop.folder / "data" / "store"
    assert {folder.relative_to(store).as_posix() for folder in store.glob("scores/*/*")} == named


def test_a_publication_killed_at_its_scores_is_finished_by_running_it_again(
    drafted: tuple[Workshop, str],
) -> None:
    workshop, code = drafted
    publish = (*EMPIRIA, "release", "publish", code)
    process = workshop.start(*publish)
    wait_until(
        lambda: workshop.sql("SELECT count(*) FROM system_job WHERE state = 'running'")[0][0],
        what="the scores to be begun",
    )
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert workshop.sql("SELECT count(*) FROM monitor_scoreset WHERE state = 'queued'")[0][0] > 0
    assert workshop.run(*publish).splitlines()[-1] == code
    assert workshop.sql("SELECT count(*) FROM monitor_scoreset WHERE state IN ('queued', 'failed')") == [(0,)]
    assert workshop.sql("SELECT DISTINCT state FROM system_job WHERE kind = 'monitor.compute-scores'") == [
        ("done",)
    ]
