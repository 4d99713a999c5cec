"""Where uploaded files lie: in the storage, under names that nobody can guess and that say nothing."""

import logging
import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from empiria.apps.system.locks import removing
from empiria.apps.system.uploads.refusal import UploadRefusedError

# A file lies there before the row that names it is written; after this long no row will come.
GRACE = timedelta(days=1)
logger = logging.getLogger("empiria.system.uploads")


def keep_file(folder: str, content: bytes) -> str:
    """Keep the content in a folder of the storage; returns its name there.

    Raises `UploadRefusedError` where the storage is full or does not answer; nothing of the file is left then.
    """
    name = uuid.uuid4().hex
    path = f"{folder}/{name[:2]}/{name}"
    try:
        return default_storage.save(path, ContentFile(content))
    except OSError as error:
        logger.exception("an upload could not be kept")
        with suppress(OSError):
            default_storage.delete(path)
        raise UploadRefusedError(
            _("The file could not be kept: there is no room for it, or the storage does not answer.")
        ) from error


def forget_files(names: Iterable[str]) -> None:
    """Remove files from the storage; what is gone already is no error."""
    with removing():
        for name in names:
            default_storage.delete(name)


def sweep_files(folder: str, known: Iterable[str]) -> int:
    """Remove files of a folder that no row names and that are older than a day (an upload was cut off). How many."""
    kept, limit = set(known), timezone.now() - GRACE
    orphans = [
        name
        for name in _files(folder)
        if name not in kept and default_storage.get_modified_time(name) < limit
    ]
    forget_files(orphans)
    return len(orphans)


def _files(folder: str) -> list[str]:
    try:
        folders, _loose = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    return [
        f"{folder}/{inner}/{name}"
        for inner in folders
        for name in default_storage.listdir(f"{folder}/{inner}")[1]
    ]
