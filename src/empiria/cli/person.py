"""Who sits at the terminal: there is no account behind a command, so the audit trail says the user of the machine."""

import getpass

from empiria.cli.messages import _


def operator() -> str:
    """A sentence for the audit trail."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number without a name.
        user = "?"
    return _("On the command line, by the user {user} of this machine").format(user=user)
