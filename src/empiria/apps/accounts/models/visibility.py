"""Whom content is for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    """From everybody to one person; `rules.VISIBLE` says who is meant by each."""

    PUBLIC = "public", _("everybody")
    MUNICIPALITIES = "municipalities", _("people of municipalities, signed in")
    CIRCLE = "circle", _("members of one network or team")
    LEADERS = "leaders", _("mayors and their deputies only")
    ADVISERS = "advisers", _("advisers")
    ORGANISATION = "organisation", _("one city or organisation")
    PRIVATE = "private", _("only whoever made it")


class Visible(models.Model):
    """Content with a visibility class and what the class refers to."""

    visibility = models.CharField(
        _("who may see it"), max_length=14, choices=Visibility, default=Visibility.PRIVATE
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    circle = models.ForeignKey(
        "accounts.Circle",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("network or team"),
    )
    created_by = models.ForeignKey(
        "accounts.Person",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.CIRCLE) | Q(circle__isnull=False),
                name="%(app_label)s_%(class)s_names_its_circle",
                violation_error_message=_("Please choose the network or team that may see it."),
                violation_error_code="circle",
            ),
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.ORGANISATION) | Q(organisation__isnull=False),
                name="%(app_label)s_%(class)s_names_its_organisation",
                violation_error_message=_("Please choose the city or organisation that may see it."),
                violation_error_code="organisation",
            ),
        ]
