"""Files that people upload: what is taken, made harmless, kept under which name, and how it is given out again."""

from empiria.apps.system.uploads.checking import ACCEPTED, Checked, accepted_extensions, check_upload
from empiria.apps.system.uploads.keeping import forget_files, keep_file, sweep_files
from empiria.apps.system.uploads.refusal import UploadRefusedError
from empiria.apps.system.uploads.serving import download
from empiria.apps.system.uploads.words import Part, Passage, UnreadableError, read_words

__all__ = [
    "ACCEPTED",
    "Checked",
    "Part",
    "Passage",
    "UnreadableError",
    "UploadRefusedError",
    "accepted_extensions",
    "check_upload",
    "download",
    "forget_files",
    "keep_file",
    "read_words",
    "sweep_files",
]
