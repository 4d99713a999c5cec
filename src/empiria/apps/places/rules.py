"""Who may see and do what: units, groups and definitions are everybody's to read; the staff keep them."""

from empiria.apps.system.rules import STAFF, is_staff, staff_required

__all__ = ["STAFF", "is_staff", "staff_required"]
