"""Asks a source for JSON: within its quotas, patiently, and never twice for what it already answered.

Only the address that was configured is ever asked: links in answers are not followed and redirects are refused, so that a
key goes nowhere else.
"""

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx

from empiria.analysis.errors import mark
from empiria.sources.live.errors import NotThereError, QuotaSpentError, SourceError, UnusableError
from empiria.sources.live.keeping import Keeping, Kept
from empiria.sources.live.quota import Quota
from empiria.sources.live.shapes import SHOWN, Shape

# To connect, and between two pieces of an answer.
TIMEOUT = httpx.Timeout(60, connect=15)
MOST_BYTES = 50_000_000
# A fault is answered by waiting 2, 4, 8 … seconds; after so many in a row the source counts as out of reach.
MOST_FAULTS = 6
FIRST_REST = 2.0
# “Too many requests” without a word of how long, and how often it is believed.
REST_WHEN_TOLD = 60.0
MOST_REFUSALS = 8
# Waiting is cut into pieces, for a job shows that it lives and may be cancelled.
PIECE = 2.0
PASSING = frozenset({408, 425, 500, 502, 503, 504})
UNITS = {"min": 60.0, "m": 60.0, "g": 3600.0, "h": 3600.0}

NO_JSON = mark("Expected JSON, found “%(found)s”. Nothing was imported; fetch it again later.")
TOO_DEEP = mark(
    "The answer is nested deeper than can be read: “%(found)s”. Nothing was imported; fetch it again later."
)

Parameters = Mapping[str, str | int | Sequence[int]]


def _nothing() -> None:
    """Nobody waits for a sign of life."""


class Answer(NamedTuple):
    """What the source holds; `is_new` when it had to be sent and differs from what was kept."""

    body: Any
    is_new: bool


class Client:
    """One source. `patience` is how long it waits at most for a quota; None: for as long as it takes."""

    def __init__(
        self,
        *,
        base: str,
        quota: Quota,
        keeping: Keeping,
        key: str = "",
        patience: float | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base, self.quota, self.keeping, self.patience = base.rstrip("/"), quota, keeping, patience
        self.clock, self.sleep = clock, sleep
        # Called before every request and every two seconds of waiting; it may raise.
        self.alive: Callable[[], None] = _nothing
        self.sent = 0
        # The addresses whose answers were used since somebody emptied this.
        self.used: list[str] = []
        headers = {"Accept": "application/json", "User-Agent": f"Empiria/{version('empiria')}"}
        if key:
            headers["X-ClientId"] = key
        self._http = httpx.Client(headers=headers, timeout=TIMEOUT, follow_redirects=False)

    def close(self) -> None:
        self._http.close()

    def kept(self, path: str, parameters: Parameters, *, shape: Shape) -> Kept | None:
        """The answer of before, without asking."""
        return self._kept(self.address(path, parameters), shape)

    def get(self, path: str, parameters: Parameters, *, shape: Shape, since: float) -> Answer:
        """The source's answer; one given after `since` (as the clock tells it) is not asked for again.

        Only what has its `shape` is kept. Raises NotThereError for a 404, which is kept like any answer; UnusableError for
        another shape; SourceError; QuotaSpentError.
        """
        address = self.address(path, parameters)
        self.used.append(address)
        kept = self._kept(address, shape)
        if kept and kept.asked >= since:
            return Answer(_content(kept.body, address, shape), is_new=False)
        response = self._patiently(address, kept)
        now = self.clock()
        if response.status_code == HTTPStatus.NOT_MODIFIED and kept:
            self.keeping.touch(address, asked=now)
            return Answer(_content(kept.body, address, shape), is_new=False)
        is_gone = response.status_code == HTTPStatus.NOT_FOUND
        body = b"" if is_gone else response.content
        content = None if is_gone else _content(body, address, shape)
        etag, modified = response.headers.get("etag", ""), response.headers.get("last-modified", "")
        self.keeping.keep(address, Kept(now, "" if is_gone else etag, "" if is_gone else modified, body))
        if is_gone:
            raise _not_there(address)
        return Answer(content, is_new=kept is None or kept.body != body)

    def forget(self, addresses: Sequence[str]) -> None:
        """Ask for these anew, whatever was kept of them."""
        self.keeping.forget(addresses)

    def _kept(self, address: str, shape: Shape) -> Kept | None:
        """What is kept and can still be read: what other versions of this program kept may be of another shape."""
        kept = self.keeping.answer(address)
        if kept and kept.body:
            try:
                _content(kept.body, address, shape)
            except UnusableError:
                return None
        return kept

    def address(self, path: str, parameters: Parameters) -> str:
        """Where a question is asked."""
        return f"{self.base}/{path}?{urlencode(parameters, doseq=True)}"

    def _patiently(self, address: str, kept: Kept | None) -> httpx.Response:
        """The first answer that is one: after faults, refusals and full quotas, each waited for."""
        faults = refusals = 0
        while True:
            self._wait_for_quota()
            unread = ""
            try:
                response = self._ask(address, kept)
            except (httpx.TransportError, httpx.DecodingError) as error:
                problem = str(error) or type(error).__name__
                response = None
            if response is not None and response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                refusals += 1
                if refusals > MOST_REFUSALS:
                    raise SourceError(mark("%(source)s refuses all requests."), source=self.base)
                told = seconds_to_wait(response.headers.get("retry-after", ""), now=self.clock())
                self.quota.pause(max(told or REST_WHEN_TOLD, FIRST_REST * refusals))
                continue
            if response is not None and response.status_code == HTTPStatus.OK and not _is_json(response):
                unread = _beginning(response.content)
            elif response is not None and response.status_code not in PASSING:
                return self._good(response, address, is_kept=kept is not None)
            elif response is not None:
                problem = f"HTTP {response.status_code}"
            faults += 1
            if faults >= MOST_FAULTS and unread:
                raise SourceError(NO_JSON, place={"file": address}, found=unread)
            if faults >= MOST_FAULTS:
                raise SourceError(
                    mark(
                        "%(source)s cannot be reached (%(problem)s); what was fetched is kept, try again later."
                    ),
                    source=self.base,
                    problem=problem,
                )
            self._rest(FIRST_REST * 2 ** (faults - 1))

    def _ask(self, address: str, kept: Kept | None) -> httpx.Response:
        """One request, its answer read up to a bound."""
        conditions = {}
        if kept and kept.etag:
            conditions["If-None-Match"] = kept.etag
        if kept and kept.modified:
            conditions["If-Modified-Since"] = kept.modified
        self.sent += 1
        with self._http.stream("GET", address, headers=conditions) as response:
            content = bytearray()
            for piece in response.iter_bytes():
                content += piece
                if len(content) > MOST_BYTES:
                    raise UnusableError(mark("The answer of %(source)s is too large."), source=self.base)
        return httpx.Response(response.status_code, headers=_plain(response.headers), content=bytes(content))

    def _good(self, response: httpx.Response, address: str, *, is_kept: bool) -> httpx.Response:
        status = response.status_code
        if status in (HTTPStatus.OK, HTTPStatus.NOT_FOUND) or (status == HTTPStatus.NOT_MODIFIED and is_kept):
            return response
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise SourceError(
                mark("%(source)s does not accept the key (HTTP %(status)s)."), source=self.base, status=status
            )
        raise SourceError(
            mark("The source answers %(address)s with HTTP %(status)s."), address=address, status=status
        )

    def _wait_for_quota(self) -> None:
        self.alive()
        while wait := self.quota.take():
            self._rest(wait)

    def _rest(self, seconds: float) -> None:
        """Sleep, unless that is longer than anybody wants to wait."""
        if self.patience is not None and seconds > self.patience:
            raise QuotaSpentError(seconds)
        until = self.clock() + seconds
        while (left := until - self.clock()) > 0:
            self.alive()
            self.sleep(min(left, PIECE))


def _content(body: bytes, address: str, shape: Shape) -> Any:
    """What an answer holds. Raises UnusableError, with the address and the place, where it is not as it should be."""
    if not body:
        raise _not_there(address)
    try:
        content = json.loads(body)
    except RecursionError:
        raise UnusableError(TOO_DEEP, place={"file": address}, found=_beginning(body)) from None
    except ValueError:
        raise UnusableError(NO_JSON, place={"file": address}, found=_beginning(body)) from None
    try:
        shape(content)
    except UnusableError as error:
        raise UnusableError(error.message, place={"file": address, **error.place}, **error.params) from None
    return content


def _not_there(address: str) -> NotThereError:
    return NotThereError(mark("The source has nothing under %(address)s."), address=address)


def _is_json(response: httpx.Response) -> bool:
    """Whether it is: pages of maintenance are not, and pass by. What is nested too deeply does not pass by waiting."""
    try:
        json.loads(response.content)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True


def _beginning(body: bytes) -> str:
    return " ".join(body[:SHOWN].decode("utf-8", "replace").split())


def _plain(headers: httpx.Headers) -> dict[str, str]:
    """The headers that are read later; the content is unpacked already."""
    return {name: headers[name] for name in ("etag", "last-modified", "retry-after") if name in headers}


def seconds_to_wait(text: str, *, now: float) -> float | None:
    """What Retry-After says: seconds, a date, or text as the BDL writes it; None when it says nothing.

    >>> seconds_to_wait("221 sek", now=0), seconds_to_wait("30", now=0), seconds_to_wait("za 3 min.", now=0)
    (221.0, 30.0, 180.0)
    >>> seconds_to_wait("Thu, 01 Jan 1970 00:02:00 GMT", now=20), seconds_to_wait("później", now=0)
    (100.0, None)
    """
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        found = re.search(r"(\d+)\s*([a-z]*)", text.lower())
        if not found:
            return None
        unit = next((size for start, size in UNITS.items() if found[2].startswith(start)), 1.0)
        return float(found[1]) * unit
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.fromtimestamp(now, UTC)).total_seconds())
