"""The reader's way of writing numbers."""

from django.utils.translation import get_language

from empiria.reporting.words import Words


def page_words() -> Words:
    """Words in the language of the page, for numbers; messages are Django's."""
    return Words(language="en" if (get_language() or "").startswith("en") else "pl")
