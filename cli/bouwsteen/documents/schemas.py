"""JSON Schemas of the kinds, for editors and other tools. Generated from the models, committed beside this module.

python -m bouwsteen.documents.schemas     writes them again
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from bouwsteen.documents.kinds import KINDS
from bouwsteen.documents.names import API_VERSION

FOLDER: Final = Path(__file__).parent / "schemas"
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def file_name(kind: str) -> str:
    """`BuildingBlock` → `building-block.schema.json`."""
    words = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in kind)
    return f"{words.lstrip('-')}.schema.json"


def generate_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind. KeyError for one that there is not."""
    schema = KINDS[kind].model_json_schema(by_alias=True)
    group, version = API_VERSION.split("/")
    return {"$schema": _DIALECT, "$id": f"https://{group}/schemas/{version}/{file_name(kind)}", **schema}


def write_schema(kind: str) -> str:
    return json.dumps(generate_schema(kind), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    for kind in KINDS:
        (FOLDER / file_name(kind)).write_text(write_schema(kind), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
