"""Copies of files without the person: made before the transaction of the erasure, for a large file takes minutes."""

from collections.abc import Mapping

from empiria.apps.accounts.models import FileDecision, Person
from empiria.apps.accounts.services.erasure.files import (
    Copies,
    Copy,
    FoundFile,
    files_to_look_at,
    spotter_of,
)
from empiria.apps.system.uploads import RedactionError


class UnredactableError(Exception):
    """No copy of a file can be made: why not, and of which."""

    def __init__(self, file: FoundFile, error: RedactionError) -> None:
        super().__init__(f"{file.facts.title}: {error}")


def make_copies(person: Person, redacting: Mapping[str, str]) -> Copies:
    """Of the files at stake that were decided of so (code → `FileDecision`), as they are at this moment.

    A copy that no erasure puts in its place is swept away. Raises `UnredactableError`.
    """
    copies = {}
    for file in _chosen(person, redacting):
        try:
            copies[file.code] = _copy(person, file, redacting[file.code])
        except RedactionError as error:
            raise UnredactableError(file, error) from error
    return copies


def copies_that_can_be_made(person: Person, redacting: Mapping[str, str]) -> Copies:
    """The same, without those of which none can be made: they stay, and are told to be undecided."""
    copies = {}
    for file in _chosen(person, redacting):
        try:
            copies[file.code] = _copy(person, file, redacting[file.code])
        except RedactionError:
            continue
    return copies


def _chosen(person: Person, redacting: Mapping[str, str]) -> list[FoundFile]:
    if not redacting:
        return []
    return [one for one in files_to_look_at(person) if one.code in redacting and one.kind.redact]


def _copy(person: Person, file: FoundFile, decision: str) -> Copy:
    spotter = spotter_of(person)
    find = spotter.certain if decision == FileDecision.REDACT else spotter.finds
    leaves_out = decision == FileDecision.REDACT_UNREAD
    assert file.kind.redact is not None  # noqa: S101 - for the type checker
    return Copy(decision=decision, put=file.kind.redact(file.row, find, leaves_out))
