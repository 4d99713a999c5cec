"""Erasing a person: what the declarations of every app say, in one transaction, remembered outside the database."""

from empiria.apps.accounts.services.erasure.asking import (
    WAITING,
    ask_for_erasure,
    cancel_erasure,
    erase_due_people,
)
from empiria.apps.accounts.services.erasure.files import (
    SEARCH,
    FoundFile,
    UndecidedFilesError,
    files_at_stake,
    files_partly_unread,
    files_to_look_at,
    request_search,
    search_files,
    spotter_of,
    unreadable_files,
    unsearched_files,
)
from empiria.apps.accounts.services.erasure.ledger import complete_ledger, reapply_erasures
from empiria.apps.accounts.services.erasure.person import FINISH, erase_person, finish_erasure
from empiria.apps.accounts.services.erasure.places import Place, doubtful_places
from empiria.apps.accounts.services.erasure.redacting import UnredactableError

__all__ = [
    "FINISH",
    "SEARCH",
    "WAITING",
    "FoundFile",
    "Place",
    "UndecidedFilesError",
    "UnredactableError",
    "ask_for_erasure",
    "cancel_erasure",
    "complete_ledger",
    "doubtful_places",
    "erase_due_people",
    "erase_person",
    "files_at_stake",
    "files_partly_unread",
    "files_to_look_at",
    "finish_erasure",
    "reapply_erasures",
    "request_search",
    "search_files",
    "spotter_of",
    "unreadable_files",
    "unsearched_files",
]
