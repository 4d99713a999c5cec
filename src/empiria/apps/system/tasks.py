"""The system's own jobs."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from empiria.apps.system.jobs import Progress, job_handler
from empiria.apps.system.mail import SEND_MAIL, send_waiting_mail
from empiria.apps.system.models import Job
from empiria.apps.system.periodic import periodic
from empiria.apps.system.services import apply_retention


@periodic(every=timedelta(days=1), name="system.apply-retention", title=_("Removing what is kept no longer"))
def remove_old(job: Job, progress: Progress) -> dict[str, Any]:
    return apply_retention(by=None, confirm=progress.confirm)


@job_handler(SEND_MAIL, title=_("Sending a mail"))
def send_mail(job: Job, progress: Progress, *, mail: str, attempt: int = 1) -> dict[str, Any]:
    progress.confirm()
    return send_waiting_mail(mail=mail, attempt=attempt)
