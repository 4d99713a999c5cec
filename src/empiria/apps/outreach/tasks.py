"""The library's periodic job; the bin is emptied by the rules of retention (`privacy.py`)."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from empiria.apps.outreach.services import sweep_documents
from empiria.apps.system.jobs import Progress
from empiria.apps.system.models import Job
from empiria.apps.system.periodic import periodic


@periodic(every=timedelta(days=1), name="outreach.sweep-files", title=_("Clearing uploads that were cut off"))
def sweep(job: Job, progress: Progress) -> dict[str, Any]:
    progress.confirm()
    return {"removed": sweep_documents()}
