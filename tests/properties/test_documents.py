"""Whatever the bytes: a document or diagnostics, never an exception; and what both readers see is the same."""

from __future__ import annotations

from typing import Any

import orjson
from hypothesis import example, given
from hypothesis import strategies as st

from bouwsteen.documents.kinds import KINDS, read_document
from bouwsteen.documents.positions import index_text
from bouwsteen.documents.sources import MAX_INTEGER, load_document

# Pieces that parsers stumble over, put together at random.
PIECES = st.sampled_from(
    [
        *(
            "a",
            "b: ",
            "- ",
            "? ",
            ": ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "\n",
            "\n  ",
            "\r\n",
            "\t",
            "'",
            '"',
            "|\n",
            ">-\n",
            "#",
            "---\n",
            "...\n",
            "%YAML 1.2\n",
        ),
        *(
            "!x ",
            "!!str ",
            "&a ",
            "*a",
            "<<: ",
            "~",
            "0x1",
            "1e999",
            ".nan",
            "1",
            "\0",
            "\ufeff",
            "\u2028",
            "\x85",
            "é",
            "\\",
            "${x}",
            "${",
            "@",
            "`",
        ),
        *(
            "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\n",
            "kind: Stack\n",
            "metadata: {name: a}\n",
            "spec:\n",
            "  blocks:\n",
            "    - {block: a}\n",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.text("ab \"'é!&*#:-", max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab \"'é!&*#:-", max_size=6), inner, max_size=4),
    max_leaves=12,
)


def check(content: bytes) -> None:
    for model in KINDS.values():
        found, document, problems = read_document(content, "a.yaml", model)
        assert (found is None) == any(problem.is_error for problem in problems)
        assert all(problem.source and problem.source.file == "a.yaml" and len(problem.summary) < 60 for problem in problems)
        if document is not None:
            document.locate(("spec", "blocks", 0), column=2)


@given(st.binary(max_size=200))
@example(b"\xff")
@example(b"a: \xed\xa0\x80")
def test_any_bytes_give_a_document_or_diagnostics(content: bytes) -> None:
    check(content)


@given(TEXTS)
@example("a: &a b\n*a : c")
@example("? - !x\n")
@example("a: 1\n? [b]\n: c\n")
@example("{a: 1, ? b : 2}")
def test_any_text_gives_a_document_or_diagnostics(text: str) -> None:
    check(text.encode())


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), JSON, min_size=1, max_size=5))
def test_json_is_read_as_it_is_and_every_part_has_its_own_place(data: dict[str, Any]) -> None:
    text = orjson.dumps(data, option=orjson.OPT_INDENT_2)
    document, problems = load_document(text, "a.json")
    assert not problems
    assert document is not None
    assert document.data == data
    index = index_text(text.decode(), max_depth=100)
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        assert path in index.places
        waiting += [((*path, key), item) for key, item in value.items()] if isinstance(value, dict) else []
        waiting += [((*path, number), item) for number, item in enumerate(value)] if isinstance(value, list) else []


@given(TEXTS)
def test_what_is_read_holds_no_tag_or_alias(text: str) -> None:
    """The quick look before reading finds every mark that the slow reader sees."""
    document, _ = load_document(text.encode(), "a.yaml")
    if document is not None:
        kinds = {fault.kind for fault in index_text(text, max_depth=100).faults}
        assert not kinds & {"tag", "anchor", "alias", "documents", "duplicate-key"}
