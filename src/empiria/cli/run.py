"""`empiria start` and `empiria worker`: the processes."""

import http.client
import os
import socket
import sys
from pathlib import Path

import click

from empiria.analysis.errors import InputError, mark
from empiria.cli.messages import _, progress_line


@click.command(help=_("Start Empiria on this machine."), epilog=_("Example: empiria start --port 8080"))
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help=_("The port on this machine's own address."),
)
@click.option("--no-sample", is_flag=True, help=_("Leave an empty database empty."))
@click.option(
    "--no-browser",
    is_flag=True,
    help=_("Open no browser, in a desktop session either; the address is printed."),
)
def start(port: int, no_sample: bool, no_browser: bool) -> None:
    from empiria.cli import prepare

    _check_port(port)
    address = f"http://127.0.0.1:{port}/"
    data = Path(os.environ.get("EMPIRIA_DATA", "var"))
    with prepare.only_one_start(data, address):
        prepare.open_database()
        prepare.collect_static()
        if not no_sample:
            with progress_line() as progress:
                prepare.load_sample_if_wanted(progress)
        _serve(port, address, with_sign_in=not no_sample, with_browser=not no_browser)


def _check_port(port: int) -> None:
    with socket.socket() as trial:
        # As the server does: a port that was in use a moment ago is free.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            raise InputError(
                mark("port %(port)s is in use or not allowed; choose another one with --port"), port=port
            ) from None


def _serve(port: int, address: str, *, with_sign_in: bool, with_browser: bool) -> None:
    from empiria.cli.supervise import ChildCannotStartError, Supervisor

    with Supervisor(tell_crash=_tell_crash) as supervisor:
        supervisor.add("web", sys.executable, "-m", "empiria.cli.web", str(port))
        try:
            serving = supervisor.watch_until(lambda: _answers(port))
        except ChildCannotStartError:
            raise click.ClickException(_("the web server cannot start; the reason stands above")) from None
        if serving:
            _announce(address, with_sign_in=with_sign_in)
            if with_browser:
                _open_browser(address)
            supervisor.add("worker", sys.executable, "-m", "empiria", "worker")
            supervisor.watch()


def _tell_crash(name: str, code: int, pause: float) -> None:
    text = _("The process “%(name)s” ended unexpectedly (%(code)s); it is started again in %(pause)d s.")
    click.echo(text % {"name": name, "code": code, "pause": pause}, err=True)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _announce(address: str, *, with_sign_in: bool) -> None:
    from empiria.cli.people import create_person_with_password, somebody_has_an_account
    from empiria.cli.prepare import SAMPLE_EMAIL

    lines = [_("Empiria: %(address)s") % {"address": address}]
    if somebody_has_an_account():
        pass
    elif with_sign_in:
        password = create_person_with_password(
            email=SAMPLE_EMAIL, name="Administrator", roles=["administrator"], is_sample=True
        )
        text = _("Sign-in for the staff's pages, shown only once: %(email)s, password %(password)s")
        lines.append(text % {"email": SAMPLE_EMAIL, "password": password})
    else:
        lines.append(
            _("Nobody has an account yet; this makes one: empiria person add E-MAIL --role administrator")
        )
    lines.append(_("Ctrl+C ends it."))
    # Written at once: nothing that the processes say comes in between.
    click.echo("\n".join(lines))


def _open_browser(address: str) -> None:
    # In somebody's desktop session only, never on a server or in a script.
    if sys.stdout.isatty() and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        import webbrowser

        webbrowser.open(address)


@click.command(
    help=_("Run background jobs and due periodic jobs until it is asked to end."),
    short_help=_("Run background and periodic jobs."),
    epilog=_("Example: DATABASE_URL=postgresql://… empiria worker"),
)
def worker() -> None:
    from empiria.cli.prepare import open_database
    from empiria.cli.supervise import end_with_parent

    open_database()
    end_with_parent(os.getpid())
    from empiria.apps.system.worker import run_worker

    run_worker()
