"""Invitations: who may send which, what the message holds, and that accepting happens once."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.utils import timezone

from empiria.apps.accounts.models import Invitation, Person
from empiria.apps.accounts.services import (
    AlreadyInvitedError,
    InvitationRefusedError,
    accept_invitation,
    close_account,
    end_grant,
    find_invitation,
    invite_person,
    resend_invitation,
)
from empiria.apps.system.models import AuditEntry
from empiria.apps.system.selectors import due_records
from empiria.apps.system.services import apply_retention
from tests.integration.accounts.inviting import NEW, link, token_in
from tests.integration.cast import Cast

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def test_the_message_says_who_invites_as_what_and_until_when(
    invited: tuple[Invitation, str], mailoutbox: list[EmailMessage]
) -> None:
    (message,) = mailoutbox
    assert message.to == [NEW]
    assert message.subject == "Zaproszenie: Empiria"
    for words in (
        "Name-of-city-coordinator",
        "– pracowniczka / pracownik (Miasto Warszawa)",
        "– członkini zespołu miejskiego / członek zespołu miejskiego (Miasto Warszawa)",
        invited[1],
    ):
        assert words.lower() in str(message.body).lower()
    assert "&" not in str(message.body)


def test_the_token_is_kept_nowhere(invited: tuple[Invitation, str]) -> None:
    invitation, token = invited
    kept = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert token not in str(kept)
    assert len(token) >= 43
    assert find_invitation(token) == invitation
    assert find_invitation("made-up") is None


@pytest.mark.parametrize(
    ("who", "organisation", "circle", "function", "roles", "allowed"),
    [
        ("administrator", "", "", "", ["analyst"], True),
        ("administrator", "city", "", "mayor", [], True),
        ("programme_officer", "city", "", "mayor", [], False),
        ("programme_officer", "city", "", "deputy_mayor", [], False),
        ("programme_officer", "city", "", "", ["city_coordinator"], True),
        ("programme_officer", "", "", "", ["administrator"], False),
        ("programme_officer", "", "", "", ["analyst"], False),
        ("programme_officer", "", "network", "", ["network_coordinator"], False),
        ("city_coordinator", "city", "", "employee", ["city_team_member"], True),
        ("city_coordinator", "city", "", "mayor", [], False),
        ("city_coordinator", "city", "", "", ["city_coordinator"], False),
        ("city_coordinator", "city", "", "", ["administrator"], False),
        ("city_coordinator", "city", "network", "", ["city_team_member", "network_member"], False),
        ("city_coordinator", "other_city", "", "employee", [], False),
        ("city_coordinator", "", "", "", ["resident"], False),
        ("network_coordinator", "", "network", "", ["network_member"], True),
        ("network_coordinator", "", "leaders_network", "", ["network_member"], False),
        ("network_coordinator", "city", "network", "", ["network_member"], False),
        ("network_coordinator", "", "network", "", ["network_coordinator"], False),
        ("city_team_member", "city", "", "employee", [], False),
        ("administrator", "", "", "employee", [], False),
        ("administrator", "city", "", "", [], False),
    ],
)
def test_who_may_invite_to_what(
    *, cast: Cast, who: str, organisation: str, circle: str, function: str, roles: list[str], allowed: bool
) -> None:
    def invite() -> Invitation:
        return invite_person(
            email=NEW,
            by=cast[who],
            link=link,
            organisation=getattr(cast, organisation) if organisation else None,
            circle=getattr(cast, circle) if circle else None,
            function=function,
            roles=roles,
        )

    if allowed:
        assert invite().roles == sorted(roles)
        return
    with pytest.raises(InvitationRefusedError):
        invite()
    assert not Invitation.objects.exists()


def test_inviting_twice_sends_one_message(
    cast: Cast, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> None:
    asked = {"email": NEW, "by": cast["administrator"], "link": link, "roles": ["expert"]}
    with django_capture_on_commit_callbacks(execute=True):
        first = invite_person(**asked)
        with pytest.raises(AlreadyInvitedError) as refused:
            invite_person(**asked)
    assert (refused.value.invitation, len(mailoutbox)) == (first, 1)
    assert AuditEntry.objects.filter(action="accounts.invite-person").count() == 1


def test_accepting_makes_the_account_and_gives_what_was_promised(
    cast: Cast, invited: tuple[Invitation, str]
) -> None:
    invitation, _token = invited
    person = accept_invitation(invitation=invitation, name="New One", form="feminine", password=PASSWORD)
    assert (person.email, person.name, person.form, person.check_password(PASSWORD)) == (
        NEW,
        "New One",
        "feminine",
        True,
    )
    assert list(person.memberships.values_list("organisation", "function")) == [(cast.city.pk, "employee")]
    assert list(person.grants.values_list("role", "organisation")) == [("city_team_member", cast.city.pk)]
    entry = AuditEntry.objects.get(action="accounts.accept-invitation")
    assert (entry.by, entry.object_id) == (str(person.pk), str(invitation.pk))
    assert entry.details["invited_by"] == invitation.invited_by_id
    assert NEW not in str(list(AuditEntry.objects.values()))


def test_accepting_happens_once(invited: tuple[Invitation, str]) -> None:
    invitation, token = invited
    accept_invitation(invitation=invitation, name="New One", form="neutral", password=PASSWORD)
    with pytest.raises(InvitationRefusedError):
        accept_invitation(invitation=invitation, name="Another", form="neutral", password=PASSWORD)
    assert Person.objects.filter(email=NEW).count() == 1
    assert find_invitation(token) is None


def test_a_weak_password_leaves_nothing_behind(invited: tuple[Invitation, str]) -> None:
    with pytest.raises(ValidationError):
        accept_invitation(invitation=invited[0], name="New One", form="neutral", password="short")
    assert not Person.objects.filter(email=NEW).exists()
    assert find_invitation(invited[1]) is not None


def test_somebody_with_an_account_accepts_with_it(cast: Cast) -> None:
    invitation = invite_person(
        email=cast["outsider"].email,
        by=cast["city_coordinator"],
        link=link,
        organisation=cast.city,
        function="employee",
    )
    with pytest.raises(InvitationRefusedError):
        accept_invitation(invitation=invitation, name="Taken over", form="neutral", password=PASSWORD)
    with pytest.raises(InvitationRefusedError):
        accept_invitation(invitation=invitation, person=cast["account"])
    accept_invitation(invitation=invitation, person=cast["outsider"])
    assert cast["outsider"].memberships.get().organisation == cast.city


def test_an_inviter_who_left_gives_nothing_any_more(cast: Cast, invited: tuple[Invitation, str]) -> None:
    end_grant(grant=cast["city_coordinator"].grants.get(), by=None)
    with pytest.raises(InvitationRefusedError):
        accept_invitation(invitation=invited[0], name="New One", form="neutral", password=PASSWORD)
    resend_invitation(invitation=invited[0], by=cast["programme_officer"], link=link)
    assert (
        accept_invitation(invitation=invited[0], name="New One", form="neutral", password=PASSWORD).email
        == NEW
    )


def test_an_inviter_with_a_closed_account_gives_nothing(cast: Cast, invited: tuple[Invitation, str]) -> None:
    close_account(person=cast["city_coordinator"], by=None)
    with pytest.raises(InvitationRefusedError):
        accept_invitation(invitation=invited[0], name="New One", form="neutral", password=PASSWORD)


def test_sending_again_ends_the_earlier_link(
    cast: Cast,
    invited: tuple[Invitation, str],
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks,
) -> None:
    invitation, token = invited
    with django_capture_on_commit_callbacks(execute=True):
        resend_invitation(invitation=invitation, by=cast["city_coordinator"], link=link)
    assert find_invitation(token) is None
    assert find_invitation(token_in(mailoutbox[-1])) == invitation


def test_whoever_invites_accepts_no_invitation_of_their_own(
    cast: Cast, invited: tuple[Invitation, str]
) -> None:
    """Neither with another address, nor when they have taken the one that was invited."""
    invitation, inviter = invited[0], cast["city_coordinator"]
    with pytest.raises(InvitationRefusedError, match=r"własnego|of their own"):
        accept_invitation(invitation=invitation, person=inviter)
    Person.objects.filter(pk=inviter.pk).update(email=NEW)
    with pytest.raises(InvitationRefusedError):
        accept_invitation(invitation=invitation, person=Person.objects.get(pk=inviter.pk))
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_an_invitation_is_kept_for_a_year_from_when_its_link_stopped_working(
    cast: Cast, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> None:
    by, now = cast["city_coordinator"], timezone.now()
    days = {
        "accepted": (400, {"accepted_at": 364}, 390),
        "accepted long ago": (400, {"accepted_at": 366}, 390),
        "withdrawn": (400, {"withdrawn_at": 364}, 390),
        "withdrawn long ago": (400, {"withdrawn_at": 366}, 390),
        "out of time": (400, {}, 364),
        "long out of time": (400, {}, 366),
        "works": (400, {}, -14),
    }
    for name, (sent, ended, expires) in days.items():
        email = f"{name.replace(' ', '-')}@example.org"
        one = invite_person(email=email, by=by, link=link, organisation=cast.city, function="employee")
        moments = {"created_at": sent, "expires_at": expires, **ended}
        Invitation.objects.filter(pk=one.pk).update(
            person=cast["outsider"] if "accepted_at" in ended else None,
            **{field: now - dt.timedelta(days=ago) for field, ago in moments.items()},
        )
    again = Invitation.objects.get(email="long-out-of-time@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        resend_invitation(invitation=again, by=by, link=link)
    (due,) = [one for one in due_records(now) if one.rule.code == "accounts.invitations"]
    assert (due.count, due.oldest) == (2, now - dt.timedelta(days=366))
    apply_retention(by=None, now=now)
    assert {one.email.partition("@")[0] for one in Invitation.objects.all()} == {
        "accepted", "withdrawn", "out-of-time", "long-out-of-time", "works",
    }  # fmt: skip
    assert find_invitation(token_in(mailoutbox[-1])) == again
