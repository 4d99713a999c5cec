"""Fixtures of every integration suite."""

import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from empiria.apps.accounts.models import Person
from tests.integration.cast import Cast, give_second_factor, repeat_cast
from tests.integration.installation import DUMP, EMPIRIA, copied
from tests.integration.workshop import Workshop, do_once, make_once, open_workshop, suite_folder


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """A migrated database for the workshops to copy."""

    def make(opened: Workshop) -> None:
        opened.run("-m", "django", "migrate", "--verbosity", "0", "--skip-checks")

    with make_once("migrated", tmp_path_factory.getbasetemp(), make) as made:
        yield made


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the static files collected, which takes seconds."""
    folder = suite_folder(tmp_path_factory.getbasetemp()) / "prepared"
    collect = "from empiria.cli import prepare; prepare.load_django(); prepare.collect_static()"
    environment = {
        **os.environ,
        "EMPIRIA_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "empiria.config.settings",
    }
    do_once(
        folder,
        lambda: subprocess.run([sys.executable, "-c", collect], env=environment, check=True, timeout=300),
    )
    return folder


@pytest.fixture
def workshop(tmp_path: Path, migrated: Workshop) -> Iterator[Workshop]:
    """A migrated database of its own that several processes share."""
    with open_workshop(tmp_path, template=migrated) as opened:
        yield opened


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test tells what its processes said, whose files are gone where it ran by itself."""
    report = yield
    workshop = getattr(item, "funcargs", {}).get("workshop")
    if report.failed and workshop is not None:
        report.sections.append(("What its processes said", workshop.logs()))
    return report


@pytest.fixture(scope="session", autouse=True)
def _second_factor_was_given() -> Iterator[None]:
    """Whoever `force_login` signs in has given the second factor they have; real ways of signing in are left alone."""

    def given(request: HttpRequest, user: Person, **_signal: object) -> None:
        if request.method is None:  # as only `force_login` makes it
            give_second_factor(request.session, user)

    user_logged_in.connect(given)
    yield
    user_logged_in.disconnect(given)


@pytest.fixture
def cast(db: None) -> Cast:
    """A person for every role, in two cities and two networks."""
    return repeat_cast()


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """People, a release with scores, a draft, an upload: for the installations to copy."""

    def make(opened: Workshop) -> None:
        opened.run(*EMPIRIA, "restore", str(DUMP))
        # Any command brings the catalogue of today.
        opened.run(*EMPIRIA, "release", "list")
        upload = opened.folder / "data" / "uploads" / "documents" / "Załącznik nr 1.txt"
        upload.parent.mkdir(parents=True)
        upload.write_text("Zażółć gęślą jaźń", encoding="utf-8")

    with make_once("installed", tmp_path_factory.getbasetemp(), make) as made:
        yield made


@pytest.fixture
def installation(tmp_path: Path, installed: Workshop) -> Iterator[Workshop]:
    """An installation of its own with people, a release with scores, a draft and an upload."""
    folder = tmp_path / "installation"
    folder.mkdir()
    with copied(folder, installed) as opened:
        yield opened
