"""What every process does about a restore that was cut off, before it serves anybody."""

from collections.abc import Callable
from typing import Any


def erase_again(progress: Callable[[int, int, str], None] = lambda *_told: None) -> Any:
    """Erase again who was erased after the backup was made; how many, and what nobody has decided of."""
    from empiria.apps.accounts.services.erasure import reapply_erasures

    return reapply_erasures(progress=progress)


def settle() -> None:
    """Finish a restore that was cut off after its commit, and clear away what killed ones left. Mostly nothing."""
    from django.conf import settings

    from empiria.apps.system import locks
    from empiria.apps.system.backup.folders import any_shadow
    from empiria.apps.system.backup.restoring import JOURNAL, clear_leftovers, settle_restore

    if (settings.EMPIRIA_DATA / JOURNAL).exists():
        with locks.settling():
            settle_restore(erase_again=erase_again)
    if any_shadow():
        clear_leftovers()
