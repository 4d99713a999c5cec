"""Units of a draft that no register names, counted and searched, so that thousands of them can be settled."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from empiria.apps.monitor.selectors.releases import UnsettledUnit
from empiria.apps.places.models import Level
from empiria.apps.system.language import fold


@dataclass(frozen=True, kw_only=True)
class UnsettledFile:
    """How many unsettled units of each level a file brings, in the order of the levels asked for."""

    name: str
    counts: tuple[int, ...]
    total: int


def levels_of(units: Sequence[UnsettledUnit]) -> list[Level]:
    """The levels that occur, from the country down."""
    found = {unit.level for unit in units}
    return [level for level in Level if level in found]


def unsettled_by_file(units: Sequence[UnsettledUnit]) -> list[UnsettledFile]:
    """Every file that brings unsettled units; a unit of two files counts in both."""
    levels = levels_of(units)
    counted = Counter((file, unit.level) for unit in units for file in unit.files)
    files = dict.fromkeys(file for unit in units for file in unit.files)
    rows = [(file, tuple(counted[file, level] for level in levels)) for file in files]
    return [UnsettledFile(name=file, counts=counts, total=sum(counts)) for file, counts in rows]


def search_unsettled(
    units: Sequence[UnsettledUnit], *, text: str = "", level: str = ""
) -> list[UnsettledUnit]:
    """Those whose name holds the text, or whose code begins with it; an empty argument does not narrow."""
    wanted = fold(text.strip())
    return [
        unit
        for unit in units
        if (not level or unit.level == level)
        and (wanted in fold(unit.name) or unit.teryt.startswith(text.strip()))
    ]
