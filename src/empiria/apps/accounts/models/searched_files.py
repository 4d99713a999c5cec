"""What an erasure that is prepared knows about the files that people uploaded."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Finding(models.TextChoices):
    """What a file says about the person."""

    NOTHING = "nothing", pgettext_lazy("finding", "nothing was found")
    SURNAME = "surname", pgettext_lazy("finding", "a surname alone was found")
    NAME = "name", pgettext_lazy("finding", "the whole name or an address was found")
    UNREADABLE = "unreadable", pgettext_lazy("finding", "cannot be searched")


class FileDecision(models.TextChoices):
    """What becomes of a file in which the person was found. It is kept on a ground of the law only, told by its letter."""

    REMOVE = "remove", _("Remove the file for good")
    REDACT = "redact", _("Strike out whole names and addresses, and the properties of the document")
    REDACT_SURNAME = "redact-surname", _("Strike out the surname alone too, wherever it stands in the file")
    REDACT_UNREAD = (
        "redact-unread",
        _("Strike out the surname alone too, and leave out of the file what no program can read"),
    )
    NOT_THEIRS = "not-theirs", _("Leave it: it is about somebody or something else")
    EXPRESSION = "expression", _("Keep it: freedom of expression and information, art. 17(3)(a) GDPR")
    DUTY = "duty", _("Keep it: a legal duty or a task in the public interest, art. 17(3)(b) GDPR")
    ARCHIVE = "archive", _("Keep it: archiving in the public interest or research, art. 17(3)(d) GDPR")
    CLAIMS = "claims", _("Keep it: legal claims, art. 17(3)(e) GDPR")

    @classmethod
    def redacting(cls) -> "frozenset[str]":
        """Those after which the file is another one, with the same figures."""
        return frozenset({cls.REDACT, cls.REDACT_SURNAME, cls.REDACT_UNREAD})


class SearchedFile(models.Model):
    """One file that was looked through for one person. Nothing is ever added to a file: once is enough, unless the
    person's name changes.

    Kept until the erasure is done or cancelled, and a month at most.
    """

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="searched_files")
    # By which declaration the file is known (`Leftover.code`), and its number there.
    kind = models.CharField(max_length=50)
    number = models.CharField(max_length=50)
    # A digest of the names and addresses that were looked for.
    sought = models.CharField(max_length=64)
    finding = models.CharField(_("what was found"), max_length=10, choices=Finding)
    # The first places, each with what stands around it: {"part", "page", "before", "word", "after"}.
    excerpts = models.JSONField(_("excerpts"), default=list)
    # What in it no program can read: names of files of an archive, of parts of a document.
    unread = models.JSONField(_("what in it cannot be searched"), default=list)
    searched_at = models.DateTimeField(_("searched"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("file looked through for an erasure")
        verbose_name_plural = _("files looked through for an erasure")
        ordering = ["person", "kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "number"], name="file_searched_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}:{self.number}"
