"""Messages: days are written as their reader writes them."""

import datetime as dt
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override

from empiria.apps.accounts.services.mails import send_mail

WHEN = dt.datetime(2026, 12, 6, 11, 27, tzinfo=ZoneInfo("Europe/Warsaw"))
MOMENT = {"pl": "6 grudnia 2026, 11:27", "en": "6 December 2026, 11:27"}
SENT = {
    "accounts/email/invitation": {"expires": WHEN},
    "accounts/email/email_changed": {"timestamp": WHEN},
    "accounts/email/second_factors_removed": {"timestamp": WHEN},
}
languages = pytest.mark.parametrize("language", MOMENT)


@languages
@pytest.mark.parametrize("prefix", SENT)
@pytest.mark.django_db
def test_a_message_says_the_moment_as_its_reader_does(
    mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks, prefix: str, language: str
) -> None:
    # Whoever makes it be sent reads another language.
    with override("en" if language == "pl" else "pl"), django_capture_on_commit_callbacks(execute=True):
        send_mail(prefix, to="one@example.org", language=language, **SENT[prefix])
    (body,) = [str(message.body) for message in mailoutbox]
    assert f" {MOMENT[language]}.\n" in body or f" {MOMENT[language]}. " in body


@languages
def test_so_do_the_messages_about_rights(language: str) -> None:
    with override(language):
        erasure = render_to_string("accounts/email/erasure.txt", {"erasure": SimpleNamespace(due_at=WHEN)})
        answer = render_to_string("accounts/email/answer.txt", {"request": SimpleNamespace(received_at=WHEN)})
    assert MOMENT[language] in erasure
    assert f" {MOMENT[language].partition(',')[0]}:" in answer
