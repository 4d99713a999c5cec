"""Reports errors to a Sentry-compatible server, where one is named: what failed and where, never about whom."""

from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from empiria.analysis.errors import mark
from empiria.config.environment import Environment
from empiria.config.logs import masked

# What of an event leaves this machine; everything else that the library gathers stays.
KEPT = {
    "event_id", "timestamp", "platform", "level", "logger", "release", "environment", "exception", "logentry",
    "transaction", "tags", "sdk",
}  # fmt: skip
# Of a frame: neither its variables nor, though it is only code, more than the place.
KEPT_OF_FRAME = {"filename", "function", "module", "lineno", "in_app"}


def start_reporting(env: Environment, **options: Any) -> str:
    """Set the library up, unless a setting is wrong: the process ends then. Not installed, or an address that it does
    not take: that is told like any other wrong setting. Gives where errors go, without the key; nothing for nowhere."""
    dsn = env.address("EMPIRIA_SENTRY_DSN", ("https", "http"))
    if not dsn:
        return ""
    if find_spec("sentry_sdk") is None:
        env.refuse(
            mark("%(name)s: expected the package sentry-sdk to be installed (pip install empiria[sentry])"),
            name="EMPIRIA_SENTRY_DSN",
        )
        return ""
    import sentry_sdk
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration
    from sentry_sdk.utils import BadDsn, Dsn

    try:
        Dsn(dsn)
    except (BadDsn, ValueError):
        # The library's own words may quote the key.
        env.refuse(
            mark(
                "%(name)s: expected an address such as https://key@sentry.example.org/1; what was found is not shown, "
                "for it holds a key"
            ),
            name="EMPIRIA_SENTRY_DSN",
        )
    if env.problems:
        return ""
    sentry_sdk.init(
        dsn,
        before_send=without_personal_data,  # type: ignore[arg-type]  # an event is a dictionary of many shapes
        default_integrations=False,
        # Named by the view, never by the address.
        integrations=[DjangoIntegration(transaction_style="function_name"), LoggingIntegration()],
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
        auto_session_tracking=False,
        **options,
    )
    parts = urlsplit(dsn)
    return f"{parts.scheme}://{parts.hostname}"


def without_personal_data(event: dict[str, Any], _hint: dict[str, Any]) -> dict[str, Any]:
    """Only what is kept, its texts masked; of an exception its kind, for its text may quote a row or a person."""
    kept = {name: value for name, value in event.items() if name in KEPT}
    for raised in kept.get("exception", {}).get("values", []):
        raised.pop("value", None)
        for frame in (raised.get("stacktrace") or {}).get("frames", []):
            for name in set(frame) - KEPT_OF_FRAME:
                del frame[name]
    if entry := kept.get("logentry"):
        # The template of a message is code; what was filled in is not.
        kept["logentry"] = {"message": masked(entry.get("message", ""))}
    return kept
