"""Territorial units, their shapes, types and comparison groups."""

from .groups import Classification, Group, Grouping, GroupMember, Typology, TypologyClass
from .units import (
    COUNTRY_CODE,
    Boundary,
    Level,
    Qualifier,
    Succession,
    SuccessionKind,
    Unit,
    UnitKind,
    UnitList,
    UnitSpell,
)

__all__ = [
    "COUNTRY_CODE",
    "Boundary",
    "Classification",
    "Group",
    "GroupMember",
    "Grouping",
    "Level",
    "Qualifier",
    "Succession",
    "SuccessionKind",
    "Typology",
    "TypologyClass",
    "Unit",
    "UnitKind",
    "UnitList",
    "UnitSpell",
    "valid_at",
]
