"""Whoever is erased is struck out of the files that figures were made of; figures, and what was received, stay told."""

import gzip
import hashlib
import re
import shutil
import zipfile
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person
from empiria.apps.accounts.services.erasure import (
    UndecidedFilesError,
    UnredactableError,
    erase_person,
    reapply_erasures,
    search_files,
)
from empiria.apps.accounts.services.erasure.ledger import complete_ledger, read_ledger
from empiria.apps.monitor.models import Import, Indicator, IndicatorKey
from empiria.apps.monitor.selectors import draft_release, release_table
from empiria.apps.monitor.services import open_draft, read_again
from empiria.apps.monitor.services.redacting import source_files
from empiria.apps.system.backup import folders, tables
from empiria.apps.system.backup.archive import check_archive
from empiria.apps.system.backup.making import make_backup
from empiria.apps.system.models import AuditEntry
from empiria.apps.system.services import record
from tests.integration.accounts.privacy.traces import EMAIL, NAME, traces_in_files, traces_in_tables
from tests.integration.cast import signed_in_now
from tests.integration.monitor.data.conftest import Bring, publish
from tests.integration.monitor.data.erasing.files import (
    HEADER,
    bring_bytes,
    codes,
    is_whole,
    kept_as_before,
    packed,
    published,
    workbook,
)
from tests.integration.queue import drain_queue

pytestmark = pytest.mark.django_db
KOWAL = "Anna Kowal"


def test_who_saved_a_workbook_is_not_kept_and_its_figures_are(
    bring: Bring, store: Path, tmp_path: Path
) -> None:
    content = workbook("1465011,jobless,2020,5,x")
    source = bring_bytes(tmp_path, "a.xlsx", content)
    assert source.sha256 == hashlib.sha256(content).hexdigest() != source.kept_sha256
    assert (source.size, source.redacted_at) == (len(content), None)
    assert traces_in_files(store) == []
    assert is_whole(store)
    before = draft_release().observations_sha256  # type: ignore[union-attr]
    again = read_again(source=source, by=None)
    assert (again.pk, again.sha256, again.kept_sha256) == (source.pk, source.sha256, source.kept_sha256)
    assert draft_release().observations_sha256 == before  # type: ignore[union-attr]
    assert (bring_bytes(tmp_path, "a.xlsx", content).pk, Import.objects.count()) == (source.pk, 1)


@pytest.mark.django_db(transaction=True)
def test_an_erased_person_is_in_no_source_file_and_every_figure_stands(
    bring: Bring, store: Path, tmp_path: Path, *, person: Person, staff: Person, client: Client, caplog: Any
) -> None:
    legacy = workbook("1465011,jobless,2020,5,x", note=f"{NAME}: sprawdzić")
    kept_as_before(bring_bytes(tmp_path, "a.xlsx", legacy, person), legacy, store)
    bring_bytes(
        tmp_path, "b.csv", f"{','.join(HEADER)}\n1261011,crimes,2020,6,pytać {EMAIL}\n".encode(), person
    )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr(f"{NAME}.xlsx", workbook("1465011,jobless,2021,7,y"))
    zipped = bring_bytes(tmp_path, "c.zip", packed.getvalue(), person)
    kept_as_before(zipped, packed.getvalue(), store)
    bring("1261011,crimes,2021,8", name="clean.csv")
    publish(draft_release())  # type: ignore[arg-type]
    drain_queue()
    before, received = published(), dict(Import.objects.values_list("pk", "sha256"))
    folder = store.parent
    assert len(traces_in_files(folder)) >= 3

    desk, address = signed_in_now(client, staff), f"/privacy/desk/people/{person.pk}/erase/"
    desk.post(address, {"search": "1"})
    drain_queue()
    found = codes(person)
    assert set(found) == {"a.xlsx", "b.csv", "c.zip"}
    page = unescape(desk.get(address).content.decode())
    assert re.findall(r"<legend[^>]*>Źródło danych: ([^<]*)<", page) == ["a.xlsx", "b.csv", "c.zip"]
    assert ('value="redact"' in page, 'value="remove"' in page) == (True, False)
    opened = desk.get(f"{address}files/monitor.sources/{zipped.pk}/")
    assert b"".join(opened.streaming_content) == packed.getvalue()
    given = {f"file-{code}": "redact-surname" for code in found.values()}
    assert desk.post(address, given | {f"file-{found['a.xlsx']}": "remove"}).status_code == 422
    assert desk.post(address, given).status_code == 302
    drain_queue()

    assert traces_in_files(folder) == []
    assert traces_in_tables() == []
    assert [word for word in (NAME, EMAIL) if word in caplog.text] == []
    assert published().equals(before)
    assert dict(Import.objects.values_list("pk", "sha256")) == received
    assert Import.objects.exclude(redacted_at=None).count() == 3
    assert is_whole(store)
    assert [name for name in tables.files_named(apps.get_models()) if not folders.is_kept(name)] == []
    assert AuditEntry.objects.get(action="accounts.erase-person").details == {
        "redacted": sorted(f"{code}:redact-surname" for code in found.values())
    }
    shown = unescape(Client().get(f"/monitor/sources/{zipped.pk}/").content.decode())
    assert ("zredagowan" in shown, zipped.sha256 in shown) == (True, True)
    assert Import.objects.get(pk=zipped.pk).kept_sha256 in shown

    # Made again out of the redacted files, the release is the same; a backup of them is whole.
    draft = open_draft(by=None)
    for one in Import.objects.exclude(redacted_at=None):
        again = read_again(source=one, by=None)
        assert (again.sha256, again.redacted_at, again.raw) == (one.sha256, one.redacted_at, one.raw)
    draft.refresh_from_db()
    assert release_table(draft).equals(before)
    make_backup(path=tmp_path / "b", recipients=[], progress=lambda *_told: None, record=record)
    assert check_archive(tmp_path / "b", identities=[], progress=lambda *_told: None).files


def test_a_municipality_that_is_called_so_stays_unless_somebody_decides(
    bring: Bring, store: Path, tmp_path: Path, staff: Person
) -> None:
    person = create_person(email="a.kowal@example.org", name=KOWAL, by=None, roles=["analyst"])
    lines = ["1465011,jobless,2020,5,Kowal", f"1261011,jobless,2020,6,spisała {KOWAL}"]
    source = bring_bytes(tmp_path, "a.csv", "\n".join([",".join(HEADER), *lines]).encode(), staff)
    search_files(person)
    with pytest.raises(UndecidedFilesError):
        erase_person(person=person, by=None)
    erase_person(person=person, by=None, redacting={f"monitor.sources:{source.pk}": "redact"})
    source.refresh_from_db()
    assert (store / source.raw).read_text().splitlines()[1:] == [
        lines[0],
        "1261011,jobless,2020,6,spisała […]",
    ]


def test_a_file_that_is_about_somebody_else_stays_as_it_is(bring: Bring, store: Path, person: Person) -> None:
    source = bring("1465011,jobless,2020,5", "1261011,jobless,2020,6", name="Śladowska.csv")
    Path(store / source.raw).write_text(Path(store / source.raw).read_text() + ",,,\n# Śladowska\n")
    before = (store / source.raw).read_bytes()
    erase_person(person=person, by=None, keeping={codes(person)["Śladowska.csv"]: "not-theirs"})
    source.refresh_from_db()
    assert ((store / source.raw).read_bytes(), source.redacted_at) == (before, None)


def test_figures_that_would_be_others_are_refused_and_nothing_is_done(
    bring: Bring, store: Path, person: Person
) -> None:
    IndicatorKey.objects.create(
        indicator=Indicator.objects.get(code="jobless"), source="tidy", key="Śladowska", zero="value", absent="missing"
    )  # fmt: skip
    source = bring("1465011,Śladowska,2020,5")
    assert source.rows == 1
    code = codes(person)["table.csv"]
    with pytest.raises(UnredactableError, match=r"Źródło danych: table\.csv: zmieniłyby się"):
        erase_person(person=person, by=None, redacting={code: "redact-surname"})
    source.refresh_from_db()
    assert (Person.objects.get(pk=person.pk).erased_at, source.redacted_at, is_whole(store)) == (
        None,
        None,
        True,
    )


@pytest.mark.django_db(transaction=True)
def test_a_file_kept_for_two_imports_and_two_people_is_redacted_for_all(
    bring: Bring, store: Path, tmp_path: Path, person: Person
) -> None:
    other = create_person(email="jan.nowak@example.org", name="Jan Nowak", by=None, roles=["analyst"])
    content = f"{','.join(HEADER)}\n1465011,jobless,2020,5,{NAME} i Jan Nowak\n".encode()
    for name in ("a.csv", "b.csv"):
        bring_bytes(tmp_path, name, content, person)
    assert source_files().count() == 1
    for one, left in ((person, "[…] i Jan Nowak"), (other, "[…] i […]")):
        erase_person(person=one, by=None, redacting=dict.fromkeys(codes(one).values(), "redact"))
        assert {(store / raw).read_text().split(",")[-1].strip() for raw in raws()} == {left}
    drain_queue()
    assert sorted(path.name for path in (store / "raw").rglob("*") if path.is_file()) == sorted(
        raw.split("/")[-1] for raw in set(raws())
    )


def raws() -> list[str]:
    return list(Import.objects.values_list("raw", flat=True))


@pytest.mark.django_db(transaction=True)
def test_an_older_backup_brings_no_name_back(
    bring: Bring, store: Path, tmp_path: Path, person: Person
) -> None:
    source = bring_bytes(
        tmp_path, "a.csv", f"{','.join(HEADER)}\n1465011,jobless,2020,5,{NAME}\n".encode(), person
    )
    row = Person.objects.get(pk=person.pk)
    shutil.copytree(store, tmp_path / "aside")
    erase_person(person=person, by=None, redacting=dict.fromkeys(codes(person).values(), "redact"))
    complete_ledger()
    assert read_ledger()[0]["redacted"] == [f"monitor.sources:{source.pk}:redact"]
    # The backup of before: the rows, and the files that they name.
    row.save()
    source.save()
    shutil.copytree(tmp_path / "aside", store, dirs_exist_ok=True)
    assert traces_in_files(store) != []
    told: list[tuple[int, int, str]] = []
    again = reapply_erasures(progress=lambda *one: told.append(one))
    assert told == [(0, 1, "Erasing again")]
    drain_queue()
    assert (again.people, again.undecided, traces_in_files(store)) == (1, (), [])


@pytest.mark.parametrize(
    ("decision", "left"), [("redact", "Od (…)"), ("redact-surname", "Od (…)"), ("duty", f"Od {NAME}")]
)
def test_a_sheet_is_called_in_the_row_as_in_the_file(
    bring: Bring, store: Path, tmp_path: Path, person: Person, *, decision: str, left: str
) -> None:
    sheet = f"Od {NAME}"
    source = bring_bytes(tmp_path, "a.xlsx", workbook("1465011,jobless,2020,5,x", sheet=sheet), sheet=sheet)
    code = codes(person)["a.xlsx"]
    chosen = {"keeping" if decision == "duty" else "redacting": {code: decision}}
    erase_person(person=person, by=None, **chosen)  # type: ignore[arg-type]
    source.refresh_from_db()
    assert (source.options, source.redacted_at is None) == ({"sheet": left}, decision == "duty")
    assert read_again(source=source, by=None).rows == 1


def test_what_was_asked_for_goes_where_no_file_is_decided_of(
    bring: Bring, store: Path, person: Person
) -> None:
    source = bring("1465011,jobless,2020,5")
    Import.objects.filter(pk=source.pk).update(options={"sheet": f"Od {NAME}"})
    erase_person(person=person, by=None)
    source.refresh_from_db()
    assert source.options == {"sheet": "Od (…)"}


def test_what_no_program_can_read_is_told_and_left_out_only_by_choice(
    bring: Bring, store: Path, tmp_path: Path, *, person: Person, staff: Person, client: Client
) -> None:
    table, hidden = f"{','.join(HEADER)}\n1465011,jobless,20", gzip.compress(NAME.encode())
    naming = bring_bytes(
        tmp_path, "a.zip", packed(t_csv=f"{table}20,5,{NAME}\n".encode(), x_gz=hidden), person
    )
    silent = bring_bytes(tmp_path, "b.zip", packed(t_csv=f"{table}21,5,x\n".encode(), y_gz=hidden))
    assert codes(person) == {"a.zip": f"monitor.sources:{naming.pk}"}
    desk, address = signed_in_now(client, staff), f"/privacy/desk/people/{person.pk}/erase/"
    page = unescape(desk.get(address).content.decode())
    assert re.findall(r"Program nie odczyta w nim: ([^<]*)\.<", page) == ["x.gz", "y.gz"]
    opened = desk.get(f"{address}files/monitor.sources/{silent.pk}/")
    assert b"".join(opened.streaming_content).startswith(b"PK")

    chosen = {f"file-monitor.sources:{naming.pk}": "redact-surname"}
    refused = desk.post(address, chosen)
    assert (refused.status_code, "program nie odczyta: x.gz" in unescape(refused.content.decode())) == (
        409,
        True,
    )
    assert Person.objects.get(pk=person.pk).erased_at is None
    chosen = {f"file-monitor.sources:{one.pk}": "redact-unread" for one in (naming, silent)}
    assert desk.post(address, chosen).status_code == 302
    for one in (naming, silent):
        one.refresh_from_db()
        assert zipfile.ZipFile(store / one.raw).namelist() == ["t.csv"]
    assert AuditEntry.objects.get(action="accounts.erase-person").details == {
        "redacted": [f"monitor.sources:{one.pk}:redact-unread" for one in (naming, silent)]
    }
