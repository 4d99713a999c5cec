"""What is unsafe about what the database holds: its version, its clock, people, jobs, backups."""

from collections.abc import Iterator
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import DatabaseError, connection
from django.utils import timezone

from empiria.analysis.errors import mark
from empiria.apps.accounts.models import IdentityProvider, Person, RoleGrant
from empiria.apps.accounts.roles import STAFF
from empiria.apps.accounts.rules import standings
from empiria.apps.portal.selectors.installation.base import Advice, is_public
from empiria.apps.system.backup import folders, tables
from empiria.apps.system.backup.named import told
from empiria.apps.system.encryption import is_readable
from empiria.apps.system.metrics import oldest_waiting_seconds
from empiria.apps.system.models import AuditEntry
from empiria.apps.system.selectors import is_migrated

BACKUP_IS_OLD = timedelta(days=2)
WORKER_IS_LATE = timedelta(minutes=10)
CLOCKS_MAY_DIFFER = 5.0


def of_database() -> list[Advice]:
    if not is_migrated():
        return [
            Advice(
                code="migrations",
                severity="error",
                message=mark("The database is of another version of the program."),
                action=mark("Run “empiria prepare”."),
            )
        ]
    return [*_of_engine(), *_of_missing_files(), *_of_people(), *_of_work()]


def _of_missing_files() -> Iterator[Advice]:
    missing = {name for name in tables.files_named(apps.get_models()) if not folders.is_kept(name)}
    if missing:
        yield Advice(
            code="missing-files",
            severity="error",
            message=mark("Files that the database names are missing (%(count)s): %(names)s."),
            action=mark(
                "Look whether EMPIRIA_DATA is the folder of this installation; else restore the last backup. Until then "
                "no backup is made."
            ),
            params={"count": len(missing), "names": told(missing)},
        )


def _of_engine() -> Iterator[Advice]:
    if connection.vendor == "sqlite":
        if is_public():
            yield Advice(
                code="database",
                severity="warning",
                message=mark("The database is SQLite: one writer at a time, on one machine."),
                action=mark("Use PostgreSQL (DATABASE_URL) where more than a few people write."),
            )
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            apart = abs(float(cursor.fetchone()[0]) - timezone.now().timestamp())
    except DatabaseError:
        return
    if apart > CLOCKS_MAY_DIFFER:
        yield Advice(
            code="clock",
            severity="error",
            message=mark("The clocks of this machine and of the database differ by %(seconds)s s."),
            action=mark("Let both follow a time server; one-time codes and heartbeats depend on it."),
            params={"seconds": round(apart)},
        )


def _of_people() -> Iterator[Advice]:
    if Person.objects.filter(is_sample=True).exists():
        yield Advice(
            code="sample-account",
            severity="error" if is_public() else "warning",
            message=mark("The account of the sample is there: it needs no second factor."),
            action=mark("Give somebody an account with “empiria person add”, and erase the sample's."),
        )
    if count := _staff_without_second_factor():
        yield Advice(
            code="second-factor",
            severity="warning",
            message=mark("People of the staff without a second factor: %(count)s."),
            action=mark("They are asked for it when they sign in next; end the roles of those who never do."),
            params={"count": count},
        )
    if count := sum(not is_readable(secret) for secret in _secrets()):
        yield Advice(
            code="wrong-key",
            severity="error",
            message=mark("Secrets that another secret key encrypted and nobody can read: %(count)s."),
            action=mark(
                "Give EMPIRIA_SECRET_KEY its former value. If that is lost, take the second factors off with “empiria person "
                "unlock” and give the secrets of identity providers anew."
            ),
            params={"count": count},
        )


def _secrets() -> Iterator[str]:
    """Of apps that show codes and of recovery codes, and of identity providers."""
    yield from IdentityProvider.objects.values_list("secret_encrypted", flat=True)
    for data in Authenticator.objects.values_list("data", flat=True):
        yield from (data[name] for name in ("secret", "seed") if name in data)


def _staff_without_second_factor() -> int:
    holders = RoleGrant.objects.filter(role__in=STAFF, person__is_sample=False).values_list(
        "person", flat=True
    )
    staff = {pk for pk, standing in standings(holders).items() if standing.is_staff}
    factors = Authenticator.objects.filter(
        user__in=staff, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )
    return len(staff - set(factors.values_list("user", flat=True)))


def _of_work() -> Iterator[Advice]:
    if oldest_waiting_seconds() > WORKER_IS_LATE.total_seconds():
        yield Advice(
            code="worker",
            severity="error",
            message=mark("Jobs wait and nobody runs them."),
            action=mark("Start “empiria worker”, or another one."),
        )
    last = AuditEntry.objects.filter(action="system.make-backup").order_by("-at").first()
    if last is None:
        yield Advice(
            code="backup",
            severity="warning",
            message=mark("No backup was ever made."),
            action=mark("Run “empiria backup” every night, and keep the files on another machine."),
        )
    elif timezone.now() - last.at > BACKUP_IS_OLD:
        yield Advice(
            code="backup",
            severity="warning",
            message=mark("The last backup is %(days)s days old."),
            action=mark("Look why “empiria backup” does not run every night."),
            params={"days": (timezone.now() - last.at).days},
        )
