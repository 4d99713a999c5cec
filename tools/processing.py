"""Writes docs/reference/processing.md: what personal data the programme keeps, from its own declarations.

python tools/processing.py          writes the page
python tools/processing.py check    ends with 1 when it is out of date
"""

import os
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "processing.md"
HEAD = """# Processing of personal data

This page is made from the declarations in the code (`privacy.py` of every app) by `tools/processing.py`. The same
register, with the controller's name, is at `/processing/` of every installation, in both languages. Why it is made so:
[privacy by declaration](../explanation/privacy-by-declaration.md).

Legal bases and times are what the programme assumes of an association of municipalities; whoever runs it checks that
they hold for them.
"""


def render() -> str:
    """The page as it should stand, in English."""
    from django.utils import translation

    from empiria.apps.system.privacy import declarations
    from empiria.apps.system.selectors.register import register

    with translation.override("en"):
        parts = [HEAD]
        for row in register():
            activity = row.activity
            parts.append(
                f"## {activity.name}\n\n"
                f"`{activity.code}`\n\n"
                "| | |\n| --- | --- |\n"
                f"| purpose | {activity.purpose} |\n"
                f"| legal basis | {row.basis} |\n"
                f"| whose data | {activity.people} |\n"
                f"| who gets them | {activity.recipients} |\n"
                f"| how long | {'<br>'.join(row.keeping)} |\n"
            )
            lines = [
                f"| {record.title} | {', '.join(record.fields)} | {record.on_erasure}: {record.why} |"
                for record in row.records
            ]
            parts.append("| record | fields | erasure |\n| --- | --- | --- |\n" + "\n".join(lines) + "\n")
        rules = [
            f"| `{code}` | {rule.title} | {rule.keeps} | {rule.counted_from} | {rule.deed.label} |"
            for code, rule in sorted(declarations().retentions().items())
            if rule.keeps
        ]
        parts.append(
            "## Rules that the worker carries out every day\n\n"
            "| rule | records | kept | counted from | then |\n| --- | --- | --- | --- | --- |\n"
            + "\n".join(rules)
            + "\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "empiria.config.settings")
    import django

    django.setup()
    text = render()
    if sys.argv[1:] == ["check"]:
        sys.exit(PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
