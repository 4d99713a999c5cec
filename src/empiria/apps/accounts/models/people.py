"""People who sign in."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.rules import Standing, standing_of


class Form(models.TextChoices):
    """The grammatical form in which somebody is addressed: Polish names of roles differ by it."""

    FEMININE = "feminine", _("feminine (koordynatorka)")
    MASCULINE = "masculine", _("masculine (koordynator)")
    NEUTRAL = "neutral", _("neutral (osoba koordynująca)")


# Tables that hold keys, tokens and addresses of networks, which are for nobody's eyes.
SECRET = frozenset(
    {
        "account.view_emailconfirmation",
        "mfa.view_authenticator",
        "sessions.view_session",
        "socialaccount.view_socialapp",
        "socialaccount.view_socialtoken",
        "usersessions.view_usersession",
    }
)


class PersonManager(BaseUserManager["Person"]):
    """Finds a person by e-mail in any letter case; people are made by `services.create_person` only."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Someone with an account; the e-mail, always in lower case, is the name they sign in with."""

    class Language(models.TextChoices):
        POLISH = "pl", _("Polish")
        ENGLISH = "en", _("English")

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    form = models.CharField(_("form of address"), max_length=9, choices=Form, default=Form.NEUTRAL)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.POLISH)
    is_active = models.BooleanField(_("may sign in"), default=True)
    # The one account that `empiria start` makes with its sample; it alone needs no second factor.
    is_sample = models.BooleanField(_("account of the sample"), default=False, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    # Nothing but the row itself and what it counts for is left of an erased person.
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "email"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="person_email_is_lower_case"
            ),
            models.UniqueConstraint(
                fields=["is_sample"], condition=models.Q(is_sample=True), name="person_one_sample_account"
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at=None) | models.Q(is_active=False),
                name="person_erased_never_signs_in",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def standing(self) -> Standing:
        """What this person may do today: read once for a request."""
        return standing_of(self)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.pop("standing", None)
        super().refresh_from_db(*args, **kwargs)

    def may(self, permission: str) -> bool:
        """Whether a role held for the whole association gives this permission."""
        return self.standing.may(permission)

    def may_somewhere(self, permission: str) -> bool:
        """Whether any role gives this permission, if only in one organisation or circle."""
        return self.standing.may_somewhere(permission)

    # The admin asks the following. It is for reading: every write goes through a service.
    @property
    def is_staff(self) -> bool:
        return self.standing.is_staff

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        is_reading = perm.partition(".")[2].startswith("view_") and perm not in SECRET
        return is_reading and self.may("system.read_database")

    def has_module_perms(self, app_label: str) -> bool:
        return self.may("system.read_database")
