"""What somebody reads of the documents they once added, when they keep documents there no more."""

import uuid
from typing import Any

import pytest
from django.test import Client

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.rules import standing_of
from empiria.apps.accounts.selectors.access import kinds_seen, openings, seen_kinds
from empiria.apps.accounts.services import create_person, end_grant, grant_role
from empiria.apps.outreach.forms import DocumentForm
from empiria.apps.outreach.models import Document
from empiria.apps.outreach.rules import readable_by
from empiria.apps.outreach.services import replace_file
from tests.integration.cast import Cast
from tests.integration.outreach.library import add_document, checked

pytestmark = pytest.mark.django_db
LATER = b"Written by the successor"


def replaced(by: Person, title: str, **given: Any) -> Document:
    """A document with a second version of its file, which somebody else added."""
    document = add_document(by, title, **given)
    successor = create_person(email=f"{uuid.uuid4()}@example.org", name="Successor", by=None)
    replace_file(document=document, file=checked(LATER), by=successor)
    return document


def without_grants(person: Person) -> Person:
    for grant in person.grants.all():
        end_grant(grant=grant, by=None)
    return Person.objects.get(pk=person.pk)


def is_found(person: Person, document: Document) -> set[bool]:
    """What the list, the search, the page, the files, and the pages of who sees what say: one answer, if all is well."""
    client, seen = Client(), seen_kinds()["outreach.Document"]
    client.force_login(person)
    page = f"/documents/{document.pk}/"
    answers = [client.get(f"{page}{path}") for path in ("", "versions/1/", "versions/2/")]
    # Read to its end a file is closed; the connection to the database, which closing the answer would end, is not.
    for answer in answers:
        b"".join(answer)
    listed = {
        page in client.get("/documents/", asked).content.decode() for asked in ({}, {"q": document.title_pl})
    }
    told = any(person.pk in way.people for way in openings(seen, document))
    counted = next(one.total for one in kinds_seen(standing_of(person)) if one.seen == seen)
    return {answer.status_code == 200 for answer in answers} | listed | {told, bool(counted)}


def given(cast: Cast, visibility: str) -> dict[str, Any]:
    return {"visibility": visibility, "organisation": cast.city, "circle": cast.network}


@pytest.mark.parametrize("visibility", ["municipalities", "circle", "leaders", "advisers", "organisation"])
@pytest.mark.parametrize("who", ["city_coordinator", "network_coordinator", "programme_officer"])
def test_who_left_reads_nothing_of_what_they_added(cast: Cast, who: str, visibility: str) -> None:
    document = replaced(cast[who], "Raport", **given(cast, visibility))
    assert is_found(without_grants(cast[who]), document) == {False}


@pytest.mark.parametrize("visibility", ["public", "private"])
def test_what_is_public_and_what_is_ones_own_stays(cast: Cast, visibility: str) -> None:
    document = add_document(cast["city_coordinator"], "Raport", **given(cast, visibility))
    replace_file(document=document, file=checked(LATER), by=cast["city_coordinator"])
    assert is_found(without_grants(cast["city_coordinator"]), document) == {True}


def test_who_works_there_still_reads_by_the_class(cast: Cast) -> None:
    person = cast["city_coordinator"]
    document = replaced(person, "Raport", **given(cast, "organisation"))
    left = without_grants(person)
    grant_role(person=left, role="city_team_member", organisation=cast.city, by=None)
    assert is_found(Person.objects.get(pk=left.pk), document) == {True}


@pytest.mark.parametrize(
    ("who", "visibility", "reads"),
    [
        ("network_coordinator", "municipalities", True),
        ("network_coordinator", "organisation", False),
        ("city_coordinator", "circle", False),
        ("programme_officer", "advisers", True),
        ("programme_officer", "organisation", True),
        ("programme_officer", "circle", True),
        ("programme_officer", "leaders", False),
    ],
)
def test_who_keeps_documents_there_reads_what_they_could_add(
    cast: Cast, who: str, visibility: str, reads: bool
) -> None:
    """Of no municipality, no adviser, of no city: by their class they would not find again what they add."""
    document = replaced(cast[who], "Raport", **given(cast, visibility))
    assert is_found(cast[who], document) == {reads}


def test_nobody_is_a_mayor_for_having_written_to_mayors(cast: Cast) -> None:
    document = replaced(cast["programme_officer"], "Raport", visibility="circle", circle=cast.leaders_network)
    assert is_found(cast["programme_officer"], document) == {False}


def test_a_document_is_not_hidden_with_who_left(cast: Cast) -> None:
    """Private means whoever made it: to choose that for another's document would give it to them alone."""
    document = add_document(cast["city_coordinator"], "Raport", **given(cast, "organisation"))

    def offered(who: str) -> bool:
        form = DocumentForm(instance=document, standing=cast[who].standing)
        return "private" in dict(form.fields["visibility"].choices)  # type: ignore[attr-defined]

    assert {who: offered(who) for who in ("city_coordinator", "administrator")} == {
        "city_coordinator": True, "administrator": False,
    }  # fmt: skip
    assert Document.objects.filter(readable_by(cast["administrator"].standing)).count() == 1
