"""The APIs of public statistics as they are documented, in this process; and a clock that goes only when somebody waits.

The shapes follow the monitor handbook (sections 4.3 and 5): pages from 0 with `totalRecords` and `links.next` at the BDL, years
as text, suppressed cells as 0 with an attribute; plain lists in pages from 1 and 404 for a year of nothing at SMUP.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

# Pages of a few rows, so that few rows make several pages; the client follows whatever size it gets.
PAGE = 2


@dataclass
class Clock:
    """Seconds, gone on by sleeping."""

    now: float = 1_000_000.0
    slept: float = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds


Fault = Callable[["Handler"], bool]


@dataclass
class Source:
    """What the server holds, and how it misbehaves: each fault is used once, in order; `instead` always, at the addresses
    that hold its words."""

    variables: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[tuple[str, int], list[dict[str, Any]]] = field(default_factory=dict)
    updated: str = "2025-06-16T10:00:00"
    has_etags: bool = True
    smup: dict[tuple[str, int], list[dict[str, Any]]] = field(default_factory=dict)
    dictionaries: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    instead: dict[str, Fault] = field(default_factory=dict)
    before: Callable[[str], None] | None = None
    asked: list[str] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    def pages(self) -> list[str]:
        """The pages of data that were asked for, in short."""
        return [path for path in self.asked if "by-variable" in path or "date-data" in path]

    def answer(self, path: str, query: dict[str, list[str]]) -> Any:
        """What stands at an address; None where nothing does."""
        kind, _slash, number = path.strip("/").rpartition("/")
        if kind == "variables" and number == "search":
            words = query["name"][0]
            found = [
                {"id": int(one), **about} for one, about in self.variables.items() if words in about["n1"]
            ]
            return {"totalRecords": len(found), "results": found}
        if kind == "variables":
            about = self.variables.get(number)
            return {"id": int(number), **about} if about else None
        if kind == "subjects":
            return {"id": number, "name": f"Podgrupa {number}"}
        if kind == "data/by-variable":
            return self._by_variable(number, query)
        if number == "indicator-date-data":
            found = self.smup.get((query["id"][0], int(query["id-daty"][0][:4])))
            return found if found and query["page"] == ["1"] else None
        return self.dictionaries.get(number)

    def _by_variable(self, variable: str, query: dict[str, list[str]]) -> Any:
        rows = self.rows.get((variable, int(query["unit-level"][0])))
        if rows is None:
            return None
        page = int(query["page"][0])
        shown = rows[page * PAGE : (page + 1) * PAGE]
        shown = [
            {**row, "values": [one for one in row["values"] if one["year"] in query["year"]]} for row in shown
        ]
        links = {"self": "…"}
        if (page + 1) * PAGE < len(rows):
            links["next"] = "http://elsewhere.example/never-followed"
        return {
            "totalRecords": len(rows), "page": page, "pageSize": PAGE, "links": links,
            "variableId": int(variable), "lastUpdate": self.updated, "results": shown,
        }  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    source: Source

    def do_GET(self) -> None:
        source = self.source
        parts = urlsplit(self.path)
        source.asked.append(self.path)
        source.headers.append({name.lower(): value for name, value in self.headers.items()})
        if source.before:
            source.before(self.path)
        if source.faults and source.faults.pop(0)(self):
            return
        for words, fault in source.instead.items():
            if words in self.path and fault(self):
                return
        body = source.answer(parts.path, parse_qs(parts.query))
        if body is None:
            self.give(404, b"")
            return
        content = json.dumps(body, ensure_ascii=False).encode()
        etag = f'"{hash(content)}"'
        if source.has_etags and self.headers.get("If-None-Match") == etag:
            self.give(304, b"")
            return
        self.give(200, content, **({"ETag": etag} if source.has_etags else {}))

    def give(self, status: int, content: bytes, **headers: str) -> None:
        self.source.answered.append(status)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Silent."""


def answering(status: int, **headers: str) -> Fault:
    def fault(handler: Handler) -> bool:
        handler.give(status, b"not now", **headers)
        return True

    return fault


def saying(content: bytes) -> Fault:
    """An answer like any other, with this in it."""

    def fault(handler: Handler) -> bool:
        handler.give(200, content)
        return True

    return fault


def cutting(handler: Handler) -> bool:
    """Half an answer, and the connection is gone."""
    handler.source.answered.append(0)
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"totalRecords": 2')
    handler.close_connection = True
    return True


def fine(handler: Handler) -> bool:
    """No fault at this request."""
    return False


@contextmanager
def serving(source: Source) -> Iterator[Source]:
    handler = type("Bound", (Handler,), {"source": source})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    source.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield source
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def row(unit: str, name: str = "", **values: Any) -> dict[str, Any]:
    """A unit of the BDL with its values: `y2023=5` or `y2023=(0, 4)` with an attribute."""
    cells = [
        {"year": year[1:], "val": value[0], "attrId": value[1]}
        if isinstance(value, tuple)
        else {"year": year[1:], "val": value, "attrId": 1}
        for year, value in values.items()
    ]
    return {"id": unit, "name": name or unit, "values": cells}
