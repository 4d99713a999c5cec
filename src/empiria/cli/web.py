"""The web servers: that of `empiria start` (`python -m empiria.cli.web PORT`), and that of `empiria serve`."""

import logging.config
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from empiria.cli.supervise import end_with_parent
from empiria.config.loading import without_collecting

THREADS = 4


class Log(Logger):
    """What gunicorn says goes where everything goes; requests are logged by us."""

    def setup(self, cfg: Any) -> None:
        from django.conf import settings

        super().setup(cfg)
        # Those of gunicorn itself, which `LOGGING` does not know.
        self.error_log.handlers.clear()
        logging.config.dictConfig(settings.LOGGING)


class Server(BaseApplication):
    """Gunicorn, set here rather than by a file."""

    def __init__(self, **chosen: Any) -> None:
        self.chosen = {
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 120,
            "logger_class": Log,
            "control_socket_disable": True,
        } | chosen
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        with without_collecting():
            from django.urls import get_resolver

            from empiria.config.wsgi import application

            # Loads every page's module now, so that the first page is as quick as the next.
            get_resolver().url_patterns  # noqa: B018
        return application


def serve_alone(port: int) -> None:
    """One process on loopback, which ends with the supervisor that started it."""
    Server(
        bind=f"127.0.0.1:{port}",
        graceful_timeout=10,
        # In the process that serves, for a thread must not stand by where processes are forked.
        post_worker_init=lambda worker: end_with_parent(os.getppid()),
    ).run()


def serve_many(*, bind: str, workers: int) -> None:
    """Several processes behind a proxy, which count together."""
    counts, parent = tempfile.mkdtemp(prefix="empiria-metrics-"), os.getpid()
    # Read when prometheus_client is first imported.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts
    memory = Path("/dev/shm")  # noqa: S108 - a heartbeat must not wait for a disk
    try:
        Server(
            bind=bind,
            workers=workers,
            # Longer than proxies keep a connection, so that none is closed under a request.
            keepalive=75,
            graceful_timeout=30,
            # So that what a library forgets to give back does not add up for months.
            max_requests=20_000,
            max_requests_jitter=2_000,
            worker_tmp_dir=str(memory) if memory.is_dir() else None,
        ).run()
    finally:
        # The processes that serve are forked in there, and leave by this way too.
        if os.getpid() == parent:
            shutil.rmtree(counts, ignore_errors=True)


if __name__ == "__main__":
    serve_alone(int(sys.argv[1]))
