"""Fetching addresses that people gave: never inside the own network, never without end.

    with safe_session() as session:
        response = session.get(address)

Every failure is a `requests.RequestException`.
"""

import time
from importlib.metadata import version
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.exceptions import HTTPError as UrllibError

# To connect, and between two pieces of an answer.
SECONDS_OF_SILENCE = (5, 10)
# From the first piece of the body to the last, so that a server cannot hold us by single bytes.
SECONDS_IN_ALL = 60
MOST_REDIRECTS = 5
MOST_BYTES = 10_000_000
PIECE = 65_536
# What of IPv6 is given to networks of the world; the rest is special, or holds an IPv4 address that somebody translates.
WORLD = ip_network("2000::/3")


class TooLargeError(requests.RequestException):
    """The answer has more bytes than whoever asked wanted."""


class UnencryptedError(requests.RequestException):
    """The address begins with http:// and does not lie in one of the office's own networks."""


def safe_session(*, most_bytes: int = MOST_BYTES) -> requests.Session:
    """A session that resolves a name once and connects to that very address, at every hop of a redirect.

    Private, loopback, link-local and otherwise special addresses are refused unless `EMPIRIA_INNER_NETWORKS` names
    them, http:// is refused everywhere else. Answers are read at once, up to `most_bytes` of unpacked content.
    """
    session = HTTPSession(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=False,
            never_redirect=False,
            default_timeout=SECONDS_OF_SILENCE,
            user_agent_override=f"Empiria/{version('empiria')}",
        )
    )
    # Proxies and passwords of the machine's user are none of the asked server's business.
    session.trust_env = False
    session.max_redirects = MOST_REDIRECTS
    for scheme in ("https", "http"):
        session.mount(f"{scheme}://", _Adapter(scheme, most_bytes))
    return session


class _Adapter(IPFilterAdapter):
    def __init__(self, scheme: str, most_bytes: int) -> None:
        super().__init__(is_https_proto=scheme == "https")
        self.scheme = scheme
        self.most_bytes = most_bytes

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        try:
            host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        except InvalidIPAddress as refused:
            # The address that was refused is the one to connect to: asking for it again could give another.
            address, is_refused = ip_address(str(refused.args[0])), True
        else:
            address = ip_address(host["host"].strip("[]"))
            is_refused = not _is_of_the_world(address)
        if is_refused:
            if not any(address in network for network in settings.EMPIRIA_INNER_NETWORKS):
                raise InvalidIPAddress(address)
            return self._pinned(str(address), request, verify, cert)
        if self.scheme == "http":
            raise UnencryptedError(f"{urlsplit(request.url or '').hostname}: https:// is needed")
        return host, pool

    def _pinned(self, address: str, request: requests.PreparedRequest, verify: Any, cert: Any) -> Any:
        """What connects to this address, with the certificate checked against the name that was asked for."""
        host, pool = HTTPAdapter.build_connection_pool_key_attributes(self, request, verify, cert)
        if self.scheme == "https":
            pool |= {"assert_hostname": host["host"], "server_hostname": host["host"]}  # type: ignore[typeddict-item]
        host["host"] = f"[{address}]" if ":" in address else address
        return host, pool

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Read here, for requests itself reads the answers between two redirects without a bound."""
        response = super().send(request, *args, **kwargs)
        try:
            # What requests itself would set at the first look at the content.
            response._content = self._content(response)
        except UrllibError as error:
            raise requests.ConnectionError(error, request=request) from error
        finally:
            response.close()
        response._content_consumed = True  # type: ignore[attr-defined]
        return response

    def _content(self, response: requests.Response) -> bytes:
        """One piece at a time as it arrives: waiting for a full one could take for ever."""
        until = time.monotonic() + SECONDS_IN_ALL
        content = bytearray()
        while piece := response.raw.read1(PIECE, decode_content=True):
            content += piece
            if len(content) > self.most_bytes:
                raise TooLargeError(f"more than {self.most_bytes} bytes", response=response)
            if time.monotonic() > until:
                raise requests.ReadTimeout(f"more than {SECONDS_IN_ALL} seconds", response=response)
        return bytes(content)


def _is_of_the_world(address: IPv4Address | IPv6Address) -> bool:
    """Whether it can be nowhere but in the public internet."""
    return address.is_global and not address.is_multicast and (address.version == 4 or address in WORLD)
