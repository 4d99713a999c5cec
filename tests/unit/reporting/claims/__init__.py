"""Claims in both languages, as the pages say them."""

from gettext import GNUTranslations

from empiria.config.translations import PACKAGE
from empiria.reporting.words import Words

NO_BREAK = "\u00a0"
EN = Words(language="en")


def polish() -> Words:
    """The words of the catalogue that the package ships."""
    with (PACKAGE / "locale/pl/LC_MESSAGES/django.mo").open("rb") as file:
        catalogue = GNUTranslations(file)
    return Words(language="pl", gettext=catalogue.gettext, ngettext=catalogue.ngettext)


def plain(text: str) -> str:
    """A sentence with its no-break spaces as spaces."""
    return text.replace(NO_BREAK, " ")
