"""Sessions of people who signed in end: after a while without a request, and after a while whatever happens.

Kept in the database as Django does; looked at when a session is loaded, so that pages which need none cost nothing.
"""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

SINCE, SEEN = "_since", "_seen"
# How often a session that is used is written anew.
SECONDS_BETWEEN_WRITES = 120


class SessionStore(DatabaseStore):
    def _validate_session_key(self, key: str | None) -> bool:
        """No session has a key with the character NUL, and PostgreSQL fails where one is looked up."""
        return bool(key) and "\0" not in key and super()._validate_session_key(key)  # type: ignore[misc,operator]

    def load(self) -> dict[str, Any]:
        found = super().load()
        if SESSION_KEY not in found:
            return found
        now = time.time()
        since, seen = found.get(SINCE, now), found.get(SEEN, now)
        # One from before sessions were timed begins now.
        if SINCE not in found:
            found[SINCE], seen = now, now
            self.modified = True
        if now - seen > settings.EMPIRIA_SESSION_IDLE_SECONDS or now - since > settings.SESSION_COOKIE_AGE:
            self.delete(self.session_key)
            self._session_key = None
            return {}
        if now - seen > SECONDS_BETWEEN_WRITES:
            found[SEEN] = now
            self.modified = True
        return found

    def save(self, must_create: bool = False) -> None:
        if SESSION_KEY in self._session:  # type: ignore[attr-defined]
            now = time.time()
            self._session.setdefault(SINCE, now)  # type: ignore[attr-defined]
            self._session.setdefault(SEEN, now)  # type: ignore[attr-defined]
        super().save(must_create=must_create)

    def cycle_key(self) -> None:
        """Called when somebody signs in or proves anew who they are: from here on time is counted again."""
        self.pop(SINCE, None)
        self.pop(SEEN, None)
        super().cycle_key()
