"""How often a form may be sent: counted by django-allauth, as guesses of passwords are (`ACCOUNT_RATE_LIMITS`)."""

from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class TooOftenError(ValidationError):
    """Sent too often; the message is for people, and is shown with what they typed."""

    status = 429

    def __init__(self) -> None:
        super().__init__(
            _(
                "So much was sent from here within a short time that the form rests for a while. What was typed is still here: please send it again later."
            )
        )


def count_one(request: HttpRequest, action: str, *, key: str = "") -> None:
    """Count one more. Raises `TooOftenError` where that is more than `ACCOUNT_RATE_LIMITS` says of this action."""
    if not ratelimit.consume(request, action=action, key=key):
        raise TooOftenError


def count_invitation(request: HttpRequest, *, email: str) -> None:
    """By who invites, and by the mailbox that would be filled, whatever it is invited to."""
    count_one(request, "invite")
    count_one(request, "invite_address", key=email.strip().lower())
