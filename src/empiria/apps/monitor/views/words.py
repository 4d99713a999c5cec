"""The reader's language, as charts, tables and sentences take it."""

from django.utils.translation import get_language, gettext, ngettext

from empiria.reporting.words import Words


def page_words() -> Words:
    """Words in the language of the page."""
    language = "en" if (get_language() or "").startswith("en") else "pl"
    return Words(language=language, gettext=gettext, ngettext=ngettext)
