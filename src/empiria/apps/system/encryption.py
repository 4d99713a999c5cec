"""Secrets that must be read again (seeds of one-time codes, secrets of identity providers), encrypted by the installation's
key, so that a copy of the database alone gives none away.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class WrongKeyError(Exception):
    """The secret was encrypted by another installation's key."""


def _key(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"empiria.secrets:" + secret.encode()).digest()))


def _keys() -> MultiFernet:
    return MultiFernet(
        [_key(str(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def encrypt(secret: str) -> str:
    """The secret as it may lie in the database."""
    return _keys().encrypt(secret.encode()).decode()


def decrypt(kept: str) -> str:
    """The secret again. Raises `WrongKeyError` where the installation's key is not the one it was encrypted by."""
    try:
        return _keys().decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise WrongKeyError("this secret was encrypted by another installation's key") from error


def is_readable(kept: str) -> bool:
    """Whether this installation's key opens the secret."""
    try:
        decrypt(kept)
    except WrongKeyError:
        return False
    return True
