"""What the trail keeps of signing in and out: who by number, by which means, never what was typed."""

from empiria.apps.accounts.models import Person
from empiria.apps.system.services import record


def note_sign_in(*, person: Person, means: list[str]) -> None:
    """Somebody came in; `means` are the codes of what they showed, in order."""
    record(
        by=person,
        action="accounts.sign-in",
        object_type="person",
        object_id=person.pk,
        details={"means": means},
    )


def note_sign_out(*, person: Person) -> None:
    record(by=person, action="accounts.sign-out", object_type="person", object_id=person.pk)


def note_refused_sign_in(*, person: Person | None, means: str) -> None:
    """Somebody did not come in: to the account of `person`, or to none that there is."""
    record(
        by=None,
        action="accounts.refuse-sign-in",
        object_type="person",
        object_id=person.pk if person else "",
        details={"means": [means]},
    )


def note_refused_factor(*, person: Person) -> None:
    """The password was right, or somebody was in already; the code or the passkey was not."""
    record(by=None, action="accounts.refuse-second-factor", object_type="person", object_id=person.pk)
