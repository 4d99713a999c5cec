"""What is unsafe about the folder of the data, and about whose process this is."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from empiria.analysis.errors import mark
from empiria.apps.portal.selectors.installation.base import Advice
from empiria.apps.system.selectors import unready_parts

LITTLE_SPACE, NO_SPACE = 2_000_000_000, 300_000_000


def of_files() -> Iterator[Advice]:
    data: Path = settings.EMPIRIA_DATA
    if "store" in unready_parts():
        yield Advice(
            code="store",
            severity="error",
            message=mark("The store %(path)s cannot be written to."),
            action=mark("Give the folder to the user who runs Empiria."),
            params={"path": str(data / "store")},
        )
    for path, allowed in ((data, 0o750), (data / "secret_key", 0o600)):
        if path.exists() and (mode := stat.S_IMODE(path.stat().st_mode)) & ~allowed:
            yield Advice(
                code="permissions",
                severity="error" if path.is_file() else "warning",
                message=mark("%(path)s is open to other users of this machine (%(mode)s)."),
                action=mark("chmod %(allowed)s %(path)s"),
                params={"path": str(path), "mode": f"{mode:o}", "allowed": f"{allowed:o}"},
            )
    free = shutil.disk_usage(data).free
    if free < LITTLE_SPACE:
        yield Advice(
            code="space",
            severity="error" if free < NO_SPACE else "warning",
            message=mark("Only %(megabytes)s MB are free where the data are kept."),
            action=mark("Make room, or move EMPIRIA_DATA to a larger disk."),
            params={"megabytes": free // 1_000_000},
        )
    if os.geteuid() == 0:
        yield Advice(
            code="root",
            severity="warning",
            message=mark("This runs as root."),
            action=mark("Run Empiria as a user of its own, who owns nothing but the data folder."),
        )
