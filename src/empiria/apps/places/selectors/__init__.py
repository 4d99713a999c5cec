"""Reads of units, shapes, classes and groups."""

from .alphabet import alphabetical
from .groups import (
    GroupingSummary,
    TypologyView,
    group_by_code,
    group_frame,
    grouping_titles,
    groupings_with_groups,
    groups_of,
    hand_picked_list,
    listed_units,
    members_of,
    typologies,
    typology_view,
)
from .history import DatedChange, history_of_imports, successions, unit_changes, unit_lists
from .matching import UnmatchedLine, match_units
from .open_data import open_units, teryt_by_code
from .past import FormerName, FoundUnit, find_units, former_names
from .search import search_units
from .units import (
    current_municipalities,
    drawn_outlines,
    known_codes,
    outline_geometries,
    recoded_units,
    spell_table,
    successions_of,
    unit_by_address,
    unit_table,
    units_by_code,
    voivodeships,
)

__all__ = [
    "DatedChange",
    "FormerName",
    "FoundUnit",
    "GroupingSummary",
    "TypologyView",
    "UnmatchedLine",
    "alphabetical",
    "current_municipalities",
    "drawn_outlines",
    "find_units",
    "former_names",
    "group_by_code",
    "group_frame",
    "grouping_titles",
    "groupings_with_groups",
    "groups_of",
    "hand_picked_list",
    "history_of_imports",
    "known_codes",
    "listed_units",
    "match_units",
    "members_of",
    "open_units",
    "outline_geometries",
    "recoded_units",
    "search_units",
    "spell_table",
    "successions",
    "successions_of",
    "teryt_by_code",
    "typologies",
    "typology_view",
    "unit_by_address",
    "unit_changes",
    "unit_lists",
    "unit_table",
    "units_by_code",
    "voivodeships",
]
