"""Mail goes through a job: no page waits for it, and none is lost while the provider does not answer.

Whoever sends mail does it as Django says (`EmailMessage(…).send()`); `OutboxBackend` writes it down in the caller's
transaction, and a worker sends it after that is committed. The job knows the number of the message only; the message is
removed as soon as it is sent, or after a week.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused
from typing import Any

from anymail.exceptions import AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from empiria.analysis.errors import InputError, mark
from empiria.apps.system.models import OutgoingMail
from empiria.apps.system.services import enqueue_job

SEND_MAIL = "system.send-mail"
# How long is waited after each failed attempt: half a day in all.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 480))
# The recipient's server, or the provider, says that this will never work.
REFUSALS = (SMTPRecipientsRefused, AnymailRecipientsRefused, AnymailInvalidAddress)


class MessageOf(EmailMessage):
    """A message whose person may not be found by its address: the number of their account comes with it."""

    def __init__(self, *, person: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person = person


class OutboxBackend(BaseEmailBackend):
    """What Django's `EMAIL_BACKEND` names: every recipient gets a message of their own, and sees nobody else's address."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for message in email_messages:
                self._write_down(message)
        return len(email_messages)

    def _write_down(self, message: EmailMessage) -> None:
        if message.attachments or message.cc or message.bcc:
            raise ValueError(
                "the outbox keeps a text, its HTML and its recipients; no attachments and no copies"
            )
        html = [part for part, kind in getattr(message, "alternatives", []) if kind == "text/html"]
        for recipient in message.to:
            address = parseaddr(recipient)[1]
            mail = OutgoingMail.objects.create(
                to=address,
                person=getattr(message, "person", "") or _who_is_at(address),
                sender=message.from_email,
                reply_to=", ".join(message.reply_to),
                subject=str(message.subject),
                text=str(message.body),
                html=str(html[0]) if html else "",
            )
            enqueue_job(kind=SEND_MAIL, by=None, mail=mail.pk)


def _who_is_at(address: str) -> str:
    people = get_user_model()._default_manager.filter(email__iexact=address)
    return str(people.values_list("pk", flat=True).first() or "")


def send_to_nobody() -> None:
    """Ask for the job of a message that is not there: who sees the jobs does not see whether there was one to send."""
    enqueue_job(kind=SEND_MAIL, by=None, mail=uuid.uuid4())


def send_waiting_mail(*, mail: str, attempt: int) -> dict[str, Any]:
    """Send one message and forget it; where that fails for now, ask for another attempt later.

    Run twice it may send twice: a worker may die between the provider's answer and its own note of it. The message
    then has the same number, by which mail programs take the second for the first. Raises `InputError` when it is
    refused for good, or no attempt is left.
    """
    waiting = OutgoingMail.objects.filter(pk=mail).first()
    if waiting is None:
        return {"sent": False}
    try:
        get_connection(settings.EMPIRIA_MAIL["backend"], **settings.EMPIRIA_MAIL["options"]).send_messages(
            [_message(waiting)]
        )
    except REFUSALS as error:
        waiting.delete()
        raise InputError(mark("the recipient was refused (%(kind)s)"), kind=type(error).__name__) from None
    except Exception as error:
        # Its text may name the recipient.
        if attempt > len(PAUSES):
            raise InputError(
                mark("the mail could not be sent in %(count)s attempts (%(kind)s)"),
                count=attempt,
                kind=type(error).__name__,
            ) from None
        enqueue_job(kind=SEND_MAIL, by=None, after=PAUSES[attempt - 1], mail=mail, attempt=attempt + 1)
        return {"sent": False, "kind": type(error).__name__}
    waiting.delete()
    return {"sent": True}


def _message(waiting: OutgoingMail) -> EmailMultiAlternatives:
    domain = parseaddr(waiting.sender)[1].rpartition("@")[2] or "localhost"
    message = EmailMultiAlternatives(
        subject=waiting.subject,
        body=waiting.text,
        from_email=waiting.sender,
        to=[waiting.to],
        reply_to=[waiting.reply_to] if waiting.reply_to else None,
        headers={"Message-ID": f"<{waiting.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    if waiting.html:
        message.attach_alternative(waiting.html, "text/html")
    return message
