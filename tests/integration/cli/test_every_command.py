"""Every command once, in a process of its own: nothing that the tests themselves have loaded makes it run."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from empiria.cli import main
from tests.integration.cli.test_messages import paths
from tests.integration.installation import EMPIRIA
from tests.integration.workshop import Workshop, open_workshop

COMMANDS = [words for words in paths(main) if words]
# They run until they are ended: `test_start`, `test_serve` and `test_supervise` start them.
LASTING = {("start",), ("serve",), ("worker",)}
# Compute from files alone; `test_index` and `test_certainty` run them.
WITHOUT_DATABASE = {("index",), ("uncertainty",), ("peers",)}
GROUPS = {("import",), ("sync",), ("release",), ("organisations",), ("person",)}
# What is given with it, how it ends, and what it says then (`{year}` is the year it says it in).
CALLS: dict[tuple[str, ...], tuple[str, int, str]] = {
    ("prepare",): ("", 0, ""),
    ("check",): ("--json", 0, '"code"'),
    ("import", "terc"): ("{file}", 2, "Error: "),
    ("import", "boundaries"): ("{file}", 2, "Error: "),
    ("import", "areas"): ("{file}", 2, "Error: "),
    ("import", "bdl"): ("{file}", 2, "Error: "),
    ("import", "observations"): ("{table}", 0, "{year}-1"),
    ("sync", "bdl"): ("--years 2024-2015", 2, "2024-2015"),
    ("sync", "smup"): ("--indicator one", 2, "Error: "),
    ("release", "list"): ("", 0, ""),
    ("release", "show"): ("1999-1 --output {new}.csv", 2, "Error: "),
    ("release", "diff"): ("1999-1", 2, "Error: "),
    ("release", "publish"): ("1999-1 --yes", 2, "Error: "),
    ("release", "discard"): ("1999-1 --yes", 2, "Error: "),
    ("release", "undo"): ("1999-1 file.csv --yes", 2, "Error: "),
    ("report",): ("1862011 --output {new}.pdf", 2, "1862011"),
    ("organisations", "sync"): ("", 0, "made: 0"),
    ("person", "add"): ("new@example.org", 0, "This link sets the password, once and within a day"),
    ("person", "link"): (
        "nobody@example.org --reason asked",
        2,
        "nobody has an account with the e-mail nobody@example.org",
    ),
    ("person", "unlock"): (
        "nobody@example.org --reason asked",
        2,
        "nobody has an account with the e-mail nobody@example.org",
    ),
    ("retention",): ("--dry-run", 0, ": 0"),
    ("backup",): ("{new}.backup", 0, " rows and "),
    ("restore",): ("{file}", 2, "Error: "),
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, migrated: Workshop, prepared: Path) -> Iterator[Workshop]:
    """One migrated database for all of them, and the static files collected."""
    folder = tmp_path_factory.mktemp("commands")
    shutil.copytree(prepared, folder / "data")
    (folder / "file").write_text("nothing of use\n")
    (folder / "table.csv").write_text("unit;indicator;period;value\n1862011;population;2024;57000\n")
    with open_workshop(folder, template=migrated) as opened:
        yield opened


def run(shop: Workshop, *words: str) -> tuple[int, str]:
    return process(shop, *EMPIRIA, *words)


def process(shop: Workshop, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, *words],
        # Without what tests leave in the environment: a command finds its settings by itself.
        env={name: text for name, text in shop.environment.items() if not name.startswith("DJANGO_")},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


# Each in a process that has loaded the entrance and nothing else.
HELP = """
import json, os, sys
from empiria.cli import main
for words in json.loads(sys.argv[1]):
    if not (child := os.fork()):
        main([*words, "--help"])
    if code := os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        sys.exit(f"{words}: {code}")
"""


def test_every_command_is_called_here() -> None:
    assert set(COMMANDS) == {*CALLS, *LASTING, *WITHOUT_DATABASE, *GROUPS}


def test_every_command_tells_its_help(shop: Workshop) -> None:
    code, told = process(shop, "-c", HELP, json.dumps(COMMANDS))
    assert code == 0, told
    assert told.count("Usage: ") == len(COMMANDS)


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_every_command_runs_in_a_process_of_its_own(shop: Workshop, words: tuple[str, ...]) -> None:
    given, code, said = CALLS[words]
    files = {
        "file": shop.folder / "file",
        "table": shop.folder / "table.csv",
        "new": shop.folder / "new",
    }
    began = timezone.localdate().year
    found, told = run(shop, *words, *given.format_map(files).split())
    # A draft is called by the year in which it is opened, here while the command ran.
    said_in = {said.format(year=year) for year in {began, timezone.localdate().year}}
    assert (found, any(one in told for one in said_in)) == (code, True), told
    assert "Traceback" not in told
