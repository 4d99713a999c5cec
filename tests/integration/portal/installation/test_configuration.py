"""What `empiria check` says of each setting that opens something, in both languages, and of what is as it should be."""

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from empiria.apps.portal.selectors.installation import Advice, of_settings

KEY = "Ut4-vd8_Qm1.xz7~Lk9+Pa2/Rc5-Wb3_Ne6.Jy0~Hf4+Sg7/To1"
SMTP = {"host": "mail.example.org", "use_tls": True, "use_ssl": False}
POSTGRESQL = {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1", "OPTIONS": {}}
GOOD: dict[str, Any] = {
    "DEBUG": False,
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": ["empiria.example.org"],
    "HTTPS": True,
    "EMPIRIA_TRUSTED_PROXIES": 1,
    "EMPIRIA_OPEN_REGISTRATION": False,
    "EMPIRIA_MAIL": {"backend": "django.core.mail.backends.smtp.EmailBackend", "options": SMTP},
    "EMPIRIA_CONTACT_EMAIL": "biuro@example.org",
    "EMPIRIA_OPERATOR_ADDRESS": "ul. Przykładowa 1",
    "EMPIRIA_DPO_EMAIL": "iod@example.org",
    "EMPIRIA_BACKUP_RECIPIENT": ["age1"],
    "EMPIRIA_ANTIVIRUS": "unix:///run/clamav/clamd.ctl",
    "EMPIRIA_METRICS_TOKEN": KEY,
    "EMPIRIA_METRICS_NETWORKS": [],
    "EMPIRIA_INNER_NETWORKS": [],
    "EMPIRIA_ERROR_COLLECTOR": "https://sentry.example.org",
    "EMPIRIA_BDL_URL": "https://bdl.stat.gov.pl/api/v1",
    "EMPIRIA_SMUP_URL": "https://api.smup.gov.pl/api/1.0.0",
    "EMPIRIA_SESSION_IDLE_SECONDS": 2 * 3600,
    "SESSION_COOKIE_AGE": 12 * 3600,
    "LOGGING": {"loggers": {"empiria": {"level": "INFO"}}},
    "DATABASES": {"default": POSTGRESQL},
}
CONSOLE = {"backend": "django.core.mail.backends.console.EmailBackend", "options": {}}
NOBODY = {"backend": "django.core.mail.backends.dummy.EmailBackend", "options": {}}
Told = list[tuple[str, str]]


def networks(*names: str) -> list[Any]:
    return [ip_network(name) for name in names]


def smtp(**options: Any) -> dict[str, Any]:
    return {"EMPIRIA_MAIL": {**GOOD["EMPIRIA_MAIL"], "options": SMTP | options}}


def database(host: str, /, **options: str) -> dict[str, Any]:
    return {"DATABASES": {"default": POSTGRESQL | {"HOST": host, "OPTIONS": options}}}


def logged(level: str) -> dict[str, Any]:
    return {"LOGGING": {"loggers": {"empiria": {"level": level}}}}


TABLE: list[tuple[dict[str, Any], Told]] = [
    ({}, []),
    ({"DEBUG": True}, [("debug", "error")]),
    ({"ALLOWED_HOSTS": ["*"]}, [("hosts", "error")]),
    ({"ALLOWED_HOSTS": [".pl"]}, [("hosts", "error")]),
    ({"ALLOWED_HOSTS": [".example.org"]}, []),
    ({"ALLOWED_HOSTS": ["localhost"]}, [("hosts", "warning")]),
    ({"SECRET_KEY": KEY[:49]}, [("secret-key", "warning")]),
    ({"SECRET_KEY": "k" * 60}, [("secret-key", "warning")]),
    ({"EMPIRIA_METRICS_TOKEN": "ab" * 20}, [("metrics-token", "error")]),
    ({"EMPIRIA_METRICS_TOKEN": ""}, []),
    # Half of what strangers read, half of what the way there keeps.
    ({"HTTPS": False, "EMPIRIA_TRUSTED_PROXIES": 0}, [("https", "error")]),
    ({"HTTPS": False}, [("https", "error"), ("proxies", "warning")]),
    ({"EMPIRIA_TRUSTED_PROXIES": 0}, [("proxies", "warning")]),
    # Sessions.
    ({"SESSION_COOKIE_AGE": 720 * 3600}, [("sessions", "warning")]),
    ({"EMPIRIA_SESSION_IDLE_SECONDS": 1440 * 60}, [("sessions", "warning")]),
    ({"EMPIRIA_SESSION_IDLE_SECONDS": 300, "SESSION_COOKIE_AGE": 3600}, []),
    # Who reads /metrics: a token narrows no network.
    ({"EMPIRIA_METRICS_NETWORKS": networks("0.0.0.0/0")}, [("metrics-networks", "error")]),
    ({"EMPIRIA_METRICS_NETWORKS": networks("0.0.0.0/0"), "EMPIRIA_METRICS_TOKEN": ""}, [("metrics-networks", "error")]),
    ({"EMPIRIA_METRICS_NETWORKS": networks("::/0")}, [("metrics-networks", "error")]),
    ({"EMPIRIA_METRICS_NETWORKS": networks("8.0.0.0/7")}, [("metrics-networks", "error")]),
    ({"EMPIRIA_METRICS_NETWORKS": networks("10.0.0.0/8", "198.51.100.0/24")}, [("metrics-networks", "error")]),
    ({"EMPIRIA_METRICS_NETWORKS": networks("198.51.100.7")}, [("metrics-networks", "warning")]),
    ({"EMPIRIA_METRICS_NETWORKS": networks("10.0.0.0/8", "127.0.0.1", "::1", "fd00::/8", "100.64.0.0/10")}, []),
    (
        {"EMPIRIA_METRICS_NETWORKS": networks("127.0.0.1"), "EMPIRIA_TRUSTED_PROXIES": 0},
        [("metrics-proxies", "error"), ("proxies", "warning")],
    ),
    # Where what people name is fetched from.
    ({"EMPIRIA_INNER_NETWORKS": networks("0.0.0.0/0")}, [("inner-networks", "error")]),
    ({"EMPIRIA_INNER_NETWORKS": networks("::/0")}, [("inner-networks", "error")]),
    ({"EMPIRIA_INNER_NETWORKS": networks("2000::/3")}, [("inner-networks", "error")]),
    ({"EMPIRIA_INNER_NETWORKS": networks("8.8.8.8")}, [("inner-networks", "error")]),
    ({"EMPIRIA_INNER_NETWORKS": networks("127.0.0.0/8")}, [("inner-networks", "warning")]),
    ({"EMPIRIA_INNER_NETWORKS": networks("169.254.169.254")}, [("inner-networks", "warning")]),
    ({"EMPIRIA_INNER_NETWORKS": networks("10.1.0.0/16", "192.168.0.0/24", "fd12::/16")}, []),
    # Mail, and who registers without it.
    ({"EMPIRIA_MAIL": CONSOLE}, [("email", "error")]),
    ({"EMPIRIA_MAIL": NOBODY}, [("email", "warning")]),
    ({"EMPIRIA_OPEN_REGISTRATION": True}, []),
    ({"EMPIRIA_OPEN_REGISTRATION": True, "EMPIRIA_MAIL": NOBODY}, [("email", "warning"), ("registration", "error")]),
    ({"EMPIRIA_OPEN_REGISTRATION": True, "EMPIRIA_MAIL": CONSOLE}, [("email", "error"), ("registration", "error")]),
    (smtp(use_tls=False), [("email-transport", "warning")]),
    (smtp(use_tls=False, use_ssl=True), []),
    (smtp(use_tls=False, host="localhost"), []),
    # What goes to other machines.
    (database("db.example.org"), [("database-transport", "warning")]),
    (database("10.0.0.5", sslmode="prefer"), [("database-transport", "warning")]),
    (database("", host="10.0.0.5"), [("database-transport", "warning")]),
    (database("db.example.org", sslmode="verify-full"), []),
    (database("/run/postgresql"), []),
    (database("::1"), []),
    ({"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}, []),
    ({"EMPIRIA_ERROR_COLLECTOR": "http://sentry.example.org"}, [("transport", "warning")]),
    ({"EMPIRIA_ERROR_COLLECTOR": "http://localhost"}, []),
    ({"EMPIRIA_ERROR_COLLECTOR": ""}, []),
    ({"EMPIRIA_BDL_URL": "http://bdl.example.org"}, [("transport", "warning")]),
    ({"EMPIRIA_SMUP_URL": "http://smup.example.org"}, [("transport", "warning")]),
    ({"EMPIRIA_ANTIVIRUS": "tcp://10.0.0.9:3310"}, [("transport", "warning")]),
    ({"EMPIRIA_ANTIVIRUS": "tcp://127.0.0.1:3310"}, []),
    # What looks, and what is kept.
    ({"EMPIRIA_ANTIVIRUS": ""}, [("antivirus", "warning")]),
    (logged("WARNING"), [("log-level", "warning")]),
    (logged("ERROR"), [("log-level", "warning")]),
    (logged("DEBUG"), []),
    ({"EMPIRIA_BACKUP_RECIPIENT": []}, [("backup-key", "warning")]),
    ({"EMPIRIA_DPO_EMAIL": ""}, [("contacts", "warning")]),
]  # fmt: skip


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Any]], list[Advice]]:
    """What is said where all is as it should be but for what was changed."""
    for name in ("PGHOST", "PGSSLMODE"):
        monkeypatch.delenv(name, raising=False)

    def ask(changed: dict[str, Any]) -> list[Advice]:
        for name, value in (GOOD | changed).items():
            # Not by the fixture for settings, which tells Django: nothing is connected to what stands here.
            monkeypatch.setattr(settings, name, value)
        return list(of_settings())

    return ask


@pytest.mark.parametrize(("changed", "expected"), TABLE)
def test_each_setting_that_opens_something_is_told(
    told: Callable[[dict[str, Any]], list[Advice]], changed: dict[str, Any], expected: Told
) -> None:
    found = told(changed)
    assert sorted((one.code, one.severity) for one in found) == expected
    for one in found:
        for text in (one.message, one.action):
            said = []
            for language in ("pl", "en"):
                with override(language):
                    said.append(gettext(text) % one.params)
            assert said[0] != said[1] == text % one.params


def test_what_is_told_names_what_was_set(told: Callable[[dict[str, Any]], list[Advice]]) -> None:
    wide = {"EMPIRIA_METRICS_NETWORKS": networks("10.0.0.0/8", "0.0.0.0/0", "::/0")}
    assert [one.params for one in told(wide)] == [{"networks": "0.0.0.0/0, ::/0"}]
    (sessions,) = told({"SESSION_COOKIE_AGE": 720 * 3600, "EMPIRIA_SESSION_IDLE_SECONDS": 1440 * 60})
    assert sessions.message % sessions.params == (
        "Sessions last 720 h, and 1440 min without a request: whoever finds a device open, or steals a session, has the "
        "account for as long (OWASP ASVS 7.3.1, 7.3.2)."
    )
    (plain,) = told({"EMPIRIA_ANTIVIRUS": "tcp://10.0.0.9:3310"})
    assert plain.params == {"name": "EMPIRIA_ANTIVIRUS", "host": "10.0.0.9"}


def test_the_libraries_own_variables_count_for_the_database(
    told: Callable[[dict[str, Any]], list[Advice]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOST", "db.example.org")
    assert [one.code for one in told(database(""))] == ["database-transport"]
    monkeypatch.setenv("PGSSLMODE", "require")
    assert told(database("")) == []


def test_of_a_site_for_oneself_no_antivirus_and_no_log_is_asked(
    told: Callable[[dict[str, Any]], list[Advice]],
) -> None:
    alone = {"ALLOWED_HOSTS": ["localhost"], "EMPIRIA_ANTIVIRUS": ""} | logged("ERROR")
    assert [one.code for one in told(alone)] == ["hosts"]
    # Whoever reads the terminal can confirm.
    alone |= {"EMPIRIA_MAIL": CONSOLE, "EMPIRIA_OPEN_REGISTRATION": True}
    assert sorted(one.code for one in told(alone)) == ["email", "hosts"]
