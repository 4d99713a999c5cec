"""An older backup brings back neither whom nor what an erasure removed."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from empiria.apps.accounts.models import (
    Person,
)
from empiria.apps.accounts.services.erasure import (
    complete_ledger,
    doubtful_places,
    erase_person,
    reapply_erasures,
)
from empiria.apps.accounts.services.erasure.ledger import ledger_path, read_ledger
from empiria.apps.outreach.models import Document
from empiria.apps.portal.models import ErrorReport
from empiria.apps.portal.services import create_error_report
from tests.integration.accounts.privacy.traces import (
    forms_of,
    leave_traces,
)
from tests.integration.cast import Cast
from tests.integration.queue import drain_queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]


def test_an_older_backup_brings_nobody_back(cast: Cast, tmp_path: Path) -> None:
    person = cast["account"]
    joined, password = person.date_joined, person.password
    erase_person(person=person, by=None)
    assert (complete_ledger(), complete_ledger()) == (1, 0)
    lines = [json.loads(line) for line in ledger_path().read_text().splitlines()]
    assert [sorted(line) for line in lines] == [["at", "joined", "person"]]
    # The backup of before.
    Person.objects.filter(pk=person.pk).update(
        email="account@example.org", name="Back", erased_at=None, is_active=True, password=password
    )
    assert reapply_erasures().people == 1
    assert not Person.objects.filter(email="account@example.org").exists()
    # Somebody else under the number of before: restored numbers are given again.
    Person.objects.filter(pk=person.pk).update(
        email="new@example.org", erased_at=None, date_joined=joined + dt.timedelta(days=1)
    )
    assert reapply_erasures().people == 0
    assert Person.objects.filter(email="new@example.org").exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_removed_and_struck_out_does_not_come_back_either(cast: Cast, tmp_path: Path) -> None:
    """The ledger knows what was decided, by numbers; of a place that is new to it, it says so."""
    person = leave_traces()
    file = Document.objects.get(visibility="organisation").files.get()
    hers, street = (
        create_error_report(page="/", text=text) for text in ("pani Śladowska", "ul. Śladowska 2")
    )
    both = create_error_report(page="/", text="Śladowska przy Śladowskiej")
    kept = [list(rows) for rows in (
        Person.objects.filter(pk=person.pk), Document.objects.filter(files=file), [file], [hers, street, both]
    )]  # fmt: skip
    content = Path(default_storage.path(file.stored)).read_bytes()
    decided = {place.code: str(place.pk) != str(street.pk) for place in doubtful_places(person)}
    last = [place for place in doubtful_places(person) if str(place.pk) == str(both.pk)][1]
    decided[last.code] = False
    erase_person(person=person, by=None, removing={"outreach.files": [str(file.pk)]}, decided=decided)
    drain_queue()
    now = list(
        ErrorReport.objects.filter(pk__in=[hers.pk, street.pk, both.pk]).order_by("pk").values_list("text")
    )
    assert now == [("pani […]",), ("ul. Śladowska 2",), ("[…] przy Śladowskiej",)]
    assert not [form for form in forms_of("Śladowsk") if form in ledger_path().read_text()]
    # The backup of before.
    for rows in kept:
        for row in rows:
            row.save()
    Path(default_storage.path(file.stored)).write_bytes(content)
    new = create_error_report(page="/", text="Śladowska")
    again = reapply_erasures()
    assert (again.people, again.undecided) == (1, (f"portal.ErrorReport:{new.pk}:text:1/1",))
    assert (
        list(
            ErrorReport.objects.filter(pk__in=[hers.pk, street.pk, both.pk])
            .order_by("pk")
            .values_list("text")
        )
        == now
    )
    assert not Document.objects.filter(pk=file.document_id).exists()
    assert not default_storage.exists(file.stored)


def test_a_line_cut_off_does_not_spoil_the_ledger(cast: Cast) -> None:
    erase_person(person=cast["account"], by=None)
    complete_ledger()
    with ledger_path().open("a") as file:
        file.write('{"person": 1, "joi')
    assert len(read_ledger()) == 1
    erase_person(person=cast["outsider"], by=None)
    complete_ledger()
    assert [entry["person"] for entry in read_ledger()] == [cast["account"].pk, cast["outsider"].pk]
