"""Python in a process of its own that begins where the libraries are loaded already: half of what a short command costs.

It knows no settings and none of our apps before it begins, and no state of the tests; signals find it as any other.
"""

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(["tests.integration.loaded"])


class Forked:
    """Runs `-m MODULE …` or `-c CODE …`; what `subprocess.Popen` tells of a process and does to it."""

    def __init__(
        self, arguments: Sequence[str], *, environment: Mapping[str, str], output: Path, errors: Path
    ) -> None:
        self.arguments = list(arguments)
        self._process = _server.Process(
            target=_begin, args=(self.arguments, dict(environment), output, errors)
        )
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(self.arguments, timeout or 0)
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _begin(arguments: list[str], environment: dict[str, str], output: Path, errors: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for number, path in ((1, output), (2, errors)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    kind, what, *given = arguments
    sys.argv = [kind, *given]
    if kind == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        sys.modules["__main__"] = ModuleType("__main__")
        exec(what, vars(sys.modules["__main__"]))  # noqa: S102  the tests' own text
