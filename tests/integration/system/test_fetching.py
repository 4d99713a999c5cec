"""Addresses that people gave, fetched from a server of our own on addresses that only it answers to."""

import contextlib
import datetime
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from requests_hardened.ip_filter import InvalidIPAddress

from empiria.apps.system import fetching
from empiria.apps.system.fetching import TooLargeError, UnencryptedError, safe_session

INNER, ELSEWHERE = "127.0.0.2", "127.0.0.3"
NAME = "identity.example"
Resolve = Callable[..., list[Any]]


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append((self.headers["Host"], self.path))  # type: ignore[attr-defined]
        kind, _, rest = self.path.lstrip("/").partition("?")
        getattr(self, kind)(rest)

    def plain(self, _rest: str) -> None:
        self.answer(b"here")

    def to(self, rest: str) -> None:
        self.send_response(302)
        self.send_header("Location", rest)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def huge(self, _rest: str) -> None:
        self.answer(b"x" * 2000)

    def bomb(self, _rest: str) -> None:
        self.answer(gzip.compress(b"x" * 2000), ("Content-Encoding", "gzip"))

    def drip(self, _rest: str) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x")
            time.sleep(0.05)

    def cut(self, _rest: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"x")

    def answer(self, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(200)
        for header in (("Content-Length", str(len(body))), *headers):
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass

    def handle(self) -> None:
        # Whoever asked may have gone away, as is meant.
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            super().handle()


class Server(ThreadingHTTPServer):
    asked: list[tuple[str, str]]


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    settings.EMPIRIA_INNER_NETWORKS = [ip_network(INNER)]
    # On every address, so that one that must not be asked would answer.
    with Server(("0.0.0.0", 0), Answers) as running:  # noqa: S104 - reached from this machine for a moment
        running.asked = []
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Lets a name lead to one address after another; gives the list of times it was asked for."""
    real: Resolve = socket.getaddrinfo

    def names(*addresses: str) -> list[str]:
        asked: list[str] = []

        def getaddrinfo(host: str, *arguments: Any, **named: Any) -> list[Any]:
            if host != NAME:
                return real(host, *arguments, **named)
            asked.append(host)
            return real(addresses[min(len(asked), len(addresses)) - 1], *arguments, **named)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    return names


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0", "0.0.0.0",  # noqa: S104
        "[::1]", "[::]",
        "[::ffff:127.0.0.1]", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]",
        "[fec0::1]", "[::127.0.0.1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[::ffff:0:7f00:1]", "[ff0e::1]", "224.0.0.1", "255.255.255.255",
    ],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_special_addresses_are_refused_however_they_are_written(
    server: Server, scheme: str, host: str
) -> None:
    with safe_session() as session, pytest.raises(InvalidIPAddress):
        session.get(f"{scheme}://{host}:{server.server_port}/plain")
    assert server.asked == []


def test_addresses_of_an_inner_network_are_fetched_even_without_https(server: Server) -> None:
    with safe_session() as session:
        answer = session.get(f"http://{INNER}:{server.server_port}/plain")
    assert (answer.status_code, answer.content) == (200, b"here")
    assert answer.request.headers["User-Agent"].startswith("Empiria/")


def test_public_addresses_are_never_asked_without_https() -> None:
    with safe_session() as session, pytest.raises(UnencryptedError, match=r"8\.8\.8\.8: https:// is needed"):
        session.get("http://8.8.8.8/")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.2/", "gopher://127.0.0.2/"])
def test_other_schemes_are_refused(server: Server, address: str) -> None:
    with safe_session() as session, pytest.raises(requests.exceptions.InvalidSchema):
        session.get(address)


def test_a_name_that_changes_its_address_is_asked_for_once(
    server: Server, resolve: Callable[..., list[str]]
) -> None:
    asked = resolve(INNER, ELSEWHERE)
    with safe_session() as session:
        answer = session.get(f"http://{NAME}:{server.server_port}/plain")
        assert (answer.content, asked) == (b"here", [NAME])
        # At the next request the name leads elsewhere, and is looked at anew.
        with pytest.raises(InvalidIPAddress):
            session.get(f"http://{NAME}:{server.server_port}/plain")
    assert server.asked == [(f"{NAME}:{server.server_port}", "/plain")]


@pytest.mark.parametrize("target", [f"http://{ELSEWHERE}:%d/plain", "http://localhost:%d/plain"])
def test_every_hop_of_a_redirect_is_looked_at(server: Server, target: str) -> None:
    start = f"/to?{target % server.server_port}"
    with safe_session() as session, pytest.raises(InvalidIPAddress):
        session.get(f"http://{INNER}:{server.server_port}{start}")
    assert server.asked == [(f"{INNER}:{server.server_port}", start)]


def test_redirects_end(server: Server) -> None:
    with safe_session() as session, pytest.raises(requests.TooManyRedirects):
        session.get(f"http://{INNER}:{server.server_port}/to?/to?/to?/to?/to?/to?/to?/plain")


@pytest.mark.parametrize("kind", ["huge", "bomb"])
def test_large_answers_are_cut_off_also_when_they_were_small_before_unpacking(
    server: Server, kind: str
) -> None:
    with safe_session(most_bytes=1999) as session, pytest.raises(TooLargeError):
        session.get(f"http://{INNER}:{server.server_port}/{kind}")
    with safe_session(most_bytes=2000) as session:
        assert session.get(f"http://{INNER}:{server.server_port}/{kind}").content == b"x" * 2000


def test_an_answer_by_single_bytes_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS_IN_ALL", 0.2)
    with safe_session() as session, pytest.raises(requests.ReadTimeout):
        session.get(f"http://{INNER}:{server.server_port}/drip")


def test_an_answer_that_breaks_off_is_an_error_of_the_connection(server: Server) -> None:
    with safe_session() as session, pytest.raises(requests.ConnectionError):
        session.get(f"http://{INNER}:{server.server_port}/cut")


def test_the_proxy_and_the_passwords_of_the_machine_are_not_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.server_port}")
    with safe_session() as session:
        assert session.get(f"http://{INNER}:{server.server_port}/plain").status_code == 200
    assert [path for _host, path in server.asked] == ["/plain"]


def certificate(folder: Path, name: str) -> Path:
    """A key and a certificate for a name, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "pair.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.mark.parametrize(("certified", "is_trusted"), [(NAME, True), ("another.example", False)])
def test_the_certificate_is_checked_against_the_name_not_the_address(
    server: Server, resolve: Callable[..., list[str]], tmp_path: Path, certified: str, is_trusted: bool
) -> None:
    resolve(INNER)
    pair = certificate(tmp_path, certified)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with safe_session() as session:
        session.verify = str(pair)
        if is_trusted:
            assert session.get(f"https://{NAME}:{server.server_port}/plain").content == b"here"
        else:
            with pytest.raises(requests.exceptions.SSLError):
                session.get(f"https://{NAME}:{server.server_port}/plain")
