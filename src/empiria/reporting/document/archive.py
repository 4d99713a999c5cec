"""Files of office suites are archives: one of them with some of its parts changed."""

import io
import zipfile
from collections.abc import Callable


def changed(archive: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The archive with every part as `change` makes it of its name and content, in the same order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as before, zipfile.ZipFile(out, "w") as after:
        for entry in before.infolist():
            after.writestr(entry, change(entry.filename, before.read(entry)))
    return out.getvalue()
