"""Fixtures of every integration suite."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.workshop import Workshop, open_workshop


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    """A migrated database of its own that several processes share."""
    with open_workshop(tmp_path) as opened:
        opened.run(sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--skip-checks")
        yield opened
