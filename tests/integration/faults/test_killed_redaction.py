"""An erasure is killed (SIGKILL) while it strikes somebody out of a source file: the old file stands or the new one does,
each with the row that says its SHA-256, and the next run ends the work."""

import hashlib
import signal
from pathlib import Path

import pytest

from tests.integration.installation import EMPIRIA
from tests.integration.workshop import Workshop, wait_until

pytestmark = pytest.mark.slow

NAME, EMAIL = "Wiktoria Zapomniana", "wiktoria@zapomniana.example"
TABLE = f"unit,indicator,period,value,uwagi\n0201011,population,2019,7,pytać: {NAME}\n"
# What the erasure does last before it is killed.
ERASE = """
import os, signal, sys
import django; django.setup()
from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services.erasure import erase_person, files_at_stake, search_files
from empiria.apps.monitor.services import redacting, store

def die(*_given, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

stage, email = sys.argv[1:]
if stage == "copying":
    store._settle = die
elif stage == "writing":
    redacting.enqueue_job = die
elif stage == "removing":
    redacting.forget_stored = die
person = Person.objects.get(email=email)
search_files(person)
chosen = {one.code: "redact" for one in files_at_stake(person) if one.is_found}
assert chosen
erase_person(person=person, by=None, redacting=chosen)
"""
ROWS = "SELECT raw, sha256, kept_sha256 FROM monitor_import WHERE file_name = 'wiktoria.csv'"


def holding(workshop: Workshop) -> list[Path]:
    """The files of the store that name her."""
    store = workshop.folder / "data" / "store"
    return [path for path in store.rglob("*") if path.is_file() and NAME.encode() in path.read_bytes()]


def is_whole(workshop: Workshop) -> bool:
    ((raw, received, kept),) = workshop.sql(ROWS)
    content = (workshop.folder / "data" / "store" / raw).read_bytes()
    return hashlib.sha256(content).hexdigest() == (kept or received)


def test_killed_anywhere_the_row_and_the_file_fit(installation: Workshop) -> None:
    path = installation.folder / "wiktoria.csv"
    path.write_text(TABLE)
    installation.run(*EMPIRIA, "import", "observations", str(path))
    path.unlink()
    installation.run(*EMPIRIA, "person", "add", EMAIL, "--name", NAME, "--role", "analyst")
    for stage, is_redacted in (("copying", False), ("writing", False), ("removing", True)):
        killed = installation.ask("-c", ERASE, stage, EMAIL)
        assert killed.returncode == -signal.SIGKILL
        assert is_whole(installation)
        assert bool(installation.sql(ROWS)[0][2]) == is_redacted
        assert len(holding(installation)) == 1
    installation.start_worker()
    wait_until(lambda: not holding(installation), what="the file before to be removed")
    assert is_whole(installation)
