"""Make the dump of today's schema: `python -m tests.integration.dumps.make NAME`, with EMPIRIA_DATA on a new folder.

The sample with ten cities and ten years, a person, and a file in an open draft.
"""

import csv
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
CITIES = 10
FIRST_YEAR = 2015


def small_data(source: Path, target: Path) -> list[str]:
    """The sample's tables cut down; returns the codes of the cities kept."""
    with (source / "cities.csv").open(encoding="utf-8", newline="") as file:
        cities = list(csv.DictReader(file))
    # From everywhere in the country, Warszawa among them.
    kept = [city for place, city in enumerate(cities) if place % (len(cities) // CITIES) == 1][: CITIES - 1]
    kept.append(next(city for city in cities if city["name"] == "Warszawa"))
    codes = [city["teryt"] for city in kept]
    _write(target / "cities.csv", kept)
    with (source / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["unit"] in codes]
    old = [name for name in rows[0] if name.isdecimal() and int(name) < FIRST_YEAR]
    _write(
        target / "observations.csv",
        [{name: cell for name, cell in row.items() if name not in old} for row in rows],
    )
    (target / "outlines.csv").write_bytes((source / "outlines.csv").read_bytes())
    return codes


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def make(name: str) -> None:
    from empiria.cli import prepare

    prepare.open_database()
    from django_tasks_db.models import DBTaskResult

    from empiria.apps.accounts.services import create_person
    from empiria.apps.monitor.services import import_observations
    from empiria.apps.system.backup.making import make_backup
    from empiria.apps.system.models import Job
    from empiria.apps.system.services import record
    from empiria.sample import tables
    from empiria.sample.load import load_sample

    create_person(email="admin@example.org", name="Administrator", by=None, roles=["administrator"])
    with tempfile.TemporaryDirectory() as folder:
        codes = small_data(tables.DATA, Path(folder))
        tables.DATA = Path(folder)
        load_sample()
        draft = Path(folder) / "population-2025.csv"
        lines = [f"{code},population,2025,{10_000 + place}" for place, code in enumerate(codes)]
        draft.write_text("\n".join(["unit,indicator,period,value", *lines]) + "\n", encoding="utf-8")
        import_observations(path=draft, by=None)
    # On whose machine it was made is not to be committed.
    Job.objects.update(worker="worker")
    DBTaskResult.objects.update(worker_ids=[])
    made = make_backup(
        path=HERE / f"{name}.backup", recipients=[], progress=lambda *told: None, record=record
    )
    sys.stdout.write(f"{made.rows} rows, {made.files} files, {made.size} bytes\n")


if __name__ == "__main__":
    make(sys.argv[1])
