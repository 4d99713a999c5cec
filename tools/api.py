"""Writes docs/reference/openapi.json and docs/reference/api.md: what the public API promises, from its own description.

python tools/api.py            writes both
python tools/api.py check      ends with 1 when one of them is out of date
python tools/api.py examples   asks the sample in EMPIRIA_DATA for the answers that the description gives as examples
"""

import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
DESCRIPTION = ROOT / "docs" / "reference" / "openapi.json"
PAGE = ROOT / "docs" / "reference" / "api.md"
EXAMPLES = ROOT / "src" / "empiria" / "config" / "api_examples.json"
# What the description calls an operation whose example no installation answers.
INVENTED = "x-invented-example"
SITE = "https://empiria.example.org"
HEAD = """# The public API

This page is made from the API's own description by `tools/api.py`; the description itself is at `/api/v1/openapi.json`
of every installation, and for whoever compares versions in [openapi.json](openapi.json). A task solved with it:
[use the data](../how-to/use-the-data.md).

Everything is read with GET. What holds for all of it:

| | |
| --- | --- |
| who may ask | everybody, from any site (CORS); cookies are not looked at |
| how often | 120 requests a minute from one network; 1,200 with a key (`/accounts/keys/`), sent as `Authorization: Bearer …`; beyond that 429 with `Retry-After` |
| lists | `limit` (100; at most 10,000) and `offset`; `count`, `next` and `previous` in JSON, the headers `X-Total-Count` and `Link` in both formats |
| formats | JSON; CSV by `format=csv` or the header `Accept: text/csv` |
| not sent twice | every answer has an `ETag`; with `If-None-Match` an unchanged one is answered 304 |
| mistakes | `application/problem+json` (RFC 9457) with `title`, `status`, `detail` and `errors`, in Polish or English by `Accept-Language`; an unknown parameter is a mistake; a value that names no unit, indicator, node, group, area, dimension, recipe or grouping is answered 404, never with an empty list |
| drafts | never |
| local indicators | verified figures only, from the day that the indicator states |
"""


def request_of(path: str, operation: dict[str, Any]) -> str:
    """The address that the examples of an operation's parameters make."""
    query: list[tuple[str, Any]] = []
    for parameter in operation["parameters"]:
        value = parameter.get("example")
        if value is None:
            continue
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", str(value))
        else:
            query += [(parameter["name"], one) for one in (value if isinstance(value, list) else [value])]
    return f"{path}?{urlencode(query)}" if query else path


def render(description: dict[str, Any]) -> str:
    parts = [HEAD]
    schemas = description["components"]["schemas"]
    for path, methods in description["paths"].items():
        operation = methods["get"]
        content = operation["responses"]["200"]["content"]["application/json"]
        parts.append(f"## {operation['summary']}\n\n`GET {path}`\n\n{operation['description']}\n")
        rows = [
            f"| `{one['name']}` | {one['description']} | {default(one['schema'])} |"
            for one in operation["parameters"]
        ]
        parts.append("| parameter | | default |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n")
        fields = fields_of(content["schema"], schemas)
        rows = [f"| `{name}` | {one.get('description', '')} |" for name, one in fields.items()]
        parts.append("| field | |\n| --- | --- |\n" + "\n".join(rows) + "\n")
        if operation.get(INVENTED):
            parts.append("The example is invented; the sample has no local indicators.\n")
        parts.append(f"```console\n$ curl '{SITE}{request_of(path, operation)}'\n```\n")
        parts.append(f"```json\n{json.dumps(content['example'], ensure_ascii=False, indent=2)}\n```\n")
    return "\n".join(parts)


def default(schema: dict[str, Any]) -> str:
    return f"`{schema['default']}`" if schema.get("default") not in (None, "", []) else ""


def fields_of(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The fields of one row: of what a list holds, or of the thing itself."""
    found = schemas[schema["$ref"].rpartition("/")[2]]["properties"]
    return fields_of(found["results"]["items"], schemas) if "results" in found else found


def described() -> dict[str, Any]:
    from empiria.config.api import api

    return json.loads(json.dumps(api.get_openapi_schema()))


def ask_examples(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Beside the sample there is an invented local indicator while it is asked, and no longer."""
    from django.db import transaction

    sys.path.insert(0, str(ROOT))
    from tests.integration.api.local import make_public_indicator

    with transaction.atomic():
        make_public_indicator()
        asked = answers(description)
        transaction.set_rollback(True)
    return asked


def answers(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What each operation answers to the examples of its parameters."""
    from django.test import Client

    asked = {}
    for path, methods in description["paths"].items():
        operation = methods["get"]
        address, client = request_of(path, operation), Client(SERVER_NAME="localhost")
        given = {"application/json": client.get(address).json()}
        if "text/csv" in operation["responses"]["200"]["content"]:
            given["text/csv"] = client.get(address, headers={"Accept": "text/csv"}).content.decode()
        asked[operation["operationId"]] = given
    return asked


def written(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "empiria.config.settings")
    import django

    django.setup()
    found = described()
    if sys.argv[1:] == ["examples"]:
        EXAMPLES.write_text(written(ask_examples(found)).replace("http://localhost", SITE), encoding="utf-8")
        sys.exit(0)
    texts = {DESCRIPTION: written(found), PAGE: render(found)}
    if sys.argv[1:] == ["check"]:
        sys.exit(any(path.read_text(encoding="utf-8") != text for path, text in texts.items()))
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
