"""Whoever reads a file into the draft knows it as it was; somebody may be erased before it is written down.

An erasure holds the figures from before it looks whether every file was searched, and whoever writes an import holds
them too: one of both sees what the other did.
"""

from empiria.analysis.errors import InputError, mark
from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import Release

# How many people were erased; their rows stay, so that it only grows.
Erased = int


def hold_figures() -> None:
    """Until the transaction ends nobody else writes an import, also where no draft is open: that would be the newest release."""
    held = None
    # One may have been opened while the one before was waited for.
    while (newest := Release.objects.select_for_update().order_by("-pk").first()) != held:
        held = newest


def erased_so_far() -> Erased:
    """To be asked before a file is read, or when it is taken to be read by a job."""
    return Person.objects.filter(erased_at__isnull=False).count()


def refuse_if_erased_since(before: Erased) -> None:
    """For whoever holds the figures. Raises InputError: what was read may name somebody who is erased by now."""
    if erased_so_far() != before:
        raise InputError(
            mark(
                "Somebody’s data were erased after the file was received, and it may name them. Make sure that it does not, "
                "and bring it once more."
            )
        )
