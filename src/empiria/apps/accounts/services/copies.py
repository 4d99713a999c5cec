"""A copy of everything held about somebody: JSON for programs and HTML for people, in one ZIP."""

import datetime as dt
import json
import tempfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from empiria.apps.accounts.models import DataCopy, Person
from empiria.apps.accounts.selectors.own_data import Section, sections_about
from empiria.apps.system.services import enqueue_job, record

MAKE = "accounts.make-data-copy"
# Described in docs/reference/own-data.md; another number means that a program has to be looked at.
SCHEMA = "empiria-own-data/1"
# Up to so many records are handed out at once; more are put together in the background.
AT_ONCE = 2000
KEPT = dt.timedelta(days=7)


def is_large(person: Person) -> bool:
    return sum(section.count for section in sections_about(person)) > AT_ONCE


@transaction.atomic
def copy_at_once(*, person: Person) -> bytes:
    """The ZIP of a person about whom little is held."""
    buffer = BytesIO()
    _write(person, buffer)
    _record(person)
    return buffer.getvalue()


@transaction.atomic
def order_copy(*, person: Person) -> DataCopy:
    """Have the copy made in the background; asked for twice while it is being made, it is made once."""
    Person.objects.select_for_update().get(pk=person.pk)
    if waiting := DataCopy.objects.usable().filter(person=person, file="").first():
        return waiting
    copy = DataCopy.objects.create(person=person, expires_at=timezone.now() + KEPT)
    enqueue_job(kind=MAKE, by=None, object_type="data-copy", object_id=copy.pk)
    _record(person)
    return copy


def make_copy(copy: DataCopy, *, progress: Callable[[int, int], None], confirm: Callable[[], None]) -> None:
    """Write the file of a copy that was ordered. Made already, it is left as it is."""
    if copy.file:
        return
    with tempfile.TemporaryFile() as whole:
        _write(copy.person, whole, progress)
        whole.seek(0)
        with transaction.atomic():
            confirm()
            # The row may be gone: the person was erased while the copy was made.
            if DataCopy.objects.select_for_update().filter(pk=copy.pk, file="").exists():
                copy.file.save(f"{copy.pk}.zip", File(whole))


def _write(person: Person, target: IO[bytes], progress: Callable[[int, int], None] | None = None) -> None:
    with override(person.language):
        sections = sections_about(person)
        told = _told(person, sections, progress)
        page = render_to_string("accounts/privacy/own_data_file.html", {"person": person, "told": told})
        plain = json.dumps(_without_words(told), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", plain)
        archive.writestr("data.html", page)


def _told(
    person: Person, sections: list[Section], progress: Callable[[int, int], None] | None
) -> dict[str, Any]:
    total, done = sum(section.count for section in sections), 0
    told = []
    for section in sections:
        records = []
        for values in section.records():
            records.append(values)
            done += 1
            if progress:
                progress(done, total)
        told.append({"section": section, "records": records})
    return {
        "schema": SCHEMA,
        "made_at": timezone.now(),
        "operator": settings.EMPIRIA_OPERATOR,
        "language": person.language,
        "person": person.pk,
        "sections": told,
    }


def _without_words(told: dict[str, Any]) -> dict[str, Any]:
    """The same for programs: values as they are kept, words once per section."""
    return told | {
        "sections": [
            {
                "code": one["section"].code,
                "title": one["section"].title,
                "activity": {
                    "code": one["section"].activity.code,
                    "name": str(one["section"].activity.name),
                    "purpose": str(one["section"].activity.purpose),
                },
                "fields": one["section"].columns,
                "records": [{value.name: value.kept for value in record} for record in one["records"]],
            }
            for one in told["sections"]
        ]
    }


def _record(person: Person) -> None:
    record(by=person, action="accounts.download-own-data", object_type="person", object_id=person.pk)
