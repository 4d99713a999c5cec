"""Who was erased, kept outside the database and its backups: restoring an older backup must not bring anybody back."""

import datetime as dt
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from empiria.analysis.errors import mark
from empiria.apps.accounts.models import FileDecision, Person
from empiria.apps.system.models import AuditEntry

FILE = "erasures.jsonl"
# What is kept of the decisions taken with an erasure, as the trail names them.
DECIDED = ("removed", "redacted", "struck-out", "not-theirs", "kept")


def ledger_path() -> Path:
    return Path(settings.EMPIRIA_DATA) / FILE


def complete_ledger() -> int:
    """Write down every erased person whom the ledger does not know yet; how many.

    A line holds the number of the person, when the account was made (numbers may be given again after a restoration:
    both must fit), when it was erased, and the numbers of the files removed or left and the places decided with it, for
    whoever restores cannot decide again. No word of anybody.
    """
    known = {(entry["person"], entry["joined"]) for entry in read_ledger()}
    erased = Person.objects.filter(erased_at__isnull=False).order_by("pk")
    lines = [
        {
            "person": person.pk,
            "joined": _moment(person.date_joined),
            "at": _moment(person.erased_at),
            **_decided_of(person),
        }
        for person in erased.only("pk", "date_joined", "erased_at")
        if person.erased_at and (person.pk, _moment(person.date_joined)) not in known
    ]
    if lines:
        text = "".join(f"{json.dumps(line)}\n" for line in lines)
        if not _ends_whole():
            # A line that was cut off while it was written must not swallow the next.
            text = f"\n{text}"
        # Appended in one write, so that two processes never mix their lines; on the disk before anybody relies on it.
        descriptor = os.open(ledger_path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    return len(lines)


def read_ledger() -> list[dict]:
    """The lines of the ledger; one that was cut off while it was written is left out."""
    return list(_lines())


def _lines() -> Iterator[dict]:
    try:
        text = ledger_path().read_text(encoding="ascii")
    except FileNotFoundError:
        return
    for line in text.splitlines():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            continue


def _decided_of(person: Person) -> dict[str, Any]:
    """What the trail says of the erasure: the numbers of removed files and of places struck out or left."""
    erased = AuditEntry.objects.filter(
        action="accounts.erase-person", object_type="person", object_id=str(person.pk)
    )
    told = erased.order_by("pk").values_list("details", flat=True).last() or {}
    return {kind: told[kind] for kind in DECIDED if told.get(kind)}


@dataclass(frozen=True)
class Reapplied:
    """Who came back with an older backup and went again, and the places that nobody has decided of, by their numbers."""

    people: int = 0
    undecided: tuple[str, ...] = ()


def reapply_erasures(*, progress: Callable[[int, int, str], None] = lambda *_told: None) -> Reapplied:
    """After an older backup was restored: erase again whom the ledger names, as it was done then.

    For each every file is looked through, which `progress` tells of. Safe to call at any time, and as often as wanted.
    """
    from empiria.apps.accounts.services.erasure.files import search_files
    from empiria.apps.accounts.services.erasure.person import carry_out_erasure
    from empiria.apps.accounts.services.erasure.redacting import copies_that_can_be_made

    entries: dict[tuple, dict] = {}
    for entry in read_ledger():
        # The ledger of a backup may tell of the same person: what either knows counts.
        key = (entry["person"], entry["joined"])
        entries[key] = entries.get(key, {}) | entry
    back = [(person, entry) for entry in entries.values() if (person := _who_came_back(entry))]
    undecided: list[str] = []
    for number, (person, entry) in enumerate(back):

        def tell(done: int, total: int, number: int = number) -> None:
            progress(number * total + done, len(back) * total, mark("Erasing again"))

        # A file that the backup brought back may name them, and nobody has decided of it.
        search_files(person, progress=tell)
        places = dict.fromkeys(entry.get("struck-out", ()), True)
        places |= dict.fromkeys(entry.get("not-theirs", ()), False)
        done = carry_out_erasure(
            person=person,
            by=None,
            removing=entry.get("removed", {}),
            keeping=_kept_files(entry),
            copies=copies_that_can_be_made(person, _by_code(entry.get("redacted", ()))),
            decided=places,
        )
        undecided += done.get("undecided", ())
    return Reapplied(len(back), tuple(undecided))


def _who_came_back(entry: dict[str, Any]) -> Person | None:
    joined = dt.datetime.fromisoformat(entry["joined"])
    return Person.objects.filter(pk=entry["person"], date_joined=joined, erased_at=None).first()


def _kept_files(entry: dict[str, Any]) -> dict[str, str]:
    """Why a file stayed, by its code. Places of texts stand in the same list, and do no harm in this one."""
    return {
        **dict.fromkeys(entry.get("not-theirs", ()), FileDecision.NOT_THEIRS.value),
        **_by_code(entry.get("kept", ())),
    }


def _by_code(told: Iterable[str]) -> dict[str, str]:
    """What was decided of each: written behind its code."""
    return {code: decision for code, _sign, decision in (one.rpartition(":") for one in told)}


def _ends_whole() -> bool:
    path = ledger_path()
    return not path.exists() or path.read_bytes()[-1:] in (b"", b"\n")


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()
