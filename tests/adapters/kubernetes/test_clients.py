"""The door to a cluster: which kubeconfigs open it, as whom, and what is asked again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bouwsteen.adapters.kubernetes.clients import APPLY, ClusterError, ClusterSettings, Kind, open_cluster
from bouwsteen.adapters.kubernetes.conflicts import TakeOver, may_force
from bouwsteen.adapters.kubernetes.failures import Cause, failure_of
from bouwsteen.adapters.kubernetes.paces import Pace, wait_before
from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.addresses import Address
from bouwsteen.errors import InvalidInputError
from bouwsteen.providers.protocol import Call, Unreadable

Answer = tuple[int, dict[str, str], dict[str, Any]]


class Server:
    """Answers what it is given, in turn, and remembers what was asked. The last answer is for all that follow."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                server.asked.append((self.command, self.path, dict(self.headers)))
                status, headers, body = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
                content = json.dumps(body).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_PATCH = do_POST = _answer  # noqa: N815  names that http.server looks for

            def log_message(self, *_: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.http.serve_forever)
        self.thread.start()

    def kubeconfig(self, folder: Path, **user: Any) -> Path:
        return write_kubeconfig(folder, {"server": f"http://127.0.0.1:{self.http.server_address[1]}"}, user or {"token": "known"})

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


def write_kubeconfig(folder: Path, cluster: dict[str, Any], user: dict[str, Any]) -> Path:
    file = folder / "kubeconfig"
    contexts = [{"name": "here", "context": {"cluster": "c", "user": "u"}}]
    content = {"current-context": "here", "contexts": contexts, "clusters": [{"name": "c", "cluster": cluster}]}
    file.write_text(json.dumps({**content, "users": [{"name": "u", "user": user}]}))
    return file


@pytest.fixture
def serve() -> Iterator[Any]:
    opened: list[Server] = []

    def start(*answers: Answer) -> Server:
        opened.append(Server(*answers))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


OK: Answer = (200, {}, {"kind": "ConfigMap"})
BUSY: Answer = (429, {"Retry-After": "0"}, {"kind": "Status", "reason": "TooManyRequests", "message": "later"})
BROKEN: Answer = (500, {}, {"kind": "Status", "reason": "InternalError", "message": "etcd"})


@pytest.mark.fault("F26")
def test_a_busy_server_is_asked_again_and_as_whom_is_said(serve: Any, tmp_path: Path) -> None:
    server = serve(BUSY, BUSY, BROKEN, OK)
    client = open_cluster(ClusterSettings(server.kubeconfig(tmp_path), impersonate="system:serviceaccount:a:b"))
    assert client.request("PATCH", "/x", body={}, content_type=APPLY).json() == {"kind": "ConfigMap"}
    assert len(server.asked) == 4
    headers = server.asked[-1][2]
    assert (headers["Authorization"], headers["Impersonate-User"]) == ("Bearer known", "system:serviceaccount:a:b")
    client.close()


@pytest.mark.fault("F26")
def test_a_storm_ends_after_some_tries_and_what_may_be_done_twice_is_not_begun_again(serve: Any, tmp_path: Path) -> None:
    server = serve(BROKEN)
    client = open_cluster(ClusterSettings(server.kubeconfig(tmp_path)))
    with pytest.raises(ClusterError) as stormed:
        client.get("/x")
    assert (stormed.value.kind, len(server.asked)) == (Kind.SERVER_ERROR, 8)
    server.asked.clear()
    with pytest.raises(ClusterError):
        client.request("POST", "/x", body={})
    assert len(server.asked) == 1
    client.close()


@pytest.mark.fault("F22")
def test_a_cluster_is_known_by_its_uid_and_by_its_address_to_who_may_not_see_that(serve: Any, tmp_path: Path) -> None:
    server = serve((200, {}, {"metadata": {"uid": "a-uid"}}))
    client = open_cluster(ClusterSettings(server.kubeconfig(tmp_path)))
    assert client.uid() == "a-uid"
    assert [client.is_known_as(each) for each in ("a-uid", client.server, "another-uid", "https://elsewhere")] == [True, True, False, False]
    assert len(server.asked) == 1
    client.close()
    limited = serve((403, {}, {"kind": "Status", "reason": "Forbidden", "message": "user x may not get namespaces"}))
    client = open_cluster(ClusterSettings(limited.kubeconfig(tmp_path)))
    assert client.uid() == client.server
    assert [client.is_known_as(each) for each in (client.server, "https://elsewhere")] == [True, False]
    with pytest.raises(ClusterError, match="user x may not get namespaces") as unknown:
        client.is_known_as("a-uid")  # it may be this very one
    assert unknown.value.kind is Kind.FORBIDDEN
    client.close()


def test_which_cluster_it_is_is_asked_within_the_deadline_of_who_asks(serve: Any, tmp_path: Path) -> None:
    server = serve((429, {"Retry-After": "1"}, {"kind": "Status", "message": "later"}), (200, {}, {"metadata": {"uid": "a-uid"}}))
    client = open_cluster(ClusterSettings(server.kubeconfig(tmp_path)))
    with pytest.raises(ClusterError) as busy:
        client.uid(timeout=0.5)
    assert (busy.value.kind, len(server.asked)) == (Kind.THROTTLED, 1)
    assert client.uid() == "a-uid"
    client.close()


def test_nobody_is_not_everybody(tmp_path: Path) -> None:
    for nobody in ("", " ", "a b", "a\nb"):
        with pytest.raises(InvalidInputError):
            open_cluster(ClusterSettings(tmp_path / "none", impersonate=nobody))


@pytest.mark.fault("F51")
@pytest.mark.parametrize(
    ("cluster", "user"),
    [
        ({}, {"exec": {"command": "./login"}}),
        ({}, {"auth-provider": {"name": "gcp"}}),
        ({}, {"tokenFile": "/etc/shadow"}),
        ({}, {"client-key": "/root/key"}),
        ({"certificate-authority": "/etc/ssl/x"}, {}),
        ({"insecure-skip-tls-verify": True}, {}),
        ({"proxy-url": "http://proxy"}, {}),
        ({"server": "http://cluster.example"}, {}),
    ],
)
def test_a_kubeconfig_of_others_runs_and_reads_nothing_here(tmp_path: Path, cluster: dict[str, Any], user: dict[str, Any]) -> None:
    file = write_kubeconfig(tmp_path, {"server": "https://cluster.example", **cluster}, {"token": "t", **user})
    with pytest.raises(InvalidInputError) as refused:
        open_cluster(ClusterSettings(file, foreign=True))
    assert [each.code for each in refused.value.diagnostics] == ["kubeconfig-refused"]


def test_a_kubeconfig_that_is_none_is_told(tmp_path: Path) -> None:
    good = write_kubeconfig(tmp_path, {"server": "https://cluster.example"}, {"token": "t"})
    assert open_cluster(ClusterSettings(good, foreign=True)).server == "https://cluster.example"
    for settings in (ClusterSettings(tmp_path / "none"), ClusterSettings(good, context="elsewhere")):
        with pytest.raises(InvalidInputError) as unusable:
            open_cluster(settings)
        assert unusable.value.diagnostics[0].code == "kubeconfig-unusable"


def test_a_conflict_names_managers_and_fields() -> None:
    causes = [
        {"reason": "FieldManagerConflict", "message": 'conflict with "kubectl" using apps/v1', "field": ".spec.replicas"},
        {"reason": "FieldManagerConflict", "message": 'conflict with "hpa" with subresource "scale" using apps/v1', "field": ".spec.x"},
    ]
    body = {"kind": "Status", "reason": "Conflict", "message": "Apply failed", "details": {"causes": causes}}
    error = failure_of(409, json.dumps(body).encode())
    assert error.is_field_conflict
    assert [(each.manager, each.field) for each in error.causes] == [("kubectl", ".spec.replicas"), ("hpa", ".spec.x")]
    assert not may_force(error.causes, [TakeOver("kubectl")])
    assert may_force(error.causes, [TakeOver("kubectl", (".spec.replicas",)), TakeOver("h*")])
    assert not may_force([Cause(".spec.replicasX", "kubectl")], [TakeOver("kubectl", ("spec.replicas",))])
    assert not may_force([], [TakeOver("*")])


def test_a_proxy_that_answers_for_the_server_is_no_status() -> None:
    error = failure_of(502, b"<html>")
    assert (error.kind, error.is_transient, error.is_in_doubt) == (Kind.SERVER_ERROR, True, True)


def test_the_pace_narrows_with_refusals_and_widens_with_answers() -> None:
    now = [0.0]
    pace = Pace(8, clock=lambda: now[0])
    for _ in range(3):  # of one moment: they tell the same
        assert pace.enter(1.0)
        pace.leave(busy=True)
    assert pace.bound == 4
    for _ in range(5):
        now[0] += 2.0
        pace.enter(100.0)
        pace.leave(busy=True)
    assert pace.bound == 1
    assert pace.enter(100.0)
    assert not pace.enter(now[0])
    pace.leave(busy=False)
    for _ in range(40):
        pace.enter(100.0)
        pace.leave(busy=False)
    assert pace.bound == 8


def test_a_server_is_waited_for_as_long_as_it_asks_within_reason() -> None:
    assert wait_before(1, 2.0, draw=lambda: 1.0) == 2.5
    assert wait_before(1, 99_999.0, draw=lambda: 0.0) == 30.0
    assert [wait_before(attempt, draw=lambda: 1.0) for attempt in (1, 2, 3, 20)] == [0.2, 0.4, 0.8, 30.0]
    assert wait_before(3, draw=lambda: 0.0) == 0.0


def test_leave_to_write_is_asked_before_each_try_and_never_to_read(serve: Any, tmp_path: Path) -> None:
    server = serve((503, {}, {}), (200, {}, {"kind": "ConfigMap"}))
    asked: list[str] = []

    def permit() -> None:
        asked.append("may I")
        if len(asked) > 1:
            raise ClusterError(Kind.UNREACHABLE, "not any more")

    client = open_cluster(ClusterSettings(server.kubeconfig(tmp_path), permit=permit))
    with pytest.raises(ClusterError, match="not any more"):
        client.request("PATCH", "/api/v1/namespaces/n/configmaps/c", body={}, content_type=APPLY)
    assert client.get("/api/v1/namespaces/n/configmaps/c") == {"kind": "ConfigMap"}
    client.close()

    assert [method for method, _, _ in server.asked] == ["PATCH", "GET"]
    assert len(asked) == 2


def test_another_client_can_reach_the_same_cluster(serve: Any, tmp_path: Path) -> None:
    server = serve((200, {}, {}))
    client = open_cluster(ClusterSettings(server.kubeconfig(tmp_path, token="known")))

    assert (client.connection()[0].server, client.connection()[1]) == (client.server, "Bearer known")


NO_KUBECONFIGS = {
    "no YAML": b"{",
    "a control character": b"a: [1\n\x00",
    "a list": b"- a\n- b\n",
    "other types": b"clusters: 5\ncontexts: [3]\n",
    "no text": b"\xfd\xfe\x00\x80",
    "a number for a server": b"current-context: a\ncontexts: [{name: a, context: {cluster: b, user: c}}]\n"
    b"clusters: [{name: b, cluster: {server: 5}}]\nusers: [{name: c, user: {}}]\n",
}


@pytest.mark.parametrize("content", NO_KUBECONFIGS.values(), ids=NO_KUBECONFIGS)
def test_a_kubeconfig_that_is_none_is_the_mistake_of_whoever_gave_it(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "kubeconfig"
    file.write_bytes(content)
    with pytest.raises(InvalidInputError) as unusable:
        open_cluster(ClusterSettings(kubeconfig=file))
    assert unusable.value.diagnostics[0].code == "kubeconfig-unusable"
    with pytest.raises(InvalidInputError):
        open_cluster(ClusterSettings(kubeconfig=file, foreign=True))


@pytest.mark.parametrize("program", ["/bin/false", "/no/such/program"])
def test_a_program_that_gives_no_credentials_is_said_and_nobody_asks_as_nobody(program: str, tmp_path: Path) -> None:
    user = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": program, "interactiveMode": "Never"}}
    file = write_kubeconfig(tmp_path, {"server": "https://cluster.example"}, user)
    with pytest.raises(InvalidInputError) as unusable:
        open_cluster(ClusterSettings(file))
    (told,) = unusable.value.diagnostics
    assert (told.code, "exec" in told.remedy) == ("kubeconfig-unusable", True)
    assert "exec: process returned 1" in told.detail or "/no/such/program" in told.detail


def test_a_kubeconfig_of_something_else_is_told_in_words(tmp_path: Path) -> None:
    file = tmp_path / "kubeconfig"
    file.write_text("garbage")
    with pytest.raises(InvalidInputError) as unusable:
        open_cluster(ClusterSettings(file))
    assert "does not hold what a kubeconfig holds" in unusable.value.diagnostics[0].detail


@pytest.mark.fault("F17")
def test_a_cluster_that_does_not_answer_is_asked_once_and_not_for_each_resource(tmp_path: Path) -> None:
    server = Server((401, {}, {"kind": "Status", "message": "Unauthorized"}))
    settings = ClusterSettings(server.kubeconfig(tmp_path), namespace="town")
    provider = KubernetesProvider(lambda _: settings)
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one"}}
    calls = [
        Call(Address("town", "test", "app", f"c{number}"), "kubernetes/object", {"manifest": manifest}, key="", private={"cluster": "some"})
        for number in range(20)
    ]
    observations = provider.survey(calls).observations
    assert [type(each) for each in observations] == [Unreadable] * 20
    assert [path for _, path, _ in server.asked] == ["/api/v1/namespaces/kube-system"]
    provider.close()
    server.close()
