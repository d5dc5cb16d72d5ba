"""The tables of fields in `operator/specifications/<kind>.md`, made from the definitions; all other words there are written by people.

python -m bouwsteen_operator.specifications     writes the tables again
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bouwsteen_operator import crds
from bouwsteen_operator.objects import KINDS, Kind

FOLDER: Final = crds.FOLDER.parents[1] / "specifications"
BEGIN, END = "<!-- fields -->\n", "<!-- end of fields -->\n"
RULES_BEGIN, RULES_END = "<!-- rules -->\n", "<!-- end of rules -->\n"


def list_fields(kind: Kind) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of a kind with its schema, by its path, as in `spec.blocks[].uses`. The whole object comes first, with an empty path."""
    yield from _walk(crds.define(kind)["spec"]["versions"][0]["schema"]["openAPIV3Schema"], "")


def _walk(schema: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield path, schema
    for name, each in schema.get("properties", {}).items():
        yield from _walk(each, f"{path}.{name}".removeprefix("."))
    values = schema.get("additionalProperties")
    if isinstance(values, dict):
        yield from _walk(values, f"{path}.*")
    if "items" in schema:
        yield from _walk(schema["items"], f"{path}[]")


def write_fields(kind: Kind) -> str:
    """A row for each field: what it is called, what it holds, what it says."""
    rows = ["| field | holds | says |", "| --- | --- | --- |"]
    for path, schema in list_fields(kind):
        if path.startswith(("spec.", "status.")) and not path.endswith(("[]", "*")):
            rows.append(f"| `{path}` | {_holds(schema)} | {schema['description'].replace('|', chr(92) + '|')} |")
    return "\n".join(rows) + "\n"


def _holds(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"] if each is not None)
    kind = str(schema.get("type", "any value"))
    return {"object": "mapping", "array": "list", "string": "text", "integer": "whole number", "boolean": "true or false"}.get(kind, kind)


def write_rules(kind: Kind) -> str:
    """A line for each rule that the API server asks, with the place that it looks at."""
    lines = [
        f"- `{path or kind.name}`: {rule['message']}."
        for path, schema in list_fields(kind)
        for rule in schema.get("x-kubernetes-validations", ())
    ]
    return "\n".join(lines) + "\n" if lines else "- There are none beside the types of fields.\n"


def file_name(kind: Kind) -> str:
    return f"{kind.singular}.md"


def fill(text: str, kind: Kind) -> str:
    """The text with its tables as they should be. Raises ValueError where it has no place for them."""
    for begin, end, written in ((BEGIN, END, write_fields(kind)), (RULES_BEGIN, RULES_END, write_rules(kind))):
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise ValueError(f"{file_name(kind)} has no place between `{begin.strip()}` and `{end.strip()}`")
        text = before + begin + written + end + after
    return text


def main() -> None:
    for kind in KINDS.values():
        file = FOLDER / file_name(kind)
        file.write_text(fill(file.read_text(encoding="utf-8"), kind), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
