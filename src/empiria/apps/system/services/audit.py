"""Writes to the audit trail."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from empiria.apps.system.language import fold
from empiria.apps.system.models import AuditEntry, AuditSubject, AuditText

# A code, an id, a date, a digest: no blank, and no e-mail.
CODE = re.compile(r"[^\s@]{0,100}")
# What an entry about a person names as its type of object.
PERSON = "person"


def id_of(person: models.Model | None) -> str:
    return str(person.pk) if person else ""


@transaction.atomic
def record(
    *,
    by: models.Model | None,
    action: str,
    object_type: str,
    object_id: object,
    reason: str = "",
    details: dict[str, Any] | None = None,
    texts: dict[str, Any] | None = None,
    about: Iterable[object] = (),
) -> AuditEntry:
    """Write an audit entry in the caller's transaction, so that neither the deed nor its trace stands alone.

    `by` is a person, or None for the system itself. `details` hold codes, figures, opaque ids and names of fields and
    stay for ever. Anything personal, and any free text, belongs into `reason` or `texts` (of a change:
    `{"email": change(old, new)}`), which an erasure may empty. `about` are the ids of the people whose data these are;
    an entry on a person is about that person. Raises `ValueError` for words in `details`.
    """
    if words := sorted(name for name, value in (details or {}).items() if not _is_codes(value)):
        raise ValueError(f"details of {action}: words in {', '.join(words)}; they belong into texts")
    entry = AuditEntry.objects.create(
        by=id_of(by),
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        details=details or {},
    )
    if reason or texts:
        AuditText.objects.create(
            entry=entry, reason=reason, texts=texts or {}, search_key=_search_key(reason, texts or {})
        )
    people = {str(person) for person in about} | ({str(object_id)} if object_type == PERSON else set())
    AuditSubject.objects.bulk_create(
        AuditSubject(entry=entry, person=person) for person in sorted(people - {""})
    )
    return entry


def change(before: object, after: object) -> dict[str, object]:
    """A value before and after, for the `texts` of an entry."""
    return {"before": before, "after": after}


def record_read(
    *,
    by: models.Model | None,
    object_type: str,
    object_ids: Iterable[object],
    reason: str = "",
    about: Iterable[object] = (),
) -> AuditEntry | None:
    """Note that somebody read personal data or closed content: one entry for all objects of a page.

    Nobody's reading of their own data is noted: then, and for an empty page, there is no entry.
    """
    own = id_of(by)
    ids = [str(one) for one in object_ids]
    if object_type == PERSON:
        ids = [one for one in ids if one != own]
    if not ids:
        return None
    return record(
        by=by,
        action="system.read",
        object_type=object_type,
        object_id=ids[0] if len(ids) == 1 else "",
        reason=reason,
        details={"objects": ids} if len(ids) > 1 else {},
        about=[*about, *(ids if object_type == PERSON else [])],
    )


@transaction.atomic
def empty_texts(
    *, person: models.Model, holding: Iterable[str] = (), telling: Callable[[str], bool] = lambda _text: False
) -> int:
    """Take the words about a person out of the trail, and the person's own; how many entries held any.

    `holding` are names and addresses: every text in which one occurs goes too, whoever it is about; and so does every
    text (as it is searched) of which `telling` says that it tells who it was. Entries stay: who (by number) did what to
    which object and when.
    """
    number = id_of(person)
    theirs = Q(entry__subjects__person=number) | Q(entry__by=number)
    for word in filter(None, (fold(one) for one in holding)):
        theirs |= Q(search_key__contains=word)
    held = AuditText.objects.filter(emptied_at=None)
    # The rows are found first: an update cannot join.
    found = set(held.filter(theirs).values_list("pk", flat=True))
    others = held.exclude(search_key="").values_list("pk", "search_key").iterator(chunk_size=1000)
    found |= {pk for pk, text in others if telling(text)}
    return held.filter(pk__in=found).empty()


def _is_codes(value: object) -> bool:
    return all(not isinstance(one, str) or CODE.fullmatch(one) for one in _values(value))


def _search_key(reason: str, texts: dict[str, Any]) -> str:
    """All words of an entry, folded as people search for them."""
    return " · ".join(fold(str(word)) for word in [reason, *_values(texts)] if word)


def _values(texts: object) -> list[object]:
    if isinstance(texts, dict):
        return [value for each in texts.values() for value in _values(each)]
    if isinstance(texts, list | tuple):
        return [value for each in texts for value in _values(each)]
    return [texts]
