"""A parent and its child processes: starts them, starts crashed ones again, and ends with none left."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType, TracebackType

LONGEST_PAUSE = 30.0
# A child that lived so long is not in a row of crashes any more.
SETTLED = 60.0
# So many crashes in a row before the first sign of success: it cannot start at all, and trying on helps nobody.
HOPELESS = 3
# What a child may take to finish its request or its job when it is asked to end.
GRACE = 20.0
LOOK_EVERY = 0.1


class ChildCannotStartError(Exception):
    """A child crashes at every start."""


@dataclass
class Child:
    """A process that is to run as long as its parent."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] = field(init=False)
    started_at: float = field(init=False)
    crashes: int = 0
    start_again_at: float | None = None

    def start(self) -> None:
        # Its standard input is a pipe that closes when the parent dies, however it dies: see `end_with_parent`.
        # In a session of its own: Ctrl+C reaches the parent only, who then asks each child once.
        self.process = subprocess.Popen(  # noqa: S603 - our own commands only
            self.command,
            stdin=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "EMPIRIA_SUPERVISED": "1"},
        )
        self.started_at = time.monotonic()
        self.start_again_at = None

    def look(self) -> float | None:
        """Start a crashed child again when its pause is over; the length of the pause when it has just crashed."""
        if self.start_again_at is not None:
            if time.monotonic() >= self.start_again_at:
                self.start()
            return None
        if self.process.poll() is None:
            return None
        self.close()
        self.crashes = 1 if time.monotonic() - self.started_at > SETTLED else self.crashes + 1
        pause = min(2.0 ** (self.crashes - 1), LONGEST_PAUSE)
        self.start_again_at = time.monotonic() + pause
        return pause

    def close(self) -> None:
        """Give back what an ended process leaves."""
        if self.process.stdin is not None:
            self.process.stdin.close()

    def end(self, how: signal.Signals) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, how) if how == signal.SIGKILL else self.process.send_signal(how)


class Supervisor:
    """Looks after children until a signal asks it to end; asked twice, it ends them at once."""

    def __init__(self, *, tell_crash: Callable[[str, int, float], None]) -> None:
        self.tell_crash = tell_crash
        self.children: list[Child] = []
        self.asked = 0

    def __enter__(self) -> "Supervisor":
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # A signal that whoever started us had ignored (nohup) stays so.
            if signal.getsignal(one) is not signal.SIG_IGN:
                signal.signal(one, self._ask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self.children:
            child.end(signal.SIGTERM)
        until = time.monotonic() + GRACE
        while any(child.process.poll() is None for child in self.children):
            if time.monotonic() > until or self.asked > 1:
                for child in self.children:
                    child.end(signal.SIGKILL)
            time.sleep(LOOK_EVERY)
        for child in self.children:
            child.close()

    def _ask(self, signum: int, frame: FrameType | None) -> None:
        self.asked += 1

    def add(self, name: str, *command: str) -> None:
        child = Child(name, list(command))
        child.start()
        self.children.append(child)

    def watch_until(self, success: Callable[[], bool]) -> bool:
        """Look after the children until they succeeded; False when a signal came first.

        Raises `ChildCannotStartError` when one crashes again and again.
        """
        while not self.asked:
            self._look()
            if success():
                return True
            for child in self.children:
                if child.crashes >= HOPELESS:
                    raise ChildCannotStartError(child.name)
            time.sleep(LOOK_EVERY)
        return False

    def watch(self) -> None:
        """Look after the children until a signal comes."""
        while not self.asked:
            self._look()
            time.sleep(LOOK_EVERY)

    def _look(self) -> None:
        for child in self.children:
            pause = child.look()
            if pause is not None:
                self.tell_crash(child.name, child.process.returncode, pause)


def end_with_parent(pid: int) -> None:
    """In a supervised child: ask the process `pid` to end as soon as the supervisor is gone, even by SIGKILL."""
    if "EMPIRIA_SUPERVISED" not in os.environ:
        return

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass
        with contextlib.suppress(ProcessLookupError):  # it may have been killed before us
            os.kill(pid, signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()
