"""Making ready what commands stand on: Django, the database, the static files, the sample."""

import fcntl
import gc
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from empiria.analysis.errors import InputError, mark
from empiria.cli.messages import Progress, _, language
from empiria.config.loading import without_collecting
from empiria.config.restoring import settle
from empiria.config.translations import compile_catalogues

# The account that `start` makes for the sample; nobody receives mail there.
SAMPLE_EMAIL = "admin@localhost"


def load_django() -> None:
    """Load Django with our settings; messages are then said in the language of the terminal."""
    import django
    from django.apps import apps
    from django.utils import translation

    compile_catalogues()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "empiria.config.settings")
    if apps.ready:
        django.setup()
    else:
        with without_collecting():
            django.setup()
        # What a short command makes itself is seldom garbage before it ends.
        gc.set_threshold(20_000, 20, 20)
    translation.activate(language())


def open_database() -> None:
    """Load Django and bring the database up to this version of the program: what every command that needs it does."""
    load_django()
    settle()
    migrate()


def open_catalogue() -> None:
    """Open the database and take over the shipped catalogue: what every command about statistics does."""
    open_database()
    from empiria.apps.monitor.services import sync_catalogue

    sync_catalogue(by=None)


def _has_every_migration() -> bool:
    """Whether every migration there is by name was applied: reading a hundred of them takes longer than most commands."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    folders = ((config.label, Path(config.path) / "migrations") for config in apps.get_app_configs())
    there = {(label, path.stem) for label, folder in folders for path in folder.glob("[!_]*.py")}
    return there <= set(MigrationRecorder(connection).applied_migrations())


def migrate() -> None:
    """Apply the migrations that the database lacks; of several processes that start together, one does."""
    if _has_every_migration():
        return
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    def lacking() -> MigrationExecutor | None:
        executor = MigrationExecutor(connection)
        return executor if executor.migration_plan(executor.loader.graph.leaf_nodes()) else None

    if not lacking():
        return
    with (settings.EMPIRIA_DATA / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if executor := lacking():
            if not executor.loader.applied_migrations:
                name = connection.settings_dict["NAME"]
                click.echo(_("A new database is made: %(name)s") % {"name": name}, err=True)
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)


def collect_static() -> None:
    """Collect the static files anew when any of them changed since they were last collected."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    facts = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            facts.append(f"{path} {stat.st_size} {stat.st_mtime_ns}")
    wanted = hashlib.sha256("\n".join(sorted(facts)).encode()).hexdigest()
    stamp = settings.EMPIRIA_DATA / "static.stamp"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, skip_checks=True)
    stamp.write_text(wanted)


def load_sample_if_wanted(progress: Progress) -> None:
    """Fill an empty database with the sample association."""
    from empiria.sample.wanted import sample_is_wanted

    if sample_is_wanted():
        from empiria.sample.load import load_sample

        load_sample(progress=progress)


@contextmanager
def only_one_start(data: Path, address: str) -> Iterator[None]:
    """One `empiria start` per data folder: the next is told where the first one runs.

    The lock ends with its process, however that ends; the file stays.
    """
    data.mkdir(parents=True, exist_ok=True)
    path = data / "start.lock"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = mark("Empiria already runs on this data folder, at %(address)s")
            raise InputError(text, address=path.read_text().strip()) from None
        file.truncate(0)
        file.write(address)
        file.flush()
        yield
