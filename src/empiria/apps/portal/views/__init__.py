"""Pages of the portal."""

from empiria.apps.portal.views.pages import about, accessibility, favicon, home, robots, server_error, theme
from empiria.apps.portal.views.reports import report_close, report_create, report_list, report_reopen
from empiria.apps.portal.views.styleguide import styleguide

__all__ = [
    "about",
    "accessibility",
    "favicon",
    "home",
    "report_close",
    "report_create",
    "report_list",
    "report_reopen",
    "robots",
    "server_error",
    "styleguide",
    "theme",
]
