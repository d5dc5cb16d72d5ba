"""What goes over a connection to an API server, and which connections are used again."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cluster.certificates import Authority

from bouwsteen.adapters.kubernetes import clients
from bouwsteen.adapters.kubernetes.clients import ClusterError, ClusterSettings, Kind, open_cluster
from bouwsteen.adapters.kubernetes.connections import Connections, Endpoint
from bouwsteen.errors import InvalidInputError

SECONDS = 60.0  # against hanging
SIZED = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
ENDED = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}"
NOTHING = b"HTTP/1.1 204 No Content\r\n\r\n"
CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}"
CUT_CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}"


class Wire:
    """Takes connections, answers each request with the bytes that come next, and notes on which connection it came and what it was.

    Where an answer ends with the connection, `hangs_up` says so.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.answers: list[bytes] = []
        self.hangs_up: Callable[[bytes], bool] = lambda answer: answer in {ENDED, CUT, CUT_CHUNKS}
        self.asked: list[tuple[int, bytes]] = []
        self.names: list[str | None] = []
        self._context = context
        if context is not None:
            context.sni_callback = lambda _socket, name, _context: self.names.append(name)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.ended = threading.Semaphore(0)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        number = 0
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(connection, number), daemon=True).start()
                number += 1

    def _serve(self, connection: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError):
            if self._context is not None:
                connection = self._context.wrap_socket(connection, server_side=True)
            with connection:
                while piece := connection.recv(1_000_000):
                    self.asked.append((number, piece))
                    answer = self.answers.pop(0)
                    connection.sendall(answer)
                    if self.hangs_up(answer):
                        break
        self.ended.release()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    yield wire
    wire.close()


def ask(connections: Connections, body: bytes | None = None) -> bytes:
    until = time.monotonic() + SECONDS
    with connections.ask("PATCH", "/x?a=b", body, {"Accept": "application/json"}, until) as response:
        return clients._read(response, until)


def test_a_request_leaves_in_one_piece_and_connections_are_used_again(wire: Wire) -> None:
    wire.answers = [SIZED, CHUNKED, NOTHING, SIZED]
    pool = Connections(Endpoint(f"http://127.0.0.1:{wire.port}/below/"))
    body = b"x" * 20_000
    assert [ask(pool, body), ask(pool), ask(pool), ask(pool)] == [b"{}", b"{}", b"", b"{}"]
    assert [number for number, _ in wire.asked] == [0, 0, 0, 0]
    head, _, rest = wire.asked[0][1].partition(b"\r\n\r\n")
    assert rest == body
    assert head.splitlines()[0] == b"PATCH /below/x?a=b HTTP/1.1"
    assert b"Content-Length: 20000" in head
    assert b"Content-Length" not in wire.asked[1][1]
    pool.close()


@pytest.mark.parametrize("answer", [ENDED, SIZED])
def test_what_the_other_side_ended_is_not_used_again(wire: Wire, answer: bytes) -> None:
    wire.answers = [answer, SIZED]
    wire.hangs_up = lambda _: len(wire.asked) == 1
    pool = Connections(Endpoint(f"http://127.0.0.1:{wire.port}"))
    assert ask(pool) == b"{}"
    assert wire.ended.acquire(timeout=SECONDS)
    assert ask(pool) == b"{}"
    assert [number for number, _ in wire.asked] == [0, 1]
    pool.close()


@pytest.mark.parametrize("answer", [CUT, CUT_CHUNKS])
@pytest.mark.fault("F19")
def test_an_answer_that_breaks_off_is_no_answer(wire: Wire, answer: bytes, tmp_path: Path) -> None:
    wire.answers = [answer, SIZED]
    client = open_cluster(ClusterSettings(write_kubeconfig(tmp_path, {"server": f"http://127.0.0.1:{wire.port}"})))
    found = client.request("PATCH", "/x", body={})
    assert (found.json(), found.repeated, len(wire.asked)) == ({}, True, 2)
    wire.answers = [answer]
    with pytest.raises(ClusterError) as broken:
        client.request("POST", "/x", body={})
    assert broken.value.kind is Kind.TIMEOUT
    client.close()


def test_an_answer_that_nobody_reads_takes_its_connection_with_it(wire: Wire) -> None:
    wire.answers = [SIZED, SIZED]
    pool = Connections(Endpoint(f"http://127.0.0.1:{wire.port}"))
    with pool.ask("GET", "/x", None, {}, time.monotonic() + SECONDS) as response:
        assert response.status == 200
    assert ask(pool) == b"{}"
    assert [number for number, _ in wire.asked] == [0, 1]
    pool.close()


def test_threads_have_connections_of_their_own(wire: Wire) -> None:
    wire.answers = [SIZED] * 3
    pool = Connections(Endpoint(f"http://127.0.0.1:{wire.port}"))
    until = time.monotonic() + SECONDS
    with pool.ask("GET", "/x", None, {}, until) as one, pool.ask("GET", "/x", None, {}, until) as other:
        assert clients._read(one, until) == clients._read(other, until) == b"{}"
    assert ask(pool) == b"{}"
    assert sorted(number for number, _ in wire.asked[:2]) == [0, 1]
    assert len({number for number, _ in wire.asked}) == 2
    pool.close()


def test_a_server_proves_the_name_that_its_kubeconfig_gives(tmp_path: Path) -> None:
    authority, context = make_authority(tmp_path)
    wire = Wire(context)
    wire.answers = [SIZED, SIZED]
    address = f"https://127.0.0.1:{wire.port}"
    for name, expected in (("", None), ("localhost", "localhost")):
        pool = Connections(Endpoint(address, authority=str(authority), name=name))
        assert ask(pool) == b"{}"
        pool.close()
        assert expected is None or expected in wire.names
    for endpoint in (Endpoint(address), Endpoint(address, authority=str(authority), name="another.name")):
        with pytest.raises(ClusterError, match="is not who it should be") as doubted:
            ask(Connections(endpoint))
        assert doubted.value.kind is Kind.UNREACHABLE
    wire.close()


def test_a_proxy_is_asked_for_a_tunnel(wire: Wire) -> None:
    wire.answers = [b"HTTP/1.1 200 OK\r\n\r\n", SIZED]
    pool = Connections(Endpoint("http://cluster.invalid:6443", proxy=f"http://some%40one:word@127.0.0.1:{wire.port}"))
    assert ask(pool) == b"{}"
    tunnel, request = (piece.decode() for _, piece in wire.asked)
    assert tunnel.startswith("CONNECT cluster.invalid:6443 HTTP/1.")
    assert "Proxy-Authorization: Basic c29tZUBvbmU6d29yZA==" in tunnel
    assert "Host: cluster.invalid:6443" in request
    assert "Proxy-Authorization" not in request
    pool.close()


@pytest.mark.parametrize(("server", "more"), [("ftp://a", {}), ("https://", {}), ("https://a", {"proxy-url": "socks5://b:1"})])
def test_an_address_that_cannot_be_used_is_said_at_once(tmp_path: Path, server: str, more: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        open_cluster(ClusterSettings(write_kubeconfig(tmp_path, {"server": server, **more})))
    (told,) = refused.value.diagnostics
    assert told.code == "kubeconfig-unusable"
    assert ".." not in told.detail


def test_a_kubeconfig_that_is_not_there_is_told_with_one_full_stop(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError) as refused:
        open_cluster(ClusterSettings(tmp_path / "none"))
    (told,) = refused.value.diagnostics
    assert (told.code, told.detail.endswith("."), ".." in told.detail) == ("kubeconfig-unusable", True, False)


def test_in_a_pod_the_account_of_the_pod_asks_as_whom_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kubernetes.config import incluster_config

    authority, context = make_authority(tmp_path)
    wire = Wire(context)
    wire.answers = [SIZED, b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}", SIZED]
    token = tmp_path / "token"
    token.write_text("first")
    monkeypatch.setattr(incluster_config, "SERVICE_TOKEN_FILENAME", str(token))
    monkeypatch.setattr(incluster_config, "SERVICE_CERT_FILENAME", str(authority))
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    settings = ClusterSettings(in_pod=True, impersonate="system:serviceaccount:town:bouwsteen")
    with pytest.raises(InvalidInputError, match="cannot be used: of this pod"):
        open_cluster(settings)
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "127.0.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", str(wire.port))
    client = open_cluster(settings)
    assert client.get("/x") == {}
    replace = lambda known: known.api_key.update(BearerToken="bearer second")  # noqa: E731  a hook of one line
    monkeypatch.setattr(client._configuration, "refresh_api_key_hook", replace)
    with pytest.raises(ClusterError) as outdated:
        client.get("/x")
    assert outdated.value.kind is Kind.UNAUTHORIZED
    assert client.get("/x") == {}
    said = [head.decode() for _, head in wire.asked]
    assert [f"Authorization: bearer {each}\r\n" in head for each, head in zip(("first", "first", "second"), said, strict=True)] == [
        True
    ] * 3
    assert all("Impersonate-User: system:serviceaccount:town:bouwsteen\r\n" in head for head in said)
    client.close()
    wire.close()


def make_authority(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """The file that says whom to believe, and what a server has that is believed."""
    authority = Authority(folder)
    authority.sign("server", "a server")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.crt", folder / "server.key")
    return folder / "ca.crt", context


def write_kubeconfig(folder: Path, cluster: dict[str, str]) -> Path:
    file = folder / "kubeconfig"
    contexts = [{"name": "here", "context": {"cluster": "c", "user": "u"}}]
    content = {"current-context": "here", "contexts": contexts, "clusters": [{"name": "c", "cluster": cluster}]}
    file.write_text(json.dumps({**content, "users": [{"name": "u", "user": {"token": "known"}}]}))
    return file


HEADS = {
    "a line without end": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000,
    "too many lines": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n{}",
    "no status": b"HTTP/1.1 OK\r\nContent-Length: 2\r\n\r\n{}",
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "nothing": b"",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_head_that_is_none_is_no_answer(wire: Wire, head: bytes) -> None:
    wire.answers = [head, SIZED]
    wire.hangs_up = lambda answer: answer == head
    pool = Connections(Endpoint(f"http://127.0.0.1:{wire.port}"))
    with pytest.raises(ClusterError) as broken:
        ask(pool)
    assert broken.value.kind is Kind.TIMEOUT
    assert ask(pool) == b"{}"
    assert [number for number, _ in wire.asked] == [0, 1]
    pool.close()


def test_an_answer_may_be_announced_and_an_old_protocol_ends_with_it(wire: Wire) -> None:
    """Names of a head come in any case, and what the first of two lines says holds."""
    old = b"HTTP/1.0 200 OK\r\ncontent-LENGTH:2 \r\nContent-Length: 9\r\n\r\n{}"
    wire.answers = [b"HTTP/1.1 100 Continue\r\n\r\n" + SIZED, old, SIZED]
    pool = Connections(Endpoint(f"http://127.0.0.1:{wire.port}"))
    assert [ask(pool), ask(pool), ask(pool)] == [b"{}", b"{}", b"{}"]
    assert [number for number, _ in wire.asked] == [0, 0, 1]
    pool.close()


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        ("/x y", {}),
        ("/x\r\nX: y", {}),
        ("/é", {}),
        ("x", {}),
        ("/x", {"Authorization": "bearer a\r\nImpersonate-User: admin"}),
        ("/x", {"Impersonate-User": "jürgen"}),
    ],
)
def test_what_no_request_can_hold_is_not_sent(wire: Wire, target: str, headers: dict[str, str]) -> None:
    pool = Connections(Endpoint(f"http://127.0.0.1:{wire.port}"))
    with pytest.raises(ClusterError) as refused, pool.ask("GET", target, None, headers, time.monotonic() + SECONDS):
        pass
    assert (refused.value.kind, wire.asked) == (Kind.INVALID, [])
