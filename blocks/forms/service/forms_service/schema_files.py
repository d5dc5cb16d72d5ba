"""`form.schema.json`: what a form document may say, for editors and for the check of a stack. Generated from the models.

python -m forms_service.schema_files > form.schema.json
"""

import json
import sys
from typing import Any

from forms_service.forms import Form


def describe_documents() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a form document."""
    schema = Form.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://bouwsteen.vlaanderen.be/schemas/form.schema.json",
        **_without_nothing(schema),
        "title": "Form",
    }


def _without_nothing(schema: Any) -> Any:
    """The schema in which a field is left out or has a value: none with nothing behind its name. A mistake is told better so."""
    if isinstance(schema, list):
        return [_without_nothing(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    parts = schema.get("anyOf", [])
    if {"type": "null"} in parts and "default" in schema:
        rest = [part for part in parts if part != {"type": "null"}]
        kept = {name: value for name, value in schema.items() if name not in {"anyOf", "default"}}
        schema = (rest[0] if len(rest) == 1 else {"anyOf": rest}) | kept
    return {name: _without_nothing(value) for name, value in schema.items() if not (name == "default" and isinstance(value, dict))}


def write_documents_schema() -> str:
    """The text of the file."""
    return json.dumps(describe_documents(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(write_documents_schema())
