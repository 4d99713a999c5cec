"""Every write to the document library.

A file is kept in the storage before the row that names it is written, and removed after the row is gone: a process that dies in
between leaves a file that no row names, which is swept later, and never a row without its file.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from empiria.apps.accounts.models import Circle, Organisation, Person, Visibility
from empiria.apps.outreach.models import Document, DocumentFile
from empiria.apps.system.language import fold
from empiria.apps.system.rich_text import plain
from empiria.apps.system.services import record
from empiria.apps.system.uploads import Checked, forget_files, keep_file, sweep_files

# The folder of the storage, and how long a document lies in the bin.
FOLDER = "documents"
IN_BIN = timedelta(days=30)


def create_document(
    *,
    by: Person,
    file: Checked,
    token: uuid.UUID,
    title_pl: str,
    kind: str,
    date: dt.date,
    visibility: str,
    title_en: str = "",
    description_pl: str = "",
    description_en: str = "",
    organisation: Organisation | None = None,
    circle: Circle | None = None,
) -> Document:
    """Add a document with the first version of its file; the same form sent twice gives the one there is.

    Raises `ValidationError` for a class that lacks its organisation or circle, `UploadRefusedError` where the file
    cannot be kept. In order: the file in the storage, then together the document, its version, the audit entry.
    """
    document = Document(
        created_by=by,
        token=token,
        title_pl=title_pl,
        title_en=title_en,
        description_pl=description_pl,
        description_en=description_en,
        kind=kind,
        date=date,
        visibility=visibility,
        organisation=organisation,
        circle=circle,
    )
    document.search_key = _search_key(document)
    try:
        document.full_clean()
        with _kept(file) as stored, transaction.atomic():
            document.save(force_insert=True)
            _add_version(document, file, stored, number=1, by=by)
            _record("outreach.create-document", document, by=by, visibility=visibility)
    except (IntegrityError, ValidationError):
        # The same form, sent before or at this moment in another process.
        if same := _sent_already(by, token):
            return same
        raise
    return document


def _sent_already(by: Person, token: uuid.UUID) -> Document | None:
    return Document.objects.filter(created_by=by, token=token).first()


@transaction.atomic
def update_document(*, document: Document, by: Person, **changes: Any) -> Document:
    """Change what is said about a document and whom it is for. The trail names the fields that changed."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    changed = sorted(name for name, value in changes.items() if getattr(document, name) != value)
    if not changed:
        return document
    for name in changed:
        setattr(document, name, changes[name])
    document.search_key = _search_key(document)
    document.full_clean()
    document.save(update_fields=[*changed, "search_key"])
    _record("outreach.update-document", document, by=by, fields=changed, visibility=document.visibility)
    return document


def replace_file(*, document: Document, file: Checked, by: Person) -> DocumentFile:
    """Add a version of the file; earlier ones stay. The content of the latest version sent again is that version."""
    with _kept(file) as stored, transaction.atomic():
        # Two at once wait for one another here, so that each gets a number of its own.
        Document.objects.select_for_update().get(pk=document.pk)
        latest = document.files.order_by("-number")[0]
        if latest.sha256 != file.sha256:
            latest = _add_version(document, file, stored, number=latest.number + 1, by=by)
            _record("outreach.replace-file", document, by=by, version=latest.number)
    if latest.stored != stored:
        forget_files([stored])
    return latest


@transaction.atomic
def delete_document(*, document: Document, by: Person) -> Document:
    """Put a document in the bin, out of which it can be taken for thirty days. Twice does nothing more."""
    if Document.objects.filter(pk=document.pk, deleted_at=None).update(deleted_at=timezone.now()):
        _record("outreach.delete-document", document, by=by)
    document.refresh_from_db()
    return document


@transaction.atomic
def restore_document(*, document: Document, by: Person) -> Document:
    """Take a document out of the bin. Twice does nothing more."""
    if Document.objects.filter(pk=document.pk).exclude(deleted_at=None).update(deleted_at=None):
        _record("outreach.restore-document", document, by=by)
    document.refresh_from_db()
    return document


def remove_documents(documents: Iterable[Document]) -> int:
    """Remove documents for good, with every version of their files; how many. The trail keeps that they were there."""
    removed = 0
    for document in documents:
        with transaction.atomic():
            stored = list(document.files.values_list("stored", flat=True))
            _record("outreach.remove-document", document, by=None)
            document.delete()
            transaction.on_commit(partial(forget_files, stored))
        removed += 1
    return removed


def remove_private_documents(person: Person) -> int:
    """Remove what somebody kept for themselves alone, for the transaction that erases them; how many."""
    return remove_documents(Document.objects.filter(created_by=person, visibility=Visibility.PRIVATE))


def files_staying_without(person: Person) -> QuerySet[DocumentFile]:
    """Every version of every file, in the bin too, but for what somebody keeps for themselves alone."""
    staying = DocumentFile.objects.exclude(
        document__created_by=person, document__visibility=Visibility.PRIVATE
    )
    return staying.select_related("document", "uploaded_by").order_by(
        "document__title_pl", "document", "number"
    )


def files_left_by(person: Person) -> QuerySet[DocumentFile]:
    """The files somebody added to documents that others read too."""
    return files_staying_without(person).filter(uploaded_by=person)


@transaction.atomic
def remove_files(files: QuerySet[DocumentFile]) -> int:
    """Remove versions of files for good, and with its last version a document; how many versions."""
    removed = 0
    for file in list(files):
        if file.document.files.count() == 1:
            remove_documents([file.document])
        else:
            file.delete()
            transaction.on_commit(partial(forget_files, [file.stored]))
            _record("outreach.remove-file", file.document, by=None, version=file.number)
        removed += 1
    return removed


def rebuild_search_keys(numbers: list[uuid.UUID]) -> None:
    """Bring what is searched in line with what titles and descriptions say now."""
    for document in Document.objects.filter(pk__in=numbers):
        document.search_key = _search_key(document)
        document.save(update_fields=["search_key"])


def sweep_documents() -> int:
    """Remove files whose upload was cut off before its document was written."""
    return sweep_files(FOLDER, DocumentFile.objects.values_list("stored", flat=True))


@contextmanager
def _kept(file: Checked) -> Any:
    """The name under which the file is kept, unless what follows fails."""
    stored = keep_file(FOLDER, file.content)
    try:
        yield stored
    except BaseException:
        forget_files([stored])
        raise


def _add_version(document: Document, file: Checked, stored: str, *, number: int, by: Person) -> DocumentFile:
    return DocumentFile.objects.create(
        document=document,
        number=number,
        name=file.name,
        stored=stored,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        uploaded_by=by,
    )


def _search_key(document: Document) -> str:
    words = (
        document.title_pl,
        document.title_en,
        plain(document.description_pl),
        plain(document.description_en),
    )
    return f" {fold(' '.join(words))}"


def _record(action: str, document: Document, *, by: Person | None, **details: Any) -> None:
    record(by=by, action=action, object_type="outreach.document", object_id=document.pk, details=details)
