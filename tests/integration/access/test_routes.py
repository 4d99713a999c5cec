"""Every route, asked by everybody: who gets in, what they read, what is written, what is given away."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.urls import reverse

from tests.integration.access.asking import LATER, NOTED, TRAIL, Answer, Asking, row_counts
from tests.integration.access.declared import RULES
from tests.integration.access.routes import every_route, names_of_several
from tests.integration.access.rule import EVERYBODY, HOLDERS, HOLDERS_SOMEWHERE, Rule
from tests.integration.cast import ACCOUNT, VISITOR, Cast

# The order of directives means nothing, and is not always the same.
POLICY = [
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self'",
    "object-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
]
# What people brought in does nothing at all, even where it is opened as a page.
SANDBOX, UPLOADS = (
    ["default-src 'none'", "sandbox"],
    {
        "outreach:document-download",
        "privacy:desk-erase-file",
    },
)
NO_DEVICES = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), serial=(), usb=(), xr-spatial-tracking=()"
)
# What any site may show within a page of its own.
EMBEDDED = {"monitor:embed-chart"}
EMBEDDABLE = sorted("frame-ancestors *" if one.startswith("frame-ancestors") else one for one in POLICY)
OPEN = {"Cross-Origin-Resource-Policy": "cross-origin", "X-Frame-Options": None}
# What every answer carries, whoever asked and whatever for.
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": NO_DEVICES,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
ORDER = sorted(EVERYBODY, key=lambda who: (who != VISITOR, who))
rules = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.route)


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    ruled, there = {rule.route for rule in RULES}, {route.name for route in every_route()}
    assert sorted(there - ruled) == []
    assert sorted(ruled - there) == []
    assert names_of_several() == {}


def test_a_route_answers_the_same_people_in_english(asking: Asking) -> None:
    """Polish is asked by everybody below, with the same expectations."""
    wrong = []
    for rule in RULES:
        # What is open to everybody is asked by a visitor, what is closed by somebody who is told so.
        who = VISITOR if rule.opens_to(VISITOR) or ACCOUNT not in rule.asked_by else ACCOUNT
        english, expected = asking.ask(who, "GET", asking.address(rule, "en")), rule.answer(who, "GET")
        if english.status != expected or asking.leaks(rule, who, english):
            wrong.append(f"{who}: {rule.route} {english.status}, not {expected}")
    assert wrong == []


def test_who_holds_a_permission_is_who_the_rules_say(asking: Asking) -> None:
    cast: Cast = asking.world.cast
    assert {
        code: {who for who, person in cast.people.items() if person.may(code)} for code in HOLDERS
    } == HOLDERS
    somewhere = {
        code: {who for who, person in cast.people.items() if person.may_somewhere(code)} for code in HOLDERS
    }
    assert {code: who for code, who in somewhere.items() if who != HOLDERS[code]} == HOLDERS_SOMEWHERE


def stands_for_others(rule: Rule, who: str) -> bool:
    """Whether somebody is the first of those who get in, a visitor, or the first signed in of those who do not."""
    return who == VISITOR or who in (
        next((one for one in ORDER if one != VISITOR and rule.opens_to(one) is is_open), None)
        for is_open in (True, False)
    )


def requests(asking: Asking, rule: Rule, who: str) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """What is asked: whatever the route answers, by everybody; what it does not (and HEAD, which does what GET does) by
    one of each; a form without anything in it by who gets in, for the others are refused before it is read."""
    is_one_of_each = stands_for_others(rule, who)
    if rule.get != 405 or is_one_of_each:
        yield "GET", None
    if is_one_of_each:
        yield "HEAD", None
    data = rule.data(asking.world)
    if not data and (rule.post != 405 or is_one_of_each):
        yield "POST", None
    if data:
        if rule.opens_to(who):
            yield "POST", None
        yield "POST", data


def asked_for_nothing(rule: Rule) -> list[str]:
    """Of those whom the same guard keeps out or lets in, one; and everybody who gets in and does not find the object."""
    first = {
        rule.opens_to(who): who
        for who in reversed(ORDER)
        if who != VISITOR and (who not in rule.to or rule.opens_to(who))
    }
    return [VISITOR, *first.values(), *(who for who in ORDER if who in rule.to and not rule.opens_to(who))]


def may_write(rule: Rule, who: str, method: str, answer: Answer) -> bool:
    """Forms may, for who gets in; looking leaves nothing but the entry of who read."""
    if method == "POST" or not rule.opens_to(who):
        return rule.opens_to(who)
    return not answer.mails and {*answer.entries} <= NOTED and all(map(TRAIL.match, answer.writes))


@rules
def test_who_gets_in_what_they_read_and_what_is_written(asking: Asking, rule: Rule) -> None:
    address, before, wrong = asking.address(rule), row_counts(), []
    for who in (one for one in ORDER if one in rule.asked_by):
        for method, data in requests(asking, rule, who):
            answer = asking.ask(who, method, address, data)
            expected = rule.answer(who, method, is_empty=data is None)
            asked = f"{who}: {method}{' with data' if data else ''} {address}"
            if answer.status != expected:
                wrong.append(f"{asked} was answered {answer.status}, not {expected}")
            if missing := headers_missing(rule, answer):
                wrong.append(f"{asked} lacks {missing}")
            if leaks := asking.leaks(rule, who, answer):
                wrong.append(f"{asked} shows {leaks}")
            if unnoticed := asking.read_unnoticed(rule, who, answer):
                wrong.append(f"{asked} shows {unnoticed}, and the trail does not say that they were read")
            if (answer.writes or answer.mails) and not may_write(rule, who, method, answer):
                wrong.append(f"{asked} wrote {answer.writes} and sent {answer.mails} mails")
    assert row_counts() == before
    report(wrong)


@pytest.mark.parametrize("rule", [one for one in RULES if one.absent], ids=lambda rule: rule.route)
def test_what_somebody_may_not_see_does_not_exist_for_them(asking: Asking, rule: Rule) -> None:
    """The same status, body, headers and statements as for what is not there; and 404 for who gets in."""
    address, absent, wrong = asking.address(rule), asking.absent(rule), []
    for place, who in enumerate(dict.fromkeys(asked_for_nothing(rule))):
        for method, status in (("GET", rule.get), ("POST", rule.post)):
            # What the route answers to nobody is refused before anybody looks whether the object is there.
            if status == 405 and place > 1:
                continue
            nothing = asking.ask(who, method, absent, rule.data(asking.world))
            if rule.opens_to(who):
                expected = 405 if rule.answer(who, method) == 405 else rule.missing
                if nothing.status != expected:
                    wrong.append(f"{who}: {method} {absent} was answered {nothing.status}, not {expected}")
                continue
            closed = asking.ask(who, method, address, rule.data(asking.world))
            one, other = vars(closed.without(address)), vars(nothing.without(absent))
            wrong += [
                f"{who}: {method} {address} differs in its {part} from {absent}:\n{one[part]}\n{other[part]}"
                for part in one
                if one[part] != other[part]
            ]
    report(wrong)


@pytest.mark.parametrize(
    "rule",
    [one for one in RULES if one.post != 405 and any(map(one.opens_to, EVERYBODY))],
    ids=lambda rule: rule.route,
)
def test_a_form_without_its_token_is_refused(asking: Asking, rule: Rule) -> None:
    who = next(one for one in ORDER if rule.opens_to(one))
    answer = asking.ask(who, "POST", asking.address(rule), rule.data(asking.world), without_token=True)
    if rule.without_token:
        assert answer.status == rule.post
    else:
        assert (answer.status, answer.writes, answer.mails) == (403, [], 0)


def test_what_decides_who_gets_in_asks_again_who_it_is(asking: Asking) -> None:
    confirm = tuple(reverse(name) for name in ("account_reauthenticate", "mfa_reauthenticate"))
    forms = [rule for rule in RULES if rule.post != 405 and rule.opens_to("administrator")]
    asked = [
        rule.route
        for rule in forms
        if asking.ask(LATER, "POST", asking.address(rule), rule.data(asking.world))
        .headers.get("Location", "")
        .startswith(confirm)
    ]
    assert asked == [rule.route for rule in forms if rule.is_asked_again]


def headers_missing(rule: Rule, answer: Answer) -> list[str]:
    """What every answer must say to the browser and this one does not."""
    policy, headers = POLICY, HEADERS
    if rule.route in UPLOADS and answer.status == 200:
        policy = SANDBOX
    if rule.route in EMBEDDED and answer.status == 200:
        policy, headers = EMBEDDABLE, HEADERS | OPEN
    is_policy = sorted(answer.headers.get("Content-Security-Policy", "").split("; ")) == policy
    return [name for name, value in headers.items() if answer.headers.get(name) != value] + (
        [] if is_policy else ["Content-Security-Policy"]
    )


def report(wrong: list[str]) -> None:
    """One line for each thing that is not as declared, with who and where."""
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)
