"""How static files are kept for browsers: under names that carry their digest, compressed once, when collected."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names with gzip only: Brotli saves a few kilobytes a visit, and made the first start three times as long."""

    # Pages name nothing else; the plain copies would be compressed for nobody.
    keep_only_hashed_files = True

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return Compressor(use_brotli=False, **kwargs)
