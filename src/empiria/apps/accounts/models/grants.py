"""Roles that people hold, and the circles in which some of them are held."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models.organisations import Organisation
from empiria.apps.accounts.roles import role_title
from empiria.apps.system.language import in_language
from empiria.apps.system.periods import DatedQuerySet, ends_after_it_begins


class CircleKind(models.TextChoices):
    NETWORK = "network", _("exchange network")
    TEAM = "team", _("cross-city team")


class Circle(models.Model):
    """People of several organisations who work together: an exchange network, a cross-city team."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=7, choices=CircleKind)
    title_pl = models.CharField(_("title in Polish"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    # Only who leads a municipality may be a member, for as long as they do.
    is_for_leaders = models.BooleanField(_("only for mayors and their deputies"), default=False)
    is_closed = models.BooleanField(_("has ended"), default=False)

    class Meta:
        verbose_name = _("network or team")
        verbose_name_plural = _("networks and teams")
        ordering = ["title_pl", "pk"]

    def __str__(self) -> str:
        return in_language(self.title_pl, self.title_en)


class RoleGrant(models.Model):
    """Somebody holds a role for a time: for the whole association, in one organisation, or in one circle.

    The roles themselves, with what they permit, are classes in `accounts/roles.py`; the row keeps their code.
    """

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=40)
    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("organisation"),
    )
    circle = models.ForeignKey(
        Circle,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("network or team"),
    )
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("role held")
        verbose_name_plural = _("roles held")
        ordering = ["person", "role", "valid_from", "pk"]
        constraints = [
            ends_after_it_begins("grant_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(organisation=None) | Q(circle=None),
                name="grant_in_one_place",
                violation_error_message=_("A role is held in an organisation or in a network, not in both."),
                violation_error_code="circle",
            ),
            # Three, for a null never equals another one.
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(valid_to=None, organisation=None, circle=None),
                name="grant_open_once",
                violation_error_message=_("This is held already, without an end."),
                violation_error_code="valid_from",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "organisation"],
                condition=Q(valid_to=None, organisation__isnull=False),
                name="grant_open_once_in_organisation",
                violation_error_message=_("This is held already, without an end."),
                violation_error_code="valid_from",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "circle"],
                condition=Q(valid_to=None, circle__isnull=False),
                name="grant_open_once_in_circle",
                violation_error_message=_("This is held already, without an end."),
                violation_error_code="valid_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"

    @property
    def title(self) -> str:
        """What the holder is called, in the form they chose."""
        return role_title(self.role, self.person.form)

    @property
    def place(self) -> Organisation | Circle | None:
        """Where the role is held; nowhere else than in the whole association: None."""
        return self.organisation or self.circle
