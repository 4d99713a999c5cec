"""Who may see what: every page is everybody's, but for the reports of errors."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from empiria.apps.system.rules import permission_required

PERMISSIONS: dict[str, Promise] = {
    "portal.read_reports": _("read reports of errors, close them and open them again")
}

read_reports = permission_required("portal.read_reports")
