"""The system's own periodic job."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from empiria.apps.system.jobs import Progress
from empiria.apps.system.models import Job
from empiria.apps.system.periodic import periodic
from empiria.apps.system.services import remove_old_jobs


@periodic(every=timedelta(days=1), name="system.remove-old-jobs", title=_("Clearing away old jobs"))
def remove_old(job: Job, progress: Progress) -> dict[str, Any]:
    progress.confirm()
    return {"removed": remove_old_jobs()}
