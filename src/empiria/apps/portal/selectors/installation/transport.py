"""What goes to other machines unencrypted."""

import os
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings

from empiria.analysis.errors import mark
from empiria.apps.portal.selectors.installation.base import Advice

# Of what libpq knows these alone refuse a server that does not encrypt; they are what Django and libpq read.
ENCRYPTED = {"require", "verify-ca", "verify-full"}


def of_transport() -> Iterator[Advice]:
    yield from _of_mail()
    yield from _of_the_database()
    yield from _of_addresses()


def _of_mail() -> Iterator[Advice]:
    options = settings.EMPIRIA_MAIL["options"]
    if "use_tls" in options and not (options["use_tls"] or options["use_ssl"] or is_here(options["host"])):
        yield Advice(
            code="email-transport",
            severity="warning",
            message=mark(
                "Mail goes unencrypted to %(host)s: who reads along gets the links by which passwords are set."
            ),
            action=mark("Remove tls=no from EMPIRIA_EMAIL_URL, or use smtps://."),
            params={"host": options["host"]},
        )


def _of_the_database() -> Iterator[Advice]:
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("postgresql"):
        return
    options = database.get("OPTIONS", {})
    host = database["HOST"] or options.get("host", "") or os.environ.get("PGHOST", "")
    mode = options.get("sslmode") or os.environ.get("PGSSLMODE", "")
    if not is_here(host) and mode not in ENCRYPTED:
        yield Advice(
            code="database-transport",
            severity="warning",
            message=mark(
                "Nothing makes the way to the database at %(host)s encrypted: who reads along has its password and all it "
                "holds."
            ),
            action=mark(
                "Add ?sslmode=verify-full to DATABASE_URL, unless both are containers of one machine on a network of their "
                "own."
            ),
            params={"host": host},
        )


def _of_addresses() -> Iterator[Advice]:
    addresses = {
        "EMPIRIA_SENTRY_DSN": settings.EMPIRIA_ERROR_COLLECTOR,
        "EMPIRIA_BDL_URL": settings.EMPIRIA_BDL_URL,
        "EMPIRIA_SMUP_URL": settings.EMPIRIA_SMUP_URL,
        "EMPIRIA_ANTIVIRUS": settings.EMPIRIA_ANTIVIRUS,
    }
    for name, address in addresses.items():
        parts = urlsplit(address)
        if parts.scheme in {"http", "tcp"} and not is_here(parts.hostname or ""):
            yield Advice(
                code="transport",
                severity="warning",
                message=mark(
                    "What %(name)s names is asked unencrypted, at %(host)s: it can be read and changed on its way."
                ),
                action=CLAMD if parts.scheme == "tcp" else HTTPS,
                params={"name": name, "host": parts.hostname},
            )


HTTPS = mark("Give an address that begins with https://.")
CLAMD = mark("Run clamd on this machine, or lead the way to it through a tunnel that encrypts.")


def is_here(host: str) -> bool:
    """Whether a host, or the folder of a socket, is this very machine."""
    if host in {"", "localhost"} or host.startswith("/"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
