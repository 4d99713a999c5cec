"""`empiria person`: accounts of people, for an installation in which nobody can sign in yet."""

import secrets

import click

from empiria.analysis.errors import InputError, mark
from empiria.cli.messages import _


@click.group(
    "person",
    help=_("Accounts of people."),
    epilog=_("Example: empiria person add name@example.org --staff"),
)
def person_group() -> None:
    """Only holds the command below."""


@person_group.command(
    help=_("Give somebody an account. Its random password is shown once, and kept nowhere."),
    short_help=_("Give somebody an account."),
    epilog=_("Example: empiria person add name@example.org --staff"),
)
@click.argument("email")
@click.option("--name", default="", help=_("How pages call the person; the e-mail otherwise."))
@click.option(
    "--staff", is_flag=True, help=_("The person works for the association and sees the staff's pages.")
)
def add(email: str, *, name: str, staff: bool) -> None:
    from empiria.cli.person import operator
    from empiria.cli.prepare import open_database

    open_database()
    password = create_person_with_password(
        email=email, name=name or email.strip().lower(), is_staff=staff, reason=operator()
    )
    click.echo(_("Password, shown only once: %(password)s") % {"password": password})


def create_person_with_password(*, email: str, name: str, is_staff: bool, reason: str = "") -> str:
    """Make an account with a random password, which is returned. Raises InputError where it cannot be made."""
    from django.core.exceptions import ValidationError

    from empiria.apps.accounts.services import create_person

    password = secrets.token_urlsafe(15)
    try:
        create_person(email=email, name=name, by=None, password=password, is_staff=is_staff, reason=reason)
    except ValidationError as error:
        raise InputError(
            mark("no account was made for %(email)s: %(reason)s"),
            email=email,
            reason=" ".join(error.messages),
        ) from None
    return password


def somebody_has_an_account() -> bool:
    """Whether anybody could sign in."""
    from empiria.apps.accounts.models import Person

    return Person.objects.exists()
