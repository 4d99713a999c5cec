"""The pages the browser tests examine, by the name of their address; the sample's Przemyśl stands for every city."""

CITY = "1862011"
GROUP = "city-size.50-100"

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
    "monitor:source-detail": "/monitor/sources/1/",
    "monitor:city": f"/monitor/{CITY}/",
    "monitor:city-quadrant": f"/monitor/{CITY}/quadrant/",
    "monitor:city-indicator": f"/monitor/{CITY}/indicators/unemployed/",
    "places:group-list": "/places/groups/",
    "places:group-detail": f"/places/groups/{GROUP}/",
    "places:typology-list": "/places/typologies/",
    "places:typology-detail": "/places/typologies/functional/",
    "404": "/no-such-page/",
}
STAFF = {
    "portal:report-list": "/reports/",
    "system:job-list": "/jobs/",
    "system:audit": "/jobs/audit/",
    "monitor:release-draft": "/monitor/releases/draft/",
    "monitor:catalogue": "/monitor/releases/catalogue/",
    "monitor:catalogue-new": "/monitor/releases/catalogue/new/",
    "monitor:catalogue-edit": "/monitor/releases/catalogue/indicators/unemployed/",
    "monitor:catalogue-map": "/monitor/releases/catalogue/keys/new/",
    "places:list-create": "/places/groups/new/",
    "places:unit-history": "/places/units/",
    "places:unit-import": "/places/units/import/",
    "places:typology-import": "/places/typologies/functional/import/",
}
# Its address differs from one installation to the next: the first one in the list of jobs.
JOB = "system:job-detail"
# Reached by links, but files: nothing to look at.
FILES = {"monitor:city-data", "monitor:city-chart", "monitor:method-file", "places:group-members"}
# Linked only from the pages of groups too large for a table on the page, which the sample does not have.
UNLINKED = {"404", "monitor:city-quadrant"}
