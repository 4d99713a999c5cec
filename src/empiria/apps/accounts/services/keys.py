"""Making and revoking keys of the API, and knowing one when it is shown."""

import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models import ApiKey, Person
from empiria.apps.system.services import record

# By which scanners of published code know a key of Empiria that somebody left there.
PREFIX = "empiria_"
MOST_KEYS = 10


class TooManyKeysError(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("There are ten keys already; revoke one that is not needed any more."))


@transaction.atomic
def create_key(*, person: Person, name: str) -> tuple[ApiKey, str]:
    """A new key and its letters, which nobody can be shown again. Raises `TooManyKeysError`."""
    Person.objects.select_for_update().get(pk=person.pk)
    if person.api_keys.count() >= MOST_KEYS:
        raise TooManyKeysError
    letters = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        person=person, name=name, beginning=letters[: len(PREFIX) + 4], digest=_digest(letters)
    )
    _record("accounts.create-key", key)
    return key, letters


@transaction.atomic
def revoke_key(*, key: ApiKey) -> None:
    """From now on nobody is known by it."""
    _record("accounts.revoke-key", key)
    key.delete()


def key_shown(letters: str) -> ApiKey | None:
    """The key that somebody shows, of an account that is open; its use today is noted."""
    key = ApiKey.objects.filter(digest=_digest(letters), person__is_active=True).first()
    today = timezone.localdate()
    if key is not None and key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
    return key


def _digest(letters: str) -> str:
    """Two hundred and fifty-six random bits need no slow hash."""
    return hashlib.sha256(letters.encode()).hexdigest()


def _record(action: str, key: ApiKey) -> None:
    record(
        by=key.person,
        action=action,
        object_type="person",
        object_id=key.person_id,
        details={"api_key": key.pk},
    )
