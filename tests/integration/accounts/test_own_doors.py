"""Nobody opens closed content to themselves: a function or a role that would is given by others."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from empiria.apps.accounts.models import Circle, Invitation, Membership, Person, RoleGrant
from empiria.apps.accounts.roles import STAFF
from empiria.apps.accounts.services import (
    InvitationRefusedError,
    accept_invitation,
    add_membership,
    change_circle,
    close_organisation,
    create_person,
    grant_role,
    invite_person,
    reopen_grant,
    reopen_membership,
    reopen_organisation,
    resend_invitation,
)
from empiria.apps.outreach.models import Document
from empiria.apps.system.models import AuditEntry
from tests.integration.access.documents import READERS, make_documents
from tests.integration.cast import ACCOUNT, Cast, signed_in_now, with_second_factor

pytestmark = pytest.mark.django_db
OFFICER, CLOSED = "programme_officer", ("circle", "leaders", "advisers", "organisation")
LONG_AGO = dt.date(2020, 1, 1)


@pytest.fixture(autouse=True)
def _documents(cast: Cast) -> None:
    make_documents(cast)
    # Added by somebody else, so that the officer reads none of them as their own.
    Document.objects.exclude(created_by=cast["city_coordinator"]).update(created_by=cast["administrator"])


def opened(person: Person) -> Client:
    return signed_in_now(Client(), Person.objects.get(pk=person.pk))


def read(person: Person) -> set[str]:
    """The classes of which somebody finds the document in the library."""
    page = opened(person).get("/en/documents/").content.decode()
    return {name for name in READERS if f"Secret-title-{name}" in page}


def ways(cast: Cast) -> list[tuple[str, dict[str, str]]]:
    """Every function and role that opens something: the end of the address, and what is sent."""
    day = {"valid_from": timezone.localdate().isoformat(), "reason": "because"}
    city = {"organisation": f"id:{cast.city.pk}", **day}
    functions = [
        ("functions/new/", {"function": code, **city}) for code in ("mayor", "deputy_mayor", "employee")
    ]
    in_city = (
        "city_adviser",
        "strategic_adviser",
        "sectoral_adviser",
        "city_coordinator",
        "city_team_member",
    )
    in_circle = ("network_member", "cross_city_team_member")
    return [
        *functions,
        *((f"roles/new/?role={code}", city) for code in in_city),
        *((f"roles/new/?role={code}", {"circle": str(cast.network.pk), **day}) for code in in_circle),
    ]


@pytest.mark.parametrize("to", [OFFICER, "analyst"])
def test_an_officer_opens_nothing_to_the_staff(cast: Cast, to: str) -> None:
    client, before = opened(cast[OFFICER]), read(cast[to])
    assert before == {"public"}
    path = f"/accounts/people/{cast[to].pk}/"
    held = (Membership.objects.count(), RoleGrant.objects.count())
    answers = {client.post(path + end, sent).status_code for end, sent in ways(cast)}
    assert (answers, read(cast[to])) == ({404}, before)
    assert (Membership.objects.count(), RoleGrant.objects.count()) == held
    page = client.get(path).content.decode()
    assert ("/functions/new/" in page, "/roles/new/" in page) == (False, False)


def test_an_officer_opens_the_same_to_others_and_an_administrator_to_the_staff(cast: Cast) -> None:
    for by, to in ((OFFICER, ACCOUNT), ("administrator", OFFICER)):
        path = f"/accounts/people/{cast[to].pk}/"
        client = opened(cast[by])
        given = [way for way in ways(cast) if "mayor" not in str(way) or by == "administrator"]
        assert {client.post(path + end, sent).status_code for end, sent in given} == {302}
        mayors = {"leaders"} if by == "administrator" else set()
        assert read(cast[to]) == {"public", "municipalities", *CLOSED} - {"leaders"} | mayors


def test_opening_an_organisation_again_gives_the_staff_nothing(cast: Cast) -> None:
    """What somebody was in an organisation that is closed comes back for those to whom the opener may give it."""
    officer, admin = cast[OFFICER], cast["administrator"]
    for who in (OFFICER, "analyst", ACCOUNT):
        add_membership(
            person=cast[who], organisation=cast.city, function="employee", by=None, valid_from=LONG_AGO
        )
        grant_role(
            person=cast[who], role="city_adviser", organisation=cast.city, by=None, valid_from=LONG_AGO
        )
    opened_before = read(officer)
    assert opened_before == {"public", "municipalities", "advisers", "organisation"}
    client, path = opened(officer), f"/accounts/organisations/{cast.city.pk}/"
    client.post(f"{path}close/", {"reason": "merged"})
    client.post(f"{path}reopen/")
    assert (read(officer), read(cast["analyst"])) == ({"public"}, {"public"})
    assert read(cast[ACCOUNT]) == opened_before
    ended = AuditEntry.objects.filter(action__in=["accounts.end-membership", "accounts.end-grant"])
    assert [entry.by for entry in ended] == [str(officer.pk)] * 4
    add_membership(person=officer, organisation=cast.city, function="employee", by=admin)
    close_organisation(organisation=cast.city, by=admin)
    reopen_organisation(organisation=cast.city, by=admin)
    assert read(officer) == {"public", "municipalities", "organisation"}


def test_only_an_administrator_makes_a_mayor_and_opens_what_is_for_mayors(cast: Cast) -> None:
    """A second account of an officer's own reads no more of what is closed to the officer than mayors let it."""
    client, path = opened(cast[OFFICER]), f"/accounts/people/{cast[ACCOUNT].pk}/functions/new/"
    assert 'value="mayor"' not in client.get(path).content.decode()
    sent = {"organisation": f"id:{cast.city.pk}", "valid_from": timezone.localdate().isoformat()}
    for function in ("mayor", "deputy_mayor"):
        assert client.post(path, {"function": function, **sent}).status_code == 200
        with pytest.raises(ValidationError):
            add_membership(person=cast[ACCOUNT], organisation=cast.city, function=function, by=cast[OFFICER])
    ended = add_membership(
        person=cast[ACCOUNT],
        organisation=cast.city,
        function="mayor",
        by=cast["administrator"],
        valid_from=LONG_AGO,
        valid_to=timezone.localdate(),
    )
    person = f"/accounts/people/{cast[ACCOUNT].pk}/"
    assert "/reopen/" not in client.get(person).content.decode()
    client.post(f"/accounts/people/functions/{ended.pk}/reopen/")
    assert read(cast[ACCOUNT]) == {"public"}
    assert "/reopen/" in opened(cast["administrator"]).get(person).content.decode()


def test_the_services_refuse_whatever_page_asks(cast: Cast) -> None:
    for by in (OFFICER, "city_coordinator", "network_coordinator"):
        with pytest.raises(ValidationError):
            add_membership(person=cast[by], organisation=cast.city, function="team_member", by=cast[by])
        with pytest.raises(ValidationError):
            grant_role(person=cast[by], role="city_team_member", organisation=cast.city, by=cast[by])
        with pytest.raises(ValidationError):
            grant_role(person=cast[by], role="network_member", circle=cast.network, by=cast[by])


def test_joining_a_circle_opens_it_to_nobody_of_the_staff(cast: Cast) -> None:
    client = opened(cast[OFFICER])
    for who in sorted(STAFF - {"administrator"}):
        sent = {"email": cast[who].email, "role": "network_member", "valid_from": str(timezone.localdate())}
        assert client.post(f"/accounts/circles/{cast.network.pk}/members/new/", sent).status_code == 200
    members = RoleGrant.objects.filter(circle=cast.network, role="network_member")
    assert list(members.values_list("person", flat=True)) == [cast["network_member"].pk]


def test_the_end_of_ones_own_is_taken_back_by_others(cast: Cast) -> None:
    officer, admin = cast[OFFICER], cast["administrator"]
    ends = {"valid_from": LONG_AGO, "valid_to": timezone.localdate(), "by": None}
    grant = grant_role(person=officer, role="sectoral_adviser", organisation=cast.city, **ends)
    membership = add_membership(person=officer, organisation=cast.city, function="mayor", **ends)
    client = opened(officer)
    own = f"/accounts/people/{officer.pk}/"
    assert "/reopen/" not in client.get(own).content.decode()
    assert opened(admin).get(own).content.decode().count("/reopen/") == 2
    client.post(f"/accounts/people/roles/{grant.pk}/reopen/")
    client.post(f"/accounts/people/functions/{membership.pk}/reopen/")
    assert read(officer) == {"public"}
    reopen_grant(grant=grant, by=admin)
    reopen_membership(membership=membership, by=admin)
    assert read(officer) == {"public", "municipalities", "leaders", "advisers", "organisation"}


def test_a_network_of_leaders_is_opened_by_an_administrator_only(cast: Cast) -> None:
    circle, officer = cast.leaders_network, cast[OFFICER]
    titles = {"title_pl": circle.title_pl, "title_en": "New title"}
    with pytest.raises(ValidationError):
        change_circle(circle=circle, is_for_leaders=False, by=officer, **titles)
    change_circle(circle=circle, is_for_leaders=True, by=officer, **titles)
    assert Circle.objects.get(pk=circle.pk).is_for_leaders
    admin = cast["administrator"]
    assert not change_circle(circle=circle, is_for_leaders=False, by=admin, **titles).is_for_leaders


def invited(cast: Cast, by: str, email: str) -> Invitation:
    return invite_person(
        email=email,
        by=Person.objects.get(pk=cast[by].pk),
        link=lambda token: token,
        circle=cast.network if by == "network_coordinator" else None,
        organisation=None if by == "network_coordinator" else cast.city,
        roles=["network_member" if by == "network_coordinator" else "city_team_member"],
    )


@pytest.mark.parametrize("by", [OFFICER, "city_coordinator", "network_coordinator"])
def test_nobody_invites_themselves(cast: Cast, by: str) -> None:
    with pytest.raises(InvitationRefusedError):
        invited(cast, by, cast[by].email.upper())
    assert not Invitation.objects.exists()


def test_an_officer_invites_nobody_of_the_staff(cast: Cast) -> None:
    with pytest.raises(InvitationRefusedError):
        invited(cast, OFFICER, cast["analyst"].email)
    assert invited(cast, OFFICER, cast[ACCOUNT].email).pk


@pytest.mark.parametrize("by", [OFFICER, "city_coordinator"])
def test_an_invitation_to_an_address_that_became_ones_own_gives_nothing(cast: Cast, by: str) -> None:
    invitation = invited(cast, by, "later@example.org")
    Person.objects.filter(pk=cast[by].pk).update(email="later@example.org")
    held = RoleGrant.objects.count()
    with pytest.raises(ValidationError):
        accept_invitation(invitation=invitation, person=Person.objects.get(pk=cast[by].pk))
    invitation.refresh_from_db()
    assert (invitation.accepted_at, RoleGrant.objects.count()) == (None, held)


def test_one_of_the_staff_is_told_why_an_invitation_gives_nothing(cast: Cast) -> None:
    tokens: list[str] = []

    def link(token: str) -> str:
        tokens.append(token)
        return token

    invite_person(
        email=cast["analyst"].email,
        by=cast["city_coordinator"],
        link=link,
        organisation=cast.city,
        roles=["city_team_member"],
    )
    answer = opened(cast["analyst"]).post(f"/en/accounts/invitation/{tokens[0]}/", follow=True)
    assert (answer.status_code, "please ask an administrator" in answer.content.decode()) == (200, True)
    assert read(cast["analyst"]) == {"public"}


def test_an_administrators_invitation_is_not_made_ones_own_by_sending_it_again(cast: Cast) -> None:
    invitation = invited(cast, "administrator", cast[OFFICER].email)
    with pytest.raises(InvitationRefusedError):
        resend_invitation(invitation=invitation, by=cast[OFFICER], link=lambda token: token)
    accept_invitation(invitation=invitation, person=cast[OFFICER])
    assert "organisation" in read(cast[OFFICER])


def test_two_officers_open_nothing_to_each_other(cast: Cast) -> None:
    other = create_person(email="other@example.org", name="Other", by=None, roles=[OFFICER])
    with_second_factor(other)
    with pytest.raises(ValidationError):
        add_membership(person=other, organisation=cast.city, function="mayor", by=cast[OFFICER])
    assert read(other) == {"public"}
