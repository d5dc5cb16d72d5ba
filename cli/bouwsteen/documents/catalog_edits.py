"""Changes to the text of a catalog entry that leave the rest of it as it is: comments, order and layout. Pure."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.documents.positions import Path, Span, find_span
from bouwsteen.documents.sources import load_document
from bouwsteen.errors import InternalError

_VERSIONS: Final[Path] = ("spec", "versions")


def add_version(text: str, version: str, channel: str, since: dt.date, digest: str) -> str:
    """The entry with one more version, at the end of the list."""
    line = f"{{version: {version}, channel: {channel}, since: {since.isoformat()}, digest: {_quoted(digest)}}}"
    versions = _span(text, _VERSIONS)
    before = _versions(text)
    if versions.flow:
        changed = _put(text, versions.end - 1, f", {line}" if before else line)
    else:
        first = _span(text, (*_VERSIONS, 0))
        dash = text.rindex("-", 0, first.start)
        indent = dash - (text.rfind("\n", 0, dash) + 1)
        changed = _put(text, _line_end(text, versions.end), f"\n{' ' * indent}- {line}")
    added = {"version": version, "channel": channel, "since": since.isoformat(), "digest": digest}
    return _checked(changed, [*before, added])


def change_version(text: str, version: str, fields: Mapping[str, Any]) -> str:
    """The entry with other or further fields of one version, each a text or `{nl, fr, en}`. KeyError when it is not there."""
    versions = _versions(text)
    number = next((number for number, each in enumerate(versions) if each["version"] == version), None)
    if number is None:
        raise KeyError(version)
    for name, value in fields.items():
        text = _set_field(text, (*_VERSIONS, number), name, value)
        versions[number] = {**versions[number], name: value}
    return _checked(text, versions)


def _set_field(text: str, at: Path, name: str, value: Any) -> str:
    written = _written(value)
    old = find_span(text, (*at, name))
    if old is not None and old.flow:
        return text[: old.start] + written + text[old.end :]
    if old is not None:  # a block below its key: from the end of the key's line on
        return text[: text.rindex(":", 0, old.start) + 1] + f" {written}" + text[old.end :]
    item = _span(text, at)
    if item.flow:
        return _put(text, item.end - 1, f", {name}: {written}")
    return _put(text, _line_end(text, item.end), f"\n{' ' * item.column}{name}: {written}")


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_written(each)}" for name, each in value.items()) + "}"
    return value if value in {"candidate", "stable", "deprecated", "recalled"} else _quoted(str(value))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _put(text: str, at: int, what: str) -> str:
    return text[:at] + what + text[at:]


def _line_end(text: str, at: int) -> int:
    """Behind a comment that stands on the same line."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _span(text: str, path: Path) -> Span:
    found = find_span(text, path)
    if found is None:
        raise InternalError(f"A catalog entry has no {'.'.join(map(str, path))}.")
    return found


def _versions(text: str) -> list[dict[str, Any]]:
    document, _ = load_document(text.encode(), "entry")
    if document is None:
        raise InternalError("A catalog entry that was read cannot be read again.")
    found: list[dict[str, Any]] = document.data["spec"]["versions"]
    return found


def _checked(text: str, versions: list[dict[str, Any]]) -> str:
    """The text, which must say exactly what was meant: a layout that nobody thought of is not half changed."""
    if _versions(text) != versions:
        raise InternalError("A catalog entry with this layout cannot be changed by itself.")
    return text
