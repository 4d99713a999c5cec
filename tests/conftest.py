"""Fixtures every suite shares."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

import tests.examples  # noqa: F401  what property tests try, before any of them is read

# The processes that tests start would each compile the whole package anew where the machine asks for no byte code.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# What lies in one of these runs in one process, whichever files it is in: they share what takes long to make.
ROOMS = ("tests/browser/", "tests/integration/monitor/pages/")
SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_configure() -> None:
    """Pages are tested in Polish: Django, which is loaded before this, may have read what was compiled earlier."""
    from empiria.config.translations import compile_catalogues

    compile_catalogues()
    translation_file_changed(sender=None, file_path=Path("django.mo"))


# A function with so many names that Python makes the piece of its stack it lies on large.
_room: dict[str, Callable[[Callable[[], object]], None]] = {}
exec(f"def call(test):\n    {' = '.join(f'name_{n}' for n in range(17_000))} = test()", _room)  # noqa: S102  our own text


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """Call a test with room on Python's stack.

    It grows by 16 kB at a time and gives each piece back at once: a loop that happens to stand at a border, as deep as
    template tags in a page in a test do, would ask the system for memory at every call. A sixth of the time went there.
    """
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    _room["call"](lambda: pyfuncitem.obj(**arguments))
    return True


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are processors: one of them mostly waits for the browser."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """Thousands of tests stand by until the end: no search for garbage need walk through them again and again."""
    gc.freeze()


class ByFile(LoadScopeScheduling):
    """Tests of one file run in one process, and so do all those of one room: what they share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        return next((room for room in ROOMS if nodeid.startswith(room)), nodeid.partition("::")[0])


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Nothing of a made file names a test: archives hold the time, and even their length varies with it, but every process
    must collect the same names."""
    return "bytes" if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real public data kept beside the checkout; not on every machine."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared (real public data beside the checkout)")
    return SHARED


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    """No test speaks the language that the one before it chose: a request leaves its own behind."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tests that commit empty all tables afterwards; the triggers that keep the audit trail would not let them.

    `test_audit_guard.py` asks a database that has them all.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("system_auditentry", "system_audittext", "system_auditsubject"):
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER never_truncated ON {table}")
            else:
                cursor.execute(f"DROP TRIGGER {table}_never_deleted")
