"""Bytes → plain data, for one document. The only door to ryaml.

The reading refuses what the dialect leaves out (see the package) before it can cost
anything: size first, then characters, then tags and aliases, which ryaml would drop or
expand without a word. A document is plain JSON data afterwards; `Document.json` holds
the same as bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
import ryaml

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.positions import Fault, Path, Places, index_text

MAX_INTEGER: Final = 2**53 - 1  # what every reader of JSON takes without loss (RFC 8785, RFC 7493)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost. `depth` counts mappings and lists inside each other, `nodes` values of any kind.

    People write a value in some 15 bytes, so that they meet the size first.
    """

    file_bytes: int = 65_536
    depth: int = 64
    nodes: int = 10_000
    string_length: int = 16_384


LIMITS: Final = Limits()

# Control characters, line breaks that only some readers see, and marks that turn the reading direction.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_MARK = re.compile(r"!|[&*][A-Za-z0-9_-]")
_BRACKETS = re.compile(r"[\[\]{}]")
_MAX_BRACKETS: Final = 200
_NOT_FINITE = re.compile(r"\.(?:inf|nan)", re.IGNORECASE)
_LOCATION = re.compile(r"at line (\d+) column (\d+)")
_MANY_DOCUMENTS = "more than one document"


class Document:
    """One document: its data, and where each part of it stands.

    `path` is a tuple of keys and list indexes from the root, as in `("spec", "blocks", 0)`.
    """

    __slots__ = ("_limits", "_places", "_text", "data", "file", "json")

    def __init__(self, file: str, text: str, data: dict[str, Any], json: bytes, limits: Limits = LIMITS) -> None:
        self.file = file
        self.data = data
        self.json = json
        self._text = text
        self._limits = limits
        self._places: Places | None = None

    def __repr__(self) -> str:
        return f"Document({self.file!r})"

    def locate(self, path: Sequence[str | int], *, key: bool = False, column: int | None = None) -> SourceRange:
        """Where the value at `path` stands, or its key; where there is none, its nearest parent.

        `column` (from 1) points inside a text that stands on one line.
        """
        if self._places is None:
            self._places = Places(self._text, max_depth=self._limits.depth + 1)
        wanted: Path = tuple(path)
        while (place := self._places.find(wanted)) is None and wanted:
            wanted, key, column = wanted[:-1], True, None
        if place is None:
            return SourceRange(self.file)
        if key:
            return SourceRange(self.file, place.key_line, place.key_column)
        shift = place.offset + column - 1 if column and place.offset is not None else 0
        return SourceRange(self.file, place.line, place.column + shift)


def load_document(text: bytes, file: str, limits: Limits = LIMITS) -> tuple[Document | None, list[Diagnostic]]:
    """The document in `text`, or what is wrong with it. Never raises on bad input."""
    if len(text) > limits.file_bytes:
        return None, [_too_large(file, limits)]
    decoded, problem = _decode(text, file)
    if problem is not None:
        return None, [problem]
    bracket = _find_too_deep(decoded)
    if bracket is not None:
        return None, [_too_deep(_range_at(file, decoded[:bracket]), limits)]
    faults = _find_marks(decoded, limits) if _may_be_marked(decoded) else []
    if faults:
        return None, [_fault_message(fault, file, limits) for fault in faults]
    try:
        data = ryaml.loads(decoded)
    except ValueError as refusal:
        return None, _explain_refusal(str(refusal), decoded, file, limits)
    return _check_data(data, decoded, file, limits)


def _too_large(file: str, limits: Limits) -> Diagnostic:
    return error(
        "document-too-large",
        "The file is too large",
        f"A document may hold {limits.file_bytes} bytes and this file is larger, so it was not read.",
        "Split it, or move what is not configuration out of it.",
        source=SourceRange(file),
    )


def _decode(text: bytes, file: str) -> tuple[str, Diagnostic | None]:
    if text.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return "", error(
            "yaml-bom",
            "The file begins with a byte order mark",
            "A document is UTF-8 without a byte order mark.",
            "Save the file as UTF-8 without BOM.",
            source=SourceRange(file, 1, 1),
        )
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as problem:
        return "", error(
            "yaml-encoding",
            "The file is not valid UTF-8",
            "A byte here belongs to no UTF-8 character.",
            "Save the file as UTF-8.",
            source=_range_at(file, text[: problem.start].decode("utf-8", "replace")),
        )
    found = _FORBIDDEN.search(decoded)
    if found is None:
        return decoded, None
    return "", error(
        "yaml-character",
        "The file holds a character that is not allowed",
        f"The character U+{ord(found.group()):04X} is invisible and would make the file read differently than it looks.",
        "Remove the character; in text, write it as an escape in double quotes.",
        source=_range_at(file, decoded[: found.start()]),
    )


def _range_at(file: str, before: str) -> SourceRange:
    """The place after `before`, which is the beginning of a file."""
    line_start = max(before.rfind("\n"), before.rfind("\r")) + 1
    lines = before.count("\n") + before.count("\r") - before.count("\r\n")
    return SourceRange(file, lines + 1, len(before) - line_start + 1)


def _find_too_deep(text: str) -> int | None:
    """Where more brackets stand open than any sound document has: both readers take the square of them.

    Brackets in text count too, which does no harm: they close again, or nobody opens so many.
    """
    if text.count("[") + text.count("{") <= _MAX_BRACKETS:
        return None
    depth = 0
    for bracket in _BRACKETS.finditer(text):
        depth += 1 if bracket.group() in "[{" else -1 if depth else 0
        if depth > _MAX_BRACKETS:
            return bracket.start()
    return None


def _may_be_marked(text: str) -> bool:
    """Can a tag, anchor or alias stand in `text`? May say yes too often, never no: `positions` has the last word.

    One begins a line or follows a structural character, with nothing but blanks between.
    """
    if "!" not in text and "&" not in text and "*" not in text:
        return False
    for found in _MARK.finditer(text):
        before = found.start() - 1
        while before >= 0 and text[before] in " \t":
            before -= 1
        if before < 0 or text[before] in "\r\n-?:,[{":
            return True
    return False


def _find_marks(text: str, limits: Limits) -> list[Fault]:
    """The tags, anchors and aliases of `text`. What is no YAML at all is left to the reader that decides."""
    index = index_text(text, max_depth=limits.depth, max_nodes=limits.nodes)
    return [fault for fault in index.faults if fault.kind in {"tag", "anchor", "alias", "depth", "nodes"}]


def _explain_refusal(message: str, text: str, file: str, limits: Limits) -> list[Diagnostic]:
    """Why ryaml said no: what it says itself when it knows where, else every fault that the slow reader finds."""
    location = _LOCATION.search(message)
    if "recursion limit" in message:
        place = SourceRange(file, int(location[1]), int(location[2])) if location else SourceRange(file)
        return [_too_deep(place, limits)]
    if location is None or "duplicate entry" in message or "invalid type: integer" in message:
        index = index_text(text, max_depth=limits.depth, max_nodes=limits.nodes)
        if "invalid type: integer" in message and location:
            return [_number_message(SourceRange(file, int(location[1]), int(location[2])))]
        if index.faults:
            return [_fault_message(fault, file, limits) for fault in index.faults]
    return [_syntax_message(message, location, text, file)]


def _syntax_message(message: str, location: re.Match[str] | None, text: str, file: str) -> Diagnostic:
    line, column = (int(location[1]), int(location[2])) if location else (0, 0)
    source = SourceRange(file, line, column)
    lines = text.splitlines()
    if 0 < line <= len(lines) and "\t" in lines[line - 1][: max(column, len(lines[line - 1]) - len(lines[line - 1].lstrip()))]:
        return error(
            "yaml-tab",
            "A tab stands where spaces belong",
            "YAML shows structure by spaces; a tab cannot indent.",
            "Replace the tab by spaces.",
            source=source,
        )
    said = _LOCATION.sub("", message, count=1).replace("  ", " ").replace(" ,", ",").strip().rstrip(".")
    return error(
        "yaml-syntax",
        "The file is not valid YAML",
        f"The reader stopped here and said: {said}.",
        "Look at this line and the one above it: an indentation, a quote, a bracket or a colon is missing or one too many.",
        source=source,
    )


def _too_deep(source: SourceRange, limits: Limits) -> Diagnostic:
    return error(
        "yaml-depth",
        "The document is nested too deeply",
        f"Mappings and lists may stand at most {limits.depth} deep inside each other.",
        "Make the structure flatter.",
        source=source,
    )


def _too_many(file: str, limits: Limits) -> Diagnostic:
    return error(
        "document-too-many-values",
        "The document holds too many values",
        f"A document may hold {limits.nodes} values and this one holds more.",
        "Split the document.",
        source=SourceRange(file, 1, 1),
    )


def _number_message(source: SourceRange) -> Diagnostic:
    return error(
        "yaml-number",
        "A number cannot be kept exactly",
        f"Numbers are finite, and whole numbers lie between -{MAX_INTEGER} and {MAX_INTEGER}, because larger ones change on the way.",
        "Put the value in quotes to make it text.",
        source=source,
    )


_FAULT_TEXTS: Final = {
    "tag": (
        "yaml-tag",
        "A YAML tag is not allowed",
        "A tag (`!name`) would change how a value is read, and documents hold plain values only.",
        "Remove the tag; put text that begins with `!` in quotes.",
    ),
    "anchor": (
        "yaml-anchor",
        "A YAML anchor is not allowed",
        "An anchor (`&name`) lets one part of a document stand for another, and each part must say what it means in its own place.",
        "Remove the anchor and write the value where it is needed; put text that begins with `&` in quotes.",
    ),
    "alias": (
        "yaml-alias",
        "A YAML alias is not allowed",
        "An alias (`*name`) lets one part of a document stand for another, and each part must say what it means in its own place.",
        "Write the value here; put text that begins with `*` in quotes.",
    ),
    "key": (
        "yaml-key",
        "A key is not text",
        "Keys of a mapping are text; this one is read as a number, a truth value, nothing, a list or a mapping.",
        "Put the key in quotes.",
    ),
    "documents": (
        "yaml-many-documents",
        "The file holds more than one document",
        "A second document begins here, and one file holds one document.",
        "Move it to a file of its own.",
    ),
}


def _fault_message(fault: Fault, file: str, limits: Limits) -> Diagnostic:
    source = SourceRange(file, fault.line, fault.column)
    if fault.kind == "depth":
        return _too_deep(source, limits)
    if fault.kind == "nodes":
        return _too_many(file, limits)
    if fault.kind == "duplicate-key":
        return error(
            "yaml-duplicate-key",
            "A key stands twice in one mapping",
            f"The key `{fault.text}` was given before in the same mapping, and it would be unclear which value counts.",
            "Keep one of the two.",
            source=source,
        )
    if fault.kind == "syntax":
        said = fault.text.rstrip(".") or "this text has more than one reading"
        return (
            _syntax_message(said, None, "", file)
            if not fault.line
            else error(
                "yaml-syntax",
                "The file is not valid YAML",
                f"The reader stopped here and said: {said}.",
                "Look at this line and the one above it: an indentation, a quote, a bracket or a colon is missing or one too many.",
                source=source,
            )
        )
    code, summary, detail, remedy = _FAULT_TEXTS[fault.kind]
    return error(code, summary, detail, remedy, source=source)


def _check_data(data: Any, text: str, file: str, limits: Limits) -> tuple[Document | None, list[Diagnostic]]:
    """What ryaml lets through and the dialect does not."""
    if not isinstance(data, dict):
        return None, [_not_a_mapping(data, file)]
    document = Document(file, text, data, b"", limits)
    problem = _check_size(data, document, limits)
    if problem is not None:
        return None, [problem]
    try:
        document.json = orjson.dumps(data, option=orjson.OPT_STRICT_INTEGER)
    except TypeError:
        return None, _find_bad_keys(document, limits) + _find_bad_leaves(document, limits)
    if _NOT_FINITE.search(text) or b"\\u0000" in document.json or _may_hold_long_text(document.json, limits):
        problems = _find_bad_leaves(document, limits)
        return (None, problems) if problems else (document, [])
    return document, []


def _may_hold_long_text(json: bytes, limits: Limits) -> bool:
    """A quick look at what lies between quotes; with a quote inside a text, that tells nothing."""
    if len(json) <= limits.string_length:
        return False
    return b'\\"' in json or max(map(len, json.split(b'"'))) > limits.string_length


def _not_a_mapping(data: Any, file: str) -> Diagnostic:
    if data is None:
        return error(
            "document-empty",
            "The file holds no document",
            "The file is empty or holds comments only.",
            "Write the document, beginning with `apiVersion` and `kind`.",
            source=SourceRange(file, 1, 1),
        )
    return error(
        "document-not-a-mapping",
        "The document is not a mapping",
        "A document is a mapping that begins with `apiVersion` and `kind`, and this file holds something else.",
        "Write `apiVersion: …` and `kind: …` on lines of their own.",
        source=SourceRange(file, 1, 1),
    )


def _check_size(data: dict[str, Any], document: Document, limits: Limits) -> Diagnostic | None:
    """Count level by level, without recursion."""
    level: list[Any] = [data]
    nodes = depth = 0
    while level:
        depth += 1
        nodes += len(level)
        if depth > limits.depth + 1 or nodes > limits.nodes:
            break
        following: list[Any] = []
        for node in level:
            if type(node) is dict:
                following.extend(node.values())
            elif type(node) is list:
                following.extend(node)
        level = following
    if not level:
        return None
    if nodes > limits.nodes:
        return _too_many(document.file, limits)
    index = index_text(document._text, max_depth=limits.depth)
    places = [SourceRange(document.file, fault.line, fault.column) for fault in index.faults if fault.kind == "depth"]
    return _too_deep(places[0] if places else SourceRange(document.file, 1, 1), limits)


def _find_bad_keys(document: Document, limits: Limits) -> list[Diagnostic]:
    """Keys that are no text. Reads the text a second time, so only where there is one."""
    index = index_text(document._text, max_depth=limits.depth + 1)
    return [_fault_message(fault, document.file, limits) for fault in index.faults if fault.kind == "key"]


def _find_bad_leaves(document: Document, limits: Limits) -> list[Diagnostic]:
    """Numbers that are too large, text that is too long or holds a NUL: all of them."""
    if not _has_bad_leaf(document.data, limits):
        return []
    found: list[Diagnostic] = []
    waiting: list[tuple[Path, Any]] = [((), document.data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(((*path, key), item) for key, item in value.items())
        elif isinstance(value, list):
            waiting.extend(((*path, number), item) for number, item in enumerate(value))
        elif isinstance(value, str):
            found.extend(_check_text(value, document, path, limits))
        elif _is_bad_number(value):
            found.append(_number_message(document.locate(path)))
    return sorted(found, key=lambda item: item.source or SourceRange(""))


def _has_bad_leaf(data: Any, limits: Limits) -> bool:
    """The same question without places, which nearly every document answers with no."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        kind = type(value)
        if kind is dict:
            waiting.extend(value.values())
        elif kind is list:
            waiting.extend(value)
        elif kind is str:
            if "\x00" in value or len(value) > limits.string_length:
                return True
        elif _is_bad_number(value):
            return True
    return False


def _is_bad_number(value: Any) -> bool:
    if isinstance(value, float):
        return value != value or value in {float("inf"), float("-inf")}  # noqa: PLR0124  NaN differs from itself
    return isinstance(value, int) and abs(value) > MAX_INTEGER


def _check_text(value: str, document: Document, path: Path, limits: Limits) -> list[Diagnostic]:
    if "\x00" in value:
        return [
            error(
                "yaml-character",
                "The file holds a character that is not allowed",
                "The character U+0000 cannot be kept by programs and databases that get this text.",
                "Remove the escape.",
                source=document.locate(path),
            )
        ]
    if len(value) > limits.string_length:
        return [
            error(
                "text-too-long",
                "A text is too long",
                f"A text in a document may hold {limits.string_length} characters and this one is longer.",
                "Shorten it, or move it to a file of its own.",
                source=document.locate(path),
            )
        ]
    return []
