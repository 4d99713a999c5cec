"""The antivirus hook: a clamd that `EMPIRIA_ANTIVIRUS` names is asked about every upload (its INSTREAM command)."""

import logging
import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from empiria.apps.system.uploads.refusal import UploadRefusedError

PATIENCE = 60.0
# Where clamd listens unless it is told otherwise.
PORT = 3310
STEP = 64 * 1024
LONGEST_ANSWER = 4096
logger = logging.getLogger("empiria.system.antivirus")


def scan(content: bytes) -> None:
    """Ask the antivirus, where one is set. Raises `UploadRefusedError` when it finds something or does not answer:
    a file that could not be checked is not taken."""
    if not settings.EMPIRIA_ANTIVIRUS:
        return
    try:
        answer = _ask(content)
    except OSError as error:
        logger.exception("the antivirus does not answer")
        raise _unchecked() from error
    if answer.endswith("FOUND"):
        logger.warning("the antivirus refused an upload: %s", answer)
        raise UploadRefusedError(_("The antivirus found something harmful in the file. It was not kept."))
    if not answer.endswith("OK"):
        logger.error("the antivirus answered %r", answer)
        raise _unchecked()


def _ask(content: bytes) -> str:
    with _connection() as clamd:
        try:
            clamd.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), STEP):
                step = content[start : start + STEP]
                clamd.sendall(struct.pack("!L", len(step)) + step)
            clamd.sendall(struct.pack("!L", 0))
        except (BrokenPipeError, ConnectionResetError):
            # It hangs up on a file above its own limit, and says so first.
            logger.warning("the antivirus stopped listening")
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            if not (received := clamd.recv(LONGEST_ANSWER)):
                break
            answer += received
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _connection() -> socket.socket:
    """`unix:///run/clamav/clamd.ctl` or `tcp://host:3310`."""
    address = urlsplit(settings.EMPIRIA_ANTIVIRUS)
    if address.scheme == "tcp":
        return socket.create_connection((address.hostname, address.port or PORT), timeout=PATIENCE)
    clamd = socket.socket(socket.AF_UNIX)
    clamd.settimeout(PATIENCE)
    try:
        clamd.connect(address.path)
    except OSError:
        clamd.close()
        raise
    return clamd


def _unchecked() -> UploadRefusedError:
    return UploadRefusedError(
        _("Files cannot be checked for viruses now, so none is taken. Please try again later.")
    )
