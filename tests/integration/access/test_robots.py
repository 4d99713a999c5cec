"""What programs that index pages are told to leave alone is what needs a sign-in, by the declared rules of every route,
and what takes long to make."""

import re

from django.test import Client

from tests.integration.access.declared import RULES
from tests.integration.access.routes import every_route
from tests.integration.cast import VISITOR

# A converter or a group of a pattern, as a word that stands for any value of it.
ARGUMENT = re.compile(r"<[^>]*>|\(\?P<[^)]*\)")
# Doors: open to visitors, and none of them anything to be found by.
DOORS = ("/accounts/", "/admin/")
# Reports and files of peers: open to everybody, each made anew, and they say what a page says.
COSTLY = re.compile(r"/compare/report[/.]|/report/read/$|/report\.|/peers\.")


def barred(client: Client) -> re.Pattern[str]:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    paths = [line.removeprefix("Disallow: ") for line in lines[1:]]
    assert all(path.startswith("/") for path in paths)
    return re.compile("|".join(re.escape(path).replace(r"\*", ".*").replace(r"\$", "$") for path in paths))


def addresses() -> tuple[set[str], set[str]]:
    """Those that visitors are let in at, and all others, each in both languages."""
    patterns: dict[str, set[str]] = {}
    for route in every_route():
        patterns.setdefault(route.name, set()).add(route.pattern)
    opened: dict[str, bool] = {}
    for rule in RULES:
        opened[rule.route] = opened.get(rule.route, False) or VISITOR in rule.to
    found: tuple[set[str], set[str]] = (set(), set())
    for name, is_open in opened.items():
        for pattern in patterns.get(name, ()):
            path = "/" + ARGUMENT.sub("some", pattern).replace("^", "").replace("$", "").replace("\\", "")
            found[0 if is_open else 1].update({path, f"/en{path}"})
    return found


def test_what_needs_a_sign_in_or_takes_long_is_barred_and_nothing_else(client: Client) -> None:
    rule = barred(client)
    opened, closed = addresses()
    assert {"/audit/", "/en/processing/", "/privacy/mine/", "/documents/some/edit/"} <= closed
    assert {path for path in closed if not rule.match(path)} == set()
    costly = {path for path in opened if COSTLY.search(path)}
    assert len(costly) == 10
    assert {path for path in costly if not rule.match(path)} == set()
    assert {
        path
        for path in opened - costly
        if rule.match(path) and not path.removeprefix("/en").startswith(DOORS)
    } == set()
    assert rule.match("/monitor/ranking/?unit=1861011&group=peers:1861011")
