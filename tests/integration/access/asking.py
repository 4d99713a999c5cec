"""Asking a route as somebody, and all that can be noticed of the answer."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.urls import reverse
from django.utils import translation

from empiria.apps.system.models import AuditEntry
from tests.integration.access.rule import Rule, holds
from tests.integration.access.world import Secret, World, readable
from tests.integration.cast import VISITOR, give_password_now

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|REPLACE)\b", re.IGNORECASE)
# Counts of attempts, and sessions: where somebody wanted to go is remembered there until they have signed in.
TRAIL = re.compile(r'^\s*INSERT INTO "system_audit(entry|subject|text)"')
BOOKKEEPING = re.compile(r'^\s*\w+ (INTO |FROM )?"(system_cacheentry|django_session)"')
CHANGING = re.compile(
    r'(name="csrfmiddlewaretoken" value|nonce|data-request-id)="[^"]*"|\b[0-9a-f]{32}\b', re.IGNORECASE
)


@dataclass
class Answer:
    """What somebody who only looks can tell one answer from another by; and what was written."""

    status: int
    body: str
    headers: dict[str, str]
    queries: list[str] = field(default_factory=list)
    mails: int = 0
    # What of the trail the request wrote.
    entries: list[str] = field(default_factory=list)
    # The closed words in it.
    shown: list[Secret] = field(default_factory=list)

    @property
    def writes(self) -> list[str]:
        return [sql for sql in self.queries if WRITES.match(sql) and not BOOKKEEPING.search(sql)]

    def without(self, address: str) -> "Answer":
        """The same with the address that was asked for taken out of it, in every form in which a page says it."""
        shapes = {
            shape
            # A page may name its own address without the question.
            for one in (address, address.partition("?")[0])
            for shape in (one, f"/en{one}", one.replace("/", "%2F"), f"%2Fen{one.replace('/', '%2F')}")
        }
        body, location = CHANGING.sub("", self.body), self.headers.get("Location", "")
        for shape in sorted(shapes, key=len, reverse=True):
            body, location = body.replace(shape, "…"), location.replace(shape, "…")
        kept = {name: value for name, value in self.headers.items() if name in LOOKED_AT}
        return Answer(
            self.status,
            body,
            {**kept, "Location": location},
            [_shape(sql) for sql in self.queries if not BOOKKEEPING.search(sql)],
            self.mails,
        )


# Others hold the time, the length of the address, or a cookie made anew.
LOOKED_AT = {"Content-Type", "Content-Disposition", "Vary", "Allow", "Cache-Control", "Last-Modified", "ETag"}


def _shape(sql: str) -> str:
    """A statement without the names that savepoints get anew."""
    return re.sub(r'"s\d+_x\d+"', "SAVEPOINT", sql)


class Browser(RequestFactory):
    """Asks as Django's test client does, which copies the whole context of every template besides."""

    def __init__(self, *, enforce_csrf_checks: bool = False) -> None:
        super().__init__()
        self.handler = ClientHandler(enforce_csrf_checks)

    def request(self, **environ: Any) -> HttpResponseBase:
        return self.handler(self._base_environ(**environ))


# The administrator, hours after signing in.
LATER = "administrator, later"


class Asking:
    """Everybody with a session of their own, opened once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sessions: dict[str, str] = {}
        self.last_entry = AuditEntry.objects.latest("pk").pk
        # One for all of them: making a client loads every middleware anew.
        self.browser, self.forger = Browser(), Browser(enforce_csrf_checks=True)
        words = sorted({secret.word for secret in world.secrets}, key=len, reverse=True)
        # Where no word begins none is tried: thousands of pages are looked through.
        begins = "".join(map(re.escape, sorted({word[0] for word in words})))
        self.secret = re.compile(rf"(?=[{begins}])(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?!\w)")
        for who, person in world.cast.people.items():
            client = Client()
            client.force_login(person)
            # As after signing in a moment ago: what matters is not asked to be confirmed again.
            session = client.session
            give_password_now(session, person)
            session.save()
            self.sessions[who] = client.cookies["sessionid"].value
        client = Client()
        client.force_login(world.cast["administrator"])
        self.sessions[LATER] = client.cookies["sessionid"].value

    def ask(
        self,
        who: str,
        method: str,
        address: str,
        data: Mapping[str, Any] | None = None,
        *,
        without_token: bool = False,
    ) -> Answer:
        """One request, whatever it wrote taken back."""
        client = self.forger if without_token else self.browser
        client.cookies.clear()
        if who != VISITOR:
            client.cookies["sessionid"] = self.sessions[who]
        # Attempts are counted in the cache; here one person comes a thousand times.
        cache.clear()
        mails = len(mail.outbox)
        with transaction.atomic(), recorded() as queries:
            given = {"data": dict(data)} if data else {}
            response = getattr(client, method.lower())(address, **given)
            answer = Answer(response.status_code, _body(response), dict(response.headers), queries)
            for name, cookie in response.cookies.items():
                if name not in {"sessionid", "csrftoken"}:
                    answer.headers[f"Set-Cookie {name}"] = cookie.value
            if any(TRAIL.match(sql) for sql in queries):
                answer.entries = [entry.action for entry in AuditEntry.objects.filter(pk__gt=self.last_entry)]
            transaction.set_rollback(True)
        answer.shown = self._shown(answer)
        answer.mails = len(mail.outbox) - mails
        return answer

    def _shown(self, answer: Answer) -> list[Secret]:
        text = readable("\n".join([answer.body, *answer.headers.values()]))
        shown = set(self.secret.findall(text))
        return [secret for secret in self.world.secrets if secret.word in shown]

    def address(self, rule: Rule, language: str = "pl") -> str:
        if rule.path:
            return rule.path if language == "pl" else f"/{language}{rule.path}"
        return address_of(rule.route, rule.args(self.world), rule.query, language)

    def absent(self, rule: Rule) -> str:
        assert rule.absent is not None
        return address_of(rule.route, rule.absent, rule.query)

    def leaks(self, rule: Rule, who: str, answer: Answer) -> list[str]:
        """The closed words in an answer that this person must not read there."""
        return [secret.word for secret in answer.shown if not _may_read(secret, who, rule)]

    def read_unnoticed(self, rule: Rule, who: str, answer: Answer) -> list[str]:
        """Of others' data and closed content in an answer, what somebody read without an entry in the trail."""
        if NOTED & {*answer.entries}:
            return []
        return [
            secret.word
            for secret in answer.shown
            if secret.kind not in rule.beside_deeds and _is_noted(secret, who)
        ]


# Reading, and taking out the trail.
NOTED = {"system.read", "system.export-audit"}
PERSONAL = {"name", "e-mail", "request", "report", "invitation", "contact"}


def _is_noted(secret: Secret, who: str) -> bool:
    """Whether reading it must be: what is another's by whoever may, closed documents by the staff who did not add them."""
    if secret.kind == "document":
        return who == "administrator" and "public" not in secret.word
    if secret.kind == "texts":
        return who in holds("monitor.write_report_texts")
    return secret.kind in PERSONAL and secret.of != who


def _may_read(secret: Secret, who: str, rule: Rule) -> bool:
    """On a page that is closed to them people read their own name and nothing else."""
    if not rule.opens_to(who):
        return secret.of == who
    is_own = rule.shows_own and secret.of == who
    return who in secret.readers or secret.kind in rule.shows or is_own


def address_of(route: str, args: Mapping[str, Any], query: str = "", language: str = "pl") -> str:
    with translation.override(language):
        return reverse(route, kwargs=dict(args)) + query


def _body(response: HttpResponseBase) -> str:
    content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined,arg-type]
    return content.decode("utf-8", "replace")


@contextmanager
def recorded() -> Iterator[list[str]]:
    """Every statement sent to the database, parameters left out."""
    sent: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield sent


def row_counts() -> dict[str, int]:
    """How many rows every table has, but for the counts of attempts."""
    tables = sorted({*connection.introspection.table_names()} - {"system_cacheentry"})
    quote = connection.ops.quote_name
    union = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {quote(name)}" for name in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(union)
        return dict(cursor.fetchall())
