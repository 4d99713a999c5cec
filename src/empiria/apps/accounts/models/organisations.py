"""Organisations, what they were called, how to reach them, and who belongs to them as what."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from empiria.apps.system.periods import DatedQuerySet, ends_after_it_begins


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("municipality")
    COUNTY = "county", _("county")
    VOIVODESHIP = "voivodeship", _("voivodeship")
    MINISTRY = "ministry", _("ministry or central office")
    ASSOCIATION = "association", _("association of local governments")
    UNIVERSITY = "university", _("university or institute")
    SCHOOL = "school", _("school")
    COMPANY = "company", _("company")
    NGO = "ngo", _("non-governmental organisation")
    OTHER = "other", _("other organisation")


# Kinds that are a territorial unit: each has exactly one, and a unit has one such organisation.
TERRITORIAL = (OrganisationKind.MUNICIPALITY, OrganisationKind.COUNTY, OrganisationKind.VOIVODESHIP)


class Organisation(models.Model):
    """A body that people belong to; `name` is the one of today, copied from its last spell by the services."""

    kind = models.CharField(_("kind"), max_length=12, choices=OrganisationKind)
    name = models.CharField(_("name"), max_length=200)
    search_key = models.CharField(max_length=200, db_index=True, editable=False)
    unit = models.ForeignKey(
        "places.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("territorial unit"),
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    is_closed = models.BooleanField(_("exists no more"), default=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["search_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"],
                condition=Q(kind__in=TERRITORIAL),
                name="organisation_one_per_unit",
                violation_error_message=_("This unit has its organisation already, maybe a closed one."),
                violation_error_code="unit",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TERRITORIAL, unit__isnull=False) | ~Q(kind__in=TERRITORIAL),
                name="organisation_territorial_has_its_unit",
                violation_error_message=_(
                    "A municipality, county or voivodeship needs the code of its unit; nothing else has one."
                ),
                violation_error_code="unit",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationName(models.Model):
    """What an organisation was called, and when."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=200)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation name")
        verbose_name_plural = _("organisation names")
        ordering = ["organisation", models.F("valid_from").asc(nulls_first=True)]
        constraints = [
            ends_after_it_begins("organisation_name_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(valid_to=None), name="organisation_one_name_of_today"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationContact(models.Model):
    """How to reach an organisation: an office's own address, not a person's."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contacts")
    label = models.CharField(_("what for"), max_length=100)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)
    address = models.TextField(_("postal address"), blank=True, max_length=500)

    class Meta:
        verbose_name = _("organisation contact")
        verbose_name_plural = _("organisation contacts")
        ordering = ["organisation", "label", "pk"]

    def __str__(self) -> str:
        return self.label


class Function(models.TextChoices):
    """What somebody is in an organisation."""

    MAYOR = "mayor", _("mayor")
    DEPUTY_MAYOR = "deputy_mayor", _("deputy mayor")
    TREASURER = "treasurer", _("treasurer")
    SECRETARY = "secretary", _("secretary")
    COORDINATOR = "coordinator", _("coordinator")
    TEAM_MEMBER = "team_member", _("team member")
    COUNCILLOR = "councillor", _("councillor")
    HEAD_TEACHER = "head_teacher", _("head teacher")
    EMPLOYEE = "employee", _("employee")
    BOARD_MEMBER = "board_member", _("member of the board")
    OTHER = "other", _("other function")


# Polish says a function in the form its holder chose; English has one word for all.
FUNCTION_IN_FORM = {
    Function.MAYOR: {
        "feminine": pgettext_lazy("feminine", "mayor"),
        "masculine": pgettext_lazy("masculine", "mayor"),
        "neutral": pgettext_lazy("neutral", "mayor"),
    },
    Function.DEPUTY_MAYOR: {
        "feminine": pgettext_lazy("feminine", "deputy mayor"),
        "masculine": pgettext_lazy("masculine", "deputy mayor"),
        "neutral": pgettext_lazy("neutral", "deputy mayor"),
    },
    Function.TREASURER: {
        "feminine": pgettext_lazy("feminine", "treasurer"),
        "masculine": pgettext_lazy("masculine", "treasurer"),
        "neutral": pgettext_lazy("neutral", "treasurer"),
    },
    Function.SECRETARY: {
        "feminine": pgettext_lazy("feminine", "secretary"),
        "masculine": pgettext_lazy("masculine", "secretary"),
        "neutral": pgettext_lazy("neutral", "secretary"),
    },
    Function.COORDINATOR: {
        "feminine": pgettext_lazy("feminine", "coordinator"),
        "masculine": pgettext_lazy("masculine", "coordinator"),
        "neutral": pgettext_lazy("neutral", "coordinator"),
    },
    Function.TEAM_MEMBER: {
        "feminine": pgettext_lazy("feminine", "team member"),
        "masculine": pgettext_lazy("masculine", "team member"),
        "neutral": pgettext_lazy("neutral", "team member"),
    },
    Function.COUNCILLOR: {
        "feminine": pgettext_lazy("feminine", "councillor"),
        "masculine": pgettext_lazy("masculine", "councillor"),
        "neutral": pgettext_lazy("neutral", "councillor"),
    },
    Function.HEAD_TEACHER: {
        "feminine": pgettext_lazy("feminine", "head teacher"),
        "masculine": pgettext_lazy("masculine", "head teacher"),
        "neutral": pgettext_lazy("neutral", "head teacher"),
    },
    Function.EMPLOYEE: {
        "feminine": pgettext_lazy("feminine", "employee"),
        "masculine": pgettext_lazy("masculine", "employee"),
        "neutral": pgettext_lazy("neutral", "employee"),
    },
    Function.BOARD_MEMBER: {
        "feminine": pgettext_lazy("feminine", "member of the board"),
        "masculine": pgettext_lazy("masculine", "member of the board"),
        "neutral": pgettext_lazy("neutral", "member of the board"),
    },
    Function.OTHER: {
        "feminine": _("other function"),
        "masculine": _("other function"),
        "neutral": _("other function"),
    },
}


class Membership(models.Model):
    """Somebody is something in an organisation, for a time."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    function = models.CharField(_("function"), max_length=12, choices=Function)
    # As the office calls it, where the function says too little ("inspector for promotion").
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organisation", "valid_from", "pk"]
        constraints = [
            ends_after_it_begins("membership_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["person", "organisation", "function"],
                condition=Q(valid_to=None),
                name="membership_open_once",
                violation_error_message=_("This is held already, without an end."),
                violation_error_code="valid_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_function_display()}, {self.organisation_id}"

    @property
    def function_title(self) -> str:
        """The function in the form its holder chose."""
        return str(FUNCTION_IN_FORM[Function(self.function)][self.person.form])
