"""Doors for text: documents, templates, expressions, schemas, locks, organisations, ranges of versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import orjson
from tests.hostile.outcomes import Target
from tests.repository.places import ROOT

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.block_checks import check_block, check_interface
from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.file_checks import check_content
from bouwsteen.documents.interfaces import Interface
from bouwsteen.documents.json_schemas import check_schema
from bouwsteen.documents.kinds import KINDS, read_document
from bouwsteen.documents.organisations import read_organisations
from bouwsteen.documents.parameters import check_against
from bouwsteen.documents.sources import Limits, load_document
from bouwsteen.documents.stacks import Stack
from bouwsteen.documents.versions import check_range, fits
from bouwsteen.expressions import Allowance, Problem, Scope, compile_expression, compile_template
from bouwsteen.resolution.locks import read_lock
from bouwsteen.values import Secret, Unknown

FILE: Final = "input.yaml"
_LOCK_LIMITS: Final = Limits(file_bytes=256 * 1024)


def sample(*paths: str) -> list[bytes]:
    return [(ROOT / path).read_bytes() for path in paths]


# --- Documents ------------------------------------------------------------------------------------


_KIND: Final = re.compile(rb"^kind: *([A-Za-z]+)", re.MULTILINE)


def read_documents(content: bytes) -> Iterator[Diagnostic]:
    """As whatever kind the text says it is, a stack where it says nothing known."""
    named = _KIND.search(content[:65_537])
    model, document, problems = read_document(content, FILE, KINDS.get(named[1].decode(), Stack) if named else Stack)
    yield from problems
    if document is None:
        return
    if isinstance(model, BuildingBlock):
        yield from check_block(model, document, _interfaces(), tuple(_interfaces()), None)
    elif isinstance(model, Interface):
        yield from check_interface(model, document)


@cache
def _interfaces() -> dict[str, dict[str, Interface]]:
    found = [read_document(path.read_bytes(), path.name, Interface)[0] for path in (ROOT / "catalog/interfaces").glob("*.yaml")]
    return {item.metadata.name: {item.spec.version: item} for item in found if item is not None}


def _ordinary_document() -> bytes:
    """A stack of nearly 64 KiB, as somebody might write who adopts everything many times."""
    head = (
        "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\nkind: Stack\nmetadata: {name: town}\n"
        'spec:\n  organisation: {nis: "24062"}\n  blocks:\n'
    )
    tail = "  environments:\n    local: {target: local}\n"
    entries = (
        f"    - name: form-{number}\n      block: forms\n      version: ^1.0\n      parameters: {{title: Text of form {number}}}\n"
        for number in range(10_000)
    )
    text, size = [head], len(head) + len(tail)
    for entry in entries:
        if size + len(entry) > 65_000:
            break
        text.append(entry)
        size += len(entry)
    return "".join([*text, tail]).encode()


# --- Templates and expressions --------------------------------------------------------------------

_VARIABLES: Final[dict[str, Any]] = {
    "a": {},
    "uses": {
        "type": "object",
        "properties": {
            "key": {
                "type": "object",
                "properties": {"url": {"type": "string"}, "secret": {"type": "string", "secret": True}},
                "required": ["url", "secret"],
            }
        },
        "required": ["key"],
    },
    "parameters": {
        "type": "object",
        "properties": {"count": {"type": "integer"}, "names": {"type": "array", "items": {"type": "string"}}},
    },
}
_VALUES: Final[dict[str, Any]] = {
    "a": {"b": [1, 2, 3], "c": "text", "d": None, "u": Unknown("string")},
    "uses": {"key": {"url": "http://127.0.0.1", "secret": Secret("hunter2-is-no-password")}},
    "parameters": {"count": 3, "names": ["x", "y"]},
}


def _tell(problems: tuple[Problem, ...]) -> Iterator[Diagnostic]:
    for problem in problems:
        yield problem.to_diagnostic(SourceRange(FILE, 1, problem.column) if problem.column else None)


def read_templates(content: bytes) -> Iterator[Diagnostic]:
    """A YAML value with expressions, compiled and evaluated; a document whose only field is `value`."""
    document, problems = load_document(content, FILE)
    yield from problems
    if document is None:
        return
    compiled = compile_template(document.data, Scope(_VARIABLES, Allowance()))
    for problem in compiled.problems:
        yield problem.to_diagnostic(document.locate(problem.path, key=problem.on_key, column=problem.column))
    if not compiled.problems:
        result = compiled.evaluate(_VALUES)
        assert "hunter2" not in repr(result)


def read_expressions(content: bytes) -> Iterator[Diagnostic]:
    """Bare CEL, as conditions are: compiled, and evaluated on values with a secret and an unknown among them."""
    text = content.decode("utf-8", "surrogateescape")
    compiled = compile_expression(text, Scope(_VARIABLES))
    yield from _tell(compiled.problems)
    if not compiled.problems:
        result = compiled.evaluate(_VALUES)
        assert "hunter2" not in repr(result)


# --- Schemas --------------------------------------------------------------------------------------


def read_schemas(content: bytes) -> Iterator[Diagnostic]:
    """A document with a `schema` and a `value`: is the schema sound, does the value fit, does a scope come of it."""
    return _read_schema(content, recursive=False)


def read_trees(content: bytes) -> Iterator[Diagnostic]:
    """The same of a schema of content, which may describe trees."""
    return _read_schema(content, recursive=True)


def _read_schema(content: bytes, *, recursive: bool) -> Iterator[Diagnostic]:
    document, problems = load_document(content, FILE)
    yield from problems
    if document is None:
        return
    schema: Any = document.data.get("schema")
    value = document.data.get("value", {})
    unsound = check_schema(schema, recursive=recursive, strict=not recursive)
    for problem in unsound:
        yield error(problem.code, problem.summary, problem.detail, problem.remedy, source=document.locate(("schema", *problem.path)))
    if unsound or not isinstance(value, dict):
        return
    yield from check_against(schema, value, lambda path, key: document.locate(("value", *path), key=key), recursive=recursive)
    if not recursive:
        compile_expression("has(v.a) && v.a == 'x'", Scope({"v": schema}))


def _wide_schema() -> bytes:
    fields = "".join(f"    field{number}: {{type: string, maxLength: 100}}\n" for number in range(1_200))
    return f"schema:\n  type: object\n  properties:\n{fields}value: {{field1: text}}\n".encode()


def _deep_tree() -> bytes:
    """A value as deep and as wide as a document may have, of a schema of what JSON can say."""
    schema = "{anyOf: [{type: [string, integer]}, {type: array, items: {$ref: '#'}}, {type: object, additionalProperties: {$ref: '#'}}]}"
    deep = "{a: [" * 30 + "1" + "]}" * 30
    return f"schema: {schema}\nvalue: {{x: {deep}, y: [{'[x], ' * 3_000}]}}\n".encode()


# --- Locks, organisations, ranges -----------------------------------------------------------------


def read_locks(content: bytes) -> Iterator[Diagnostic]:
    document, problems = load_document(content, FILE, _LOCK_LIMITS)
    yield from problems
    if document is not None:
        yield from read_lock(document)[1]


def _large_lock() -> bytes:
    pins = "".join(f"  block-{number}:\n    version: 1.{number}.0\n    digest: sha256:{number:064x}\n" for number in range(2_000))
    return f"formatVersion: 1\nblocks:\n{pins}".encode()


def read_lists(content: bytes) -> list[Diagnostic]:
    return read_organisations(content, FILE)[1]


def _long_list() -> bytes:
    head = (ROOT / "catalog/organisations.csv").read_bytes().split(b"\n")[0]
    rows = "".join(f"{number},Gemeente {number},municipality,Limburg,{number},fr,{number} 3000\n" for number in range(10_000, 17_500))
    return head + b"\n" + rows.encode()


def read_ranges(content: bytes) -> Iterator[Diagnostic]:
    """A range of versions, inside of the smallest document that takes one."""
    text = content.decode("utf-8", "replace")[:200]
    written = orjson.dumps({**_SMALL_STACK, "spec": {**_SMALL_STACK["spec"], "blocks": [{"block": "a", "version": text}]}})
    model, _, problems = read_document(written, FILE, Stack)
    for item in problems:
        yield error(item.code, item.summary, item.detail, item.remedy)
    if model is not None:
        for version in ("1.2.3", "0.0.1-rc.1", "999999999.0.0"):
            fits(version, check_range(text))


_SMALL_STACK: Final[dict[str, Any]] = {
    "apiVersion": "bouwsteen.vlaanderen.be/v1alpha1",
    "kind": "Stack",
    "metadata": {"name": "town"},
    "spec": {"organisation": {"nis": "24062"}, "blocks": [], "environments": {"local": {"target": "local"}}},
}


def read_cards(content: bytes) -> list[Diagnostic]:
    """A form document against the schema that its block gives, as `validate` does."""
    return check_content(content, FILE, _form_schema())


def _form_schema() -> dict[str, Any]:
    schema: dict[str, Any] = orjson.loads((ROOT / "blocks/forms/form.schema.json").read_bytes())
    schema.pop("$id", None)
    return schema


def _large_form() -> bytes:
    head = (ROOT / "stacks/herstappe/forms/change-of-address.form.yaml").read_bytes()
    return head + b"# " + b"x" * (65_000 - len(head)) + b"\n"


WORDS: Final = [
    *(
        b"&a ",
        b"*a",
        b"!x ",
        b"!!python/object ",
        b"<<: ",
        b"? ",
        b"- ",
        b"\t",
        b"|\n",
        b">-\n",
        b"'",
        b'"',
        b"{",
        b"}",
        b"[",
        b"]",
        b"---\n",
    ),
    *(
        b"...\n",
        b"%YAML 1.1\n",
        b"\0",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xa8",
        b"\xe2\x80\xae",
        b"\xff",
        b"\r",
        b"\x85",
        b'"\\u0000"',
        b'"\\ud800"',
    ),
    *(b"no", b"0777", b"1e3", b"1e999", b".nan", b"-0", b"9" * 30, b"2026-01-01", b"~", b"null", b"true", b"0x1f", b"0o17", b"12:30:45"),
    *(
        b"${",
        b"$${",
        b"}",
        b"${a}",
        b"secretRef",
        b"{secretRef: {file: ../../etc/passwd}}",
        b"$ref",
        b"#/$defs/a",
        b"../..",
        b"apiVersion",
        b"spec:",
    ),
]
CEL_WORDS: Final = [
    *(
        b"a",
        b"a.b",
        b"a.?x",
        b"a.u",
        b"uses.key.secret",
        b"parameters.count",
        b"parameters.names",
        b".map(x, x)",
        b".all(x, x > 1)",
        b"has(a.b)",
    ),
    *(
        b"(",
        b")",
        b"[",
        b"]",
        b"{",
        b"}",
        b"?",
        b":",
        b"&&",
        b"||",
        b"!",
        b"-",
        b"+",
        b"/",
        b"%",
        b" in ",
        b"'",
        b'"',
        b"'''",
        b"r'",
        b"b'x'",
        b"\\",
    ),
    *(
        b"1",
        b"1u",
        b"1.5",
        b"1e308",
        b"9223372036854775807",
        b"0",
        b"null",
        b"true",
        b"''",
        b"dyn(",
        b"type(",
        b"string(",
        b"int(",
        b"size(",
    ),
    *(
        b".matches('(a+)+$')",
        b".format([1])",
        b".replace('a','aa')",
        b".split('')",
        b"optional.of(a)",
        b".orValue(1)",
        b"timestamp('x')",
        b"//",
    ),
    *(b"\n", b"\0", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"x" * 50, b"__proto__", b"@not", b"@result", b"google.protobuf.Value{}"),
]
_TEMPLATES: Final = [
    b"value: ${uses.key.url}/callback\nother: ['${a.b.size()}', '$${literal}', {$raw: '${x}'}]\n",
    b"value: \"${has(a.c) ? a.c + '!' : 'none'}\"\nsecret: ${uses.key.secret}\nunknown: text ${a.u}\n",
]
_EXPRESSIONS: Final = [
    b"has(parameters.names) && parameters.names.all(name, name.matches('^[a-z]+$'))",
    b"a.?x.orValue('none') + ' ' + string(size(a.b))",
    b"uses.key.secret == 'x' || size(a.b) in [1, 2, 3]",
    b"{'k': a.b.filter(x, x > 1).map(x, x * 2), 'l': a.c.replace('t', 'd').split('e')}",
]
_SCHEMAS: Final = [
    b"""schema:
  type: object
  required: [a]
  properties: {a: {type: string, pattern: '^[a-z]+$'}, b: {$ref: '#/$defs/b'}}
  $defs: {b: {type: array, items: {enum: [1, x]}}}
value: {a: x, b: [1, x]}
""",
    b"""schema:
  type: object
  properties: {a: {anyOf: [{type: string}, {type: integer, default: 3}]}, key: {type: string, secret: true}}
value: {a: text, key: {secretRef: {env: KEY}}}
""",
]
_TREES: Final = [
    *_SCHEMAS,
    b"""schema:
  type: object
  properties:
    below: {type: array, items: {$ref: '#'}}
    other: {$ref: '#/$defs/b'}
  $defs: {b: {anyOf: [{type: string}, {type: object, patternProperties: {'^x': {$ref: '#'}}, additionalProperties: {$ref: '#/$defs/b'}}]}}
value: {below: [{below: []}, {other: text}], other: {xa: {}, b: text}}
""",
]

TARGETS: Final = [
    Target(
        "documents",
        read_documents,
        sample(
            "stacks/leuven/stack.yaml",
            "blocks/forms/block.yaml",
            "catalog/forms.yaml",
            "catalog/interfaces/oidc-client.yaml",
            "loadtests/profiles/smoke.yaml",
        ),
        _ordinary_document,
        words=WORDS,
    ),
    Target(
        "templates",
        read_templates,
        _TEMPLATES,
        lambda: b"value:\n" + b"- ${uses.key.url}/callback and text\n" * 1_700,
        words=[*WORDS, *CEL_WORDS],
    ),
    Target(
        "expressions", read_expressions, _EXPRESSIONS, lambda: b" && ".join([b"a.b.exists(x, x > 1)"] * 20), text=False, words=CEL_WORDS
    ),
    Target("schemas", read_schemas, _SCHEMAS, _wide_schema, words=WORDS),
    Target("trees", read_trees, _TREES, _deep_tree, words=WORDS),
    Target("locks", read_locks, sample("stacks/herstappe/bouwsteen.lock", "stacks/leuven/bouwsteen.lock"), _large_lock, words=WORDS),
    Target(
        "organisations",
        read_lists,
        [b"\n".join((ROOT / "catalog/organisations.csv").read_bytes().split(b"\n")[:8])],
        _long_list,
        words=[b",", b'"', b"\n", b"\0", b"\xff", b"\xc2\xb2", b"9" * 5_000, b"11001"],
    ),
    Target(
        "ranges",
        read_ranges,
        [b"^1.2", b"~1.2 || >=2.0.0-rc.1 <3", b"1.x - 2.*"],
        lambda: b" || ".join([b"^1.2"] * 12),
        text=False,
        words=[b"^", b"~", b"x", b"*", b"||", b"-", b" ", b">=", b"9" * 60, b"-rc.1", b"+b", b".", b"\xd9\xa3"],
    ),
    Target("forms", read_cards, sample("stacks/herstappe/forms/change-of-address.form.yaml"), _large_form, words=WORDS),
]
