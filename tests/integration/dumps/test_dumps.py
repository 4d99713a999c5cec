"""Every earlier schema that landed is restored, migrated to today, and its pages answer."""

import os
from pathlib import Path

import pytest

from tests.integration.installation import DUMPS, EMPIRIA, archived_tables, empty_installation
from tests.integration.workshop import Workshop

pytestmark = pytest.mark.slow

# The pages of a city, of today and of each quarter, as a visitor gets them.
ASK = """
import django
from django.conf import settings
# As in the other tests: without collecting static files first.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
from django.test import Client
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
print("lacking", len(executor.migration_plan(executor.loader.graph.leaf_nodes())))
client = Client()
for path in ("/", "/monitor/1465011/", "/monitor/releases/", "/places/groups/", "/en/monitor/1465011/"):
    page = client.get(path, HTTP_HOST="localhost")
    print(path, page.status_code, "Warszawa" in page.content.decode())
"""


@pytest.mark.parametrize("dump", sorted(DUMPS.glob("*.backup")), ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "on",
    [
        "sqlite",
        pytest.param(
            "same",
            marks=pytest.mark.skipif(
                "postgres" not in os.environ.get("DATABASE_URL", ""), reason="needs PostgreSQL"
            ),
        ),
    ],
)
def test_an_earlier_schema_becomes_that_of_today(tmp_path: Path, dump: Path, on: str) -> None:
    was = archived_tables(dump)
    with empty_installation(tmp_path / "here", on=on) as here:
        here.run(*EMPIRIA, "restore", str(dump))
        check_rows(here, was)
        answers = dict(line.split(" ", 1) for line in here.run("-c", ASK).splitlines() if " " in line)
        assert answers.pop("lacking") == "0"
        assert answers["/monitor/1465011/"] == answers["/en/monitor/1465011/"] == "200 True"
        assert {answer.split()[0] for answer in answers.values()} == {"200"}


def check_rows(here: Workshop, was: dict[str, list[dict[str, object]]]) -> None:
    people = [(row["email"], row["name"]) for row in was["tables/accounts.Person.jsonl"]]
    assert here.sql("SELECT email, name FROM accounts_person ORDER BY id") == people
    releases = [(row["code"], row["state"]) for row in was["tables/monitor.Release.jsonl"]]
    assert here.sql("SELECT code, state FROM monitor_release ORDER BY id") == releases
    scores = [(row["grouping"], row["state"], row["path"]) for row in was["tables/monitor.ScoreSet.jsonl"]]
    assert here.sql("SELECT grouping, state, path FROM monitor_scoreset ORDER BY id") == scores
    assert releases
    assert "ready" in {state for _grouping, state, _path in scores}
    store = here.folder / "data" / "store"
    assert all((store / str(path) / "by_unit.parquet").is_file() for *_facts, path in scores if path)
    # Nobody loses what they may do.
    staff = [row["email"] for row in was["tables/accounts.Person.jsonl"] if row.get("is_staff")]
    granted = (
        "SELECT p.email FROM accounts_person p JOIN accounts_rolegrant g ON g.person_id = p.id ORDER BY p.id"
    )
    if staff:
        assert [email for (email,) in here.sql(granted)] == staff
