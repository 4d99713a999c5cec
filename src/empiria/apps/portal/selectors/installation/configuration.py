"""What is unsafe or missing in the settings."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from empiria.analysis.errors import mark
from empiria.apps.portal.selectors.installation.base import Advice, is_public
from empiria.apps.portal.selectors.installation.networks import of_networks
from empiria.apps.portal.selectors.installation.transport import of_transport

GOOD_KEY = 50
# Even thirty-two random hexadecimal digits hold more different ones, about fourteen.
FEW_CHARACTERS = 8
# The defaults, whose reasons `docs/explanation/security.md` gives.
LONGEST_IDLE, LONGEST_SESSION = timedelta(hours=2), timedelta(hours=12)


def of_settings() -> Iterator[Advice]:
    if settings.DEBUG:
        yield Advice(
            code="debug",
            severity="error",
            message=mark("EMPIRIA_DEBUG is on: whoever meets an error sees code and settings."),
            action=mark("Remove EMPIRIA_DEBUG."),
        )
    if any(host == "*" or (host.startswith(".") and "." not in host[1:]) for host in settings.ALLOWED_HOSTS):
        yield Advice(
            code="hosts",
            severity="error",
            message=mark(
                "EMPIRIA_HOSTS names every host there is, or all of a country: links in mails may be made to lead to a "
                "stranger's site."
            ),
            action=mark("Name the hosts of this site in EMPIRIA_HOSTS."),
        )
    if not is_public():
        yield Advice(
            code="hosts",
            severity="warning",
            message=mark("The site answers to names of this machine only."),
            action=mark("Name the hosts that people will type in EMPIRIA_HOSTS."),
        )
    yield from _of_secrets()
    yield from _of_sessions()
    yield from _of_the_way_there()
    yield from _of_mail()
    yield from _of_watching()
    yield from of_networks()
    yield from of_transport()
    yield from _of_contacts()


def _of_secrets() -> Iterator[Advice]:
    if len(settings.SECRET_KEY) < GOOD_KEY or _is_monotonous(settings.SECRET_KEY):
        yield Advice(
            code="secret-key",
            severity="warning",
            message=mark("The secret key is short, or made of a few characters only."),
            action=mark("Set EMPIRIA_SECRET_KEY to %(count)s random characters; everybody signs in anew."),
            params={"count": GOOD_KEY},
        )
    if settings.EMPIRIA_METRICS_TOKEN and _is_monotonous(settings.EMPIRIA_METRICS_TOKEN):
        yield Advice(
            code="metrics-token",
            severity="error",
            message=mark("EMPIRIA_METRICS_TOKEN is made of a few characters only: it can be guessed."),
            action=mark("Set it to %(count)s random characters."),
            params={"count": GOOD_KEY},
        )


def _is_monotonous(secret: str) -> bool:
    return len(set(secret)) < FEW_CHARACTERS


def _of_sessions() -> Iterator[Advice]:
    idle, whole = settings.EMPIRIA_SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE
    if idle > LONGEST_IDLE.total_seconds() or whole > LONGEST_SESSION.total_seconds():
        yield Advice(
            code="sessions",
            severity="warning",
            message=mark(
                "Sessions last %(hours)s h, and %(minutes)s min without a request: whoever finds a device open, or steals a "
                "session, has the account for as long (OWASP ASVS 7.3.1, 7.3.2)."
            ),
            action=mark(
                "Set EMPIRIA_SESSION_HOURS to at most %(most_hours)s and EMPIRIA_SESSION_IDLE_MINUTES to at most "
                "%(most_minutes)s."
            ),
            params={
                "hours": whole // 3600,
                "minutes": idle // 60,
                "most_hours": LONGEST_SESSION // timedelta(hours=1),
                "most_minutes": LONGEST_IDLE // timedelta(minutes=1),
            },
        )


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
    if settings.EMPIRIA_TRUSTED_PROXIES and not settings.HTTPS:
        yield Advice(
            code="proxies",
            severity="warning",
            message=mark(
                "Proxies are trusted though HTTPS is off: whoever comes past them writes into X-Forwarded-For which address "
                "the limits on guessing, the list of sessions and /metrics take for theirs."
            ),
            action=mark(
                "Set EMPIRIA_HTTPS=true where a proxy stands in front of the site, else EMPIRIA_TRUSTED_PROXIES=0."
            ),
        )


def _of_mail() -> Iterator[Advice]:
    is_printed, is_nobody = (
        settings.EMPIRIA_MAIL["backend"].endswith(f"{kind}.EmailBackend") for kind in ("console", "dummy")
    )
    if is_printed:
        yield Advice(
            code="email",
            severity="error" if is_public() else "warning",
            message=mark("Mail is printed and not sent: nobody can be invited or set a new password."),
            action=mark("Name who sends mail in EMPIRIA_EMAIL_URL."),
        )
    if is_nobody:
        yield Advice(
            code="email",
            severity="warning",
            message=mark(
                "No mail is sent, as EMPIRIA_EMAIL_URL says: nobody can be invited or set a new password."
            ),
            action=mark("Name who sends mail in EMPIRIA_EMAIL_URL."),
        )

    if settings.EMPIRIA_OPEN_REGISTRATION and (is_nobody or (is_printed and is_public())):
        yield Advice(
            code="registration",
            severity="error",
            message=mark(
                "Anybody may register, but no mail reaches them: nobody can confirm an address, and accounts that are "
                "nobody's pile up."
            ),
            action=mark("Name who sends mail in EMPIRIA_EMAIL_URL, or remove EMPIRIA_OPEN_REGISTRATION."),
        )


def _of_watching() -> Iterator[Advice]:
    """What looks at documents, and what lets an attack be seen; of a site for others."""
    if not is_public():
        return
    if not settings.EMPIRIA_ANTIVIRUS:
        yield Advice(
            code="antivirus",
            severity="warning",
            message=mark("No antivirus looks at uploaded documents."),
            action=mark("Name a clamd in EMPIRIA_ANTIVIRUS."),
        )
    if settings.LOGGING["loggers"]["empiria"]["level"] not in {"DEBUG", "INFO"}:
        yield Advice(
            code="log-level",
            severity="warning",
            message=mark("Requests are not logged, refused ones neither: nobody sees an attack."),
            action=mark("Set EMPIRIA_LOG_LEVEL to info."),
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
