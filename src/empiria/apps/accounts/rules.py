"""Who may do what, by role. So far there is one: staff."""

from empiria.apps.system.rules import STAFF, is_staff, staff_required

__all__ = ["STAFF", "is_staff", "staff_required"]
