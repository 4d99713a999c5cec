"""The erasure itself."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from empiria.apps.accounts.models import Consent, Erasure, ErasureState, Form, Invitation, Person
from empiria.apps.accounts.roles import Administrator
from empiria.apps.accounts.selectors.own_rows import (
    addresses_of,
    names_of,
    rows_of,
    words_that_tell,
)
from empiria.apps.accounts.services.erasure.fields import carry_out
from empiria.apps.accounts.services.erasure.files import (
    Copies,
    check_files,
    forget_excerpts,
    search_files,
    settle_files,
)
from empiria.apps.accounts.services.erasure.ledger import complete_ledger
from empiria.apps.accounts.services.erasure.mentions import remove_mentions
from empiria.apps.accounts.services.erasure.places import settle_places
from empiria.apps.accounts.services.erasure.redacting import make_copies
from empiria.apps.accounts.services.erasure.sessions import end_sessions, forget_counters
from empiria.apps.accounts.services.erasure.spotting import Spotter
from empiria.apps.accounts.services.grants import keep_an_administrator
from empiria.apps.system.models import Job
from empiria.apps.system.privacy import DELETE, EMPTY, declarations
from empiria.apps.system.services import empty_texts, enqueue_job, record
from empiria.apps.system.uploads import forget_files

FINISH = "accounts.finish-erasure"
# These are not emptied field by field: the row of the person, and the trail, which has a service for it.
BY_HAND = frozenset({"accounts.Person", "system.AuditText"})


def check_may_go(person: Person) -> None:
    """Raises `LastAdministratorError` where nobody would be left who gives roles."""
    if person.grants.filter(role=Administrator.code).exists():
        keep_an_administrator(leaving=person)


def erase_person(
    *,
    person: Person,
    by: Person | None,
    removing: Mapping[str, Iterable[str]] | None = None,
    keeping: Mapping[str, str] | None = None,
    redacting: Mapping[str, str] | None = None,
    decided: Mapping[str, bool] | None = None,
) -> Person:
    """Take away everything that says who somebody was, unless nobody would be left who gives roles.

    `removing`: of the files that would stay (`Leftover`, by its code), the numbers of those that are removed as well.
    `keeping`: of others in which the person is found, by code, why they stay, `redacting`: out of which the person is
    struck (both `FileDecision`). `decided`: of places where a surname stands alone (`doubtful_places`, by code), whether
    it is the person's and goes.

    Raises `LastAdministratorError` for the last administrator, `UndecidedFilesError` where a file that names the
    person is neither removed, redacted nor kept, `UnredactableError` where a file cannot be redacted. Erasing twice does
    nothing more.
    """
    # Outside of the transaction: usually none is left to look through, but what was added a moment ago.
    search_files(person)
    copies = make_copies(person, redacting or {})
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        if person.erased_at:
            return person
        check_may_go(person)
        check_files(person, removing=removing or {}, keeping=keeping or {}, copies=copies)
        carry_out_erasure(
            person=person,
            by=by,
            removing=removing or {},
            keeping=keeping or {},
            copies=copies,
            decided=decided or {},
        )
    return person


@transaction.atomic
def carry_out_erasure(
    *,
    person: Person,
    by: Person | None,
    removing: Mapping[str, Iterable[str]],
    keeping: Mapping[str, str],
    copies: Copies,
    decided: Mapping[str, bool],
) -> dict[str, Any]:
    """Take away everything that says who somebody was. What stays, and why, is declared (`system/privacy.py`).

    Returns what was removed and decided, as numbers of rows, the way the trail and the ledger keep it.

    Whoever was erased and comes back with an older backup goes again, even where it knows no other administrator.

    In order: chosen files; places of which somebody decided; content that is theirs alone; rows and fields of every table as declared; sessions; the person's name and
    addresses in words of others; the row of the person; the words of the trail; the entry that it was done. After commit:
    files, the ledger outside the database, and what the database file still holds of the old pages; a job queued in the
    same transaction does that again should the process die first.
    """
    addresses, holding = addresses_of(person), words_that_tell(person)
    forget_counters(person, addresses)
    spotter = Spotter(addresses=addresses, names=names_of(person))
    details: dict[str, Any] = settle_files(person, removing=removing, keeping=keeping, copies=copies)
    for answer, places in settle_places(person, decided).items():
        details[answer] = sorted([*details.get(answer, ()), *places])
    for erase in declarations().erasers:
        erase(person)
    _end_offices(person)
    files = _carry_out_declarations(person, addresses)
    end_sessions(person, spotter)
    forget_excerpts(spotter)
    remove_mentions(spotter)
    _end_what_waits(person)
    _empty_person(person)
    empty_texts(person=person, holding=holding, telling=spotter.spots)
    record(
        by=by,
        action="accounts.erase-person",
        object_type="person",
        object_id=person.pk,
        details=details,
    )
    enqueue_job(kind=FINISH, by=None, object_type="person", object_id=person.pk, files=files)
    transaction.on_commit(partial(finish_erasure, files=files), robust=True)
    return details


def finish_erasure(*, files: list[str], confirm: Callable[[], None] = lambda: None) -> None:
    """What happens outside the transaction: files, the ledger, the database's own leavings. Twice does no harm."""
    forget_files(files)
    complete_ledger()
    confirm()
    forget_old_pages()


def forget_old_pages() -> None:
    """Move the write-ahead log of SQLite into its file, whose freed places are overwritten (`secure_delete`).

    PostgreSQL frees old rows when it vacuums, which it does by itself.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def rebuild_database_file() -> None:
    """Write SQLite's file anew, without what it held before: nothing is left between its pages."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        forget_old_pages()


def forget_files_of_job(job: Job) -> None:
    """The names of removed files go with them."""
    Job.objects.filter(pk=job.pk).update(params={})


def _carry_out_declarations(person: Person, addresses: list[str]) -> list[str]:
    """Empty and delete what is declared; the names of files whose rows are gone."""
    files: list[str] = []
    for declared in declarations().personal:
        if declared.model in BY_HAND or declared.on_erasure not in (EMPTY, DELETE):
            continue
        files += carry_out(declared, rows_of(declared, person, addresses))
    return files


def _end_offices(person: Person) -> None:
    """Nobody erased holds an office or a role today, or waits for somebody invited; what was held stays counted.

    What began today, or has yet to begin, was held for no day: it is removed, as wherever something ends (`end_grant`,
    `end_membership`). Its end would be the day of its beginning, which the database refuses, and no count of any day holds it;
    that it was given stands in the trail.
    """
    today = timezone.localdate()
    for held in (person.memberships, person.grants):
        lasting = held.filter(Q(valid_to=None) | Q(valid_to__gt=today))
        lasting.filter(valid_from__gte=today).delete()
        lasting.update(valid_to=today)
    Invitation.objects.open().filter(invited_by=person).update(withdrawn_at=timezone.now())


def _end_what_waits(person: Person) -> None:
    """Consents end with the person, and so does the erasure that waited for its day."""
    now = timezone.now()
    Consent.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=now)
    Erasure.objects.filter(person=person, state=ErasureState.WAITING).update(
        state=ErasureState.DONE, ended_at=now
    )


def _empty_person(person: Person) -> None:
    """The row stays for what counts; nothing in it says who it was."""
    person.email = f"erased-{person.pk}@invalid"
    person.name = ""
    person.form, person.language = Form.NEUTRAL, Person.Language.POLISH
    person.is_active = person.is_sample = False
    person.last_login = None
    person.erased_at = timezone.now()
    person.set_unusable_password()
    person.save()
