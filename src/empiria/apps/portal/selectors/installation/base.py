"""What `empiria check` says of one thing, and whom the site is for."""

from dataclasses import dataclass, field
from typing import Any, Literal

from django.conf import settings

LOCAL = {"localhost", "127.0.0.1", "[::1]"}


@dataclass(frozen=True, kw_only=True)
class Advice:
    """Something unsafe or missing: English templates with named placeholders, translated where they are shown."""

    code: str
    severity: Literal["error", "warning"]
    message: str
    action: str
    params: dict[str, Any] = field(default_factory=dict)


def is_public() -> bool:
    """Whether the site answers to more than this machine's own names."""
    return not set(settings.ALLOWED_HOSTS) <= LOCAL
