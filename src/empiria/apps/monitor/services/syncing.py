"""From the APIs of public statistics into the draft: what is new, as much as the quotas allow, gone on with later.

Pages that were fetched are kept beside the store, and a run knows when it began: whoever kills it loses a request at most.
"""

import hashlib
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from empiria.analysis.errors import InputError, mark
from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import Import, IndicatorKey, Source
from empiria.apps.monitor.services.catalogue import save_key
from empiria.apps.monitor.services.emptied import last_fetched, refuse_emptied
from empiria.apps.monitor.services.expecting import is_expected
from empiria.apps.monitor.services.fetching import (
    YEARS,
    Wanted,
    expected_requests,
    fetch_file,
    open_client,
    open_keeping,
    time_left,
    wanted_files,
)
from empiria.apps.monitor.services.imports import Told, import_readings, read_received, silent, unfenced
from empiria.apps.monitor.services.incoming import DRAFT, DRAFT_OBJECT
from empiria.apps.monitor.services.meanwhile import erased_so_far
from empiria.apps.monitor.services.readers import Received
from empiria.apps.system.models import Job
from empiria.apps.system.services import enqueue_job
from empiria.sources.live.answers import series_of
from empiria.sources.live.client import Client
from empiria.sources.live.errors import QuotaSpentError, SourceError, UnusableError
from empiria.sources.live.keeping import Keeping

SYNC_JOB = "monitor.sync"
# A job that would wait longer for a quota ends, and another is queued for then: other work is done meanwhile.
PATIENCE_OF_JOBS = 60.0
# The draft is made anew after so many files: what a long run has fetched shows, and memory stays bounded.
FILES_AT_ONCE = 10


@dataclass(kw_only=True)
class SyncResult:
    """What a run brought. `wait`: seconds until the quotas allow the rest, 0 when all is done. `faults`: the files of which
    the source's answers could not be used; they are as they were."""

    imports: list[Import] = field(default_factory=list)
    faults: list[InputError] = field(default_factory=list)
    requests: int = 0
    wait: float = 0


@dataclass(frozen=True, kw_only=True)
class _Fetched:
    """A file, and under which addresses the source gave what it holds."""

    path: Path
    addresses: tuple[str, ...]


@dataclass(kw_only=True)
class _Run:
    """One run of one source, and how far it is."""

    source: str
    client: Client
    files: list[Wanted]
    years: list[int]
    progress: Told
    done: int = 0
    result: SyncResult = field(default_factory=SyncResult)

    def refuse(self, error: InputError, addresses: Sequence[str]) -> None:
        """Leave a file out, and ask anew for what it was made of: the source may have healed by then."""
        self.client.forget(addresses)
        self.result.faults.append(error)

    def tell(self) -> None:
        left = self.files[self.done :]
        expected = sum(expected_requests(one, source=self.source, years=len(self.years)) for one in left)
        if self.done:
            # What was asked for before costs less, and so does what is not new.
            expected = min(expected, len(left) * max(1, self.client.sent // self.done))
        seconds = max(self.client.quota.seconds_for(expected), expected / 2)
        self.progress(self.done, len(self.files), time_left(seconds))


def sync_source(
    source: str,
    *,
    by: Person | None,
    ids: Sequence[str] = (),
    years: Sequence[int] = (),
    only_new: bool = False,
    patience: float | None = None,
    reason: str = "",
    progress: Told = silent,
    confirm: Callable[[], None] = unfenced,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> SyncResult:
    """Fetch what the catalogue knows of a source (or the given numbers) and read what changed into the draft.

    Files that stand in the draft or the published release already are passed over. When the quotas are spent for longer
    than `patience`, what is complete is read in and the result says how long to wait. `only_new`: what was once read and
    gave nothing (a wrong key) is passed over too, so that nobody's draft is opened for it every day.

    A file whose answers cannot be used is left out and told among the faults; the others go on. Raises SourceError when the source is out of reach; what was complete is then in the draft.
    """
    this_year = timezone.localdate().year
    asked = list(years) or list(range(this_year - YEARS, this_year + 1))
    files = wanted_files(source, ids)
    keeping = open_keeping()
    try:
        client = open_client(source, keeping=keeping, patience=patience, clock=clock, sleep=sleep)
        run = _Run(source=source, client=client, files=files, years=asked, progress=progress)
        client.alive = run.tell
        try:
            result = _fetch_all(
                run, keeping=keeping, by=by, only_new=only_new, reason=reason, confirm=confirm
            )
        finally:
            client.close()
    finally:
        keeping.close()
    progress(1, 1, "")
    return result


def _fetch_all(
    run: _Run,
    *,
    keeping: Keeping,
    by: Person | None,
    only_new: bool,
    reason: str,
    confirm: Callable[[], None],
) -> SyncResult:
    what = "|".join([run.source, *map(str, run.years), *(one.name for one in run.files)])
    name = hashlib.sha256(what.encode()).hexdigest()
    since = keeping.begin(name, now=run.client.clock())
    result = run.result
    with tempfile.TemporaryDirectory() as temporary:
        complete: list[_Fetched] = []

        def read_in() -> None:
            if complete:
                _read_in(run, complete, by=by, reason=reason, confirm=confirm)
                complete.clear()

        try:
            for one in run.files:
                run.tell()
                fetched = _fetch(run, one, since=since, folder=Path(temporary))
                run.done += 1
                if fetched and not _stands(fetched.path, reader=f"{run.source}-api", only_new=only_new):
                    complete.append(fetched)
                if len(complete) >= FILES_AT_ONCE:
                    read_in()
        except QuotaSpentError as spent:
            result.wait = spent.seconds
        except SourceError:
            read_in()
            raise
        read_in()
    if not result.wait:
        keeping.finish(name)
    result.requests = run.client.sent
    return result


def _fetch(run: _Run, one: Wanted, *, since: float, folder: Path) -> _Fetched | None:
    """A file of what the source gives; None where that cannot be used."""
    run.client.used.clear()
    try:
        path = fetch_file(
            one, source=run.source, client=run.client, years=run.years, since=since, folder=folder
        )
    except UnusableError as error:
        run.refuse(error, run.client.used)
        return None
    return _Fetched(path=path, addresses=tuple(run.client.used))


def _stands(path: Path, *, reader: str, only_new: bool) -> bool:
    """Whether this very file is what the draft, or what was published, has of its indicator."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    last = last_fetched(path.name, reader=reader)
    return last is not None and last.sha256 == sha256 and (only_new or last.rows > 0)


def _read_in(
    run: _Run, complete: Sequence[_Fetched], *, by: Person | None, reason: str, confirm: Callable[[], None]
) -> None:
    """Into the draft, all that can be read."""
    now = timezone.now()
    erased = erased_so_far()
    read = []
    for one in complete:
        file = Received(path=one.path, reader=f"{run.source}-api", options={}, retrieved=now)
        try:
            reading = read_received(file)
            refuse_emptied(reading, one.path, source=Source(run.source))
            read.append((file, reading))
        except InputError as error:
            run.refuse(error, one.addresses)

    def tell(_done: int, _total: int, _message: str = "") -> None:
        run.progress(run.done, len(run.files), mark("Merging into the draft"))

    if read:
        run.result.imports += import_readings(
            read, by=by, erased=erased, reason=reason, progress=tell, confirm=confirm
        )
    for file, _reading in read:
        _confirm_keys(file.path, source=run.source, by=by)


@transaction.atomic
def _confirm_keys(path: Path, *, source: str, by: Person | None) -> None:
    """Keys that the source calls as the catalogue expects are confirmed by that."""
    about = {str(one["id"]): one["about"] for one in series_of(path) if one.get("about")}
    keys = IndicatorKey.objects.filter(source=source, key__in=about, confirmed=False).exclude(
        expected_name="", expected_unit=""
    )
    for key in keys:
        if is_expected(key, about[key.key]):
            key.confirmed = True
            save_key(key=key, by=by)


@transaction.atomic
def request_sync(
    *,
    source: str,
    by: Person | None,
    only_new: bool = False,
    turn: int = 1,
    after: timedelta = timedelta(0),
) -> Job:
    """Fetch from a source in the background; a first turn is not queued while another one of the source is at work."""
    if turn == 1 and (same := Job.objects.active().filter(kind=SYNC_JOB, params__source=source).first()):
        return same
    return enqueue_job(
        kind=SYNC_JOB,
        by=by,
        object_type=DRAFT_OBJECT,
        object_id=DRAFT,
        after=after,
        source=source,
        only_new=only_new,
        turn=turn,
    )
