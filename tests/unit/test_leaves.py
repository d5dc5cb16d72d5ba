"""Values, addresses, diagnostics and errors: the modules that everything stands on."""

from __future__ import annotations

import copy
import inspect
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouwsteen import errors
from bouwsteen.addresses import Address
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.diagnostics import Diagnostics, Severity, SourceRange, error, warning
from bouwsteen.errors import BouwsteenError, InternalError, InvalidInputError
from bouwsteen.values import ABSENT, Secret, Unknown, has_secret, has_unknown, map_leaves, redact, reveal, walk_leaves

# Secrets


def test_a_secret_shows_nothing_of_itself() -> None:
    secret = Secret("hunter2")
    shown = [str(secret), repr(secret), f"{secret}", f"{secret:>20}", "%s" % secret, str([secret]), repr({"a": secret})]  # noqa: UP031  one more way to print
    assert not any("hunter2" in text for text in shown)
    assert secret.reveal() == "hunter2"


def test_a_secret_cannot_leave_by_json_or_pickle() -> None:
    with pytest.raises(TypeError):
        json.dumps(Secret("hunter2"))
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(Secret("hunter2"))
    with pytest.raises(TypeError, match="pickled"):
        copy.deepcopy(Secret("hunter2"))


def test_a_secret_of_a_secret_is_one_secret() -> None:
    assert Secret(Secret("x")).reveal() == "x"
    assert Secret("x") == Secret("x")
    assert Secret("x") != "x"
    assert len({Secret("x"), Secret("x")}) == 1


def test_absent_is_not_null() -> None:
    assert not ABSENT
    assert repr(ABSENT) == "ABSENT"
    assert copy.deepcopy(ABSENT) is ABSENT


VALUE = {"a": [1, {"b": Secret("s")}], "c": {}, "d": Unknown("string"), "e": []}


def test_leaves_are_found_with_their_paths() -> None:
    assert list(walk_leaves(VALUE)) == [
        (("a", 0), 1),
        (("a", 1, "b"), Secret("s")),
        (("c",), {}),
        (("d",), Unknown("string")),
        (("e",), []),
    ]
    assert has_secret(VALUE)
    assert has_unknown(VALUE)
    assert not has_secret({"a": 1})


def test_redact_shows_words_and_reveal_opens() -> None:
    assert redact(VALUE) == {"a": [1, {"b": "(secret)"}], "c": {}, "d": "(known after apply)", "e": []}
    assert reveal(VALUE)["a"][1]["b"] == "s"
    assert has_secret(VALUE), "the value itself is as it was"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=3), children, max_size=3),
    max_leaves=12,
)


@given(json_values)
def test_mapping_leaves_to_themselves_changes_nothing(value: object) -> None:
    assert map_leaves(value, lambda _, leaf: leaf) == value
    assert redact(value) == value


# Addresses

names = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9]", fullmatch=True)
ids = st.from_regex(r"[a-z][a-zA-Z0-9]{0,8}", fullmatch=True)
addresses = st.builds(
    Address,
    stack=names,
    environment=names,
    instance=names,
    resource=ids,
    key=st.none() | st.text(alphabet=st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=8),
    output=st.just(""),
    consumer=st.none(),
) | st.builds(
    Address,
    stack=names,
    environment=names,
    instance=names,
    output=ids,
    consumer=st.text(alphabet=st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=8),
    resource=ids,
    key=st.none(),
)


@given(addresses)
def test_an_address_survives_being_written_and_read(address: Address) -> None:
    assert Address.parse(str(address)) == address


@given(addresses, addresses)
def test_addresses_sort_as_their_texts(one: Address, other: Address) -> None:
    assert (one < other) == (str(one) < str(other))


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("leuven/local/forms", "forms"),
        ("leuven/local/forms/server", "forms/server"),
        ('leuven/local/forms/copies["a\\"b"]', 'forms/copies["a\\"b"]'),
        ('leuven/local/identity/client["forms"]/binding', 'identity/client["forms"]/binding'),
    ],
)
def test_addresses_read_well(text: str, local: str) -> None:
    assert str(Address.parse(text)) == text
    assert Address.parse(text).local == local


@pytest.mark.parametrize(
    "text", ["", "leuven", "leuven/local", "leuven/local/forms/", "leuven/local/forms/a/b/c", "Leuven/local/forms", 'a/b/c["']
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        Address.parse(text)


# Diagnostics


def test_a_place_reads_as_editors_write_it() -> None:
    assert str(SourceRange("stacks/a/stack.yaml", 3, 7)) == "stacks/a/stack.yaml:3:7"
    assert str(SourceRange("stacks/a/stack.yaml")) == "stacks/a/stack.yaml"


def test_diagnostics_keep_order_and_sort_for_printing() -> None:
    late = error("b", "B", "b", source=SourceRange("x", 9, 1))
    early = warning("a", "A", "a", source=SourceRange("x", 2, 1))
    found = Diagnostics()
    found.add(late, early)
    found.extend([late])
    assert list(found) == [late, early, late]
    assert found.sorted() == [early, late], "sorted by place, each once"
    assert found.has_errors
    assert found.errors() == [late, late]
    assert early.severity is Severity.WARNING
    assert len(found) == 3
    assert not Diagnostics()


# Errors


def test_every_error_has_an_exit_code_with_a_name() -> None:
    kinds = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, BouwsteenError | InternalError)]
    assert len(kinds) > 10
    for kind in kinds:
        assert kind.exit_code in set(ExitCode), kind


def test_an_error_carries_its_diagnostics() -> None:
    problem = InvalidInputError.because("some-code", "Something is wrong", "It is.", "Mend it.", address="a/b/c")
    assert isinstance(problem, InvalidInputError)
    assert [each.code for each in problem.diagnostics] == ["some-code"]
    assert str(problem) == "Something is wrong: It is."
    assert InvalidInputError.of(problem.diagnostics).diagnostics == problem.diagnostics


def test_what_cannot_happen_says_whose_fault_it_is() -> None:
    assert str(InternalError("Two and two were five.")) == "Two and two were five. This is a bug in Bouwsteen."
