"""Whether the sample belongs into this database: asked at every start, so without all that loading it needs."""

from empiria.apps.monitor.models import Release
from empiria.apps.places.models import Unit


def sample_is_wanted() -> bool:
    """The database holds nothing that the sample could be mistaken for, or that it would stand beside."""
    return not Unit.objects.exists() and not Release.objects.exists()
