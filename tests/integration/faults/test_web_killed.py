"""A web process killed in the middle of a write: nothing of it stays, and the next process serves as if nothing had been."""

import http.client
import http.cookiejar
import os
import re
import signal
import sqlite3
import threading
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing, suppress

import pytest

from tests.integration.faults.conftest import Site
from tests.integration.installation import is_on_postgresql
from tests.integration.workshop import Workshop, wait_until

pytestmark = pytest.mark.slow

# The report is written before its audit entry: between the two the database is made to take its time.
SLOW_ON_SQLITE = """
CREATE TRIGGER slow BEFORE INSERT ON system_auditentry BEGIN
    SELECT (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000000000) SELECT max(x) FROM c);
END
"""
SLOW_ON_POSTGRESQL = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(2); RETURN NEW; END $$;
CREATE TRIGGER slow BEFORE INSERT ON system_auditentry FOR EACH ROW EXECUTE FUNCTION slow();
"""


def change(workshop: Workshop, *statements: str) -> None:
    if is_on_postgresql(workshop):
        import psycopg

        with psycopg.connect(workshop.database_url) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type]  # literals of the tests
        return
    with closing(sqlite3.connect(workshop.folder / "db.sqlite3", timeout=20)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def is_inside(workshop: Workshop) -> bool:
    """Whether the request stands in the middle of its transaction."""
    if is_on_postgresql(workshop):
        return workshop.sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
        ) == [(1,)]
    try:
        # Counting the attempt writes too, for a moment: a lock that lasts is the report's own.
        with closing(sqlite3.connect(workshop.folder / "db.sqlite3", timeout=1)) as connection:
            connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    return False


def report(site: Site, text: str) -> int:
    """Send the form in which readers report errors."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    form = f"{site.address}/report-error/"
    page = opener.open(form, timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    fields = {
        "csrfmiddlewaretoken": token[1],
        "page": "/",
        "text": text,
        "contact": "",
        "website": "",
    }
    return int(opener.open(form, urllib.parse.urlencode(fields).encode(), timeout=60).status)


def test_a_web_process_killed_during_a_write_leaves_nothing_of_it(installation: Workshop, site: Site) -> None:
    written = "SELECT (SELECT count(*) FROM portal_errorreport), (SELECT count(*) FROM system_auditentry)"
    before = installation.sql(written)
    change(installation, SLOW_ON_POSTGRESQL if is_on_postgresql(installation) else SLOW_ON_SQLITE)

    def send() -> None:
        with suppress(OSError, http.client.HTTPException, urllib.error.URLError):
            report(site, "never arrives")

    sending = threading.Thread(target=send)
    sending.start()
    wait_until(lambda: is_inside(installation), what="the request to be half way")
    (victim,) = site.workers()
    os.kill(victim, signal.SIGKILL)
    sending.join()
    wait_until(lambda: not is_inside(installation), what="the database to let go")
    if is_on_postgresql(installation):
        change(installation, "DROP TRIGGER slow ON system_auditentry", "DROP FUNCTION slow()")
    else:
        change(installation, "DROP TRIGGER slow")
    assert installation.sql(written) == before

    # Another process takes its place.
    wait_until(lambda: site.workers() not in ([], [victim]), what="the next process")
    site.wait()
    assert report(site, "arrives") == 200
    ((reports, entries),) = before
    assert installation.sql(written) == [(reports + 1, entries + 1)]

    # And a new start finds nothing to mend.
    site.process.send_signal(signal.SIGKILL)
    site.process.wait()
    wait_until(lambda: site.status("/healthz") is None, what="its worker to notice")
    again = Site(installation, site.port).wait()
    assert again.status("/") == 200
