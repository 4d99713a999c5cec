"""Who may see and do what: units, groups and definitions are everybody's to read; analysts keep them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from empiria.apps.system.rules import may, permission_required

__all__ = ["PERMISSIONS", "may", "permission_required"]

PERMISSIONS: dict[str, Promise] = {
    "places.manage_units": _("import units, and keep lists and comparison groups")
}
