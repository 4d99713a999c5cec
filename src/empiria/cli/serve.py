"""`empiria serve` and `empiria prepare`: what runs a site in earnest."""

import os
import subprocess
import sys

import click

from empiria.cli.messages import _


@click.command(
    help=_(
        "Serve the site with several processes, behind a proxy that speaks HTTPS. Migrates the database first. "
        "Jobs are run by “empiria worker”."
    ),
    short_help=_("Serve the site behind a proxy."),
    epilog=_("Example: empiria serve --bind 127.0.0.1:8000 --workers 4"),
)
@click.option(
    "--bind",
    default="127.0.0.1:8000",
    show_default=True,
    help=_("An address and a port, or unix: and the path of a socket."),
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=min(2 * (os.cpu_count() or 1), 8),
    help=_("How many processes serve; two for every processor by default, and at most eight."),
)
def serve(bind: str, workers: int) -> None:
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "empiria.config.settings")
    # Read here, for the processes to come and before any of them: wrong ones end it now.
    _ = settings.EMPIRIA_DATA
    # In a process of its own: what it loads must not stand by, threads and all, where processes are forked.
    prepared = subprocess.run([sys.executable, "-m", "empiria", "prepare"], check=False)
    if prepared.returncode:
        sys.exit(prepared.returncode)
    from empiria.cli.web import serve_many

    serve_many(bind=bind, workers=workers)


@click.command(
    help=_(
        "Bring the database and the static files up to this version of the program; “serve” does it by itself."
    ),
    short_help=_("Bring the database up to this version."),
    epilog=_("Example: empiria prepare"),
)
def prepare() -> None:
    from empiria.cli.prepare import collect_static, open_catalogue

    open_catalogue()
    collect_static()
