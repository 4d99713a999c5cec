"""What people were called before, for the erasure."""

from empiria.apps.accounts.models import FormerName, Person


def keep_former(person: Person, *, name: str = "", email: str = "") -> None:
    """Remember what somebody is called no more; the same again is remembered once."""
    for kind, value in ((FormerName.Kind.NAME, name), (FormerName.Kind.EMAIL, email)):
        if value:
            FormerName.objects.get_or_create(person=person, kind=kind, value=value)
