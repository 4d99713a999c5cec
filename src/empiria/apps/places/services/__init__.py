"""Every write to units, shapes, classes and groups."""

from .boundaries import BoundaryImportResult, import_boundaries
from .classes import ClassImportResult, import_classes
from .figures import FigureImportResult, import_areas, set_coordinates, set_populations
from .groups import GroupRefreshResult, refresh_groups
from .lists import create_list, delete_list, follow_code, update_list
from .unit_difference import UnitChange
from .units import UnitImportResult, import_units, register_units

__all__ = [
    "BoundaryImportResult",
    "ClassImportResult",
    "FigureImportResult",
    "GroupRefreshResult",
    "UnitChange",
    "UnitImportResult",
    "create_list",
    "delete_list",
    "follow_code",
    "import_areas",
    "import_boundaries",
    "import_classes",
    "import_units",
    "refresh_groups",
    "register_units",
    "set_coordinates",
    "set_populations",
    "update_list",
]
