"""Who may see and do what, as administrators are told it: the same as what happens, by brute force."""

import itertools

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from empiria.apps.accounts.models import Organisation, Person, RoleGrant, Visibility
from empiria.apps.accounts.roles import ROLES
from empiria.apps.accounts.rules import NOBODY, Seen, allows, any_of, standing_of
from empiria.apps.accounts.selectors.access import (
    kinds_seen,
    objects_of,
    objects_seen,
    openings,
    permissions,
    permissions_held,
    roles_held,
    seen_kinds,
)
from empiria.apps.accounts.services import close_account
from empiria.apps.outreach.models import Document
from empiria.apps.system.models import AuditEntry
from tests.integration.cast import ACCOUNT, VISITOR, Cast

pytestmark = pytest.mark.django_db


def document(cast: Cast, visibility: str, **facts: object) -> Document:
    facts = {"organisation": cast.city, "circle": cast.network, "created_by": cast[ACCOUNT]} | facts
    return Document.objects.create(
        title_pl=f"Dokument-{visibility}", kind="other", visibility=visibility, **facts
    )


def allowed(seen: Seen, thing: Model) -> set[int]:
    """Everybody who may see it, asked one by one."""
    rules = {
        person.pk: seen.among & any_of(seen.clauses, standing_of(person))
        for person in Person.objects.filter(is_active=True)
    }
    return {pk for pk, rule in rules.items() if allows(rule, thing)}


def told(seen: Seen, thing: Model) -> set[int]:
    return {pk for way in openings(seen, thing) for pk in way.people}


@pytest.mark.parametrize("visibility", Visibility.values)
def test_who_may_see_a_document_is_who_is_let_in(cast: Cast, visibility: str) -> None:
    close_account(person=cast["network_member"], by=None)
    seen = seen_kinds()["outreach.Document"]
    for facts in (
        {},
        {"organisation": cast.other_city, "circle": cast.leaders_network},
        {"created_by": None},
    ):
        thing = document(cast, visibility, **facts)
        assert told(seen, thing) == allowed(seen, thing)
        public = {way.is_public for way in openings(seen, thing)}
        assert (True in public) is allows(any_of(seen.clauses, NOBODY), thing) is (visibility == "public")


@pytest.mark.parametrize("model", ["accounts.Person", "accounts.Organisation", "accounts.Circle"])
def test_who_may_see_people_organisations_and_circles_is_who_is_let_in(cast: Cast, model: str) -> None:
    seen = seen_kinds()[model]
    for thing in objects_of(seen):
        assert told(seen, thing) == allowed(seen, thing)


def test_each_way_in_opens_to_whom_its_clause_opens(cast: Cast) -> None:
    seen = seen_kinds()["outreach.Document"]
    thing = document(cast, "organisation")
    for clause, way in zip(seen.clauses, openings(seen, thing), strict=True):
        people = {
            person.pk for person in Person.objects.all() if allows(clause.opens(standing_of(person)), thing)
        }
        assert (way.reason, way.people) == (clause.reason, people)


def test_a_document_in_the_bin_is_there_for_nobody(cast: Cast) -> None:
    thing = document(cast, "public", deleted_at=cast[ACCOUNT].date_joined)
    seen = seen_kinds()["outreach.Document"]
    assert told(seen, thing) == allowed(seen, thing) == set()


def test_two_thousand_people_take_few_queries(cast: Cast) -> None:
    """Everybody in a city of their own, so that no two stand alike."""
    cities = Organisation.objects.bulk_create(
        Organisation(kind="ngo", name=f"O{number}", search_key=f"o{number}") for number in range(2000)
    )
    people = Person.objects.bulk_create(
        Person(email=f"p{number}@example.org", name=f"P{number}") for number in range(2000)
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(person=person, role="city_coordinator", organisation=city)
        for person, city in zip(people, cities, strict=True)
    )
    seen, thing = seen_kinds()["outreach.Document"], document(cast, "organisation", organisation=cities[7])
    with CaptureQueriesContext(connection) as queries:
        ways = openings(seen, thing)
    by_organisation = {pk for way in ways for pk in way.people} & {person.pk for person in people}
    assert by_organisation == {people[7].pk}
    assert len(queries) < 20
    # The clauses on people ask across tables; they are more, and still not one for each person.
    seen = seen_kinds()["accounts.Person"]
    with CaptureQueriesContext(connection) as queries:
        told_of_one = {pk for way in openings(seen, people[7]) for pk in way.people}
    assert told_of_one == {people[7].pk, cast["administrator"].pk, cast["programme_officer"].pk}
    assert len(queries) < 20


def test_what_each_way_in_opens_to_somebody(cast: Cast) -> None:
    for visibility in Visibility.values:
        document(cast, visibility)
    for person in cast.people.values():
        standing = standing_of(person)
        for kind in kinds_seen(standing):
            things = objects_of(kind.seen)
            assert kind.total == things.filter(any_of(kind.seen.clauses, standing)).distinct().count()
            assert kind.ways == [
                (clause.reason, things.filter(clause.opens(standing)).distinct().count())
                for clause in kind.seen.clauses
            ]


def test_nobody_is_shown_what_is_closed_to_them_by_asking_for_another(cast: Cast) -> None:
    private = document(cast, "private")
    shared = document(cast, "public")
    found = objects_seen(
        seen_kinds()["outreach.Document"], by=cast[ACCOUNT], asker=standing_of(cast["administrator"])
    )
    assert set(found) == {shared}
    client = Client()
    client.force_login(cast["administrator"])
    path = f"/accounts/access/people/{cast[ACCOUNT].pk}/?kind=outreach.Document"
    page = client.get(path).content.decode()
    assert ("Dokument-public" in page, "Dokument-private" in page) == (True, False)
    assert client.get(f"/accounts/access/outreach.Document/{private.pk}/").status_code == 404
    assert client.get(f"/accounts/access/outreach.Document/{shared.pk}/").status_code == 200
    assert "Dokument-private" not in client.get("/accounts/access/outreach.Document/").content.decode()


def test_roles_and_permissions_are_those_that_count(cast: Cast) -> None:
    for person in [*cast.people.values(), close_account(person=cast["expert"], by=None)]:
        roles, standing = roles_held(person), standing_of(person)
        assert sorted((held.role.code, bool(held.function)) for held in roles) == sorted(
            (held.code, bool(held.function)) for held in standing.roles
        )
        assert {held.code for held in permissions_held(roles)} == {
            code for code in permissions() if standing.may_somewhere(code)
        }


def test_every_permission_of_every_role_has_words() -> None:
    assert {code for role in ROLES.values() for code in role.permissions} == set(permissions())


PAGES = [
    "/accounts/access/",
    "/accounts/access/people/{person}/",
    "/accounts/access/people/{person}/?kind=accounts.Person",
    "/accounts/access/accounts.Person/",
    "/accounts/access/accounts.Person/{person}/",
    "/accounts/access/accounts.Person/{person}/?way=0",
    "/accounts/access/accounts.Organisation/",
    "/accounts/access/accounts.Circle/",
]


@pytest.mark.parametrize(("path", "language"), [*itertools.product(PAGES, ["", "/en"])])
def test_only_administrators_ask(cast: Cast, path: str, language: str) -> None:
    address = language + path.format(person=cast["leader"].pk)
    status = {}
    asked = ["administrator", "analyst", "programme_officer", "city_coordinator", ACCOUNT]
    for who in [VISITOR, *asked]:
        client = Client()
        if who != VISITOR:
            client.force_login(cast[who])
        status[who] = client.get(address).status_code
    assert status == {who: 200 if who == "administrator" else 403 for who in asked} | {VISITOR: 302}


def test_the_asking_is_noted(cast: Cast) -> None:
    client = Client()
    client.force_login(cast["administrator"])
    thing = document(cast, "organisation")
    client.get(f"/accounts/access/outreach.Document/{thing.pk}/")
    first, second = AuditEntry.objects.filter(action="system.read").order_by("pk")
    assert (first.object_type, first.object_id) == ("outreach.document", str(thing.pk))
    assert second.object_type == "person"


@pytest.mark.parametrize(
    "path",
    ["no.Model/", "no.Model/1/", "accounts.Person/x/", "accounts.Person/99999999/", "people/99999999/"],
)
def test_what_is_not_there_is_not_found(cast: Cast, path: str) -> None:
    client = Client()
    client.force_login(cast["administrator"])
    assert client.get(f"/accounts/access/{path}").status_code == 404


@pytest.mark.parametrize("number", ["9" * 4400, "9" * 30, "\u0663", "-1", "x"])
def test_no_number_in_an_address_is_too_long(cast: Cast, number: str) -> None:
    """Python reads no number of some thousand digits, and databases none of twenty."""
    client = Client()
    client.force_login(cast["administrator"])
    for page in (
        "/accounts/invitations/?invitation=",
        f"/accounts/access/accounts.Person/{cast['leader'].pk}/?way=",
        "/accounts/people/?organisation=",
        "/audit/?person=",
    ):
        assert client.get(page + number).status_code == 200, page
