"""Rows of which there may be one only."""

from django.db import IntegrityError, models, transaction


def insert(row: models.Model) -> None:
    """Check and insert it. Where another process inserted its like a moment ago, that is found and said as ever.

    Raises `ValidationError`, never `IntegrityError`, for what the checks of the model can say.
    """
    row.full_clean()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row.full_clean()
        raise
