"""`empiria check` on a new installation, and on one that is as it should be."""

import json

import pytest
from allauth.mfa.models import Authenticator

from empiria.apps.portal.selectors import installation
from empiria.apps.system.services import record
from tests.integration.cast import Cast
from tests.integration.workshop import Workshop

GOOD = {
    "EMPIRIA_HOSTS": "empiria.example.org",
    "EMPIRIA_HTTPS": "true",
    "EMPIRIA_TRUSTED_PROXIES": "1",
    "EMPIRIA_EMAIL_URL": "smtp://mail.example.org",
    "EMPIRIA_CONTACT_EMAIL": "biuro@example.org",
    "EMPIRIA_OPERATOR_ADDRESS": "ul. Przykładowa 1",
    "EMPIRIA_DPO_EMAIL": "iod@example.org",
    "EMPIRIA_ANTIVIRUS": "unix:///run/clamav/clamd.ctl",
    "EMPIRIA_BACKUP_RECIPIENT": "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
}
# Of the machine that runs the tests rather than of the installation.
OF_THE_MACHINE = {"root", "space", "database"}


def check(workshop: Workshop, **environment: str) -> tuple[int, dict[str, str]]:
    done = workshop.ask(
        # The tests let playwright's loop stand by, which is no fault of the installation.
        *("-m", "empiria", "check", "--json"), **{"DJANGO_ALLOW_ASYNC_UNSAFE": "", **environment}
    )  # fmt: skip
    assert done.stderr == ""
    found = {one["code"]: one["severity"] for one in json.loads(done.stdout)}
    return done.returncode, {code: found[code] for code in found if code not in OF_THE_MACHINE}


def test_a_new_installation_for_oneself_has_warnings_only(workshop: Workshop) -> None:
    assert check(workshop) == (
        0,
        dict.fromkeys(["backup", "backup-key", "contacts", "email", "hosts"], "warning"),
    )


def test_a_public_one_as_it_should_be_lacks_a_backup_only(workshop: Workshop) -> None:
    assert check(workshop, **GOOD) == (0, {"backup": "warning"})
    # Files that others may read are told.
    (workshop.folder / "data" / "secret_key").chmod(0o644)
    assert check(workshop, **GOOD) == (1, {"backup": "warning", "permissions": "error"})


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        # What hides nothing of one another.
        (
            {"EMPIRIA_DEBUG": "true", "EMPIRIA_HOSTS": "*", "EMPIRIA_HTTPS": ""},
            {"debug": "error", "hosts": "error", "https": "error", "proxies": "warning"},
        ),
        (
            {"EMPIRIA_HTTPS": "", "EMPIRIA_EMAIL_URL": ""},
            {"https": "error", "email": "error", "proxies": "warning"},
        ),
        # What a stranger set, of which nothing was said.
        (
            {
                "EMPIRIA_METRICS_NETWORKS": "0.0.0.0/0",
                "EMPIRIA_INNER_NETWORKS": "0.0.0.0/0",
                "EMPIRIA_SESSION_HOURS": "720",
                "EMPIRIA_SESSION_IDLE_MINUTES": "1440",
                "EMPIRIA_SENTRY_DSN": "http://key@sentry.example.org/1",
                "EMPIRIA_LOG_LEVEL": "error",
            },
            {
                "metrics-networks": "error",
                "inner-networks": "error",
                "sessions": "warning",
                "transport": "warning",
                "log-level": "warning",
            },
        ),
        (
            {
                "EMPIRIA_TRUSTED_PROXIES": "",
                "EMPIRIA_EMAIL_URL": "none://",
                "EMPIRIA_SECRET_KEY": "k" * 40,
                "EMPIRIA_DPO_EMAIL": "",
            },
            dict.fromkeys(["proxies", "email", "secret-key", "contacts"], "warning"),
        ),
    ],
)
def test_each_thing_that_is_wrong_is_told(
    workshop: Workshop, changed: dict[str, str], found: dict[str, str]
) -> None:
    code, told = check(workshop, **(GOOD | changed))
    assert told == {"backup": "warning"} | found
    assert code == int("error" in found.values())


def test_another_version_of_the_database_is_told(workshop: Workshop) -> None:
    workshop.run("-m", "django", "migrate", "portal", "zero", "--verbosity", "0", "--skip-checks")
    assert check(workshop, **GOOD) == (1, {"migrations": "error"})


def codes() -> set[str]:
    return {one.code for one in installation.advice()}


def test_people_and_backups_are_looked_at(cast: Cast) -> None:
    assert {"second-factor", "sample-account"} & codes() == set()
    Authenticator.objects.filter(user=cast["analyst"]).delete()
    (told,) = [one for one in installation.advice() if one.code == "second-factor"]
    assert told.params == {"count": 1}
    cast["analyst"].is_sample = True
    cast["analyst"].save()
    assert {"second-factor", "sample-account"} & codes() == {"sample-account"}
    assert "backup" in codes()
    record(by=None, action="system.make-backup", object_type="backup", object_id="1")
    assert "backup" not in codes()
