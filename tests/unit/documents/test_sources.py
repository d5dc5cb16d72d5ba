"""Reading bytes: what passes, what is refused, and that a refusal is cheap."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.hostile.measures import MARK_BYTES, MARK_CALLS, measure
from tests.support.efforts import count_calls

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.positions import Path
from bouwsteen.documents.sources import LIMITS, Document, Limits, load_document


def load(text: str | bytes) -> Document:
    document, problems = load_document(text.encode() if isinstance(text, str) else text, "a.yaml")
    assert not problems
    assert document is not None
    return document


def codes(text: str | bytes, limits: Limits = LIMITS) -> list[str]:
    document, problems = load_document(text.encode() if isinstance(text, str) else text, "a.yaml", limits)
    assert (document is None) == bool(problems)
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("0777", "0777"),
        ("12:30:45", "12:30:45"),
        ("2026-01-01", "2026-01-01"),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        ("0o17", 15),
        ("0x1f", 31),
        ("~", None),
        ("True", True),
        ("9007199254740991", 9007199254740991),
        ('"\\u20ac"', "€"),
        ('"${a ? !b : c * d && e}"', "${a ? !b : c * d && e}"),
        ("${a.?b.orValue(!c && d * e)}", "${a.?b.orValue(!c && d * e)}"),
    ],
)
@pytest.mark.fault("F40")
def test_the_dialect(written: str, read: object) -> None:
    assert load(f"a: {written}").data == {"a": read}


def test_text_that_only_looks_marked_is_read() -> None:
    text = 'a: Bonjour !\nb: "${!has(x)}"\nc: "*"\nd: a & b\ne: |\n  *not an alias\n  &nor this\nf: ["!", \'&x\']\n'
    assert load(text).data["e"] == "*not an alias\n&nor this\n"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_a_mark_after_any_line_break_is_found(line_break: str) -> None:
    assert codes(f"a:{line_break}  - 1{line_break}  - !x 2{line_break}") == ["yaml-tag"]


@pytest.mark.parametrize(
    "text", ["a: !x 1", "a: ! 1", "- &a b", "a: {b: !x 1}", "a: [1,!x 2]", "? !x a\n: b", "!x\na: 1", "--- !x\na: 1", "a: &b\n  c: 1"]
)
def test_every_mark_is_refused(text: str) -> None:
    assert codes(text)[0] in {"yaml-tag", "yaml-anchor"}


def test_places() -> None:
    document = load('spec:\n  blocks:\n    - {name: "permits", block: forms}\n    - block: |\n        many\n        lines\n')
    assert str(document.locate(("spec", "blocks", 0, "name"))) == "a.yaml:3:14"
    assert str(document.locate(("spec", "blocks", 0, "name"), key=True)) == "a.yaml:3:8"
    assert str(document.locate(("spec", "blocks", 0, "name"), column=3)) == "a.yaml:3:17"
    assert str(document.locate(("spec", "blocks", 0, "block"), column=3)) == "a.yaml:3:34"
    assert str(document.locate(("spec", "blocks", 1, "block"), column=3)) == "a.yaml:4:14"
    assert str(document.locate(("spec", "blocks", 1))) == "a.yaml:4:7"


def test_the_place_of_what_is_not_there_is_that_of_its_parent() -> None:
    document = load("spec:\n  blocks: []\n")
    assert str(document.locate(("spec", "blocks", 7, "name"))) == "a.yaml:2:3"
    assert str(document.locate(("nothing",))) == "a.yaml:1:1"


def test_limits_can_be_set() -> None:
    assert codes("a: {b: {c: 1}}", Limits(depth=2)) == ["yaml-depth"]
    assert codes("a: [1, 2, 3]", Limits(nodes=3)) == ["document-too-many-values"]
    assert codes("a: abcdef", Limits(string_length=5)) == ["text-too-long"]
    assert codes("a: 1", Limits(file_bytes=3)) == ["document-too-large"]


HOSTILE: dict[str, str | bytes] = {
    "alias bomb": "a: &a [" + "x, " * 3000 + "]\nb: [" + "*a, " * 10000 + "]\n",
    "nine levels": "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9) if n else 'x'}]\n" for n in range(10)),
    "open brackets": "[" * 65_000,
    "open braces": "{" * 65_000,
    "nested pairs": "[a," * 20_000,
    "nested keys": "? " * 30_000,
    "nested items": "- " * 30_000,
    "half open": "a: 1\na: 2\nb: " + "[a," * 20_000,
    "one key again": "? a\n" * 16_000,
    "a hundred megabytes": b"a: " + b"b" * 100_000_000,
    "ten megabytes of NUL": b"\0" * 10_000_000,
    "python object": "a: !!python/object/apply:os.system [id]\n",
    "marks without end": "a: " + "! " * 30_000,
    "long plain text": "a" * 65_000,
}


def refuse(content: bytes) -> list[Diagnostic]:
    document, problems = load_document(content, "a.yaml")
    assert document is None
    return problems


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.fault("F39")
def test_hostile_input_is_refused_cheaply(name: str) -> None:
    text = HOSTILE[name]
    content = text.encode() if isinstance(text, str) else text
    found: list[Diagnostic] = []
    measured = measure(lambda: found.extend(refuse(content)))
    assert found
    assert measured.bytes < MARK_BYTES
    assert count_calls(lambda: refuse(content)) < MARK_CALLS


def test_a_place_costs_no_more_than_the_text_before_it() -> None:
    def locate(size: int) -> Callable[[], object]:
        text = "first: {a: 1}\n" + "".join(f"key{number}: [x, y]\n" for number in range(size))
        document, problems = load_document(text.encode(), "a.yaml")
        assert document is not None, problems
        # What is not there is decided where its parent ends, too.
        return lambda: (document.locate(("first", "a")), document.locate(("first", "b", "c")))

    assert count_calls(locate(1_000)) == count_calls(locate(10))


def test_places_are_the_same_in_any_order_of_asking() -> None:
    text = "a: {b: [1, {c: x}], d: y}\ne: [[], {}, z]\n"
    paths: list[Path] = [(), ("a",), ("a", "b"), ("a", "b", 1, "c"), ("a", "d"), ("e", 2), ("e", 3), ("a", "d", "n"), ("a", "n"), ("n",)]
    found = []
    for order in (paths, paths[::-1], sorted(paths, key=repr)):
        document, _ = load_document(text.encode(), "a.yaml")
        assert document is not None
        found.append({path: document.locate(path) for path in order})
    assert found[0] == found[1] == found[2]
    assert [(str(found[0][path])) for path in paths] == [
        *("a.yaml:1:1", "a.yaml:1:4", "a.yaml:1:8", "a.yaml:1:16", "a.yaml:1:24", "a.yaml:2:13"),
        *("a.yaml:2:1", "a.yaml:1:21", "a.yaml:1:1", "a.yaml:1:1"),
    ]
