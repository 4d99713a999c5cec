"""What is on its way in, or read, while somebody is erased."""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from empiria.analysis.errors import InputError
from empiria.apps.accounts.models import Person, SearchedFile
from empiria.apps.accounts.services.erasure import UndecidedFilesError, erase_person
from empiria.apps.monitor.models import Import
from empiria.apps.monitor.selectors.store import store_path
from empiria.apps.monitor.services import read_again
from empiria.apps.monitor.services.imports import Received, import_readings, read_received
from empiria.apps.monitor.services.incoming import keep_upload, request_import, request_reading_again
from empiria.apps.monitor.services.meanwhile import erased_so_far
from empiria.apps.system.models import Job, JobState
from empiria.apps.system.services import retry_job
from tests.integration.accounts.privacy.traces import NAME
from tests.integration.monitor.data.conftest import Bring
from tests.integration.monitor.data.erasing.files import HEADER, bring_bytes, codes
from tests.integration.queue import drain_queue

pytestmark = pytest.mark.django_db


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
