"""Logs: one line a thing that happened, with fields, and nothing that says who somebody is.

Every record passes `without_personal_data`, whoever wrote it: our code, Django, a library or gunicorn. Of an exception
its kind and its place are kept, never its text: a database, for example, quotes whole rows in its complaints.
"""

import re
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(\.[\w-]+)*", re.UNICODE)
QUERY = re.compile(r"\?[^\s\"'<>]+")
# A part of an address that is long and holds a digit: an invitation, a confirmation, a new password.
TOKEN = re.compile(r"(?<=/)(?=[\w:=~.-]*\d)[\w:=~.-]{20,}(?=[/\s\"']|$)")
# What gunicorn quotes of a request it cannot read, or that failed: who asked, and for what.
QUOTED = re.compile(r"^(Invalid request) from ip=.*|^(Error handling request) .*", re.DOTALL)
# What frameworks hand to their records besides the text; requests and settings hold everything there is to know.
UNSAID = ("request", "server_time", "status_code", "sql", "params")


def without_personal_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Mask e-mail addresses, queries and tokens in whatever is written, at any depth."""
    return {name: masked(value) for name, value in event.items() if name not in UNSAID}


def route_instead_of_path(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """What Django says of a request, such as one that is refused, ends with its path, which may hold a token of any length:
    the pattern of its route says as much, and where none fits, nothing does."""
    request = event.get("request")
    if path := getattr(request, "path", ""):
        match = getattr(request, "resolver_match", None)
        said = str(event["event"])
        # As it was asked for, and as Django writes characters that are no letters of ASCII.
        for written in (path, path.encode("unicode_escape").decode("ascii")):
            if said.endswith(f": {written}"):
                said = f"{said.removesuffix(written)}{f'/{match.route}' if match else '…'}"
                break
        event["event"] = said
    return event


def without_quotation(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """What gunicorn says of a request, without the request."""
    if event.get("logger") == "gunicorn.error" and (found := QUOTED.match(str(event["event"]))):
        event["event"] = found[1] or found[2]
    return event


def masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: masked(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [masked(inner) for inner in value]
    if isinstance(value, str):
        return TOKEN.sub("…", QUERY.sub("?…", EMAIL.sub("…@…", value)))
    # Anything else is a number, or something whose text nobody has looked at.
    return value if value is None or isinstance(value, bool | int | float) else masked(str(value))


def kind_and_place(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Of an exception and those behind it: what it is and where it was raised."""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    chain = []
    while isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        chain.append(
            {
                "kind": f"{type(error).__module__}.{type(error).__qualname__}",
                "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            }
        )
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if chain:
        event["exceptions"] = chain
    return event


def said(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """What a person who started a program is told of a failure; the frames would fill the terminal."""
    for error in event.pop("exceptions", []):
        event.setdefault("exception_kinds", []).append(error["kind"])
    return event


# What is done to every record, whether structlog's or one of Python's own logging.
SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_settings(*, level: str, style: str, is_debugging: bool) -> dict[str, Any]:
    """What Django's `LOGGING` wants, and structlog set up to go the same way.

    `style` is "json", "console", or "auto": a terminal gets lines for people, anything else JSON.
    """
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    is_for_people = style == "console" or (style == "auto" and sys.stderr.isatty())
    # A developer's own terminal may show everything there is.
    errors = [] if is_debugging and is_for_people else [kind_and_place]
    ending: list[Processor] = (
        [*([said] if errors else []), structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        if is_for_people
        else [structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [
                    *SHARED,
                    structlog.stdlib.PositionalArgumentsFormatter(),
                    structlog.stdlib.ExtraAdder(),
                ],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *errors,
                    route_instead_of_path,
                    without_quotation,
                    without_personal_data,
                    *ending,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "events"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            # Django's own handlers would write a second line, past the formatter.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # The line of every request says the same with less.
            "django.request": {"level": "ERROR"},
            # On "debug" they would quote what stands in pages and in queries.
            "django.template": {"level": "INFO"},
            "django.db.backends": {"level": "INFO"},
            "empiria": {"level": level},
            # Somebody before a terminal who started the program for themselves watches the browser instead.
            "empiria.requests": {"level": "WARNING" if is_for_people and not is_debugging else level},
            "gunicorn.error": {"level": "WARNING" if is_for_people else level, "propagate": True},
            # The queue says on stopping what people at a terminal know already.
            "django_tasks_db": {"level": "ERROR"},
        },
    }
