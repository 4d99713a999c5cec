"""Every route that the URL conf has, found by walking it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, kw_only=True)
class Route:
    """`name` with its namespaces; the pattern itself where it has none."""

    name: str
    pattern: str
    view: Any


def _walk(patterns: list[URLPattern | URLResolver], namespace: str = "", above: str = "") -> Iterator[Route]:
    for pattern in patterns:
        here = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, here)
        else:
            name = f"{namespace}{pattern.name}" if pattern.name else here
            yield Route(name=name, pattern=here, view=pattern.callback)


def every_route() -> list[Route]:
    return list(_walk(get_resolver().url_patterns))


def names_of_several() -> dict[str, list[str]]:
    """Names that stand for more than one address, with those: a rule of one says nothing of the others."""
    found: dict[str, list[str]] = defaultdict(list)
    for route in every_route():
        found[route.name].append(route.pattern)
    return {name: patterns for name, patterns in found.items() if len(patterns) > 1}
