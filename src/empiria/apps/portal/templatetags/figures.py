"""Numbers and missing values as readers meet them, written as the charts write them."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from empiria.reporting.words import Words

register = template.Library()


def _words() -> Words:
    return Words(language=get_language() or "pl")


def _missing(reason: str = "") -> SafeString:
    """A dash for the eye; the reason for everyone who asks, in words and not by colour."""
    return format_html(
        '<span class="missing" title="{0}"><span aria-hidden="true">—</span>'
        '<span class="visually-hidden">{0}</span></span>',
        reason or _("no data"),
    )


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """A number in the reader's locale, with grouped thousands; None is a dash that says "no data"."""
    return _missing() if value is None else _words().number(value, decimals)


@register.filter
def signed(value: float | None, decimals: int = 0) -> str:
    """A difference: always with its sign, zero without one."""
    return _missing() if value is None else _words().signed(value, decimals)


@register.simple_tag
def figure_value(value: float | None, decimals: int = 0, unit: str = "", reason: str = "") -> str:
    """A value with its unit, or a dash with the reason why there is none."""
    return _missing(reason) if value is None else _words().quantity(value, decimals, unit)


@register.filter
def beside(cells: Sequence[Any], columns: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each cell of a table's row with its column."""
    return list(zip_longest(cells, columns))
