"""Territorial units, their shapes, types and comparison groups."""

from .groups import Classification, Group, Grouping, GroupMember, Typology, TypologyClass
from .periods import valid_at
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
    fold,
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
    "fold",
    "valid_at",
]
