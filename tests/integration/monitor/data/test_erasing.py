"""Whoever is erased is struck out of the files that figures were made of; figures, and what was received, stay told."""

import gzip
import hashlib
import os
import re
import shutil
import zipfile
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from django.apps import apps
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from empiria.analysis.errors import InputError
from empiria.apps.accounts.models import Person, SearchedFile
from empiria.apps.accounts.services import create_person
from empiria.apps.accounts.services.erasure import (
    UndecidedFilesError,
    UnredactableError,
    erase_person,
    files_at_stake,
    reapply_erasures,
    search_files,
)
from empiria.apps.accounts.services.erasure.ledger import complete_ledger, read_ledger
from empiria.apps.monitor.models import (
    Import,
    Indicator,
    IndicatorKey,
    RecipeVersion,
    Release,
    ScoreSet,
)
from empiria.apps.monitor.selectors import draft_release, release_table
from empiria.apps.monitor.selectors.store import store_path
from empiria.apps.monitor.services import import_observations, open_draft, read_again, settle_units
from empiria.apps.monitor.services.imports import Received, import_readings, read_received
from empiria.apps.monitor.services.incoming import keep_upload, request_import, request_reading_again
from empiria.apps.monitor.services.meanwhile import erased_so_far
from empiria.apps.monitor.services.redacting import source_files
from empiria.apps.monitor.services.scoring import compute_scores
from empiria.apps.places.models import UnitSpell
from empiria.apps.system.backup import folders, tables
from empiria.apps.system.backup.archive import check_archive
from empiria.apps.system.backup.making import make_backup
from empiria.apps.system.models import AuditEntry, Job, JobState
from empiria.apps.system.services import record, retry_job
from tests.integration.accounts.privacy.traces import EMAIL, NAME, traces_in_files, traces_in_tables
from tests.integration.cast import signed_in_now
from tests.integration.country import full_lines
from tests.integration.monitor.data.conftest import Bring, publish
from tests.integration.queue import drain_queue

pytestmark = pytest.mark.django_db
HEADER = ["unit", "indicator", "period", "value", "uwagi"]
KOWAL = "Anna Kowal"


@pytest.fixture
def person(staff: Person) -> Person:
    return create_person(email=EMAIL, name=NAME, by=None, roles=["analyst"])


@pytest.fixture(autouse=True)
def uploads(settings: Any, store: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": store.parent / "uploads"},
        }
    }


def workbook(*lines: str, note: str = "", author: str = NAME, sheet: str = "Dane") -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.set_properties({"author": author})
        page = book.add_worksheet(sheet)
        for number, line in enumerate([",".join(HEADER), *lines]):
            page.write_row(number, 0, line.split(","))
        page.write_comment("A1", note or "uwaga", {"author": author})
    return file.getvalue()


def bring_bytes(
    folder: Path, name: str, content: bytes, by: Person | None = None, sheet: str | None = None
) -> Import:
    path = folder / name
    path.write_bytes(content)
    return import_observations(path=path, by=by, sheet=sheet)


def kept_as_before(source: Import, content: bytes, store: Path) -> None:
    """As files were kept that were imported by an earlier version: with the properties of the document."""
    raw = f"raw/{source.sha256[:2]}/{source.sha256}"
    (store / raw).parent.mkdir(parents=True, exist_ok=True)
    (store / raw).write_bytes(content)
    (store / source.raw).unlink()
    Import.objects.filter(pk=source.pk).update(raw=raw, kept_sha256="")


def codes(person: Person) -> dict[str, str]:
    """Of every file in which the person is found, by its name, its code."""
    search_files(person)
    return {one.row.file_name: one.code for one in files_at_stake(person) if one.is_found}


def published() -> pl.DataFrame:
    return release_table(Release.objects.current().get())


def is_whole(store: Path) -> bool:
    """Every row of an import names a file that is there, and says its SHA-256."""
    return all(
        hashlib.sha256((store / one.raw).read_bytes()).hexdigest() == (one.kept_sha256 or one.sha256)
        for one in Import.objects.all()
    )


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


def test_what_dead_processes_left_on_its_way_in_goes_with_the_next_erasure(
    store: Path, person: Person
) -> None:
    left, young = (
        store / keep_upload(name=name, chunks=[NAME.encode()]) for name in (f"{NAME}.csv", "young.csv")
    )
    os.utime(left.parent, (0, 0))
    erase_person(person=person, by=None)
    assert (left.exists(), young.exists()) == (False, True)
    # Somebody may still be writing it; in an hour nobody is.
    later = Job.objects.get(kind="monitor.forget-uploads")
    os.utime(young.parent, (0, 0))
    DBTaskResult.objects.filter(pk=later.task_id).update(run_after=timezone.now())
    drain_queue()
    assert not young.exists()


def test_the_upload_of_an_import_that_failed_goes_and_is_not_read_when_it_is_tried_again(
    store: Path, person: Person, staff: Person
) -> None:
    content = f"{','.join(HEADER)}\n1465011,jobless,2020,5,{NAME}\n".encode()
    upload = keep_upload(name="a.csv", chunks=[content])
    job = request_import(uploads=[upload], reader="tidy", by=staff, options={})
    # As where the store did not answer.
    Job.objects.filter(pk=job.pk).move(JobState.RUNNING, worker="w", heartbeat_at=timezone.now())
    Job.objects.filter(pk=job.pk).move(JobState.FAILED)
    erase_person(person=person, by=None)
    assert not store_path(upload).exists()
    retry_job(job=job, by=staff)
    drain_queue()
    job.refresh_from_db()
    assert job.error_message == "Plik „a.csv” nie jest już przechowywany; należy przesłać go ponownie."
    # One that was tried again at the very moment of the erasure finds its file.
    store_path(upload).parent.mkdir()
    store_path(upload).write_bytes(content)
    retry_job(job=job, by=staff)
    drain_queue()
    job.refresh_from_db()
    assert job.error_message.startswith("Po otrzymaniu pliku usunięto czyjeś dane")
    assert (Import.objects.count(), store_path(upload).exists()) == (0, False)


def test_while_files_are_being_read_in_nobody_is_erased(bring: Bring, store: Path, person: Person) -> None:
    upload = keep_upload(name="a.csv", chunks=[NAME.encode()])
    request_import(uploads=[upload], reader="tidy", by=person, options={})
    with pytest.raises(UndecidedFilesError, match="wczytywane są pliki"):
        erase_person(person=person, by=None)
    assert not SearchedFile.objects.exists()


def test_while_a_file_is_being_read_again_nobody_is_erased(
    bring: Bring, store: Path, person: Person, staff: Person
) -> None:
    request_reading_again(source=bring("1465011,jobless,2020,5"), by=staff)
    with pytest.raises(UndecidedFilesError, match="wczytywane są pliki"):
        erase_person(person=person, by=None)


def test_what_was_read_before_somebody_was_erased_is_not_written(
    bring: Bring, store: Path, tmp_path: Path, person: Person
) -> None:
    content = f"{','.join(HEADER)}\n1465011,jobless,2020,5,{NAME}\n".encode()
    source = bring_bytes(tmp_path, "a.csv", content, person)
    chosen = dict.fromkeys(codes(person).values(), "redact")
    erased = erased_so_far()
    kept = Received(path=store_path(source.raw), reader="tidy", options={}, kept=source)
    fresh = Received(path=tmp_path / "a.csv", reader="tidy", options={})
    read = [[(file, read_received(file))] for file in (fresh, kept)]
    erase_person(person=person, by=None, redacting=chosen)
    before = list(Import.objects.values())
    with pytest.raises(InputError, match="were erased"):
        import_readings(read[0], by=None, erased=erased)
    with pytest.raises(InputError, match="was redacted"):
        import_readings(read[1], by=None, erased=erased_so_far())
    assert list(Import.objects.values()) == before
    assert read_again(source=source, by=None).redacted_at


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


def packed(**members: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in members.items():
            made.writestr(name.replace("_", "."), content)
    return file.getvalue()


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


def reasons_kept(store: Path) -> set[str]:
    """Every reason that stands in any table of the store, of observations and of scores."""
    frames = [pl.read_parquet(path) for path in store.rglob("*.parquet")]
    return {reason for one in frames if "status" in one.columns for reason in one["status"].unique()}


@pytest.mark.django_db(transaction=True)
def test_a_reason_that_names_the_person_goes_out_of_releases_and_scores_and_every_value_stands(
    bring: Bring, store: Path, person: Person, recipe: RecipeVersion
) -> None:
    left = [
        f"{line},"
        for line in full_lines(last=2020)
        if not line.startswith(("1465011,crimes", "1261011,wage"))
    ]
    reason = "pytac_Zanety_Sladowskiej"
    publish(bring(*left, f"1465011,crimes,2020,,{reason}", f"1261011,wage,2020,7,{reason}").release)
    bring("1465011,jobless,2021,,sladowska", "1261011,jobless,2021,,unreliable", name="b.csv")
    drain_queue()
    assert reasons_kept(store) >= {reason, "sladowska", "unreliable"}
    before, scores = published(), ScoreSet.objects.exclude(path="")
    figures = {one.pk: pl.read_parquet(store / one.path / "by_unit.parquet") for one in scores}
    assert figures

    erase_person(person=person, by=None, redacting=dict.fromkeys(codes(person).values(), "redact-surname"))
    drain_queue()
    assert {"other reason", "unreliable"} <= reasons_kept(store)
    assert not {reason, "sladowska"} & reasons_kept(store)
    after = published()
    assert after.drop("status").equals(before.drop("status"))
    told = after.filter(before["status"] == reason).sort("indicator")
    assert told.select("indicator", "value", "status").rows() == [
        ("crimes", None, "other reason"),
        ("wage", 7.0, ""),
    ]
    for one in scores.all():
        now = pl.read_parquet(store / one.path / "by_unit.parquet")
        assert now.drop("status").equals(figures[one.pk].drop("status"))
        assert "other reason" in now["status"]
    release = Release.objects.current().get()
    assert (
        hashlib.sha256((store / release.observations).read_bytes()).hexdigest() == release.observations_sha256
    )
    assert AuditEntry.objects.filter(action="monitor.strike-reasons").count() == 2
    assert read_again(source=Import.objects.get(file_name="b.csv"), by=None).rows == 2


def test_scores_of_figures_that_were_replaced_meanwhile_are_made_again(
    bring: Bring, store: Path, recipe: RecipeVersion
) -> None:
    release = publish(bring(*full_lines(last=2020)).release)
    asked = ScoreSet.objects.select_related("release", "recipe").filter(release=release).first()
    assert asked
    was, now = release.observations, release.observations.replace("observations-", "observations-0")
    shutil.copy(store / was, store / now)
    Release.objects.filter(pk=release.pk).update(observations=now)
    made = compute_scores(score_set=asked)
    assert (made.release.observations, made.path != "") == (now, True)


def test_units_that_came_from_a_file_called_after_the_person_do_not_say_so(
    bring: Bring, store: Path, person: Person
) -> None:
    draft = bring("1465011,jobless,2020,5", "2261011,jobless,2020,6", name=f"{NAME}.csv").release
    assert settle_units(release=draft, codes=["226101"], by=None) == 1
    settled = UnitSpell.objects.filter(unit__code="226101")
    assert settled.get().source == f"{draft.code}: {NAME}.csv"
    erase_person(person=person, by=None)
    assert settled.get().source == f"{draft.code}: […].csv"
