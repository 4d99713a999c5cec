from tests.integration.access.rule import EVERYBODY, Rule, holds

REPORTS = holds("portal.read_reports")

RULES = [
    Rule("favicon", EVERYBODY, get=302),
    Rule("portal:home", EVERYBODY),
    Rule("portal:about", EVERYBODY),
    Rule("portal:accessibility", EVERYBODY),
    Rule("portal:styleguide", EVERYBODY),
    Rule("portal:robots", EVERYBODY),
    Rule(
        "portal:theme",
        EVERYBODY,
        get=405,
        post=302,
        data=lambda _: {"theme": "dark", "next": "/about/"},
        without_token="A page must not set a cookie before the reader chooses, and only colours can change.",
    ),
    Rule(
        "portal:report-create",
        EVERYBODY,
        post=302,
        data=lambda _: {"page": "/about/", "text": "Wrong", "contact": "", "website": ""},
        empty=422,
    ),
    # What readers wrote may be about anybody: who reads it leaves an entry.
    Rule("portal:report-list", REPORTS),
    Rule(
        "portal:report-close",
        REPORTS,
        args=lambda world: {"report_id": world.report.pk},
        absent={"report_id": 999_999},
        get=405,
        post=302,
    ),
    Rule(
        "portal:report-reopen",
        REPORTS,
        args=lambda world: {"report_id": world.report.pk},
        absent={"report_id": 999_999},
        get=405,
        post=302,
    ),
]
