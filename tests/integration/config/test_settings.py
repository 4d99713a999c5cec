"""Whatever reads the settings ends with 2 and says all that is wrong with them, without a traceback."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from empiria.config import settings

WRONG = {
    "EMPIRIA_HTTPS": "perhaps",
    "EMPIRIA_SECRET_KEY": "short-secret",
    "EMPIRIA_HEARTBEAT_SECONDS": "often",
    "DATABASE_URL": "mysql://user:hidden-password@host/name",
    "EMPIRIA_SENTRY_DSN": "https://sentry.example.org/hidden-key",
}
TOLD = [
    "Error: EMPIRIA_SECRET_KEY: expected at least 32 random characters, found 12 of them",
    "Error: EMPIRIA_HTTPS: expected true or false, found “perhaps”",
    "Error: DATABASE_URL: expected an address that begins with sqlite://, postgres://, postgresql://; what was found is not shown, for it may hold a password",
    "Error: EMPIRIA_HEARTBEAT_SECONDS: expected a number from 0.1 to 600, found “often”",
    "Error: EMPIRIA_SENTRY_DSN: expected an address such as https://key@sentry.example.org/1; what was found is not shown, for it holds a key",
]
READERS = {
    "worker": ["-m", "empiria", "worker"],
    "start": ["-m", "empiria", "start", "--port", "8999"],
    "manage": ["-m", "django", "check"],
}


def run(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EMPIRIA_")}
    fixed = {"EMPIRIA_DATA": str(folder), "EMPIRIA_LANGUAGE": "en"}
    return subprocess.run(
        [sys.executable, *arguments],
        env=kept | fixed | {"DJANGO_SETTINGS_MODULE": "empiria.config.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("reader", READERS)
def test_everything_wrong_is_told_at_once(reader: str, tmp_path: Path) -> None:
    done = run(tmp_path, *READERS[reader], **WRONG)
    assert (done.returncode, done.stdout, done.stderr.splitlines()) == (2, "", TOLD)


def test_wrong_settings_are_told_in_polish(tmp_path: Path) -> None:
    done = run(tmp_path, *READERS["worker"], EMPIRIA_LANGUAGE="pl", EMPIRIA_HTTPS="perhaps")
    assert (done.returncode, done.stderr) == (
        2,
        "Błąd: EMPIRIA_HTTPS: oczekiwano true albo false, a jest „perhaps”\n",
    )


def test_with_https_somebody_must_send_mail_or_nobody_be_named(tmp_path: Path) -> None:
    done = run(tmp_path, *READERS["worker"], EMPIRIA_HTTPS="true")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: EMPIRIA_EMAIL_URL: expected, with EMPIRIA_HTTPS on, who sends mail")


def test_gunicorn_started_by_hand_gives_up_without_a_traceback(tmp_path: Path) -> None:
    done = run(tmp_path, "-m", "gunicorn", "--bind", "127.0.0.1:0", "empiria.config.wsgi", **WRONG)
    # Its own code for an application that cannot be loaded; with any other it would start workers for ever.
    assert (done.returncode, "Traceback" in done.stderr) == (4, False)
    assert [line for line in done.stderr.splitlines() if line.startswith("Error: ")] == TOLD


def test_data_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(tmp_path, "-m", "django", "check", EMPIRIA_DATA=str(tmp_path / "file" / "data"))
    told = (
        f"expected a folder that can be made and written to, found “{tmp_path}/file/data” (Not a directory)"
    )
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, f"Error: EMPIRIA_DATA: {told}")


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("DATABASE_URL", "postgresql://", "expected a whole address such as postgresql://"),
        ("EMPIRIA_ANTIVIRUS", "tcp://", "expected a whole address such as tcp://"),
        ("EMPIRIA_BDL_URL", "https://", "expected a whole address such as https://"),
        ("EMPIRIA_BACKUP_RECIPIENT", f"age1{'q' * 58}", "expected public keys of age"),
    ],
)
def test_half_an_address_and_a_mistyped_key_are_told(
    name: str, given: str, told: str, tmp_path: Path
) -> None:
    done = run(tmp_path, "-m", "empiria", "check", **{name: given})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Error: {name}: {told}")
    assert done.stderr.count("\n") == 1


def test_unknown_variable_is_warned_of(tmp_path: Path) -> None:
    done = run(tmp_path, "-m", "django", "check", EMPIRIA_HOST="a.pl")
    warning = "Warning: EMPIRIA_HOST is no setting; was EMPIRIA_HOSTS meant?\n"
    assert (done.returncode, done.stderr) == (0, warning)


def test_an_empty_environment_has_nothing_to_say(tmp_path: Path) -> None:
    done = run(tmp_path, "-m", "django", "check")
    assert (done.returncode, done.stderr) == (0, "")


def test_settings_are_checked_last() -> None:
    """What stood below would be read, and never told when wrong."""
    assert settings.__file__ is not None
    last = ast.parse(Path(settings.__file__).read_text(encoding="utf-8")).body[-1]
    assert ast.unparse(last) == "env.finish()"


def test_with_https_cookies_are_taken_over_https_only_and_for_this_host_only(tmp_path: Path) -> None:
    asked = (
        "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT "
        "SECURE_HSTS_SECONDS SECURE_PROXY_SSL_HEADER CSRF_TRUSTED_ORIGINS"
    )
    look = f"from django.conf import settings as s; print([getattr(s, name) for name in '{asked}'.split()])"
    done = run(
        tmp_path, "-c", look, EMPIRIA_HTTPS="true", EMPIRIA_HOSTS="a.pl,.b.pl", EMPIRIA_EMAIL_URL="none://"
    )
    assert (done.stderr, ast.literal_eval(done.stdout)) == (
        "",
        [
            "__Host-session", "__Host-csrf", True, True, True, 31_536_000,
            ("HTTP_X_FORWARDED_PROTO", "https"), ["https://a.pl", "https://*.b.pl"],
        ],
    )  # fmt: skip
