"""Mail that is written down, sent by a job to a server of our own, and forgotten."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from empiria.apps.system.mail import PAUSES, send_waiting_mail
from empiria.apps.system.models import Job, OutgoingMail
from empiria.apps.system.services import apply_retention
from tests.integration.cast import Cast
from tests.integration.queue import drain_queue

ADDRESS = "ktos@example.org"


class Smtp(socketserver.StreamRequestHandler):
    """As little of SMTP as Django speaks; `server.answer` is what it says to a recipient."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += self.rfile.readline()
                self.server.received.append(text.decode())  # type: ignore[attr-defined]
                self.wfile.write(b"250 taken\r\n")
            elif verb == b"RCPT":
                self.wfile.write(self.server.answer + b"\r\n")  # type: ignore[attr-defined]
            elif verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 well\r\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    received: list[str]
    answer: bytes


@pytest.fixture
def server(settings: Settings, db: None) -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Smtp) as running:
        running.received, running.answer = [], b"250 well"
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        settings.EMAIL_BACKEND = "empiria.apps.system.mail.OutboxBackend"
        options = {"host": "127.0.0.1", "port": running.server_address[1], "use_tls": False}
        settings.EMPIRIA_MAIL = {"backend": "django.core.mail.backends.smtp.EmailBackend", "options": options}
        yield running
        running.shutdown()


def send(**fields: Any) -> None:
    message = {"subject": "Zaproszenie", "body": "Treść z tajnym odnośnikiem", "to": [ADDRESS]}
    EmailMultiAlternatives(**(message | fields)).send()


def test_mail_leaves_after_the_transaction_and_nothing_of_it_stays(server: Server) -> None:
    send(alternatives=[("<p>Treść</p>", "text/html")], reply_to=["biuro@example.org"])
    assert server.received == []
    waiting = OutgoingMail.objects.get()
    (job,) = Job.objects.all()
    assert (job.kind, job.params) == ("system.send-mail", {"mail": str(waiting.pk)})
    drain_queue()
    (text,) = server.received
    for header in (f"To: {ADDRESS}", "Reply-To: biuro@example.org", "Auto-Submitted: auto-generated"):
        assert header in text
    assert f"Message-ID: <{waiting.pk}@" in text
    assert "Content-Type: text/html" in text
    job.refresh_from_db()
    assert (job.state, job.result, OutgoingMail.objects.count()) == ("done", {"sent": True}, 0)
    # The job taken up a second time, its worker having been thought dead.
    assert send_waiting_mail(mail=str(waiting.pk), attempt=1) == {"sent": False}


def test_mail_of_a_transaction_that_is_rolled_back_is_never_sent(server: Server) -> None:
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    drain_queue()
    assert (server.received, OutgoingMail.objects.count(), Job.objects.count()) == ([], 0, 0)


def test_every_recipient_gets_a_message_of_their_own(server: Server, cast: Cast) -> None:
    send(to=[ADDRESS, f"Name <{cast['account'].email.upper()}>"])
    people = dict(OutgoingMail.objects.values_list("to", "person"))
    assert people == {ADDRESS: "", cast["account"].email.upper(): str(cast["account"].pk)}
    drain_queue()
    assert [
        "To: " + ADDRESS in text for text in sorted(server.received, key=lambda text: ADDRESS not in text)
    ] == [True, False]


@pytest.mark.parametrize(
    "more", [{"cc": [ADDRESS]}, {"bcc": [ADDRESS]}, {"attachments": [("a.txt", "a", "text/plain")]}]
)
def test_what_the_outbox_cannot_keep_is_refused(server: Server, more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no attachments"):
        EmailMessage(subject="a", body="b", to=[ADDRESS], **more).send()
    assert OutgoingMail.objects.count() == 0


def test_a_server_that_is_not_there_is_asked_again_later_and_given_up_in_the_end(
    server: Server, settings: Settings
) -> None:
    settings.EMPIRIA_MAIL["options"]["port"] = 9
    send()
    waiting = OutgoingMail.objects.get()
    for attempt, pause in enumerate(PAUSES, start=1):
        result = send_waiting_mail(mail=str(waiting.pk), attempt=attempt)
        assert result == {"sent": False, "kind": "ConnectionRefusedError"}
        following = Job.objects.get(params__attempt=attempt + 1)
        due = DBTaskResult.objects.get(pk=following.task_id).run_after - timezone.now()
        assert pause - timedelta(seconds=30) < due <= pause
    with pytest.raises(ValueError, match=r"could not be sent in 7 attempts \(ConnectionRefusedError\)"):
        send_waiting_mail(mail=str(waiting.pk), attempt=len(PAUSES) + 1)
    # Kept, so that the failed job can be run again when the settings are mended.
    assert OutgoingMail.objects.count() == 1


def test_a_recipient_who_is_refused_is_not_tried_again_and_not_named(server: Server) -> None:
    server.answer = b"550 no such user"
    send()
    drain_queue()
    (job,) = Job.objects.all()
    assert (job.state, job.error_message) == (
        "failed",
        "odmówiono przyjęcia poczty dla odbiorcy (SMTPRecipientsRefused)",
    )
    assert OutgoingMail.objects.count() == 0
    assert ADDRESS not in str(Job.objects.values())


def test_unsent_mail_is_forgotten_after_a_week(server: Server) -> None:
    send()
    send()
    old = OutgoingMail.objects.first()
    assert old is not None
    OutgoingMail.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=7, minutes=1))
    assert (apply_retention(by=None)["system.unsent-mail"], OutgoingMail.objects.count()) == (1, 1)
