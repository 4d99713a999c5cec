"""How people come to an account: invitations, a new e-mail address, the identity providers of their offices."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models.organisations import Function
from empiria.apps.accounts.models.people import Person
from empiria.apps.system.encryption import decrypt, encrypt


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn, whether its link still works or not."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def ended_before(self, moment: dt.datetime) -> "InvitationQuerySet":
        """Those that were answered, withdrawn or out of time by then; `ended_at` says when."""
        ended = Coalesce("accepted_at", "withdrawn_at", "expires_at")
        return self.annotate(ended_at=ended).filter(ended_at__lt=moment)

    def working(self) -> "InvitationQuerySet":
        """Those whose link works now."""
        return self.open().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """Somebody is asked by e-mail to take part; what they will be and may do is given when they accept.

    The link's token is kept as a digest only, so that nobody who reads the table can accept in another's name.
    """

    email = models.EmailField(_("e-mail"))
    language = models.CharField(
        _("language"), max_length=2, choices=Person.Language, default=Person.Language.POLISH
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("organisation"),
    )
    circle = models.ForeignKey(
        "accounts.Circle",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("network or team"),
    )
    function = models.CharField(_("function"), max_length=12, choices=Function, blank=True)
    # Codes of roles; each is held where its class says: in the organisation, in the circle, or for the association.
    roles = models.JSONField(_("roles"), default=list, blank=True)
    # The same invitation asked for twice is one.
    key = models.CharField(max_length=64, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("works until"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    person = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        related_name="invitations",
        editable=False,
        verbose_name=_("accepted by"),
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
                violation_error_message=_("This address is invited to the same already."),
                violation_error_code="email",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, person=None)
                | Q(accepted_at__isnull=False, person__isnull=False, withdrawn_at=None),
                name="invitation_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def works(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()


class EmailChange(models.Model):
    """A new e-mail address somebody wants; it takes the old one's place when both links have been opened, or the one at the
    new address where the association asked because nobody reads at the old one."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="email_change")
    email = models.EmailField(_("new e-mail"))
    old_digest = models.CharField(max_length=64, unique=True, editable=False)
    new_digest = models.CharField(max_length=64, unique=True, editable=False)
    old_confirmed_at = models.DateTimeField(null=True, editable=False)
    new_confirmed_at = models.DateTimeField(null=True, editable=False)
    # Of the association; empty: the person.
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of an e-mail")
        verbose_name_plural = _("changes of an e-mail")

    def __str__(self) -> str:
        return f"{self.person_id}"


class IdentityProvider(models.Model):
    """The server by which an office signs in its own people (OpenID Connect)."""

    # Part of the address to which the provider sends people back: it never changes.
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name on the button"), max_length=100)
    issuer = models.URLField(_("issuer"), max_length=300)
    client_id = models.CharField(_("client ID"), max_length=300)
    secret_encrypted = models.TextField(editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        related_name="identity_providers",
        verbose_name=_("organisation"),
    )
    is_active = models.BooleanField(_("may be used"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("identity provider")
        verbose_name_plural = _("identity providers")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        return decrypt(self.secret_encrypted)

    @secret.setter
    def secret(self, secret: str) -> None:
        self.secret_encrypted = encrypt(secret)


class IdentityDomain(models.Model):
    """A domain of e-mail addresses for which one provider, and no other, answers."""

    provider = models.ForeignKey(IdentityProvider, models.CASCADE, related_name="domains")
    domain = models.CharField(_("domain"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("domain of e-mails")
        verbose_name_plural = _("domains of e-mails")
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain
