"""Numbers, ranks and missing values as readers meet them."""

from collections.abc import Sequence
from itertools import zip_longest
from numbers import Real
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"


def _missing(reason: str = "") -> SafeString:
    """A dash for the eye; the reason for everyone who asks, in words and not by colour."""
    return format_html(
        '<span class="missing" title="{0}"><span aria-hidden="true">—</span><span class="visually-hidden">{0}</span></span>',
        reason or _("no data"),
    )


def _formatted(value: Real, decimals: int | None) -> str:
    text = number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)
    # A rounded zero has no sign; a negative number has a true minus, as wide as a plus.
    if text.startswith("-"):
        text = text[1:] if not any(digit in text for digit in "123456789") else MINUS + text[1:]
    return text


@register.filter
def number(value: Real | None, decimals: int | None = None) -> str:
    """A number in the reader's locale, with grouped thousands; None is a dash that says "no data"."""
    return _missing() if value is None else _formatted(value, decimals)


@register.filter
def signed(value: Real | None, decimals: int | None = None) -> str:
    """A difference: always with its sign, zero without one."""
    if value is None:
        return _missing()
    text = _formatted(value, decimals)
    return f"+{text}" if float(value) > 0 and any(digit in text for digit in "123456789") else text


@register.filter
def of(rank: int | None, count: int) -> str:
    """A place among others: "7. z 25", "7 of 25"."""
    if rank is None:
        return _missing(_("no rank"))
    return _("%(rank)s of %(count)s") % {"rank": _formatted(rank, 0), "count": _formatted(count, 0)}


@register.simple_tag
def figure_value(value: Any, decimals: int | None = None, unit: str = "", reason: str = "") -> str:
    """A value with its unit, or a dash with the reason why there is none."""
    if value is None:
        return _missing(reason)
    text = _formatted(value, decimals)
    return f"{text}{NO_BREAK}{unit}" if unit else text


@register.filter
def beside(cells: Sequence[Any], columns: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each cell of a table's row with its column."""
    return list(zip_longest(cells, columns))
