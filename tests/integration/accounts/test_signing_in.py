"""Signing in: limits on guessing that lock nobody out, a new password, and what goes into the trail."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from empiria.apps.accounts.models import IdentityProvider, Person
from empiria.apps.accounts.services import close_account, create_person, remove_second_factors
from empiria.apps.accounts.templatetags.browsers import browser_name
from empiria.apps.portal.selectors.installation import advice
from empiria.apps.system.encryption import WrongKeyError, decrypt, encrypt
from empiria.apps.system.models import AuditEntry, AuditText
from empiria.apps.system.selectors.audit import QUIET
from tests.integration.cast import Cast, code, signed_in_now, with_second_factor
from tests.integration.queue import drain_queue

pytestmark = pytest.mark.django_db
PASSWORD, OTHER = "correct horse battery", "another horse battery"
SCHOOL, HOME = "203.0.113.7", "198.51.100.4"


def sign_in(
    email: str, password: str = PASSWORD, *, address: str = SCHOOL, client: Client | None = None
) -> tuple[bool, str]:
    """Whether somebody at an address came in, and what the page says."""
    client = client or Client()
    answer = client.post("/en/accounts/sign-in/", {"login": email, "password": password}, REMOTE_ADDR=address)
    return answer.status_code == 302, answer.content.decode()


@pytest.fixture
def victim(db: None) -> Person:
    return create_person(email="victim@example.org", name="Victim", by=None, password=PASSWORD)


def test_three_hundred_people_behind_one_address_come_in_within_a_minute(db: None) -> None:
    people = [
        create_person(email=f"pupil-{number}@example.org", name="Pupil", by=None, password=PASSWORD)
        for number in range(300)
    ]
    refused = []
    for number, person in enumerate(people):
        if number % 5 == 0:
            sign_in(person.email, "a slip of the hand")
        if not sign_in(person.email)[0]:
            refused.append(person.email)
    assert refused == []


def test_guessing_one_account_is_slowed_down(victim: Person) -> None:
    said = [sign_in(victim.email, f"guess {number}")[1] for number in range(6)]
    assert ["Too many wrong attempts" in page for page in said] == [False] * 5 + [True]
    assert not sign_in(victim.email)[0]


def test_the_limit_says_the_same_for_an_account_that_is_not_there(victim: Person) -> None:
    said = [sign_in("nobody@example.org", f"guess {number}")[1] for number in range(6)]
    assert ["Too many wrong attempts" in page for page in said] == [False] * 5 + [True]


def test_the_owner_comes_in_from_elsewhere_meanwhile(victim: Person) -> None:
    for number in range(20):
        sign_in(victim.email, f"guess {number}", address=SCHOOL)
    assert sign_in(victim.email, address=HOME)[0]


def trail() -> list[tuple[str, str, str, list[str] | None]]:
    """What the trail says of signing in, the oldest first: what, who did it, on which account, by which means."""
    found = AuditEntry.objects.filter(action__in=QUIET).order_by("pk")
    return [(one.action, one.by, one.object_id, one.details.get("means")) for one in found]


def test_who_came_in_by_what_and_who_did_not_is_in_the_trail(client: Client, victim: Person) -> None:
    with_second_factor(victim)
    own = str(victim.pk)
    for email in (victim.email, "nobody@example.org"):
        sign_in(email, "a guess")
    sign_in(victim.email, client=client)
    for given in ("000000", code()):
        client.post("/accounts/second-factor/sign-in/", {"code": given})
    client.post("/accounts/sign-out/")
    assert trail() == [
        ("accounts.refuse-sign-in", "", own, ["password"]),
        ("accounts.refuse-sign-in", "", "", ["password"]),
        ("accounts.refuse-second-factor", "", own, None),
        ("accounts.sign-in", own, own, ["password", "totp"]),
        ("accounts.sign-out", own, own, None),
    ]
    kept = list(AuditText.objects.filter(entry__action__in=QUIET)) + [
        one.details for one in AuditEntry.objects.filter(action__in=QUIET)
    ]
    assert "nobody" not in str(kept)
    assert "guess" not in str(kept)


def test_a_closed_account_comes_in_by_its_password_no_more_and_that_is_said(victim: Person) -> None:
    close_account(person=victim, by=None)
    sign_in(victim.email)
    assert trail() == [("accounts.refuse-sign-in", "", str(victim.pk), ["closed-account"])]


def test_guessing_does_not_fill_the_trail(victim: Person, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"note_login_failed": "3/h/key"}
    for number in range(8):
        sign_in(victim.email, "a guess")
        sign_in(f"nobody-{number}@example.org", "a guess")
    said = [account for _action, _by, account, _means in trail()]
    assert (said.count(str(victim.pk)), said.count("")) == (5, 3)


def test_others_at_the_guessers_address_come_in(victim: Person) -> None:
    create_person(email="other@example.org", name="Other", by=None, password=PASSWORD)
    for number in range(20):
        sign_in(victim.email, f"guess {number}")
    assert sign_in("other@example.org")[0]


def test_many_addresses_together_are_slowed_down_but_not_the_owners_own(victim: Person) -> None:
    assert sign_in(victim.email, address=HOME)[0]
    for number in range(60):
        sign_in(victim.email, f"guess {number}", address=f"192.0.2.{number}")
    assert not sign_in(victim.email, address="192.0.2.200")[0]
    assert sign_in(victim.email, address=HOME)[0]


def test_a_new_password_opens_the_account_to_its_owner_at_once(
    client: Client, victim: Person, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> None:
    for number in range(60):
        sign_in(victim.email, f"guess {number}", address=f"127.0.0.{number % 12}")
    assert not sign_in(victim.email)[0]
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/accounts/password/reset/", {"email": "Victim@example.org"})
        drain_queue()
    # The person reads Polish, whatever language the page was in.
    assert mailoutbox[0].subject == "Ustawienie nowego hasła"
    found = re.search(r"http://testserver(/accounts/password/reset/\S+)", str(mailoutbox[0].body))
    assert found
    form = client.get(found[1], follow=True)
    address = form.redirect_chain[-1][0]
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(address, {"password1": OTHER, "password2": OTHER})
    assert done.headers["Location"] == "/accounts/password/reset/done/"
    assert sign_in(victim.email, OTHER, address="127.0.0.1")[0]
    assert AuditEntry.objects.filter(action="accounts.reset-password", object_id=str(victim.pk)).count() == 1
    assert mailoutbox[-1].subject == "Ustawiono nowe hasło"
    assert "This link does not work" in client.get("/en" + found[1]).content.decode()


def test_asking_for_a_new_password_says_the_same_of_everybody(
    client: Client, victim: Person, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> None:
    create_person(email="closed@example.org", name="Closed", by=None)
    Person.objects.filter(email="closed@example.org").update(is_active=False)
    places, asked = [], []
    for email in ("first@example.org", victim.email, "nobody@example.org", "closed@example.org"):
        with CaptureQueriesContext(connection) as queries, django_capture_on_commit_callbacks(execute=True):
            places.append(client.post("/accounts/password/reset/", {"email": email}).headers["Location"])
        # Not by the time it takes either: the same is asked and written, but for what is asked about.
        asked.append([re.sub(r"'[^']*'|\b\d+(\.\d+)?\b|\bs\d+_x\d+\b", "…", one["sql"]) for one in queries])
    assert places == ["/accounts/password/reset/sent/"] * 4
    assert mailoutbox == []
    assert asked[1] == asked[2] == asked[3]
    with django_capture_on_commit_callbacks(execute=True):
        drain_queue()
    assert [(message.to, "/password/reset/" in str(message.body)) for message in mailoutbox] == [
        ([victim.email], True)
    ]


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(client: Client, victim: Person, there: str) -> None:
    answer = client.post(
        f"/accounts/sign-in/?next={there}", {"login": victim.email, "password": PASSWORD, "next": there}
    )
    assert answer.headers["Location"] == "/accounts/"


def test_the_staff_give_a_code_after_the_password(client: Client) -> None:
    analyst = with_second_factor(
        create_person(email="a@example.org", name="A", by=None, password=PASSWORD, roles=["analyst"])
    )
    answer = client.post("/accounts/sign-in/?next=/jobs/", {"login": analyst.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/second-factor/sign-in/"
    assert "_auth_user_id" not in client.session
    assert client.get("/jobs/").status_code == 302
    assert client.post("/accounts/second-factor/sign-in/", {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session
    answer = client.post("/accounts/second-factor/sign-in/", {"code": code()})
    assert answer.headers["Location"] == "/jobs/"
    assert client.get("/jobs/").status_code == 200


def test_a_code_is_used_once(client: Client) -> None:
    analyst = with_second_factor(create_person(email="a@example.org", name="A", by=None, password=PASSWORD))
    shown = code()
    came_in = []
    for one in (client, Client()):
        sign_in(analyst.email, client=one)
        one.post("/accounts/second-factor/sign-in/", {"code": shown})
        came_in.append("_auth_user_id" in one.session)
    assert came_in == [True, False]


def test_adding_an_app_is_told_and_kept_in_the_trail(
    client: Client, victim: Person, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> None:
    sign_in(victim.email, client=client)
    client.get("/accounts/second-factor/app/")
    key = client.session["mfa.totp.secret"]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/second-factor/app/", {"code": code(key)})
    assert answer.headers["Location"] == "/accounts/second-factor/codes/"
    assert [message.subject for message in mailoutbox] == ["Dodano aplikację z kodami"]
    assert AuditEntry.objects.filter(action="accounts.add-code-app", by=str(victim.pk)).count() == 1
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert (key in kept, decrypt(kept)) == (False, key)
    codes = re.findall(r"<li>(\d{8})</li>", client.get("/accounts/second-factor/codes/").content.decode())
    assert len(codes) == 10
    other = Client()
    sign_in(victim.email, client=other)
    assert (
        other.post("/accounts/second-factor/sign-in/", {"code": codes[0]}).headers["Location"] == "/accounts/"
    )
    assert client.get("/accounts/second-factor/codes/download/").content.decode().count("\n") >= 9


AGENTS = {
    "Chrome, Linux": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Edge, Windows": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
    "Firefox, Android": "Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0",
    "Safari, iOS": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
    "Safari, macOS": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    "curl/8.5.0": "curl/8.5.0",
}


@pytest.mark.parametrize("name", AGENTS)
def test_a_browser_is_called_as_its_owner_calls_it(name: str) -> None:
    assert browser_name(AGENTS[name]) == name


def test_signing_out_elsewhere(client: Client, victim: Person) -> None:
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(victim.email, client=one)
    assert UserSession.objects.filter(user=victim).update(user_agent=AGENTS["Edge, Windows"]) == 2
    page = client.get("/accounts/sessions/").content.decode()
    assert f'title="{AGENTS["Edge, Windows"]}">Edge, Windows</td>' in page
    client.post("/accounts/sessions/")
    assert elsewhere.get("/accounts/").status_code == 302
    assert client.get("/accounts/").status_code == 200
    assert AuditEntry.objects.get(action="accounts.end-sessions").details == {"sessions": 1}


def test_signing_out_one_other_browser(client: Client, victim: Person, cast: Cast) -> None:
    elsewhere, third, anothers = Client(), Client(), Client()
    for one in (client, elsewhere, third):
        sign_in(victim.email, client=one)
    anothers.force_login(cast["leader"])
    UserSession.objects.create(
        user=cast["leader"], session_key=anothers.session.session_key, ip="192.0.2.1", user_agent="x"
    )
    here, theirs, stranger = (
        f"/accounts/sessions/{UserSession.objects.get(session_key=one.session.session_key).pk}/end/"
        for one in (client, elsewhere, anothers)
    )
    page = client.get("/accounts/sessions/").content.decode()
    assert (theirs in page, here in page, page.count("/end/")) == (True, False, 2)
    for address in (theirs, theirs, here, stranger):
        assert client.post(address).status_code == 302
    assert [one.get("/accounts/").status_code for one in (client, elsewhere, third, anothers)] == [
        200, 302, 200, 200,
    ]  # fmt: skip
    assert AuditEntry.objects.get(action="accounts.end-sessions").details == {"sessions": 1}


def test_changing_the_password_signs_out_elsewhere(client: Client, victim: Person) -> None:
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(victim.email, client=one)
    client.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})
    assert (client.get("/accounts/").status_code, elsewhere.get("/accounts/").status_code) == (200, 302)
    assert AuditEntry.objects.filter(action="accounts.change-password").count() == 1


def test_taking_the_second_factor_off_tells_the_owner_and_signs_out(
    client: Client, victim: Person, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> None:
    with_second_factor(victim)
    sign_in(victim.email, client=client)
    client.post("/accounts/second-factor/sign-in/", {"code": code()})
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_second_factors(person=victim, by=None, reason="called back") == 1
    assert remove_second_factors(person=victim, by=None, reason="again") == 0
    assert [message.subject for message in mailoutbox] == ["Zdjęto drugi krok logowania"]
    assert client.get("/accounts/").status_code == 302
    assert AuditEntry.objects.filter(action="accounts.remove-second-factors").count() == 1


def test_a_secret_of_another_installation_is_not_read(settings) -> None:
    kept = encrypt("secret")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    assert decrypt(kept) == "secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(WrongKeyError):
        decrypt(kept)


def test_a_lost_key_is_told_and_passwords_still_open(settings, client: Client, cast: Cast) -> None:
    analyst = cast["analyst"]
    analyst.set_password(PASSWORD)
    analyst.save()
    IdentityProvider.objects.create(
        code="office",
        name="Office",
        issuer="https://id.example.org",
        client_id="x",
        organisation=cast.city,
        secret_encrypted=encrypt("secret"),
    )
    assert "wrong-key" not in {one.code for one in advice()}
    settings.SECRET_KEY = "another" * 10
    assert client.get("/en/accounts/sign-in/").status_code == 200
    assert (
        client.post("/en/accounts/sign-in/", {"login": analyst.email, "password": PASSWORD}).status_code
        == 302
    )
    answer = client.post("/en/accounts/second-factor/sign-in/", {"code": "123456"})
    assert answer.status_code == 503
    assert "another secret key" in answer.content.decode()
    (told,) = [one for one in advice() if one.code == "wrong-key"]
    assert told.severity == "error"
    assert told.params["count"] > 1


def test_the_page_that_takes_the_second_factor_off(client: Client, cast: Cast) -> None:
    address = f"/accounts/people/{cast['analyst'].pk}/second-factor/remove/"
    client.force_login(cast["programme_officer"])
    assert client.post(address, {"reason": "seen"}).status_code == 403
    signed_in_now(client, cast["administrator"])
    assert address in client.get(f"/accounts/people/{cast['analyst'].pk}/").content.decode()
    assert client.post(address, {"reason": ""}).status_code == 200
    assert Authenticator.objects.filter(user=cast["analyst"]).exists()
    assert client.post(address, {"reason": "seen"}).status_code == 302
    assert not Authenticator.objects.filter(user=cast["analyst"]).exists()
