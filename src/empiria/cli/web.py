"""The web server that `empiria start` runs: `python -m empiria.cli.web PORT`. One process, several threads."""

import os
import sys
from typing import Any

from gunicorn.app.base import BaseApplication

from empiria.cli.supervise import end_with_parent

THREADS = 4


class Server(BaseApplication):
    """Gunicorn on loopback, set here rather than by a file."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": f"127.0.0.1:{self.port}",
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 120,
            "graceful_timeout": 10,
            "loglevel": "warning",
            "control_socket_disable": True,
            # In the process that serves, for a thread must not stand by where processes are forked.
            "post_worker_init": lambda worker: end_with_parent(os.getppid()),
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from django.urls import get_resolver

        from empiria.config.wsgi import application

        # Loads every page's module now, so that the first page is as quick as the next.
        get_resolver().url_patterns  # noqa: B018
        return application


if __name__ == "__main__":
    Server(int(sys.argv[1])).run()
