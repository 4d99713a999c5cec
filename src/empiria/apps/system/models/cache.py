"""What Django's cache shares between processes."""

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


def key_of(key: str, prefix: str, version: int) -> str:
    """The key as the table holds it: counters are kept by network address and by a plain hash of an e-mail, which anybody
    could try out; without the secret key of the installation this tells of nobody.
    """
    return salted_hmac("empiria.cache", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


class CacheEntry(models.Model):
    """The table in which Django's cache keeps what all processes share; it is written by the cache alone."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("entry of the cache")
        verbose_name_plural = _("entries of the cache")

    def __str__(self) -> str:
        return self.cache_key
