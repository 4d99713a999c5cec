"""Addresses of our own pages, as they may be passed on."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# What a page shows, by codes; never what somebody searched for, typed or was given to sign in with.
HARMLESS = frozenset(
    [
        "format",
        "from",
        "group",
        "grouping",
        "indicator",
        "kind",
        "on",
        "page",
        "period",
        "recipe",
        "release",
        "role",
        "source",
        "state",
        "unit",
        "voivodeship",
        "way",
        "year",
    ]
)
CODE = re.compile(r"[\w.:-]{0,60}", re.ASCII)


def without_words(address: str) -> str:
    """The address without what somebody typed: of its query, what is known to hold codes stays."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    query = [
        (name, value) for name, value in parse_qsl(parts.query) if name in HARMLESS and CODE.fullmatch(value)
    ]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))
