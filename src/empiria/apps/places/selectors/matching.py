"""Units from lines that a person typed or pasted: codes or names, one a line."""

import re
from collections import defaultdict
from dataclasses import dataclass

from empiria.apps.places.models import Unit
from empiria.apps.system.language import fold

from .units import current_municipalities, unit_by_address

LEADING_CODE = re.compile(r"\d{6,7}(?!\d)")


@dataclass(frozen=True)
class UnmatchedLine:
    """A line that is no unit of today, or could be several: then `candidates` are these."""

    line: int
    text: str
    candidates: tuple[Unit, ...] = ()


def match_units(text: str) -> tuple[list[Unit], list[UnmatchedLine]]:
    """The municipalities that the lines name, each once, and the lines that could not be told.

    A line begins with a TERYT code of six or seven digits (an ended one leads on), or is a name; a homonym is given
    with its code or as the pages show it, with its county.
    """
    current = list(current_municipalities())
    by_code = {unit.code: unit for unit in current}
    by_name = defaultdict(list)
    for unit in current:
        for name in {fold(unit.name), fold(unit.display_name)}:
            by_name[name].append(unit)
    found: dict[str, Unit] = {}
    unmatched = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        code = LEADING_CODE.match(line.strip())
        units = _with_code(code[0], by_code) if code else by_name.get(fold(line), [])
        if len(units) == 1:
            found[units[0].code] = units[0]
        else:
            unmatched.append(UnmatchedLine(number, line.strip(), tuple(units)))
    return list(found.values()), unmatched


def _with_code(teryt: str, by_code: dict[str, Unit]) -> list[Unit]:
    """Mostly a code of today; else the unit that an ended one leads to."""
    code = teryt[:6]
    if code not in by_code and (led := unit_by_address(teryt)):
        code = led[0].code
    return [by_code[code]] if code in by_code else []
