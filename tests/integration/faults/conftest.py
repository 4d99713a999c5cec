"""Web servers as processes, and what may happen between them and the database."""

import http.client
import socket
from pathlib import Path

import pytest

from tests.integration.workshop import PATIENCE, Workshop, wait_until


class Site:
    """A web server and how to ask it."""

    def __init__(self, workshop: Workshop, port: int, *, database_url: str = "") -> None:
        self.port = port
        environment = {"DATABASE_URL": database_url} if database_url else {}
        self.process = workshop.start("-m", "empiria.cli.web", str(port), **environment)

    def status(self, path: str) -> int | None:
        """What it answers; None where it does not."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait(self) -> "Site":
        wait_until(lambda: self.status("/readyz") == 200, what="the web server")
        return self

    def workers(self) -> list[int]:
        """The processes that serve, below the one that keeps them."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def static(prepared: Path) -> Path:
    """The static files, collected once."""
    return prepared / "static"


@pytest.fixture
def site(installation: Workshop, static: Path) -> Site:
    (installation.folder / "data" / "static").symlink_to(static)
    return Site(installation, free_port()).wait()
