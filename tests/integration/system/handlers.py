"""Job handlers that only tests know."""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from empiria.analysis.errors import InputError, mark
from empiria.apps.system.jobs import Progress, job_handler
from empiria.apps.system.models import Job
from empiria.apps.system.services import cancel_job


@job_handler("test.count", title="Counting")
def count(job: Job, progress: Progress, *, to: int) -> dict[str, Any]:
    for number in range(to):
        progress(number, to, "counting")
    progress(to, to)
    return {"counted": to}


@job_handler("test.files", title="Reading files", names=lambda params: params.get("files", []))
def read_files(job: Job, progress: Progress, *, files: list[str]) -> dict[str, Any]:
    return {}


@job_handler("test.fail")
def fail(job: Job, progress: Progress) -> dict[str, Any]:
    raise ZeroDivisionError("a secret of somebody")


@job_handler("test.wrong-input")
def wrong_input(job: Job, progress: Progress) -> dict[str, Any]:
    raise InputError(mark("no column “%(column)s”"), place={"file": "a.csv", "line": 3}, column="unit")


@job_handler("test.cancel-itself")
def cancel_itself(job: Job, progress: Progress, *, by: int) -> dict[str, Any]:
    from empiria.apps.accounts.models import Person

    cancel_job(job=job, by=Person.objects.get(pk=by))
    # What careless handlers do; they must not swallow the cancellation.
    with suppress(Exception):
        progress(1, 1)
    return {"counted": 1}


@job_handler("test.lose")
def lose(job: Job, progress: Progress) -> dict[str, Any]:
    """Another worker takes the job over and finishes it, then this one comes to the end of its own work."""
    Job.objects.filter(pk=job.pk).update(attempts=job.attempts + 1, worker="another")
    return {"by": "the one that lost it"}


@job_handler("test.wait-then-write")
def wait_then_write(job: Job, progress: Progress, *, folder: str) -> dict[str, Any]:
    """Computes without a sign of progress until the file `go` appears; writes one line per finished run."""
    path = Path(folder)
    (path / f"started-{os.getpid()}").touch()
    while not (path / "go").exists():
        time.sleep(0.02)
    progress.confirm()
    with (path / "results").open("a") as results:
        results.write(f"{os.getpid()}\n")
    return {"by": os.getpid()}


@job_handler("test.step-slowly")
def step_slowly(job: Job, progress: Progress, *, folder: str) -> dict[str, Any]:
    """Shows progress until the file `go` appears."""
    path = Path(folder)
    (path / f"started-{os.getpid()}").touch()
    while not (path / "go").exists():
        progress(1, 2)
        time.sleep(0.02)
    return {"by": os.getpid()}
