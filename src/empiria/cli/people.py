"""`empiria person`: accounts of people, for an installation in which nobody can sign in yet."""

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from empiria.analysis.errors import InputError, mark
from empiria.cli.messages import _

if TYPE_CHECKING:
    from empiria.apps.accounts.models import Person


@click.group(
    "person",
    help=_("Accounts of people."),
    epilog=_("Example: empiria person add name@example.org --role administrator"),
)
def person_group() -> None:
    """Only holds the commands below."""


@person_group.command(
    help=_("Give somebody an account, and print a link that sets its password: once, within a day."),
    short_help=_("Give somebody an account."),
    epilog=_("Example: empiria person add name@example.org --role administrator"),
)
@click.argument("email")
@click.option("--name", default="", help=_("How pages call the person; the e-mail otherwise."))
@click.option(
    "--role",
    "roles",
    multiple=True,
    help=_(
        "A role held for the whole association, by its code: administrator, analyst …; may be given again."
    ),
)
def add(email: str, *, name: str, roles: tuple[str, ...]) -> None:
    from empiria.cli.person import operator
    from empiria.cli.prepare import open_database

    open_database()
    _create(email=email, name=name or email.strip().lower(), password=None, roles=roles, reason=operator())
    _print_link(_person(email), operator())


@person_group.command(
    help=_(
        "Print a link that sets the password of an account: once, within a day. For whoever let the first one end while no e-mail is sent yet. Make certain first who asks."
    ),
    short_help=_("Print a link that sets the password of an account."),
    epilog=_('Example: empiria person link name@example.org --reason "the first one has ended"'),
)
@click.argument("email")
@click.option("--reason", required=True, help=_("Why, and how it was checked who asks; for the audit trail."))
def link(email: str, *, reason: str) -> None:
    from empiria.cli.person import operator
    from empiria.cli.prepare import open_database

    open_database()
    _print_link(_person(email), f"{operator()}: {reason}")


@person_group.command(
    help=_(
        "Take every second factor off the account of somebody who has lost them. Make certain first who asks."
    ),
    short_help=_("Take the second factor off an account."),
    epilog=_('Example: empiria person unlock name@example.org --reason "seen in person"'),
)
@click.argument("email")
@click.option("--reason", required=True, help=_("How it was checked who asks; for the audit trail."))
def unlock(email: str, *, reason: str) -> None:
    from empiria.cli.person import operator
    from empiria.cli.prepare import open_database

    open_database()
    from empiria.apps.accounts.services import remove_second_factors

    removed = remove_second_factors(person=_person(email), by=None, reason=f"{operator()}: {reason}")
    if not removed:
        raise InputError(mark("the account of %(email)s has no second factor"), email=email)
    click.echo(_("The second factor was taken off."))


def create_person_with_password(
    *, email: str, name: str, roles: Iterable[str] = (), is_sample: bool = False, reason: str = ""
) -> str:
    """Make an account with a random password, which is returned. Raises InputError where it cannot be made."""
    password = secrets.token_urlsafe(15)
    _create(email=email, name=name, password=password, roles=roles, is_sample=is_sample, reason=reason)
    return password


def _create(*, email: str, **about: Any) -> None:
    from django.core.exceptions import ValidationError

    from empiria.apps.accounts.services import create_person

    try:
        create_person(email=email, by=None, **about)
    except ValidationError as error:
        raise InputError(
            mark("no account was made for %(email)s: %(reason)s"),
            email=email,
            reason=" ".join(error.messages),
        ) from None


def _person(email: str) -> "Person":
    from empiria.apps.accounts.models import Person

    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise InputError(mark("nobody has an account with the e-mail %(email)s"), email=email)
    return person


def _print_link(person: "Person", reason: str) -> None:
    from empiria.apps.accounts.services import issue_password_link

    path = issue_password_link(person=person, by=None, reason=reason)
    click.echo(_("This link sets the password, once and within a day: %(link)s") % {"link": _site() + path})


def _site() -> str:
    """Where people open the site, as far as the settings say; here on this machine at the port that `start` takes."""
    from django.conf import settings

    from empiria.apps.portal.selectors.installation.base import LOCAL

    host = next(iter(settings.ALLOWED_HOSTS), "").lstrip(".*") or "localhost"
    scheme = settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL
    return f"{scheme}://{host}:8000" if host in LOCAL and scheme == "http" else f"{scheme}://{host}"


def somebody_has_an_account() -> bool:
    """Whether anybody could sign in."""
    from empiria.apps.accounts.models import Person

    return Person.objects.exists()
