"""Pages of units, groups and typologies."""

from .groups import group_detail, group_list, group_members
from .lists import list_create, list_delete, list_restore, list_update
from .typologies import typology_detail, typology_import, typology_list
from .units import unit_history, unit_import

__all__ = [
    "group_detail",
    "group_list",
    "group_members",
    "list_create",
    "list_delete",
    "list_restore",
    "list_update",
    "typology_detail",
    "typology_import",
    "typology_list",
    "unit_history",
    "unit_import",
]
