"""How many questions a source takes in a second, in 15 minutes, in 12 hours and in 7 days; counted across restarts."""

import math
from collections.abc import Callable
from typing import NamedTuple

from empiria.sources.live.keeping import Keeping


class Window(NamedTuple):
    """So many requests within so many seconds, wherever these begin."""

    seconds: float
    requests: int


# As Statistics Poland states them for its APIs (api.stat.gov.pl), without and with a key of one's own.
ANONYMOUS = (Window(1, 5), Window(900, 100), Window(43_200, 1_000), Window(604_800, 10_000))
REGISTERED = (Window(1, 10), Window(900, 500), Window(43_200, 5_000), Window(604_800, 50_000))


class Quota:
    """The requests sent to one source by all processes of a data folder."""

    def __init__(
        self, keeping: Keeping, *, source: str, windows: tuple[Window, ...], clock: Callable[[], float]
    ) -> None:
        self.keeping, self.source, self.windows, self.clock = keeping, source, windows, clock

    def take(self) -> float:
        """Count a request that is sent now, and 0; or the seconds until one may be, and nothing is counted."""
        now = self.clock()
        with self.keeping.alone() as database:
            wait = max(self._pause(now), *(self._full(window, now) for window in self.windows))
            if wait > 0:
                return wait
            database.execute("insert into request values (?, ?)", (self.source, now))
            database.execute(
                "delete from request where at < ?", (now - max(window.seconds for window in self.windows),)
            )
        return 0

    def pause(self, seconds: float) -> None:
        """The source itself asked for a rest."""
        self.keeping.connection.execute(
            "insert or replace into pause values (?, ?)", (self.source, self.clock() + seconds)
        )

    def seconds_for(self, requests: int) -> float:
        """How long the quotas make this many more requests last, roughly."""
        now = self.clock()
        return max(self._pause(now), *(self._lasts(window, requests, now) for window in self.windows))

    def _pause(self, now: float) -> float:
        row = self.keeping.connection.execute(
            "select until from pause where source = ?", (self.source,)
        ).fetchone()
        return max(0.0, float(row[0]) - now) if row else 0.0

    def _full(self, window: Window, now: float) -> float:
        """Seconds until the window has room. A clock that was set back makes nobody wait longer than the window."""
        row = self.keeping.connection.execute(
            "select at from request where source = ? order by at desc limit 1 offset ?",
            (self.source, window.requests - 1),
        ).fetchone()
        if row is None:
            return 0.0
        left: float = row[0] + window.seconds - now
        return min(window.seconds, max(0.0, left))

    def _lasts(self, window: Window, requests: int, now: float) -> float:
        used, oldest = self.keeping.connection.execute(
            "select count(*), min(at) from request where source = ? and at > ?",
            (self.source, now - window.seconds),
        ).fetchone()
        beyond: int = requests - (window.requests - used)
        if beyond <= 0:
            return 0.0
        since_oldest: float = now - (oldest or now)
        return max(0.0, math.ceil(beyond / window.requests) * window.seconds - since_oldest)
