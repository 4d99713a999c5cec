"""What is unsafe or missing in this installation, and what to do about it: what `empiria check` says."""

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.utils import timezone

from empiria.analysis.errors import mark
from empiria.apps.accounts.models import IdentityProvider, Person, RoleGrant
from empiria.apps.accounts.roles import STAFF
from empiria.apps.accounts.rules import standings
from empiria.apps.system.backup import folders, tables
from empiria.apps.system.backup.named import told
from empiria.apps.system.encryption import is_readable
from empiria.apps.system.metrics import oldest_waiting_seconds
from empiria.apps.system.models import AuditEntry
from empiria.apps.system.selectors import is_migrated, unready_parts

LOCAL = {"localhost", "127.0.0.1", "[::1]"}
GOOD_KEY = 50
BACKUP_IS_OLD = timedelta(days=2)
WORKER_IS_LATE = timedelta(minutes=10)
CLOCKS_MAY_DIFFER = 5.0
LITTLE_SPACE, NO_SPACE = 2_000_000_000, 300_000_000
# What Django advises and we decide otherwise: whether other hosts of the domain speak HTTPS is not ours to say.
DECIDED = {"security.W005", "security.W021"}


@dataclass(frozen=True, kw_only=True)
class Advice:
    """Something unsafe or missing: English templates with named placeholders, translated where they are shown."""

    code: str
    severity: Literal["error", "warning"]
    message: str
    action: str
    params: dict[str, Any] = field(default_factory=dict)


def advice() -> list[Advice]:
    """Everything there is to say, errors first; nothing where all is well."""
    found = [*_of_settings(), *_of_files(), *_of_django()]
    # Without its database nothing else can be asked.
    found += _of_database() if "database" not in unready_parts() else [NO_DATABASE]
    return sorted(found, key=lambda one: (one.severity != "error", one.code))


NO_DATABASE = Advice(
    code="database",
    severity="error",
    message=mark("The database does not answer."),
    action=mark("Look at DATABASE_URL, and whether the server runs and lets this machine in."),
)


def is_public() -> bool:
    """Whether the site answers to more than this machine's own names."""
    return not set(settings.ALLOWED_HOSTS) <= LOCAL


def _of_settings() -> Iterator[Advice]:
    if settings.DEBUG:
        yield Advice(
            code="debug",
            severity="error",
            message=mark("EMPIRIA_DEBUG is on: whoever meets an error sees code and settings."),
            action=mark("Remove EMPIRIA_DEBUG."),
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Advice(
            code="hosts",
            severity="error",
            message=mark("EMPIRIA_HOSTS is *: links in mails may be made to lead to a stranger's site."),
            action=mark("Name the hosts of this site in EMPIRIA_HOSTS."),
        )
    if len(settings.SECRET_KEY) < GOOD_KEY:
        yield Advice(
            code="secret-key",
            severity="warning",
            message=mark("The secret key is short."),
            action=mark("Set EMPIRIA_SECRET_KEY to %(count)s random characters; everybody signs in anew."),
            params={"count": GOOD_KEY},
        )
    if not is_public():
        yield Advice(
            code="hosts",
            severity="warning",
            message=mark("The site answers to names of this machine only."),
            action=mark("Name the hosts that people will type in EMPIRIA_HOSTS."),
        )
    yield from _of_the_way_there()
    yield from _of_contacts()


def _of_the_way_there() -> Iterator[Advice]:
    if is_public() and not settings.HTTPS:
        yield Advice(
            code="https",
            severity="error",
            message=mark("HTTPS is off: passwords and sessions can be read on their way."),
            action=mark("Put a proxy with HTTPS in front and set EMPIRIA_HTTPS=true."),
        )
    if settings.HTTPS and not settings.EMPIRIA_TRUSTED_PROXIES:
        yield Advice(
            code="proxies",
            severity="warning",
            message=mark(
                "No proxy is trusted: all visitors look like one, and whether they came by HTTPS is not known."
            ),
            action=mark("Set EMPIRIA_TRUSTED_PROXIES to the number of proxies in front of the site."),
        )
    if settings.EMPIRIA_MAIL["backend"].endswith("console.EmailBackend"):
        yield Advice(
            code="email",
            severity="error" if is_public() else "warning",
            message=mark("Mail is printed and not sent: nobody can be invited or set a new password."),
            action=mark("Name who sends mail in EMPIRIA_EMAIL_URL."),
        )
    if settings.EMPIRIA_MAIL["backend"].endswith("dummy.EmailBackend"):
        yield Advice(
            code="email",
            severity="warning",
            message=mark(
                "No mail is sent, as EMPIRIA_EMAIL_URL says: nobody can be invited or set a new password."
            ),
            action=mark("Name who sends mail in EMPIRIA_EMAIL_URL."),
        )


def _of_contacts() -> Iterator[Advice]:
    missing = [
        name
        for name in ("EMPIRIA_CONTACT_EMAIL", "EMPIRIA_OPERATOR_ADDRESS", "EMPIRIA_DPO_EMAIL")
        if not getattr(settings, name)
    ]
    if missing:
        yield Advice(
            code="contacts",
            severity="warning",
            message=mark(
                "Information clauses and the declaration of accessibility lack what law wants in them."
            ),
            action=mark("Set %(names)s."),
            params={"names": ", ".join(missing)},
        )
    if not settings.EMPIRIA_BACKUP_RECIPIENT:
        yield Advice(
            code="backup-key",
            severity="warning",
            message=mark("Backups are not encrypted."),
            action=mark("Name the key for which they are encrypted in EMPIRIA_BACKUP_RECIPIENT."),
        )


def _of_files() -> Iterator[Advice]:
    data: Path = settings.EMPIRIA_DATA
    if "store" in unready_parts():
        yield Advice(
            code="store",
            severity="error",
            message=mark("The store %(path)s cannot be written to."),
            action=mark("Give the folder to the user who runs Empiria."),
            params={"path": str(data / "store")},
        )
    for path, allowed in ((data, 0o750), (data / "secret_key", 0o600)):
        if path.exists() and (mode := stat.S_IMODE(path.stat().st_mode)) & ~allowed:
            yield Advice(
                code="permissions",
                severity="error" if path.is_file() else "warning",
                message=mark("%(path)s is open to other users of this machine (%(mode)s)."),
                action=mark("chmod %(allowed)s %(path)s"),
                params={"path": str(path), "mode": f"{mode:o}", "allowed": f"{allowed:o}"},
            )
    free = shutil.disk_usage(data).free
    if free < LITTLE_SPACE:
        yield Advice(
            code="space",
            severity="error" if free < NO_SPACE else "warning",
            message=mark("Only %(megabytes)s MB are free where the data are kept."),
            action=mark("Make room, or move EMPIRIA_DATA to a larger disk."),
            params={"megabytes": free // 1_000_000},
        )
    if os.geteuid() == 0:
        yield Advice(
            code="root",
            severity="warning",
            message=mark("This runs as root."),
            action=mark("Run Empiria as a user of its own, who owns nothing but the data folder."),
        )


def _of_django() -> Iterator[Advice]:
    for found in checks.run_checks(include_deployment_checks=settings.HTTPS):
        # Our own checks say the same of these, in words that name our settings.
        if found.level >= checks.WARNING and found.id not in DECIDED | {
            "security.W009",
            "security.W018",
            "security.W020",
        }:
            yield Advice(
                code=str(found.id),
                severity="error" if found.level >= checks.ERROR else "warning",
                message="%(message)s",
                action=mark("See Django's documentation of its checks."),
                params={"message": " ".join(str(found.msg).split())},
            )


def _of_database() -> list[Advice]:
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
