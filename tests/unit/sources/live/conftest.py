"""A source, a memory and a clock for one test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from empiria.sources.live.client import Client
from empiria.sources.live.keeping import Keeping
from empiria.sources.live.quota import ANONYMOUS, Quota
from tests.fetching import Clock, Source, row, serving

Opened = Callable[..., Client]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def source() -> Iterator[Source]:
    """The population of Bochnia (town), Bochnia (rural), its county and the country."""
    held = Source(
        variables={"72305": {"subjectId": "P2137", "n1": "ludność ogółem", "level": 6, "measureUnitName": "osoba"}},
        rows={
            ("72305", 0): [row("000000000000", "POLSKA", y2023=60, y2024=61)],
            ("72305", 5): [row("011212001000", "Powiat bocheński", y2023=60, y2024=61)],
            ("72305", 6): [
                row("011212001011", "Bochnia (1)", y2023=30, y2024=31),
                row("011212001022", "Bochnia (2)", y2023=20, y2024=20),
                row("011212001033", "Drwinia (3)", y2023=10, y2024=10),
                row("011212001034", "Drwinia - miasto (4)", y2023=4, y2024=4),
                row("011212001035", "Drwinia - obszar wiejski (5)", y2023=6, y2024=6),
            ],
        },
    )  # fmt: skip
    with serving(held):
        yield held


@pytest.fixture
def opened(source: Source, clock: Clock, tmp_path: Path) -> Iterator[Opened]:
    """A client on the memory of this test; opening another one is what a restart does."""
    clients = []

    def make(**given: Any) -> Client:
        keeping = Keeping(tmp_path / "sync" / "answers.sqlite3")
        quota = Quota(keeping, source="bdl", windows=ANONYMOUS, clock=clock)
        client = Client(
            base=source.address, quota=quota, keeping=keeping, clock=clock, sleep=clock.sleep, **given
        )
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()
        client.keeping.close()
