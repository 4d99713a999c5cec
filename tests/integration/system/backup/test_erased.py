"""Who was erased after a backup was made does not come back with it."""

from pathlib import Path

import pytest

from tests.integration.installation import EMPIRIA, empty_installation
from tests.integration.workshop import Workshop

pytestmark = pytest.mark.slow

ERASE = """
import sys
import django; django.setup()
from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services.erasure import erase_person
for email in sys.argv[1:]:
    erase_person(person=Person.objects.get(email=email), by=None)
"""
PEOPLE = "SELECT id, email, erased_at IS NULL FROM accounts_person ORDER BY id"


def is_somewhere(workshop: Workshop, word: bytes) -> bool:
    """In any file of the installation; the database file among them where it is one."""
    return any(word in path.read_bytes() for path in workshop.folder.rglob("*") if path.is_file())


def test_who_was_erased_is_erased_again_after_a_restore(installation: Workshop, tmp_path: Path) -> None:
    """Even the only administrator of the backup."""
    add = (*EMPIRIA, "person", "add")
    installation.run(*add, "wiktoria.zapomniana@example.org", "--role", "analyst")
    path = tmp_path / "all.backup"
    installation.run(*EMPIRIA, "backup", str(path))
    installation.run(*add, "next@example.org", "--role", "administrator")
    erased = ("wiktoria.zapomniana@example.org", "admin@example.org")
    installation.run("-c", ERASE, *erased)
    people = [one for one in installation.sql(PEOPLE) if one[1] != "next@example.org"]
    assert [(email in erased, is_there) for _number, email, is_there in people] == [(False, False)] * 2
    told = installation.run(*EMPIRIA, "restore", "--replace", str(path))
    assert "now erased again: 2" in told
    assert installation.sql(PEOPLE) == people
    assert not is_somewhere(installation, b"zapomniana")
    # The next backup takes the ledger along: an older one is cleared of them on any other machine too.
    later = tmp_path / "later.backup"
    installation.run(*EMPIRIA, "backup", str(later))
    with empty_installation(tmp_path / "elsewhere") as elsewhere:
        assert "erasures.jsonl" in elsewhere.run(*EMPIRIA, "restore", str(later))
        elsewhere.run(*EMPIRIA, "restore", "--replace", str(path))
        assert elsewhere.sql(PEOPLE) == people
