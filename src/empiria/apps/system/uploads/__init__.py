"""Files that people upload: what is taken, made harmless, kept under which name, and how it is given out again."""

from empiria.apps.system.uploads.checking import ACCEPTED, Checked, accepted_extensions, check_upload
from empiria.apps.system.uploads.keeping import forget_files, keep_file, sweep_files
from empiria.apps.system.uploads.redacting import SHEET_GONE, Find, RedactionError, redact_file, struck
from empiria.apps.system.uploads.refusal import UploadRefusedError
from empiria.apps.system.uploads.serving import download, give_out
from empiria.apps.system.uploads.words import APART, Part, Passage, UnreadableError, read_received, read_words

__all__ = [
    "ACCEPTED",
    "APART",
    "SHEET_GONE",
    "Checked",
    "Find",
    "Part",
    "Passage",
    "RedactionError",
    "UnreadableError",
    "UploadRefusedError",
    "accepted_extensions",
    "check_upload",
    "download",
    "forget_files",
    "give_out",
    "keep_file",
    "read_received",
    "read_words",
    "redact_file",
    "struck",
    "sweep_files",
]
