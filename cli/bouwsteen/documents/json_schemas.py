"""JSON Schema 2020-12: is a schema sound, does a value fit it, and why not.

The only door to jsonschema-rs, which decides and explains. Python's `re` never sees a
pattern of a schema: patterns run in an engine of linear time, and one that needs more is
refused. Nothing is ever fetched. A schema of ours knows two words more: `secret: true`
taints a value wherever it flows, `term` is the IRI of its meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import jsonschema_rs
import orjson

from bouwsteen.documents.positions import Path
from bouwsteen.documents.schema_growth import SchemaGrowth
from bouwsteen.documents.schema_problems import MAX_COUNTED, SchemaProblem, explain_error
from bouwsteen.phrases import did_you_mean

JsonSchema = Mapping[str, Any]
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_META_SCHEMA: Final = {"$ref": _DIALECT}
_PATTERNS: Final = jsonschema_rs.RegexOptions(size_limit=1_000_000, dfa_size_limit=1_000_000)
_MAX_SCHEMA_NODES: Final = 2_000
_MAX_EXPANSION: Final = 10_000
_MAX_DEPTH: Final = 64  # of a document, and so of a value
_MAX_ERRORS: Final = 20_000  # 10 to 20 µs each; a form of today may have 10,000 at most

# Where subschemas stand, by the shape in which a keyword holds them.
_SCHEMA_KEYWORDS: Final = frozenset(
    {
        *("additionalProperties", "contains", "contentSchema", "else", "if", "items", "not", "propertyNames", "then"),
        *("unevaluatedItems", "unevaluatedProperties"),
    }
)
_LIST_KEYWORDS: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_MAP_KEYWORDS: Final = frozenset({"$defs", "dependentSchemas", "patternProperties", "properties"})
_PLAIN_KEYWORDS: Final = frozenset(
    {
        *("$comment", "$ref", "$schema", "const", "contentEncoding", "contentMediaType", "default", "dependentRequired", "deprecated"),
        *("description", "enum", "examples", "exclusiveMaximum", "exclusiveMinimum", "format", "maxContains", "maxItems", "maxLength"),
        *("maxProperties", "maximum", "minContains", "minItems", "minLength", "minProperties", "minimum", "multipleOf", "pattern"),
        *("readOnly", "required", "secret", "term", "title", "type", "uniqueItems", "writeOnly"),
    }
)
# What changes the meaning of references.
_BASES: Final = frozenset({"$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$vocabulary", "definitions"})
_KEYWORDS: Final = _SCHEMA_KEYWORDS | _LIST_KEYWORDS | _MAP_KEYWORDS | _PLAIN_KEYWORDS
# An absolute IRI (RFC 3987) of the web, or a URN: what a vocabulary gives to its terms.
_TERM: Final = re.compile(r"(https?://[^\x00-\x20\x7f-\xa0<>\"{}|\\^`/?#]+|urn:[A-Za-z0-9-]{2,31}:)[^\x00-\x20\x7f-\xa0<>\"{}|\\^`]*")
_TERM_CHARACTERS: Final = 500
_SAME_PLACE: Final = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "$ref"})


def check_schema(schema: Any, *, recursive: bool = False, strict: bool = True) -> list[SchemaProblem]:
    """What keeps `schema` from being used, at most `MAX_COUNTED` and one more; empty when it is sound.

    `recursive` lets a schema refer to itself below itself (a tree); never at the same place.
    `strict` refuses keywords that nobody reads.
    """
    if not isinstance(schema, dict):
        return [_wrong_shape((), "A schema is a mapping.")]
    parts = list(islice(list_subschemas(schema), _MAX_SCHEMA_NODES + 1))
    if len(parts) > _MAX_SCHEMA_NODES:
        return [_too_large(f"A schema may have {_MAX_SCHEMA_NODES} parts and this one has more.")]
    found = list(islice((item for path, part in parts for item in _check_part(path, part, schema, strict=strict)), MAX_COUNTED + 1))
    if not found:
        found = _find_loops(schema, recursive=recursive)
    found = found or _check_meta(schema)
    return found or (_check_growth(schema) if recursive else [])


def list_subschemas(schema: Any) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every mapping in `schema` that is a schema, with its path; bounded by the document it came from."""
    waiting: list[tuple[Path, Any]] = [((), schema)]
    while waiting:
        path, part = waiting.pop()
        if not isinstance(part, dict):
            continue
        yield path, part
        for keyword, value in part.items():
            waiting.extend((((*path, keyword, *below)), item) for below, item in _children(keyword, value))


def _children(keyword: str, value: Any) -> Iterator[tuple[Path, Any]]:
    if keyword in _SCHEMA_KEYWORDS:
        yield (), value
    elif keyword in _LIST_KEYWORDS and isinstance(value, list):
        yield from (((number,), item) for number, item in enumerate(value))
    elif keyword in _MAP_KEYWORDS and isinstance(value, dict):
        yield from (((name,), item) for name, item in value.items())


def _check_part(path: Path, part: dict[str, Any], root: dict[str, Any], *, strict: bool) -> Iterator[SchemaProblem]:
    yield from (
        _bad_reference((*path, keyword), "This keyword could make a reference mean another place than it shows.")
        for keyword in sorted(_BASES & part.keys())
    )
    if "$ref" in part:
        yield from _check_reference(path, part["$ref"], root)
    if strict:
        unread = part.keys() - _KEYWORDS - _BASES
        yield from (_unread_keyword(path, keyword) for keyword in sorted(unread) if not keyword.startswith("x-"))
    if not isinstance(part.get("secret", False), bool):
        yield _wrong_shape((*path, "secret"), "`secret` is true or false.")
    if "term" in part and not _is_term(part["term"]):
        yield _wrong_term((*path, "term"))
    if part.get("$schema", _DIALECT) != _DIALECT:
        yield _wrong_shape((*path, "$schema"), f"Only JSON Schema 2020-12 is understood here, `{_DIALECT}`.")


def _is_term(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _TERM_CHARACTERS and _TERM.fullmatch(value) is not None


def _wrong_term(path: Path) -> SchemaProblem:
    detail = "`term` is the IRI of what something means, complete with `https://` or `urn:` and without spaces."
    remedy = "Take the IRI from the vocabulary, as in `https://data.vlaanderen.be/ns/persoon#geslacht`."
    return SchemaProblem(path, "term-invalid", "A meaning is not an IRI", detail, remedy)


def _unread_keyword(path: Path, keyword: str) -> SchemaProblem:
    hint = did_you_mean(keyword, sorted(_KEYWORDS))
    detail = f"`{keyword}` is not a keyword of JSON Schema 2020-12, so it would be without effect."
    remedy = f"{hint}A keyword of your own begins with `x-`."
    return SchemaProblem((*path, keyword), "schema-keyword", "A schema has a keyword that nobody reads", detail, remedy, on_key=True)


def _bad_reference(path: Path, detail: str) -> SchemaProblem:
    remedy = 'Put what is needed under `$defs` and refer to it by `$ref: "#/$defs/…"`.'
    return SchemaProblem(path, "schema-reference", "A schema refers in a way that is not allowed", detail, remedy)


def _too_large(detail: str) -> SchemaProblem:
    return SchemaProblem((), "schema-too-large", "A schema is too large", detail, "Make it smaller, with fewer parts and references.")


def _wrong_shape(path: Path, detail: str) -> SchemaProblem:
    return SchemaProblem(path, "schema-invalid", "A schema is not valid", detail, "See json-schema.org for what a keyword may hold.")


def _check_reference(path: Path, reference: Any, root: dict[str, Any]) -> Iterator[SchemaProblem]:
    if not isinstance(reference, str) or not (reference == "#" or reference.startswith("#/")):
        yield _bad_reference((*path, "$ref"), "A schema may refer only into itself; nothing is ever fetched.")
    elif not isinstance(_look_up(root, reference), dict | bool):
        yield _bad_reference((*path, "$ref"), "There is no schema at the place that this reference names.")


def _look_up(root: Any, reference: str) -> Any:
    found = root
    for part in reference[1:].split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict):
            found = found.get(name)
        elif isinstance(found, list) and name.isdecimal() and len(name) < 6 and int(name) < len(found):
            found = found[int(name)]
        else:
            return None
    return found


def count_values(value: Any) -> int:
    """Mappings, lists and what they hold."""
    count, waiting = 1, [value]
    while waiting:
        item = waiting.pop()
        inside = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        count += len(inside)
        waiting.extend(inside)
    return count


def resolve(schema: JsonSchema, root: JsonSchema) -> JsonSchema:
    """`schema`, or what it refers to. `root` is sound, so this ends."""
    while "$ref" in schema:
        found = _look_up(root, schema["$ref"])
        schema = {**{key: value for key, value in schema.items() if key != "$ref"}, **(found if isinstance(found, dict) else {})}
    return schema


def _find_loops(root: dict[str, Any], *, recursive: bool) -> list[SchemaProblem]:
    """References that come back to where they began, that multiply without end, or that lead to what is no schema."""
    places = {id(part): path for path, part in list_subschemas(root)}
    following: dict[int, list[int]] = {}
    for path, part in list_subschemas(root):
        target = _look_up(root, part["$ref"]) if "$ref" in part else None
        if isinstance(target, dict) and id(target) not in places:
            return [_bad_reference((*path, "$ref"), "What stands at the place that this reference names is not a schema.")]
        following[id(part)] = [id(target)] if isinstance(target, dict) else []
        following[id(part)].extend(_parts_of(part, recursive=recursive))
    sizes: dict[int, int] = {}
    for start in following:
        looped = _measure(start, following, sizes)
        if looped is not None:
            detail = "Following the references from here leads back here."
            remedy = "Break the loop: write out how deep the value may be nested."
            return [SchemaProblem(places[looped], "schema-loop", "A schema refers to itself", detail, remedy)]
    if max(sizes.values(), default=0) > _MAX_EXPANSION:
        return [_too_large("Written out, its references make it too large to use.")]
    return []


def _parts_of(part: dict[str, Any], *, recursive: bool) -> Iterator[int]:
    """The schemas inside `part` that count for loops: all, or those for the same value where trees are allowed."""
    for keyword, value in part.items():
        if keyword != "$defs" and (keyword in _SAME_PLACE or not recursive):
            yield from (id(item) for _, item in _children(keyword, value) if isinstance(item, dict))


def _check_growth(root: dict[str, Any]) -> list[SchemaProblem]:
    """Whether what comes back to itself comes back more than once for one value, so that each level costs a multiple of the one above."""

    def parts(part: dict[str, Any], keywords: AbstractSet[str]) -> Iterator[dict[str, Any]]:
        found = [item for keyword in keywords & part.keys() for _, item in _children(keyword, part[keyword])]
        found += [_look_up(root, part["$ref"])] if "$ref" in part else []
        return (item for item in found if isinstance(item, dict))

    growth = SchemaGrowth(
        root,
        same_place=lambda part: parts(part, _SAME_PLACE),
        below=lambda part: parts(part, _KEYWORDS - {"$defs"}),
        matches=lambda pattern, name: bool(_pattern(pattern).is_valid(name)),
        most=_MAX_EXPANSION,
    )
    if growth.count(_MAX_DEPTH) <= _MAX_EXPANSION:
        return []
    detail = "It refers to itself more than once for the same value, so that a deep value would be checked over and over."
    return [_too_large(detail)]


@lru_cache(maxsize=512)
def _pattern(pattern: str) -> jsonschema_rs.Validator:
    return _build(orjson.dumps({"pattern": pattern}))


def _measure(start: int, following: Mapping[int, Sequence[int]], sizes: dict[int, int]) -> int | None:
    """Fill in how many parts each part has when written out. Returns a part of a loop, if there is one."""
    if start in sizes:
        return None
    stack: list[tuple[int, Iterator[int]]] = [(start, iter(following[start]))]
    open_parts = {start}
    while stack:
        part, rest = stack[-1]
        for target in rest:
            if target in open_parts:
                return target
            if target in following and target not in sizes:
                open_parts.add(target)
                stack.append((target, iter(following[target])))
                break
        else:
            stack.pop()
            open_parts.discard(part)
            sizes[part] = min(1 + sum(sizes.get(target, 1) for target in following[part]), _MAX_EXPANSION * 2)
    return None


def _check_meta(schema: dict[str, Any]) -> list[SchemaProblem]:
    misfits = (problem for problem in _meta_validator().iter_errors(schema) if problem.kind.name != "allOf")
    found = [_wrong_shape(tuple(problem.instance_path), _explain_meta(problem)) for problem in islice(misfits, MAX_COUNTED + 1)]
    if found:
        return list(dict.fromkeys(found))
    try:
        _build(orjson.dumps(schema, option=orjson.OPT_SORT_KEYS))
    except (ValueError, jsonschema_rs.ReferencingError) as problem:
        return [_wrong_shape(tuple(getattr(problem, "instance_path", ())), _explain_meta(problem))]
    return []


def _explain_meta(problem: Exception) -> str:
    path = list(getattr(problem, "instance_path", ()))
    if path[-1:] == ["pattern"] or "patternProperties" in path[-2:]:
        return "A pattern must be a regular expression of linear time, without look-around, references back or huge repetitions."
    if path[-1:] == ["type"]:
        return "`type` is one of array, boolean, integer, null, number, object, string, or a list of them."
    return "JSON Schema 2020-12 does not allow this value here."


@lru_cache(maxsize=1)
def _meta_validator() -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(_META_SCHEMA, validate_formats=True, offline=True, pattern_options=_PATTERNS, mask="(value)")


@lru_cache(maxsize=512)
def _build(schema: bytes) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(
        orjson.loads(schema), validate_formats=True, offline=True, pattern_options=_PATTERNS, mask="(value)"
    )


def validators_of_parts(schema: JsonSchema) -> jsonschema_rs.ValidatorMap:
    """A validator for each part of a sound schema, by its pointer (`#/properties/size`)."""
    return jsonschema_rs.validator_map_for(dict(schema), validate_formats=True, offline=True, pattern_options=_PATTERNS, mask="(value)")


@dataclass(frozen=True, slots=True)
class Misfits:
    """Why a value does not fit, in the order of the schema. `is_all`: the search went to the end."""

    problems: Sequence[SchemaProblem] = ()
    is_all: bool = True


class Validator:
    """Checks values against one sound schema. Build it once for each schema."""

    __slots__ = ("_schema", "_validator")

    def __init__(self, schema: JsonSchema) -> None:
        self._schema = schema
        self._validator = _build(orjson.dumps(schema, option=orjson.OPT_SORT_KEYS))

    def accepts(self, value: Any) -> bool:
        return bool(self._validator.is_valid(value))

    def explain(self, value: Any) -> Misfits:
        """What does not fit, at most `MAX_COUNTED`; values are never shown.

        The library makes all errors before it gives the first, so of a value that could have very many only that is asked for.
        """
        if self._validator.is_valid(value):
            return Misfits()
        if count_values(value) * _most_demands(self._schema) > _MAX_ERRORS:
            return Misfits(tuple(self._explain_first(value)), is_all=False)
        every = (item for problem in self._validator.iter_errors(value) for item in explain_error(problem))
        found = list(islice(every, MAX_COUNTED))
        return Misfits(tuple(dict.fromkeys(found)), len(found) < MAX_COUNTED)

    def _explain_first(self, value: Any) -> Iterator[SchemaProblem]:
        try:
            self._validator.validate(value)
        except jsonschema_rs.ValidationError as problem:
            yield from islice(explain_error(problem), MAX_COUNTED)


def _most_demands(root: JsonSchema) -> int:
    """How much a sound schema asks of one value at most, which bounds how many errors one value may have."""
    known: dict[int, int] = {}

    def demands(part: Mapping[str, Any]) -> int:
        if id(part) not in known:
            known[id(part)] = 1  # a tree comes back here by way of other values
            below = [item for keyword in _SAME_PLACE & part.keys() for _, item in _children(keyword, part[keyword])]
            target = [_look_up(root, part["$ref"])] if "$ref" in part else []
            parts = (item for item in [*below, *target] if isinstance(item, dict))
            # An error about a choice holds the choice, so that many of them cost as much as many errors.
            own = 1 + len(part.get("required", ())) + len(part.get("enum", ()))
            known[id(part)] = own + sum(demands(item) for item in parts)
        return known[id(part)]

    return max(demands(part) for _, part in list_subschemas(root))
