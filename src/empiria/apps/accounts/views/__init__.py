"""Pages of accounts: signing in, one's own account, and those with which people and organisations are kept."""

from empiria.apps.accounts.views.sign_in import SignIn, SignOut, home, if_open, session_end

__all__ = ["SignIn", "SignOut", "home", "if_open", "session_end"]
