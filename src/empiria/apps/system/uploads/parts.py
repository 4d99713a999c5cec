"""Parts of archives, before they are unpacked."""

import zipfile

STEPWISE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def is_bounded(part: zipfile.ZipInfo) -> bool:
    """Whether it can be unpacked step by step: of the other ways (bzip2, LZMA) a small step may become gigabytes."""
    return part.compress_type in STEPWISE
