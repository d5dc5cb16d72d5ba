"""The site of the webhook by itself: what comes in is bounded, what cannot be judged is refused, its certificate changes under way."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.operator.samples import sample

from bouwsteen.adapters.kubernetes.clients import ClusterError, Kind
from bouwsteen.diagnostics import SourceRange, error, warning
from bouwsteen_operator import webhooks
from bouwsteen_operator.certificates import Pair, issue, make_authority
from bouwsteen_operator.judges import KINDS, Judgement
from bouwsteen_operator.reviews import MOST_CHARACTERS, MOST_TOLD, MOST_WARNINGS, Review, ReviewError, read_review, unanswered, write_answer
from bouwsteen_operator.webhooks import LARGEST, Webhook

NOW = dt.datetime.now(dt.UTC)
AUTHORITY = make_authority(NOW)
SECONDS = 60.0
FIELDS = ("apiVersion", "kind", "request", "uid", "object", "metadata", "name", "namespace", "spec")


def pair() -> Pair:
    return issue(AUTHORITY, ["127.0.0.1"], NOW)


class Site:
    def __init__(self) -> None:
        self.judgement: Callable[[Review, float], Judgement] = lambda _review, _until: Judgement()
        self.ready = True
        self.counts: Counter[tuple[str, str]] = Counter()
        self.webhook = Webhook("127.0.0.1", 0, self._judge, lambda: self.ready, self._count)

    def _judge(self, review: Review, until: float) -> Judgement:
        return self.judgement(review, until)

    def _count(self, kind: str, result: str, seconds: float) -> None:
        assert seconds >= 0
        self.counts[kind, result] += 1

    def connect(self) -> http.client.HTTPSConnection:
        context = ssl.create_default_context(cadata=AUTHORITY.certificate.decode())
        return http.client.HTTPSConnection("127.0.0.1", self.webhook.port, timeout=SECONDS, context=context)

    def ask(self, obj: dict[str, Any] | None = None) -> dict[str, Any]:
        """The response to a review of an object."""
        status, body = self.post(json.dumps(review(obj or sample("Stack", "town"))).encode())
        assert status == 200, body
        answer = json.loads(body)
        assert (answer["kind"], answer["response"]["uid"]) == ("AdmissionReview", "7")
        found: dict[str, Any] = answer["response"]
        return found

    def post(self, body: bytes, path: str = "/judge?timeout=10s", **headers: str) -> tuple[int, bytes]:
        connection = self.connect()
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def review(obj: Any) -> dict[str, Any]:
    request = {"uid": "7", "operation": "CREATE", "object": obj}
    return {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    made.webhook.serve(pair())
    yield made
    made.webhook.close()


def test_what_is_sound_is_taken(site: Site) -> None:
    assert site.ask() == {"uid": "7", "allowed": True}
    assert site.counts == {("Stack", "taken"): 1}


def test_what_is_wrong_is_told_with_its_place_and_in_bounds(site: Site) -> None:
    place = "stacks/town (Stack town/town) spec.blocks[3].version"
    problems = tuple(
        error("wrong-type", "A value has another type", f"{number} {'x' * 4000}", "Write a number.", source=SourceRange(place))
        for number in range(100)
    )
    told = tuple(warning("late", "It comes later", f"{number} {'é' * 1000}") for number in range(50))
    site.judgement = lambda *_: Judgement(problems, told)
    answer = site.ask()
    assert (answer["allowed"], answer["status"]["code"], answer["status"]["reason"]) == (False, 422, "Invalid")
    assert answer["status"]["message"].startswith("spec.blocks[3].version: A value has another type: 0 xxx")
    assert answer["status"]["message"].endswith("And 80 more.")
    assert len(answer["status"]["message"]) < (MOST_TOLD + 1) * (MOST_CHARACTERS + 1)
    causes = answer["status"]["details"]["causes"]
    assert {(each["reason"], each["field"]) for each in causes} == {("wrong-type", "spec.blocks[3].version")}
    assert (len(causes), len(answer["warnings"])) == (MOST_TOLD, MOST_WARNINGS)
    assert max(map(len, answer["warnings"])) <= 256
    assert site.counts == {("Stack", "refused"): 1}


def test_what_policies_deny_is_forbidden(site: Site) -> None:
    site.judgement = lambda *_: Judgement(
        (error("policy-broken", "A rule is not kept", "Not there.", address="town/test/forms"),), denied=True
    )
    status = site.ask()["status"]
    assert (status["code"], status["reason"]) == (403, "Forbidden")
    assert status["message"].startswith("town/test/forms: A rule is not kept")


@pytest.mark.parametrize("problem", [ClusterError(Kind.TIMEOUT, "no answer"), ValueError("a mistake"), RecursionError()])
def test_what_cannot_be_judged_is_refused(site: Site, problem: Exception) -> None:
    def fail(*_: object) -> Judgement:
        raise problem

    site.judgement = fail
    answer = site.ask()
    assert (answer["allowed"], answer["status"]["code"]) == (False, 503)
    assert "try again" in answer["status"]["message"]
    assert site.counts == {("Stack", "failed"): 1}


def test_nothing_is_taken_while_not_all_is_known(site: Site) -> None:
    site.ready = False
    assert site.ask()["status"]["code"] == 503


def test_what_takes_too_long_is_refused_and_others_are_answered(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    going = threading.Event()

    def wait(asked: Review, _until: float) -> Judgement:
        if asked.namespace == "town":
            going.wait(SECONDS)
        return Judgement()

    site.judgement = wait
    monkeypatch.setattr(webhooks, "SECONDS", 0.3)
    refused = [site.ask()["status"]["message"] for _ in range(4)]
    assert [("could not be judged within" in each, "still being judged" in each) for each in refused] == [(True, False)] * 2 + [
        (False, True)
    ] * 2
    monkeypatch.setattr(webhooks, "SECONDS", SECONDS)
    assert site.ask(sample("Stack", "elsewhere"))["allowed"], "a town takes not all of the workers"
    going.set()
    site.judgement = lambda *_: Judgement()
    until = time.monotonic() + SECONDS
    while not site.ask()["allowed"]:
        assert time.monotonic() < until


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"null",
        b"[" * 5000,
        json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}).encode(),
        json.dumps(review(None)).encode(),
        json.dumps(review([])).encode(),
        json.dumps(review({"metadata": {}})).encode(),
        json.dumps(review({**sample("Stack", "town"), "kind": "Secret"})).encode(),
        json.dumps(review({**sample("Stack", "town"), "apiVersion": "v1"})).encode(),
        json.dumps(review({**sample("Stack", "town"), "spec": None})).encode(),
        json.dumps({**review(sample("Stack", "town")), "apiVersion": "admission.k8s.io/v1beta1"}).encode(),
    ],
)
def test_what_is_no_review_is_told_so(site: Site, body: bytes) -> None:
    assert site.post(body)[0] == 400
    assert site.counts == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*FIELDS, "x"]), inner, max_size=6),
    max_leaves=30,
)


@given(path=st.lists(st.sampled_from(FIELDS), max_size=4), value=JSON)
def test_whatever_is_sent_is_a_review_or_told_to_be_none(path: list[str], value: Any) -> None:
    asked = review(sample("Stack", "town"))
    at: Any = asked
    for step in path[:-1]:
        at = at[step] if isinstance(at, dict) and isinstance(at.get(step), dict) else at
    if path:
        at[path[-1]] = value
    else:
        asked = value
    try:
        read = read_review(json.dumps(asked).encode(), KINDS)
    except ReviewError:
        return
    assert (read.uid, read.kind in KINDS, isinstance(read.object["spec"], dict)) == (read.uid, True, True)
    assert json.loads(write_answer(read, unanswered("No.")))["response"]["uid"] == read.uid
    assert read.place


def test_what_is_too_large_or_somewhere_else_is_not_read(site: Site) -> None:
    assert site.post(b"{}", path="/")[0] == 404
    connection = site.connect()
    connection.putrequest("POST", "/judge")
    connection.putheader("Content-Length", str(LARGEST + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
    connection = site.connect()
    connection.putrequest("POST", "/judge")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    assert connection.getresponse().status == 411
    connection.close()


def test_who_sends_slowly_is_let_go(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "SECONDS", 0.3)
    connection = site.connect()
    connection.putrequest("POST", "/judge")
    connection.putheader("Content-Length", "100")
    connection.endheaders()
    connection.send(b"{")
    assert connection.getresponse().status == 408
    connection.close()


def test_a_connection_is_kept_and_the_next_one_sees_the_new_certificate(site: Site) -> None:
    first = ssl.get_server_certificate(("127.0.0.1", site.webhook.port))
    kept = site.connect()
    body = json.dumps(review(sample("Stack", "town")))
    for number in range(3):
        kept.request("POST", "/judge", body)
        assert json.loads(kept.getresponse().read())["response"]["allowed"]
        if not number:
            newer = pair()
            assert site.webhook.serve(newer)
            assert not site.webhook.serve(newer), "it is the same"
    kept.close()
    assert ssl.get_server_certificate(("127.0.0.1", site.webhook.port)) != first
    assert site.ask()["allowed"]


def test_a_certificate_that_cannot_be_used_changes_nothing(site: Site) -> None:
    with pytest.raises((ssl.SSLError, OSError)):
        site.webhook.serve(Pair(pair().certificate, pair().key))
    assert site.ask()["allowed"]


def test_without_a_certificate_nobody_is_answered() -> None:
    made = Site()
    try:
        assert not made.webhook.is_serving
        with pytest.raises((ssl.SSLError, OSError)):
            made.ask()
    finally:
        made.webhook.close()


def test_many_who_say_nothing_keep_nobody_out(site: Site) -> None:
    idle = [socket.create_connection(("127.0.0.1", site.webhook.port), timeout=SECONDS) for _ in range(60)]
    assert site.ask()["allowed"]
    assert all(each.send(b"GET / HTTP/1.1\r\n\r\n") for each in idle), "and who speaks no TLS is let go"
    assert site.ask()["allowed"]
    for each in idle:
        each.close()


def test_no_key_is_left_behind(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    site.webhook.serve(pair())
    assert list(tmp_path.iterdir()) == []


def test_all_are_answered_that_ask_at_once(site: Site) -> None:
    site.judgement = lambda *_: time.sleep(0.01) or Judgement()  # type: ignore[func-returns-value]  # which is the point
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda: answers.append(site.ask()["allowed"])) for _ in range(30)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(SECONDS)
    assert answers == [True] * 30
