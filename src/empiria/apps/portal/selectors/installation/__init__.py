"""What is unsafe or missing in this installation, and what to do about it: what `empiria check` says."""

from collections.abc import Iterator

from django.conf import settings
from django.core import checks

from empiria.analysis.errors import mark
from empiria.apps.portal.selectors.installation.base import Advice
from empiria.apps.portal.selectors.installation.configuration import of_settings
from empiria.apps.portal.selectors.installation.database import of_database
from empiria.apps.portal.selectors.installation.files import of_files
from empiria.apps.system.selectors import unready_parts

__all__ = ["Advice", "advice", "of_settings"]

# What Django advises and we decide otherwise: whether other hosts of the domain speak HTTPS is not ours to say.
DECIDED = {"security.W005", "security.W021"}


def advice() -> list[Advice]:
    """Everything there is to say, errors first; nothing where all is well."""
    found = [*of_settings(), *of_files(), *_of_django()]
    # Without its database nothing else can be asked.
    found += of_database() if "database" not in unready_parts() else [NO_DATABASE]
    return sorted(found, key=lambda one: (one.severity != "error", one.code))


NO_DATABASE = Advice(
    code="database",
    severity="error",
    message=mark("The database does not answer."),
    action=mark("Look at DATABASE_URL, and whether the server runs and lets this machine in."),
)


def _of_django() -> Iterator[Advice]:
    for found in checks.run_checks(include_deployment_checks=settings.HTTPS):
        # Our own checks say the same of these, in words that name our settings.
        if found.level >= checks.WARNING and found.id not in DECIDED | {
            "security.W009",
            "security.W018",
            "security.W020",
        }:
            yield Advice(
                code=str(found.id),
                severity="error" if found.level >= checks.ERROR else "warning",
                message="%(message)s",
                action=mark("See Django's documentation of its checks."),
                params={"message": " ".join(str(found.msg).split())},
            )
