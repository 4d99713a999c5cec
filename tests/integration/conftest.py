"""Fixtures of every integration suite."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.workshop import Workshop, open_workshop


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """A migrated database for the workshops to copy."""
    with open_workshop(tmp_path_factory.mktemp("migrated")) as opened:
        opened.run(sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--skip-checks")
        yield opened


@pytest.fixture
def workshop(tmp_path: Path, migrated: Workshop) -> Iterator[Workshop]:
    """A migrated database of its own that several processes share."""
    with open_workshop(tmp_path, template=migrated) as opened:
        yield opened
