"""The supervisor: pauses between crashes, and giving up on what cannot start."""

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from empiria.cli.supervise import GRACE, ChildCannotStartError, Supervisor
from tests.integration.workshop import wait_until

CRASH = (sys.executable, "-c", "raise SystemExit(3)")
SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")
# It makes the file it is given as soon as it ignores the signal.
IGNORE = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(60)
"""
STUBBORN = (sys.executable, "-c", IGNORE)


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """Leaves the handlers of the test's own process as they were."""
    names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(name) for name in names]
    yield
    for name, handler in zip(names, before, strict=True):
        signal.signal(name, handler)


def test_child_that_crashes_at_every_start_is_given_up() -> None:
    crashes: list[tuple[str, int, float]] = []
    with Supervisor(tell_crash=lambda *crash: crashes.append(crash)) as supervisor:
        supervisor.add("web", *CRASH)
        with pytest.raises(ChildCannotStartError, match="web"):
            supervisor.watch_until(lambda: False)
    assert crashes == [("web", 3, 1.0), ("web", 3, 2.0), ("web", 3, 4.0)]


def test_signal_ends_the_watch_and_the_children() -> None:
    with Supervisor(tell_crash=lambda *_: None) as supervisor:
        supervisor.add("worker", *SLEEP)
        assert supervisor.watch_until(lambda: True) is True
        signal.raise_signal(signal.SIGTERM)
        assert supervisor.watch_until(lambda: True) is False
        supervisor.watch()
    assert [child.process.returncode for child in supervisor.children] == [-signal.SIGTERM]


def test_second_signal_kills_a_child_that_does_not_end(tmp_path: Path) -> None:
    with Supervisor(tell_crash=lambda *_: None) as supervisor:
        supervisor.add("worker", *STUBBORN, str(tmp_path / "ignores"))
        wait_until((tmp_path / "ignores").exists, what="the child to ignore the signal")
        # Not SIGINT, which a shell makes its processes in the background ignore.
        for _time in range(2):
            signal.raise_signal(signal.SIGTERM)
        asked = time.monotonic()
    assert time.monotonic() - asked < GRACE
    assert [child.process.returncode for child in supervisor.children] == [-signal.SIGKILL]
