"""Files that people upload: what is taken, made harmless, kept under which name, and how it is given out again."""

from empiria.apps.system.uploads.checking import ACCEPTED, Checked, accepted_extensions, check_upload
from empiria.apps.system.uploads.keeping import forget_files, keep_file, sweep_files
from empiria.apps.system.uploads.refusal import UploadRefusedError
from empiria.apps.system.uploads.serving import download

__all__ = [
    "ACCEPTED",
    "Checked",
    "UploadRefusedError",
    "accepted_extensions",
    "check_upload",
    "download",
    "forget_files",
    "keep_file",
    "sweep_files",
]
