"""Which networks the settings let in, or let be fetched from, that they should not."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from django.conf import settings

from empiria.analysis.errors import mark
from empiria.apps.portal.selectors.installation.base import Advice

Network = IPv4Network | IPv6Network
# What answers on this machine itself, and what hosters answer at: there keys of the machine are given to whoever asks.
OWN = tuple(map(ip_network, ("127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10")))
# Besides those, what no office can have but inside: RFC 1918, 6598 and 4193.
INSIDE = (
    *OWN, *map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")),
)  # fmt: skip


def of_networks() -> Iterator[Advice]:
    yield from _of_metrics(settings.EMPIRIA_METRICS_NETWORKS)
    yield from _of_fetching(settings.EMPIRIA_INNER_NETWORKS)


def _of_metrics(networks: list[Network]) -> Iterator[Advice]:
    if outside := [network for network in networks if not _is_inside(network)]:
        yield Advice(
            code="metrics-networks",
            # One address may be that of a monitor elsewhere.
            severity="error" if any(network.num_addresses > 1 for network in outside) else "warning",
            message=mark(
                "EMPIRIA_METRICS_NETWORKS reaches beyond private addresses (%(networks)s): who asks from there reads "
                "/metrics, with a token set or without."
            ),
            action=mark(
                "Name the networks of the office or the very address of the monitor; for one elsewhere use "
                "EMPIRIA_METRICS_TOKEN alone."
            ),
            params={"networks": _told(outside)},
        )
    if networks and settings.HTTPS and not settings.EMPIRIA_TRUSTED_PROXIES:
        yield Advice(
            code="metrics-proxies",
            severity="error",
            message=mark(
                "No proxy is trusted, so everybody seems to ask from the proxy's address: where EMPIRIA_METRICS_NETWORKS "
                "names it, everybody reads /metrics."
            ),
            action=mark("Set EMPIRIA_TRUSTED_PROXIES to the number of proxies in front of the site."),
        )


def _of_fetching(networks: list[Network]) -> Iterator[Advice]:
    """Of public addresses the list changes nothing: whoever names them meant to open all, and opened all private ones."""
    if outside := [network for network in networks if not _is_inside(network)]:
        yield Advice(
            code="inner-networks",
            severity="error",
            message=mark(
                "EMPIRIA_INNER_NETWORKS reaches beyond private addresses (%(networks)s): what people name is fetched from "
                "this machine and its neighbours too where they lie in there, and without HTTPS."
            ),
            action=mark("Name the networks of the office that are to be fetched from, such as 10.1.0.0/16."),
            params={"networks": _told(outside)},
        )
    own = [network for network in networks if _is_inside(network) and _overlaps(network, OWN)]
    if own:
        yield Advice(
            code="inner-networks",
            severity="warning",
            message=mark(
                "EMPIRIA_INNER_NETWORKS holds addresses of this machine or of its hoster (%(networks)s): services that "
                "trust whoever asks from here, and keys of the machine, are fetched if somebody names them."
            ),
            action=mark("Leave 127.0.0.0/8, 169.254.0.0/16, ::1 and fe80::/10 out."),
            params={"networks": _told(own)},
        )


def _is_inside(network: Network) -> bool:
    return any(_is_part(network, inside) for inside in INSIDE)


def _is_part(network: Network, whole: Network) -> bool:
    return network.version == whole.version and network.subnet_of(whole)  # type: ignore[arg-type]


def _overlaps(network: Network, others: Iterable[Network]) -> bool:
    return any(network.version == other.version and network.overlaps(other) for other in others)  # type: ignore[arg-type]


def _told(networks: list[Network]) -> str:
    return ", ".join(map(str, networks))
