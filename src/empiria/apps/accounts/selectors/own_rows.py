"""Where personal data of one person lie: the rows that a declaration means."""

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import CharField, EmailField, Model, Q, QuerySet

from empiria.apps.accounts.models import FormerName, Invitation, Person
from empiria.apps.system.language import fold
from empiria.apps.system.privacy import Personal


def model_of(declared: Personal) -> type[Model]:
    return apps.get_model(declared.model)


def addresses_of(person: Person) -> list[str]:
    """Every e-mail address that is known to be the person's, or to have been; not one that is another's by now."""
    own = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    accepted = Invitation.objects.filter(person=person).values_list("email", flat=True)
    now = {person.email.lower(), *(address.lower() for address in own)} - {""}
    earlier = (
        {address.lower() for address in [*accepted, *_earlier(person, FormerName.Kind.EMAIL)]} - now - {""}
    )
    others = {
        *Person.objects.exclude(pk=person.pk).filter(email__in=earlier).values_list("email", flat=True),
        *EmailAddress.objects.exclude(user=person).filter(email__in=earlier).values_list("email", flat=True),
    }
    return sorted(now | (earlier - {address.lower() for address in others}))


def names_of(person: Person) -> list[str]:
    """What the person is called, and was called before."""
    return sorted({person.name, *_earlier(person, FormerName.Kind.NAME)} - {""})


def words_that_tell(person: Person) -> list[str]:
    """What is looked for in the words of others: the addresses, and names unless they are a single word, which would
    be found in other people's names and in the middle of words."""
    names = [name for name in names_of(person) if len(fold(name).split()) > 1]
    return [*addresses_of(person), *names]


def _earlier(person: Person, kind: FormerName.Kind) -> list[str]:
    return list(person.former_names.filter(kind=kind).values_list("value", flat=True))


def rows_of(declared: Personal, person: Person, addresses: list[str]) -> QuerySet:
    """The rows of one declaration that are about this person, in the order they were made.

    They are found by the declared way, and by the person's e-mail addresses among the declared fields, in rows that are
    nobody else's also with anything after a plus; a table that has neither (sessions, which hide whose they are) gives none.
    """
    model = model_of(declared)
    found = Q(**{declared.person: person.pk}) if declared.person else Q(pk__in=[])
    for name in fields_of_addresses(declared):
        for address in addresses:
            local, _at, domain = address.rpartition("@")
            begins, ends = {f"{name}__istartswith": f"{local}+"}, {f"{name}__iendswith": f"@{domain}"}
            found |= Q(**{f"{name}__iexact": address}) | (Q(**begins, **ends) & _of_nobody(declared))
    found &= declared.among
    rows = model._default_manager.filter(pk__in=model._default_manager.filter(found).values("pk"))
    return rows.order_by("pk")


def fields_of_addresses(declared: Personal) -> list[str]:
    """The declared fields that hold an e-mail address and nothing else."""
    model = model_of(declared)
    return [name for name in declared.fields if isinstance(model._meta.get_field(name), EmailField)]


def rows_of_nobody(declared: Personal) -> QuerySet:
    """The rows of one declaration behind which no account stands."""
    return model_of(declared)._default_manager.filter(_of_nobody(declared)).order_by("pk")


def _of_nobody(declared: Personal) -> Q:
    if not declared.person:
        return Q()
    field = model_of(declared)._meta.get_field(declared.person) if declared.person != "pk" else None
    nobody = Q(**{f"{declared.person}__isnull": True})
    # The number of an account, kept as text.
    return nobody | Q(**{declared.person: ""}) if isinstance(field, CharField) else nobody
