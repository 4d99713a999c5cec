"""Writes docs/reference/roles.md from the classes of roles; a test compares the page with them."""

import os
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "roles.md"
HELD_IN = {
    "association": "the whole association",
    "organisation": "one organisation",
    "circle": "one network or team",
}


def page() -> str:
    """The page as it should stand."""
    from django.utils.translation import override

    from empiria.apps.accounts.roles import ROLES
    from empiria.apps.accounts.selectors.access import permissions

    with override("en"):
        words = permissions()
        parts = [
            "# Roles",
            "",
            "<!-- Written by tools/roles.py from the classes of roles: change those. -->",
            "",
            "A role holds where it is held: for the whole association, in one organisation, or in one network or team.",
            "Everybody signed in finds the same at `/accounts/roles/`, named in the form of address they chose.",
        ]
        for code, role in ROLES.items():
            parts += [
                "",
                f"## `{code}`",
                "",
                f"{str(role.names['neutral']).capitalize()}. {role.description}",
                "",
            ]
            parts += [f"- Held in {HELD_IN[role.scope]}{_how(role)}."]
            parts += [f"- May: {words[one]} (`{one}`)." for one in sorted(role.permissions)]
            if role.gives:
                parts += [
                    "- Gives and ends there: " + ", ".join(f"`{one}`" for one in sorted(role.gives)) + "."
                ]
    return "\n".join(parts) + "\n"


def _how(role: type) -> str:
    """Whether it is given, and to whom."""
    if role.functions:
        return ", by whoever has one of the functions " + ", ".join(f"`{one}`" for one in role.functions)
    return "; of the association's staff" if role.is_staff else ""


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "empiria.config.settings")
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
