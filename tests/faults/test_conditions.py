"""What decides whether there is a resource fails closed: no answer counts as no, as yes, or as one key less.

There are resources that a silent *no* would delete.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.support.towns import Town

from bouwsteen.adapters.processes.readiness import is_ready
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.errors import InvalidInputError

PROPERTIES = {
    "any": {},
    "flag": {"type": "boolean", "default": True},
    "sometimes": {"type": "boolean"},
    "mixed": {"type": ["boolean", "string", "null"]},
    "pin": {"type": "boolean", "secret": True},
    "map": {"type": "object", "default": {"a": 1}},
    "list": {"type": "array", "items": {}, "default": ["a"]},
}


class Gate:
    """One block with one resource, under a condition or by key, in a stack of its own."""

    def __init__(self, folder: Path) -> None:
        self.town = Town(folder)
        root = self.town.root
        (root / "catalog/gate.yaml").write_text((root / "catalog/bare.yaml").read_text().replace("bare", "gate"))
        (root / "blocks/gate").mkdir()

    def write(self, decides: dict[str, Any], parameters: dict[str, Any]) -> None:
        required = [name for name in ("any", "mixed", "pin") if name in parameters]
        block = {
            "apiVersion": "bouwsteen.vlaanderen.be/v1alpha1",
            "kind": "BuildingBlock",
            "metadata": {"name": "gate"},
            "spec": {
                "version": "1.0.0",
                "title": {"nl": "Poort"},
                "owner": "Tests",
                "parameters": {"type": "object", "additionalProperties": False, "properties": PROPERTIES, "required": required},
                "targets": {"local": {"fidelity": "simulated", "resources": [{"id": "thing", "type": "test/thing", **decides}]}},
            },
        }
        (self.town.root / "blocks/gate/block.yaml").write_text(json.dumps(block))
        self.town.write({"block": "gate", "parameters": parameters}, environments={"local": {"target": "local"}})

    def refusal(self, decides: dict[str, Any], parameters: dict[str, Any]) -> Diagnostic:
        """The one mistake that a run says; the world and the record stay as they were."""
        self.write(decides, parameters)
        before = self.town.snapshot(), self.town.world.objects()
        with pytest.raises(InvalidInputError) as caught:
            self.town.apply()
        assert (self.town.snapshot(), self.town.world.objects()) == before
        assert self.town.calls() == []
        (found,) = caught.value.diagnostics
        return found


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """With resources that a silent *no* would delete."""
    gate = Gate(tmp_path_factory.mktemp("gate"))
    for decides in ({"includeWhen": True}, {"forEach": ["a", "b"]}):
        gate.write(decides, {})
        gate.town.apply()
        gate.town.calls()
    return gate


CONDITIONS: dict[str, tuple[Any, dict[str, Any], str]] = {
    # what decides, with which parameters, refused as
    "nothing behind the field": (None, {}, "value-not-allowed"),
    "an empty text": ("", {}, "wrong-type"),
    "the text true": ("true", {}, "wrong-type"),
    "the text yes": ("yes", {}, "wrong-type"),
    "a number": (1, {}, "wrong-type"),
    "an empty list": ([], {}, "wrong-type"),
    "text around it": ("${parameters.flag} ", {}, "wrong-type"),
    "null": ("${null}", {}, "wrong-type"),
    "a parameter that may be absent": ("${parameters.?sometimes}", {}, "condition-undecided"),
    "a parameter that may be absent, given": ("${parameters.?sometimes}", {"sometimes": True}, "condition-undecided"),
    "a parameter read as if it were there": ("${parameters.sometimes}", {}, "optional-unguarded"),
    "nothing, spelled out": ("${optional.none()}", {}, "condition-undecided"),
    "an open value that is a text": ("${parameters.any}", {"any": "true"}, "condition-undecided"),
    "an open value that is empty": ("${parameters.any}", {"any": ""}, "condition-undecided"),
    "an open value that is null": ("${parameters.any}", {"any": None}, "condition-undecided"),
    "an open value that is zero": ("${parameters.any}", {"any": 0}, "condition-undecided"),
    "an open value that is a list": ("${parameters.any}", {"any": []}, "condition-undecided"),
    "of several types, a text": ("${parameters.mixed}", {"mixed": "false"}, "condition-undecided"),
    "of several types, null": ("${parameters.mixed}", {"mixed": None}, "condition-undecided"),
    "a member that is not there": ("${parameters.map.missing}", {}, "condition-undecided"),
    "a secret": ("${parameters.pin}", {"pin": {"secretRef": {"env": "PIN"}}}, "secret-in-plain-field"),
    "a field that there is not": ("${parameters.flagg}", {}, "undefined-field"),
    "a type that does not fit": ("${parameters.flag + 1}", {}, "types-differ"),
    "huge": ("${parameters.flag" + " && parameters.flag" * 300 + "}", {}, "expression-too-large"),
    "deep": ("${" + "(" * 300 + "parameters.flag" + ")" * 300 + "}", {}, "expression-too-large"),
    "without end": (
        "${parameters.list.all(x, parameters.list.all(y, parameters.list.all(z, x + y != z)))}",
        {"list": ["a"] * 300},
        "evaluation-too-large",
    ),
    "compared with what is no number": ("${parameters.any > 1}", {"any": "x"}, "evaluation-failed"),
    "a division by zero": ("${1 / 0 == 1}", {}, "evaluation-failed"),
    "behind the end of a list": ("${parameters.list[9] == 'x'}", {}, "condition-undecided"),
    "too dear": ("${parameters.list.all(x, parameters.list.all(y, x == y))}", {"list": ["a"] * 5_000}, "evaluation-too-large"),
    "what is known only afterwards": ("${resources.thing.url == ''}", {}, "undefined-name"),
    "no expression": ("${parameters.flag &&}", {}, "expression-syntax"),
}
KEYS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "nothing behind the field": (None, {}, "value-not-allowed"),
    "a text": ("a", {}, "for-each-not-a-map"),
    "a number": (1, {}, "for-each-not-a-map"),
    "the same text twice": (["a", "a"], {}, "for-each-not-a-map"),
    "an empty text": (["a", ""], {}, "for-each-not-a-map"),
    "an empty key": ({"a": 1, "": 2}, {}, "for-each-not-a-map"),
    "an item that is null": (["a", None], {}, "for-each-not-a-map"),
    "an item that comes to nothing": (["a", "${parameters.?sometimes}"], {}, "for-each-not-a-map"),
    "an entry that comes to nothing": ({"a": 1, "b": "${parameters.?sometimes}"}, {}, "for-each-not-a-map"),
    "a parameter that may be absent": ("${parameters.?sometimes}", {}, "for-each-not-a-map"),
    "null": ("${null}", {}, "for-each-not-a-map"),
    "an open value that is a text": ("${parameters.any}", {"any": "a"}, "for-each-not-a-map"),
    "an open value that is null": ("${parameters.any}", {"any": None}, "for-each-not-a-map"),
    "an open list with a number": ("${parameters.list}", {"list": ["a", 1]}, "for-each-not-a-map"),
    "an open list with an empty text": ("${parameters.list}", {"list": ["a", ""]}, "for-each-not-a-map"),
    "an open list with the same text twice": ("${parameters.list}", {"list": ["a", "a"]}, "for-each-not-a-map"),
    "a map with an empty key": ("${parameters.map}", {"map": {"": 1}}, "for-each-not-a-map"),
    "a secret": ("${parameters.pin}", {"pin": {"secretRef": {"env": "PIN"}}}, "secret-in-plain-field"),
    "a division by zero": ("${[string(1 / 0)]}", {}, "evaluation-failed"),
}


@pytest.mark.fault("F42", "F43")
@pytest.mark.parametrize(("decides", "parameters", "code"), CONDITIONS.values(), ids=CONDITIONS)
def test_a_condition_without_an_answer_is_refused_and_deletes_nothing(
    decides: Any, parameters: dict[str, Any], code: str, gate: Gate
) -> None:
    found = gate.refusal({"includeWhen": decides}, parameters)
    assert found.code == code, found
    assert _names(found, decides)
    assert "value of PIN" not in str(found)


@pytest.mark.fault("F42", "F43")
@pytest.mark.parametrize(("decides", "parameters", "code"), KEYS.values(), ids=KEYS)
def test_keys_without_an_answer_are_refused_and_delete_nothing(decides: Any, parameters: dict[str, Any], code: str, gate: Gate) -> None:
    found = gate.refusal({"forEach": decides}, parameters)
    assert found.code == code, found
    assert _names(found, decides)
    assert "value of PIN" not in str(found)


# What can be seen in the text alone is told at its line and column.
_AT_ITS_PLACE = {"expression-syntax", "expression-too-large", "undefined-field", "types-differ"}


def _names(found: Diagnostic, decides: Any) -> bool:
    """The expression stands in the text; of what cannot be read as one, the place or the resource is told."""
    written = list(decides.values()) if isinstance(decides, dict) else decides if isinstance(decides, list) else [decides]
    expressions = [text[2:].partition("}")[0] for text in written if isinstance(text, str) and text.startswith("${")]
    if not expressions or found.code in _AT_ITS_PLACE:
        return found.source is not None or "`thing` in gate" in found.detail
    return all(text.split()[0] in found.detail for text in expressions)


@pytest.mark.parametrize(
    ("decides", "parameters", "there"),
    [
        ({"includeWhen": "${parameters.?sometimes.orValue(false)}"}, {}, set()),
        ({"includeWhen": "${has(parameters.sometimes)}"}, {"sometimes": False}, {"gate/thing"}),
        ({"includeWhen": "${parameters.any}"}, {"any": True}, {"gate/thing"}),
        ({"includeWhen": "${parameters.any}"}, {"any": False}, set()),
        ({"includeWhen": False}, {}, set()),
        ({"forEach": {}}, {}, set()),
        ({"forEach": "${parameters.list}"}, {"list": []}, set()),
        ({"forEach": "${parameters.any}"}, {"any": {"a": None}}, {'gate/thing["a"]'}),
        ({"forEach": "${parameters.list}"}, {"list": ["a", "b"]}, {'gate/thing["a"]', 'gate/thing["b"]'}),
    ],
)
def test_a_clear_answer_counts(decides: dict[str, Any], parameters: dict[str, Any], there: set[str], tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    gate.write(decides, parameters)
    assert gate.town.actions().keys() == there


ANSWERS = {
    "nothing": b"",
    "no protocol": b"ready\r\n\r\n",
    "no status": b"HTTP/1.1\r\n\r\n",
    "a status that is no number": b"HTTP/1.1 OK OK\r\n\r\n",
    "elsewhere": b"HTTP/1.1 302 Found\r\nLocation: /ok\r\n\r\n",
    "unauthorised": b"HTTP/1.1 401 Unauthorized\r\n\r\n",
    "broken": b"HTTP/1.1 500 OK\r\n\r\n",
    "not yet": b"HTTP/1.1 503 Ready\r\n\r\n",
    "a status that there is not": b"HTTP/1.1 999 OK\r\n\r\n",
    "a line without end": b"HTTP/1.1 200 " + b"x" * 100_000,
    "headers without end": b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 10_000,
}


@pytest.mark.fault("F43")
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_a_service_is_ready_only_when_it_says_so(answer: bytes) -> None:
    with answering(answer) as port:
        ready, seen = is_ready("127.0.0.1", port, "/ready")
    assert not ready
    assert seen


def test_a_service_that_says_so_is_ready() -> None:
    with answering(b"HTTP/1.1 204 No Content\r\n\r\n") as port:
        assert is_ready("127.0.0.1", port, "/ready") == (True, "HTTP status 204")


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """A service that gives one connection these bytes, and hangs up."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(60)
        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(60)


@pytest.mark.parametrize(
    ("decides", "parameters", "code"),
    [
        ({"includeWhen": "${parameters.any}"}, {"any": "ja"}, "condition-undecided"),
        ({"forEach": "${parameters.any}"}, {"any": 3}, "for-each-not-a-map"),
        ({"with": {"text": "${string(1 / (size(parameters.list) - 1))}"}}, {}, ""),
    ],
)
def test_what_only_a_plan_can_see_says_where_the_stack_asks_for_it(
    gate: Gate, decides: dict[str, Any], parameters: dict[str, Any], code: str
) -> None:
    found = gate.refusal(decides, parameters)
    assert found.code == code or not code
    assert found.source is not None
    assert found.source.file == "stacks/leuven/stack.yaml"
    (text,) = (gate.town.root / found.source.file).read_text().splitlines()
    assert (found.source.line, text[found.source.column - 1 :].startswith('{"block": "gate"')) == (1, True)
