"""Background jobs of accounts: a few lines round a service each; every one may be run twice."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models import DataCopy, Person
from empiria.apps.accounts.services.copies import MAKE, make_copy
from empiria.apps.accounts.services.erasure import (
    FINISH,
    SEARCH,
    complete_ledger,
    erase_due_people,
    finish_erasure,
    search_files,
)
from empiria.apps.accounts.services.erasure.person import forget_files_of_job, rebuild_database_file
from empiria.apps.accounts.services.municipalities import JOB, sync_municipalities
from empiria.apps.accounts.services.people import SEND_LINK, send_password_link
from empiria.apps.system.jobs import Progress, job_handler
from empiria.apps.system.models import Job
from empiria.apps.system.periodic import periodic


@job_handler(JOB, title=_("Organisations of municipalities"))
def sync(job: Job, progress: Progress) -> dict[str, Any]:
    by = Person.objects.filter(pk=job.created_by).first() if job.created_by else None
    return sync_municipalities(by=by, progress=progress, confirm=progress.confirm)


@job_handler(FINISH, title=_("Finishing an erasure"))
def finish(job: Job, progress: Progress, *, files: list[str] | None = None) -> dict[str, Any]:
    finish_erasure(files=files or [], confirm=progress.confirm)
    forget_files_of_job(job)
    rebuild_database_file()
    return {}


@job_handler(SEARCH, title=_("Looking through files for an erasure"))
def search(job: Job, progress: Progress) -> dict[str, Any]:
    person = Person.objects.filter(pk=job.object_id, erased_at=None).first()
    return {"searched": search_files(person, progress=progress) if person else 0}


@periodic(
    every=timedelta(hours=1), name="accounts.erase-due-people", title=_("Erasing people who asked for it")
)
def erase_due(job: Job, progress: Progress) -> dict[str, Any]:
    progress.confirm()
    complete_ledger()
    return erase_due_people(confirm=progress.confirm)


@job_handler(SEND_LINK, title=_("Sending a link for a new password"))
def send_link(job: Job, progress: Progress, *, person: str, site: str, number: str) -> dict[str, Any]:
    progress.confirm()
    send_password_link(person=person, site=site)
    # The pages of jobs are no place to read who has an account.
    return {}


@job_handler(MAKE, title=_("Putting together a copy of somebody’s own data"))
def make(job: Job, progress: Progress) -> dict[str, Any]:
    copy = DataCopy.objects.filter(pk=job.object_id).select_related("person").first()
    if copy:
        make_copy(copy, progress=progress, confirm=progress.confirm)
    return {"made": copy is not None}
