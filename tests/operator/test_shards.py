"""Which stacks are whose, and when each is looked at though nothing happened."""

from __future__ import annotations

import io
import json
import logging
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouwsteen.errors import InvalidInputError
from bouwsteen_operator import health
from bouwsteen_operator.keys import Key
from bouwsteen_operator.logs import JsonFormatter, correlated
from bouwsteen_operator.shards import SHARD_LABEL, number_of, read_shard
from bouwsteen_operator.sweeps import Sweep


@given(st.text(max_size=20), st.integers(1, 20))
def test_each_organisation_is_in_exactly_one_shard(organisation: str, count: int) -> None:
    stack = {"metadata": {"namespace": organisation}}
    shards = [read_shard(f"{number}/{count}") for number in range(1, count + 1)]
    assert sum(each.has(stack) for each in shards) == 1


def test_shards_are_of_like_size_and_stay_what_they_are() -> None:
    sizes = Counter(number_of(f"town-{number}", 3) for number in range(285))
    assert min(sizes.values()) > 70
    assert [number_of(name, 3) for name in ("herstappe", "leuven", "gent")] == [1, 3, 3]


def test_a_shard_by_name_is_what_the_label_says() -> None:
    labelled: dict[str, Any] = {"metadata": {"labels": {SHARD_LABEL: "east"}}}
    bare: dict[str, Any] = {"metadata": {}}
    assert [read_shard(name).has(labelled) for name in ("east", "west", "default", "")] == [True, False, False, True]
    assert [read_shard(name).has(bare) for name in ("east", "default", "")] == [False, True, True]
    assert len({read_shard(name).suffix for name in ("", "east", "west", "1/3", "2/3")}) == 5


@pytest.mark.parametrize("text", ["0/3", "4/3", "1/0", "East", "a b", "-x", "1/3/4"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        read_shard(text)


def test_each_stack_is_swept_once_in_each_period_and_not_all_at_once() -> None:
    keys = [Key("town", f"stack-{number}") for number in range(100)]
    sweep = Sweep(100.0)
    seen: list[Counter[Key]] = []
    for second in range(1000):
        sweep.follow(keys, float(second))
        seen.append(Counter(sweep.due(float(second))))
    total = sum(seen, Counter[Key]())
    assert {9 <= count <= 13 for count in total.values()} == {True}
    assert max(each.total() for each in seen[:100]) < 20


def test_a_stack_that_is_gone_is_swept_no_more() -> None:
    sweep = Sweep(10.0, draw=lambda: 1.0)
    sweep.follow([Key("a", "x"), Key("a", "y")], 0.0)
    sweep.follow([Key("a", "y")], 5.0)
    assert sweep.due(10.0) == [Key("a", "y")]


def test_a_loop_that_stands_still_is_named() -> None:
    assert health.tell_live({"main": 100.0, "watches": 30.0}, 120.0) == (503, health.JSON, b'{"live": false, "stuck": ["watches"]}\n')
    assert health.tell_live({"main": 100.0, "watches": 110.0}, 120.0)[0] == 200


def test_who_stands_by_is_ready_and_says_so() -> None:
    status, _, body = health.tell_ready({}, leading=False, leader="one")
    assert (status, json.loads(body)) == (200, {"ready": True, "role": "standby", "leader": "one"})
    assert health.tell_ready({"Stack": "not served"}, leading=True, leader="one")[0] == 503


def test_logs_are_one_object_a_line_without_what_an_error_says() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    log = logging.getLogger("bouwsteen_operator.tests")
    log.addHandler(handler)
    with correlated("town/leuven") as run:
        try:
            raise ValueError("hunter2")
        except ValueError:
            log.exception("a mistake", extra={"fields": {"lane": "change"}})
        finally:
            log.removeHandler(handler)
    entry = json.loads(stream.getvalue())
    assert (entry["correlation"], entry["stack"], entry["lane"], entry["error"]) == (run, "town/leuven", "change", "ValueError")
    assert "hunter2" not in stream.getvalue()
