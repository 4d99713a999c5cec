"""What the tests of invitations begin with: an address, and the link in a message."""

import re

from django.core.mail import EmailMessage

NEW = "new.one@example.org"


def link(token: str) -> str:
    return f"https://empiria.example/accounts/invitation/{token}/"


def token_in(message: EmailMessage) -> str:
    found = re.search(r"/accounts/invitation/([^/\s]+)/", str(message.body))
    assert found
    return found[1]
