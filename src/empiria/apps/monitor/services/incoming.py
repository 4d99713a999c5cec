"""Uploads on their way into the draft: kept aside in the store, where every worker finds them, until they are read."""

import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any

from django.utils import timezone

from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import Import, Release
from empiria.apps.monitor.selectors.differences import report_stands
from empiria.apps.monitor.selectors.store import store_path
from empiria.apps.monitor.services.meanwhile import erased_so_far
from empiria.apps.monitor.services.store import TEMPORARY
from empiria.apps.system.locks import removing
from empiria.apps.system.models import Job
from empiria.apps.system.services import enqueue_job

IMPORT_JOB = "monitor.import"
READ_AGAIN_JOB = "monitor.read-again"
FORGET_UPLOADS_JOB = "monitor.forget-uploads"
DIFFERENCE_JOB = "monitor.difference"
DRAFT_OBJECT = "monitor.draft"
# Jobs about the draft are shown on its page; there is one draft at most.
DRAFT = "draft"


def keep_upload(*, name: str, chunks: Iterable[bytes]) -> str:
    """Set a received file aside under its own name; returns where, relative to the store."""
    relative = f"{TEMPORARY}/{uuid.uuid4().hex}/{PurePath(name).name or 'file'}"
    path = store_path(relative)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
    return relative


def forget_upload(relative: str) -> None:
    """Remove an upload that has been read, or cannot be."""
    with removing():
        shutil.rmtree(store_path(relative).parent, ignore_errors=True)


def upload_path(relative: str) -> Path:
    return store_path(relative)


def request_import(
    *,
    uploads: list[str],
    reader: str,
    by: Person,
    options: dict[str, Any],
    origin: str = "",
    licence: str = "",
) -> Job:
    """Read uploads into the draft in the background: all of them or none, then the difference report."""
    return enqueue_job(
        kind=IMPORT_JOB,
        by=by,
        object_type=DRAFT_OBJECT,
        object_id=DRAFT,
        uploads=uploads,
        reader=reader,
        options=options,
        origin=origin,
        licence=licence,
        retrieved=timezone.now().isoformat(),
        erased=erased_so_far(),
    )


def request_reading_again(*, source: Import, by: Person) -> Job:
    """Read an import's kept file again in the background, by the catalogue and the places of then."""
    return enqueue_job(
        kind=READ_AGAIN_JOB, by=by, object_type=DRAFT_OBJECT, object_id=DRAFT, source=source.pk
    )


def request_difference(*, release: Release, by: Person | None) -> Job | None:
    """Make the draft's difference report in the background, unless it stands."""
    if not release.observations or report_stands(release):
        return None
    return enqueue_job(
        kind=DIFFERENCE_JOB,
        by=by,
        object_type=DRAFT_OBJECT,
        object_id=DRAFT,
        release=release.pk,
        observations=release.observations_sha256,
    )
