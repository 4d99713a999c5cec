"""Under which licence figures may be used: kept as it was told, read in the reader's language where the program told it."""

from django.utils.translation import gettext as _

# What is kept with every file of Statistics Poland unless its importer says otherwise.
GUS_LICENCE = "GUS: ponowne wykorzystywanie bezpłatne, z podaniem źródła"


def licence_words(kept: str) -> str:
    """A licence as pages and files say it; what an importer typed stays as it was typed."""
    return (
        _("Statistics Poland (GUS): re-use free of charge, the source named") if kept == GUS_LICENCE else kept
    )
