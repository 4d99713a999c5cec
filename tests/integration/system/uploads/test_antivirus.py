"""The antivirus hook, against a small server that speaks clamd's protocol on a real socket."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from empiria.apps.system.uploads import UploadRefusedError, check_upload
from tests.integration.system.files import pdf, sent

# What every antivirus finds, by agreement, put together so that none finds it in this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LARGEST = 100_000


class Clamd(socketserver.StreamRequestHandler):
    """INSTREAM as clamd's manual says it: lengths of four bytes, a length of nought ends the file."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > LARGEST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        self.wfile.write(found)


def served(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def by_port(settings: Any) -> Iterator[None]:
    for server in served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)):
        settings.EMPIRIA_ANTIVIRUS = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield


@pytest.fixture
def by_socket(settings: Any, tmp_path: Path) -> Iterator[None]:
    path = tmp_path / "clamd.ctl"
    for _server in served(socketserver.ThreadingUnixStreamServer(str(path), Clamd)):
        settings.EMPIRIA_ANTIVIRUS = f"unix://{path}"
        yield


@pytest.fixture(autouse=True)
def _english() -> None:
    translation.activate("en")


def refusal(content: bytes) -> str:
    with pytest.raises(UploadRefusedError) as refused:
        check_upload(sent("a.pdf", content))
    return refused.value.message


@pytest.mark.parametrize("way", ["by_port", "by_socket"])
def test_what_the_antivirus_finds_is_refused(request: pytest.FixtureRequest, way: str) -> None:
    request.getfixturevalue(way)
    assert check_upload(sent("a.pdf", pdf(b"(" + b"x" * 70_000 + b")"))).name == "a.pdf"
    assert refusal(pdf(b"(" + EICAR + b")")) == (
        "The antivirus found something harmful in the file. It was not kept."
    )


UNCHECKED = "Files cannot be checked for viruses now, so none is taken. Please try again later."


def test_a_file_too_large_for_the_antivirus_is_not_taken(by_port: None) -> None:
    assert refusal(pdf(b"(" + b"x" * 900_000 + b")")) == UNCHECKED


def test_nothing_is_taken_while_the_antivirus_does_not_answer(settings: Any, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMPIRIA_ANTIVIRUS = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
        assert refusal(pdf()) == UNCHECKED
    settings.EMPIRIA_ANTIVIRUS = f"unix://{tmp_path / 'no-such.ctl'}"
    assert refusal(pdf()) == UNCHECKED
