"""Which provider sends mail, from one address: smtp://name:password@host:587, or a provider's name and its key."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from empiria.analysis.errors import mark
from empiria.config.environment import Environment

CONSOLE = {"backend": "django.core.mail.backends.console.EmailBackend", "options": {}}
NOBODY = {"backend": "django.core.mail.backends.dummy.EmailBackend", "options": {}}
# What stands before the @ of the address, by the names that django-anymail gives it.
PROVIDERS: dict[str, tuple[str, ...]] = {
    "brevo": ("api_key",),
    "mailersend": ("api_token",),
    "mailgun": ("api_key",),
    "mailjet": ("api_key", "secret_key"),
    "mailtrap": ("api_token",),
    "postmark": ("server_token",),
    "resend": ("api_key",),
    "scaleway": ("secret_key", "project_id"),
    "sparkpost": ("api_key",),
}
# Until the other side is taken for not there.
SECONDS = 30


def mail_settings(env: Environment, *, is_public: bool) -> dict[str, Any]:
    """The backend that sends, and its options; the console where nothing is set.

    Not on a public site: there the console is a log, and the names and the links in mails do not belong into it.
    """
    found = env.address("EMPIRIA_EMAIL_URL", ("console", "none", "smtp", "smtps", *PROVIDERS))
    if found.startswith("none:"):
        return NOBODY
    if not found or found.startswith("console:"):
        if is_public:
            env.refuse(
                mark(
                    "%(name)s: expected, with EMPIRIA_HTTPS on, who sends mail, such as "
                    "smtp://name:password@mail.example.org, or none:// where nobody shall; printed mail would put names "
                    "and working links into the logs"
                ),
                name="EMPIRIA_EMAIL_URL",
            )
        return CONSOLE
    parts = urlsplit(found)
    credentials = [unquote(part) for part in (parts.username, parts.password) if part]
    if parts.scheme in {"smtp", "smtps"}:
        if not parts.hostname:
            env.refuse(
                mark("%(name)s: expected a host, such as smtp://name:password@mail.example.org:587"),
                name="EMPIRIA_EMAIL_URL",
            )
        is_ssl = parts.scheme == "smtps"
        is_plain = dict(parse_qsl(parts.query)).get("tls") == "no"
        options = {
            "host": parts.hostname,
            "port": parts.port or (465 if is_ssl else 587),
            "username": credentials[0] if credentials else "",
            "password": credentials[1] if credentials[1:] else "",
            "use_ssl": is_ssl,
            "use_tls": not is_ssl and not is_plain,
            "timeout": SECONDS,
        }
        return {"backend": "django.core.mail.backends.smtp.EmailBackend", "options": options}
    names = PROVIDERS[parts.scheme]
    if len(credentials) != len(names):
        env.refuse(
            mark("%(name)s: expected %(expected)s, what stands in brackets being a secret; it is not shown"),
            name="EMPIRIA_EMAIL_URL",
            expected=f"{parts.scheme}://{':'.join(f'[{name}]' for name in names)}@",
        )
    return {
        "backend": f"anymail.backends.{parts.scheme}.EmailBackend",
        "options": dict(zip(names, credentials, strict=False)) | dict(parse_qsl(parts.query)),
    }
