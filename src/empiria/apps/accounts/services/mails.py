"""Messages to people, in their language. What they hold lies in `templates/<prefix>_subject.txt` and `_message.txt`."""

import hashlib
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils.translation import override

from empiria.apps.accounts.models import Person
from empiria.apps.system.mail import MessageOf


def send_mail(prefix: str, *, to: str, language: str, person: Person | None = None, **context: Any) -> None:
    """Send a message when what it tells of is kept; a message that cannot leave undoes nothing and is logged.

    `person` is whose it is where the address does not say so: not theirs yet, or no more. Addresses of pages (names that end in `_url`) are put into the reader's language.
    """
    links = {name: translate_url(value, language) for name, value in context.items() if name.endswith("_url")}
    with override(language):
        context = context | links | {"email": to, "operator": settings.EMPIRIA_OPERATOR}
        subject = " ".join(render_to_string(f"{prefix}_subject.txt", context).split())
        text = render_to_string(f"{prefix}_message.txt", context).strip() + "\n"
    message = MessageOf(subject=subject, body=text, to=[to], person=str(person.pk) if person else "")
    transaction.on_commit(message.send, robust=True)


def digest(token: str) -> str:
    """What is kept of a token that a link holds: nobody can turn it back into the link."""
    return hashlib.sha256(token.encode()).hexdigest()
