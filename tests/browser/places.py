"""The pages the browser tests examine, by the name of their address; the sample's Przemyśl stands for every city."""

CITY = "1862011"

PUBLIC = {
    "portal:home": "/",
    "portal:about": "/about/",
    "portal:accessibility": "/accessibility/",
    "portal:styleguide": "/styleguide/",
    "portal:report-create": "/report-error/",
    "accounts:sign-in": "/accounts/sign-in/",
    "monitor:home": "/monitor/",
    "monitor:search": "/monitor/search/?q=a",
    "monitor:unit-list": "/monitor/units/",
    "monitor:method": "/monitor/method/",
    "monitor:method-detail": "/monitor/method/cities/",
    "monitor:indicator-list": "/monitor/indicators/",
    "monitor:indicator-detail": "/monitor/indicators/unemployed/",
    "monitor:release-list": "/monitor/releases/",
    "monitor:city": f"/monitor/{CITY}/",
    "monitor:city-indicator": f"/monitor/{CITY}/indicators/unemployed/",
    "404": "/no-such-page/",
}
STAFF = {
    "portal:report-list": "/reports/",
    "system:job-list": "/jobs/",
    "system:audit": "/jobs/audit/",
}
# Files, and addresses that only answer a form or a page's own script.
NOT_PAGES = {
    "portal:theme",
    "portal:robots",
    "monitor:city-data",
    "monitor:city-chart",
    "accounts:sign-out",
    "portal:report-close",
    "portal:report-reopen",
}
