"""An office's identity provider for the tests: a real server on loopback that answers as OpenID Connect asks."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "empiria", "a secret of the office"


@dataclass
class Office:
    """The provider; `claims` are what it says of whoever signs in next."""

    address: str
    claims: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)
    description: dict[str, Any] = field(default_factory=dict)
    # What it says of the person when asked with the token, where that differs.
    userinfo: dict[str, Any] | None = None

    def authorize(self, address: str) -> str:
        """What a browser does at the provider: the person signs in there, and is sent back to this address."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        back = {"code": "the-code", "state": self.asked["state"]}
        return f"{urlsplit(self.asked['redirect_uri']).path}?{urlencode(back)}"


@contextmanager
def open_office() -> Iterator[Office]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    office = Office(address)
    office.description = {
        "issuer": address,
        "authorization_endpoint": f"{address}/authorize",
        "token_endpoint": f"{address}/token",
        "userinfo_endpoint": f"{address}/userinfo",
        "jwks_uri": f"{address}/keys",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }
    server.RequestHandlerClass = _handler(office, key)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield office
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(office: Office, key: rsa.RSAPrivateKey) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *arguments: Any) -> None:
            """Nothing to say."""

        def _answer(self, content: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            if self.path == "/.well-known/openid-configuration":
                self._answer(office.description)
            elif self.path == "/userinfo" and self.headers["Authorization"] == "Bearer the-token":
                self._answer(office.claims if office.userinfo is None else office.userinfo)
            else:
                self._answer({}, 404)

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            given = {name: values[0] for name, values in form.items()}
            digest = base64.urlsafe_b64encode(sha256(given.get("code_verifier", "").encode()).digest())
            is_right = (
                given.get("code") == "the-code"
                and given.get("client_secret") == SECRET
                and digest.decode().rstrip("=") == office.asked.get("code_challenge")
            )
            if not is_right:
                self._answer({"error": "invalid_grant"}, 400)
                return
            token = {"iss": office.address, "aud": CLIENT, "exp": 4_000_000_000, "iat": 1, **office.claims}
            self._answer(
                {
                    "access_token": "the-token",
                    "token_type": "Bearer",
                    "id_token": jwt.encode(token, key, algorithm="RS256", headers={"kid": "1"}),
                }
            )

    return Handler
