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
        **schema,
        "title": "Form",
    }


def write_documents_schema() -> str:
    """The text of the file."""
    return json.dumps(describe_documents(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(write_documents_schema())
