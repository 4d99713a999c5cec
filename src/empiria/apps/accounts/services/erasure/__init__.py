"""Erasing a person: what the declarations of every app say, in one transaction, remembered outside the database."""

from empiria.apps.accounts.services.erasure.asking import (
    WAITING,
    ask_for_erasure,
    cancel_erasure,
    erase_due_people,
)
from empiria.apps.accounts.services.erasure.ledger import complete_ledger, reapply_erasures
from empiria.apps.accounts.services.erasure.person import FINISH, erase_person, finish_erasure
from empiria.apps.accounts.services.erasure.places import doubtful_places

__all__ = [
    "FINISH",
    "WAITING",
    "ask_for_erasure",
    "cancel_erasure",
    "complete_ledger",
    "doubtful_places",
    "erase_due_people",
    "erase_person",
    "finish_erasure",
    "reapply_erasures",
]
