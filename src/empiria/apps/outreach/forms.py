"""What people say about a document, and its file."""

import uuid
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.forms.staff import organisation_field
from empiria.apps.accounts.models import Circle, Organisation, Visibility
from empiria.apps.accounts.rules import Standing
from empiria.apps.outreach.models import Document
from empiria.apps.outreach.rules import (
    MANAGE,
    belongs_where_kept,
    circles_named_by,
    meant_for_by,
    organisations_named_by,
)
from empiria.apps.system.uploads import Checked, accepted_extensions, check_upload


class CheckedFileField(forms.FileField):
    """A file that has passed every check of uploads; gives a `Checked`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("File"), **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": accepted_extensions()}

    def clean(self, data: Any, initial: Any = None) -> Checked | None:
        upload: UploadedFile | None = super().clean(data, initial)
        return check_upload(upload) if upload else None


FILE_HELP = _(
    "PDF, an office document (DOCX, XLSX, PPTX, ODT, ODS, ODP), text, CSV or an image, without macros and passwords."
)


class FileForm(forms.Form):
    """A new version of a document's file."""

    file = CheckedFileField(help_text=FILE_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class DocumentForm(forms.ModelForm):
    """What is said about a document; choices are those of the person who fills it in."""

    class Meta:
        model = Document
        fields = (
            "title_pl",
            "title_en",
            "description_pl",
            "description_en",
            "kind",
            "date",
            "organisation",
            "circle",
            "visibility",
        )
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "visibility": forms.RadioSelect,
            "description_pl": forms.Textarea(attrs={"rows": 6}),
            "description_en": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "circle": _("The network or team whose document it is."),
            "description_pl": _(
                "What it is about and whom it may help. A blank line parts paragraphs, lines that begin with “- ” are a list, addresses become links."
            ),
        }

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.standing = standing
        self.is_new = self.instance._state.adding
        self._offer_organisations()
        self._offer_circles()
        self._offer_classes()

    def _offer_organisations(self) -> None:
        """Offer what the person may name, and what stands there already; where there is nothing, do not ask.

        Who keeps the documents of one place means that one, unless they say otherwise.
        """
        now = self.instance.organisation
        named = organisations_named_by(self.standing)
        places = Organisation.objects.filter(named | Q(pk=now.pk) if now else named)
        field = organisation_field(places, required=False)
        if not places.exists():
            del self.fields["organisation"]
            return
        self.fields["organisation"] = field
        kept = self.standing.organisations_where(MANAGE)
        if self.is_new and len(kept) == 1:
            now = places.filter(pk__in=kept).first()
        is_chosen_from_few = isinstance(field.widget, forms.Select)
        self.initial["organisation"] = (f"id:{now.pk}" if is_chosen_from_few else now.name) if now else None

    def _offer_circles(self) -> None:
        now, kept = self.instance.circle_id, self.standing.circles_where(MANAGE)
        places = Circle.objects.filter(circles_named_by(self.standing) | Q(pk=now))
        if not places.exists():
            del self.fields["circle"]
            return
        cast(forms.ModelChoiceField, self.fields["circle"]).queryset = places
        if self.is_new and len(kept) == 1:
            self.initial["circle"] = next(iter(kept))

    def _offer_classes(self) -> None:
        """Offer the classes that make sense to the person, and the one that the document has already."""
        needs = {Visibility.ORGANISATION: "organisation", Visibility.CIRCLE: "circle"}
        is_own = self.is_new or self.instance.created_by_id == self.standing.person
        offered = [
            one
            for one in meant_for_by(self.standing, is_own=is_own)
            if one not in needs or needs[one] in self.fields
        ]
        now = "" if self.is_new else self.instance.visibility
        field = cast(forms.ChoiceField, self.fields["visibility"])
        field.choices = [(one.value, one.label) for one in Visibility if one in offered or one == now]
        if self.is_new:
            # Whom it is for is to be thought of: no choice is made beforehand.
            self.initial["visibility"] = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        organisation, circle = data.get("organisation"), data.get("circle")
        if data.get("visibility") == Visibility.ORGANISATION and organisation is None:
            self.add_error(
                "organisation", gettext("Say whose document it is, for it is meant for them only.")
            )
        if data.get("visibility") == Visibility.CIRCLE and circle is None:
            self.add_error("circle", gettext("Say which network or team it is for."))
        if not self.errors and not belongs_where_kept(
            self.standing,
            organisation=organisation.pk if organisation else None,
            circle=circle.pk if circle else None,
        ):
            self.add_error(None, gettext("Let it belong to a city or network whose documents you keep."))
        return data

    def said(self) -> dict[str, Any]:
        """What was said about the document, as services take it."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}


class NewDocumentForm(DocumentForm):
    """A document with the first version of its file. `token` lets the form count once, however often it is sent."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    file = CheckedFileField(help_text=FILE_HELP)

    field_order = ("file",)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors and "file" not in self.errors and self.files:
            self.add_error(
                "file", gettext("Choose the file again: a browser does not send it twice by itself.")
            )
        return data
