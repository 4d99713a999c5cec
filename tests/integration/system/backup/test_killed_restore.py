"""A restore that is killed leaves the old state or the new, whole, and whoever starts next finishes it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.installation import DUMP, EMPIRIA, assert_same, copied, files_of, rows_of
from tests.integration.workshop import Workshop, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("killed-restore")]

# What a command does, with a kill at one place of it: no signal from outside meets these moments for certain.
KILLED = """
import os, signal, sys
import django; django.setup()
from empiria.cli import main
from empiria.apps.system.backup import {module} as module
found = getattr(module, {function!r})
calls = 0
def killed(*args, **kwargs):
    global calls
    calls += 1
    if calls == {call} and not {after}:
        os.kill(os.getpid(), signal.SIGKILL)
    found(*args, **kwargs)
    if calls == {call}:
        os.kill(os.getpid(), signal.SIGKILL)
setattr(module, {function!r}, killed)
main(sys.argv[1:])
"""
NEXT = ("release", "list")


def run_killed(
    workshop: Workshop, *command: str, module: str, function: str, call: int = 1, after: bool = False
) -> None:
    """Run a command that is killed before its call of this function, or after it."""
    code = KILLED.format(module=module, function=function, call=call, after=after)
    done = workshop.ask("-c", code, *command)
    assert done.returncode == -9


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, installed: Workshop) -> Iterator[Workshop]:
    """An installation and, beside it, its backup."""
    folder = tmp_path_factory.mktemp("before")
    with copied(folder, installed) as opened:
        opened.run(*EMPIRIA, "backup", str(folder / "all.backup"))
        yield opened


@pytest.fixture(scope="module")
def gone_on(tmp_path_factory: pytest.TempPathFactory, before: Workshop) -> Iterator[Workshop]:
    """An installation that has gone on since the backup: a person and an upload more, and an upload less."""
    with copied(tmp_path_factory.mktemp("gone-on"), before) as opened:
        opened.run(*EMPIRIA, "person", "add", "later@example.org")
        uploads = opened.folder / "data" / "uploads" / "documents"
        (uploads / "Załącznik nr 1.txt").unlink()
        (uploads / "later.txt").write_text("later")
        yield opened


@pytest.fixture
def changed(tmp_path: Path, gone_on: Workshop) -> Iterator[Workshop]:
    folder = tmp_path / "changed"
    folder.mkdir()
    with copied(folder, gone_on) as opened:
        assert ("later@example.org",) in opened.sql("SELECT email FROM accounts_person")
        yield opened


@pytest.fixture
def backup(before: Workshop) -> Path:
    return before.folder / "all.backup"


@pytest.mark.parametrize(
    ("function", "after"),
    [
        # The files lie beside their places; the database is untouched.
        ("_check_known", False),
        # The database is emptied, …
        ("_migrate_to", False),
        # … and the journal names a restore that was never committed.
        ("_write_journal", True),
    ],
)
def test_before_the_commit_the_old_state_stays(
    backup: Path, changed: Workshop, function: str, after: bool
) -> None:
    rows, files = rows_of(changed), files_of(changed)
    restore = ("restore", "--replace", str(backup))
    run_killed(changed, *restore, module="restoring", function=function, after=after)
    changed.run(*EMPIRIA, *NEXT)
    assert rows_of(changed) == rows
    assert files_of(changed) == files
    assert list((changed.folder / "data").rglob(".*")) == []
    assert not (changed.folder / "data" / "restore.json").exists()


def test_after_the_commit_whoever_starts_next_finishes(
    installed: Workshop, backup: Path, changed: Workshop
) -> None:
    """Even where those who start next are killed too, each a little later on the way."""
    rows, files = rows_of(installed), files_of(installed)
    run_killed(changed, "restore", "--replace", str(backup), module="folders", function="put_in_place")
    for function, call in (("_move_all", 2), ("forget_gone", 1)):
        run_killed(changed, *NEXT, module="folders", function=function, call=call)
    changed.run(*EMPIRIA, *NEXT)
    assert_same(changed, rows=rows, files=files)
    assert list((changed.folder / "data").rglob(".*")) == []
    assert not (changed.folder / "data" / "restore.json").exists()


def refused(workshop: Workshop, *options: str) -> str:
    done = workshop.ask(*EMPIRIA, "restore", *options, str(DUMP))
    assert done.returncode == 2
    return done.stderr


def test_nothing_is_restored_over_an_installation_unasked(installation: Workshop) -> None:
    rows, files = rows_of(installation), files_of(installation)
    assert "this installation is not empty; --replace" in refused(installation)
    assert (rows_of(installation), files_of(installation)) == (rows, files)


def test_nothing_is_restored_under_a_running_worker(installation: Workshop) -> None:
    installation.start_worker()
    wait_until(
        lambda: installation.sql("SELECT name FROM system_periodicslot"), what="the calendar's first job"
    )
    assert "Empiria runs on this data folder" in refused(installation, "--replace")


def test_a_process_that_starts_during_a_restore_waits_for_its_end(installation: Workshop) -> None:
    hold = (
        "import django; django.setup()\nimport sys, time\nfrom empiria.apps.system import locks\n"
        "with locks.alone(): print('alone', flush=True); sys.stdin.readline()"
    )
    restoring = subprocess.Popen(
        [sys.executable, "-c", hold],
        env=installation.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert restoring.stdout is not None
    assert restoring.stdin is not None
    assert restoring.stdout.readline() == "alone\n"
    starting = installation.start(*EMPIRIA, "release", "list")
    wait_until(lambda: "a backup is being restored" in installation.logs(), what="the notice")
    assert starting.poll() is None
    restoring.communicate("\n")
    assert starting.wait(30) == 0
