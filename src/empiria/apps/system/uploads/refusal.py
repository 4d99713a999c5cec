"""Why a file is not taken."""

from django.core.exceptions import ValidationError


class UploadRefusedError(ValidationError):
    """The file is not taken; the message tells people why and what would be."""
