"""Reads of the audit trail."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from empiria.apps.system.language import fold
from empiria.apps.system.models import AuditEntry, AuditQuerySet, AuditSubject, AuditText
from empiria.apps.system.wording import action_title, object_title

# Somebody read personal data or closed content; nothing was changed.
READ = "system.read"
# What changes nothing, comes often, and would bury the deeds.
QUIET = (
    READ,
    "accounts.refuse-second-factor",
    "accounts.refuse-sign-in",
    "accounts.sign-in",
    "accounts.sign-out",
)
# No number of a person is longer; Python reads none that is much longer.
DIGITS = 18
# A search that fits more people than these looks for nobody in particular.
LOOKED_FOR = 10


def audit_entries(
    *,
    person: str = "",
    part: str = "",
    action: str = "",
    object_type: str = "",
    object_id: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
    words: str = "",
    readings: bool = True,
) -> AuditQuerySet:
    """The audit trail, the newest first; an empty argument does not narrow it.

    `person` is a number, or part of a name or an e-mail; `part` what they had to do with it: "by" (they did it),
    "about" (it is about them), either when empty. Both days count as a whole. `words` are looked for, folded, in the
    texts. Without `readings` only deeds are left: neither readings nor sign-ins.
    """
    plain = {"action": action, "object_type": object_type, "object_id": object_id}
    narrow = Q(**{name: value for name, value in plain.items() if value})
    if person:
        narrow &= _of_people(_numbers(person), part)
    if since:
        narrow &= Q(at__gte=_midnight(since))
    if until:
        narrow &= Q(at__lt=_midnight(until + dt.timedelta(days=1)))
    if folded := fold(words):
        narrow &= Q(pk__in=AuditText.objects.filter(search_key__contains=folded).values("pk"))
    if not readings:
        narrow &= ~Q(action__in=QUIET)
    return AuditEntry.objects.filter(narrow).select_related("text")  # type: ignore[return-value]


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _of_people(numbers: Collection[str], part: str) -> Q:
    did = Q(by__in=numbers)
    about = Q(pk__in=AuditSubject.objects.filter(person__in=numbers).values("entry"))
    return {"by": did, "about": about}.get(part, did | about)


def _numbers(person: str) -> list[str]:
    """Ids of the people whose number, name or e-mail this is, or a part of. Folded here: SQLite knows no Polish letters."""
    if person.isdecimal():
        return [person]
    wanted = fold(person)
    people = get_user_model()._default_manager.values_list("pk", "name", "email")
    return [str(pk) for pk, name, email in people if wanted and wanted in f"{fold(name)} {fold(email)}"]


def people_looked_for(person: str) -> list[str]:
    """Ids of the people at whom such a search is aimed; none where a few letters fit many."""
    numbers = _numbers(person) if person else []
    return numbers if len(numbers) <= LOOKED_FOR else []


def audit_choices(field: str) -> list[str]:
    """Every action (or type of object) that the trail holds, for choosing one."""
    return list(AuditEntry.objects.order_by(field).values_list(field, flat=True).distinct())


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """Names of the people behind the ids that jobs and the audit trail keep, of those who still have an account."""
    numbers = {int(one) for one in ids if one.isdecimal() and len(one) <= DIGITS}
    if not numbers:
        return {}
    return {
        str(person.pk): str(person) for person in get_user_model()._default_manager.filter(pk__in=numbers)
    }


def people_of(entries: Iterable[AuditEntry]) -> dict[int, list[str]]:
    """Whom each of the entries is about, by number."""
    found = defaultdict(list)
    for subject in AuditSubject.objects.filter(entry__in=[entry.pk for entry in entries]).order_by("pk"):
        found[subject.entry_id].append(subject.person)
    return found


@dataclass(frozen=True, kw_only=True)
class AuditRow:
    """An entry as lists show it. Its words may name people and are not in a list: they are read on the entry's page."""

    entry: AuditEntry
    who: str
    what: str
    about: str
    reason: str
    has_more: bool


def audit_rows(entries: Sequence[AuditEntry], *, reader: str) -> list[AuditRow]:
    """Entries with words for their codes: two queries however many they are.

    `reader` is the number of who looks: words about them alone are theirs to read in a list.
    """
    people = people_of(entries)
    names = names_of(
        {entry.by for entry in entries}
        | {entry.object_id for entry in entries if entry.object_type == "person"}
    )
    return [_row(entry, names, is_open=set(people[entry.pk]) == {reader}) for entry in entries]


def _row(entry: AuditEntry, names: dict[str, str], *, is_open: bool) -> AuditRow:
    return AuditRow(
        entry=entry,
        who=names.get(entry.by, entry.by),
        what=action_title(entry.action),
        about=" ".join(filter(None, [object_title(entry.object_type), _called(entry, names)])),
        reason=entry.reason if is_open else "",
        has_more=bool(entry.texts) or (bool(entry.reason) and not is_open),
    )


def _called(entry: AuditEntry, names: dict[str, str]) -> str:
    """The object by its name where it is a person with an account, else by its own id."""
    is_person = entry.object_type == "person"
    return names.get(entry.object_id, entry.object_id) if is_person else entry.object_id


def history_of(object_type: str, object_id: object, *, reader: str, limit: int = 10) -> list[AuditRow]:
    """The latest entries on one object, without readings and sign-ins; of a person also those about them."""
    number = str(object_id)
    this = Q(object_type=object_type, object_id=number)
    if object_type == "person":
        this |= Q(pk__in=AuditSubject.objects.filter(person=number).values("entry"))
    entries = AuditEntry.objects.filter(this).exclude(action__in=QUIET).select_related("text")[:limit]
    return audit_rows(list(entries), reader=reader)


@dataclass(frozen=True, kw_only=True)
class Value:
    """A field that an entry names: its value, or what it was before and after."""

    name: str
    value: Any = None
    before: Any = None
    after: Any = None
    is_change: bool = False


@dataclass(frozen=True, kw_only=True)
class EntryView:
    """An entry as its own page shows it, with its words."""

    entry: AuditEntry
    who: str
    what: str
    about: str
    people: list[tuple[str, str]]
    details: list[Value]
    texts: list[Value]
    emptied_at: dt.datetime | None


def entry_view(entry: AuditEntry) -> EntryView:
    people = people_of([entry])[entry.pk]
    names = names_of({entry.by, *people} | ({entry.object_id} if entry.object_type == "person" else set()))
    return EntryView(
        entry=entry,
        who=names.get(entry.by, entry.by),
        what=action_title(entry.action),
        about=" ".join(filter(None, [object_title(entry.object_type), _called(entry, names)])),
        people=[(number, names.get(number, number)) for number in people],
        details=_values(entry.details),
        texts=_values(entry.texts),
        emptied_at=entry.text.emptied_at if hasattr(entry, "text") else None,
    )


def _values(named: dict[str, Any]) -> list[Value]:
    return [
        Value(name=name, before=value["before"], after=value["after"], is_change=True)
        if isinstance(value, dict) and value.keys() == {"before", "after"}
        else Value(
            name=name, value=", ".join(str(one) for one in value) if isinstance(value, list) else value
        )
        for name, value in named.items()
    ]
