"""What happens to every request before and after Django looks at it: its number, its line in the log, its headers.

The order stands in the settings, and matters: `machine_addresses` answers before anything asks for a host name, a
session or the database.
"""

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from empiria.apps.system.metrics import count_request

Respond = Callable[[HttpRequest], HttpResponseBase]
logger = structlog.get_logger("empiria.requests")

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
KNOWN_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
# What only a proxy may say.
FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REQUEST_ID",
)
NULL = "\0"
MACHINE_ADDRESSES = "empiria.apps.system.urls_machine"
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope",
        "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip

HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def no_body_to_head(get_response: Respond) -> Respond:
    """Answer HEAD as GET, without the body: Django leaves that to the server, and gunicorn drops it too, but with a warning
    each time. Outermost, for pages that fail or are refused have bodies as well; what a file or a stream would cost
    is spared."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "HEAD":
            if isinstance(response, StreamingHttpResponse):
                # Closed with the answer, like any other stream.
                response.streaming_content = ()
            elif isinstance(response, HttpResponse):
                # What GET would send.
                response.headers.setdefault("Content-Length", str(len(response.content)))
                response.content = b""
        return response

    return respond


def request_log(get_response: Respond) -> Respond:
    """Give every request a number that its log lines, its jobs, its answer and its error page carry, and log it.

    The line says which page was asked for by its pattern, never by its address: addresses may hold tokens and names.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        if not settings.EMPIRIA_TRUSTED_PROXIES:
            for header in FORWARDED:
                request.META.pop(header, None)
        asked = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = asked if REQUEST_ID.fullmatch(asked) else uuid.uuid4().hex
        begun = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = get_response(request)
            seconds = time.perf_counter() - begun
            route = request.resolver_match.route if request.resolver_match else ""
            name = request.resolver_match.view_name if request.resolver_match else ""
            method = request.method if request.method in KNOWN_METHODS else "OTHER"
            logger.info(
                "request",
                method=method,
                route=route,
                name=name,
                status=response.status_code,
                ms=round(seconds * 1000, 1),
            )
        count_request(method=method, route=name or route, status=response.status_code, seconds=seconds)
        response["X-Request-ID"] = request_id
        return response

    return respond


def machine_addresses(get_response: Respond) -> Respond:
    """Answer /healthz, /readyz and /metrics at once: whoever asks them knows a number of this host rather than its name,
    and what the process says of itself must cost neither a session nor a redirect to HTTPS."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        try:
            match = resolve(request.path_info, MACHINE_ADDRESSES)
        except Resolver404:
            return get_response(request)
        request.resolver_match = match
        try:
            return match.func(request, *match.args, **match.kwargs)
        except Http404:
            # The page that says so needs everything that was left out here.
            return get_response(request)

    return respond


class NullMiddleware:
    """Refuse the character NUL wherever a page might look for it: PostgreSQL takes it in no text and fails. Nothing is at
    an address with it; in parameters nobody sends it by accident. (In a session's key: `sessions.py`.)"""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if NULL in request.path:
            raise Http404
        _refuse_null(request.GET)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """What was sent is read only after its token was looked at."""
        _refuse_null(request.POST)


def _refuse_null(sent: QueryDict) -> None:
    if any(NULL in text for name, values in sent.lists() for text in (name, *values)):
        raise BadRequest


def headers(get_response: Respond) -> Respond:
    """Headers that Django has no setting for: nothing of the device is used, nobody may embed what we serve, and what
    somebody who signed in saw does not stay in the browser. Those that it has go with the machines' answers too."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        session = getattr(request, "session", None)
        # Asked only of a session that the page asked for itself: a look must not cost a query.
        if session is not None and session.accessed and SESSION_KEY in session:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return respond
