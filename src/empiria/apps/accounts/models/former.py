"""What people were called before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models.people import Person


class FormerName(models.Model):
    """A name or an e-mail that a person had before, by which an erasure finds them in the words of others.

    The trail tells it too, but its words may go sooner: after six years, or with somebody else whom they name.
    """

    class Kind(models.TextChoices):
        NAME = "name", _("name")
        EMAIL = "email", _("e-mail")

    person = models.ForeignKey(Person, models.CASCADE, related_name="former_names", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    value = models.CharField(_("former name or e-mail"), max_length=254)

    class Meta:
        verbose_name = _("former name or e-mail")
        verbose_name_plural = _("former names and e-mails")
        constraints = [models.UniqueConstraint(fields=["person", "kind", "value"], name="former_name_once")]

    def __str__(self) -> str:
        return self.value
