"""Posting to a stand-in on the loopback that answers as the three forges describe their APIs."""

from __future__ import annotations

import json
import re
import threading
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bouwsteen.adapters.forges import KINDS, Forge, ForgeAddress, ForgeKind
from bouwsteen.errors import AuthenticationError, BouwsteenError, InvalidInputError, NotFoundError
from bouwsteen.values import Secret

TOKEN = "hunter2"
MARKER = "<!-- bouwsteen: pull request -->"
HEADERS = {
    "github": ("Authorization", f"Bearer {TOKEN}"),
    "gitlab": ("PRIVATE-TOKEN", TOKEN),
    "forgejo": ("Authorization", f"token {TOKEN}"),
}
_OF_GITHUB = (
    "/repos/town/stacks/issues/7/comments",
    r"/repos/town/stacks/issues/comments/(\d+)",
    "PATCH",
    r"/repos/town/stacks/statuses/(\w+)",
)
ROUTES = {
    "github": _OF_GITHUB,
    "forgejo": _OF_GITHUB,
    "gitlab": (
        "/projects/town%2Fstacks/merge_requests/7/notes",
        r"/projects/town%2Fstacks/merge_requests/7/notes/(\d+)",
        "PUT",
        r"/projects/town%2Fstacks/statuses/(\w+)",
    ),
}
STATES = {"github": {"error", "failure", "pending", "success"}, "forgejo": {"pending", "success", "error", "failure", "warning"}}
STATES["gitlab"] = {"pending", "running", "success", "failed", "canceled", "skipped"}


class StandIn:
    """Comments by number, and statuses by (commit, context)."""

    def __init__(self, kind: ForgeKind) -> None:
        self.kind = kind
        self.comments: dict[int, str] = {number: f"A remark of somebody else, {number}" for number in range(1, 131)}
        self.statuses: dict[tuple[str, str], tuple[str, str]] = {}
        self.status = 0
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                body = json.loads(self.rfile.read(length)) if length else None
                status, found = stand_in.handle(self.command, self.path, self.headers.get(HEADERS[kind][0], ""), body)
                data = json.dumps(found).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = answer  # noqa: N815  the names are http.server's

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def handle(self, method: str, target: str, token: str, body: Any) -> tuple[int, Any]:
        if self.status:
            return self.status, {"message": "no"}
        if token != HEADERS[self.kind][1]:
            return 401, {"message": "Unauthorized"}
        path, _, query = target.partition("?")
        listing, one, change, statuses = ROUTES[self.kind]
        if path == listing and method == "GET":
            return 200, self._page({name: int(values[0]) for name, values in urllib.parse.parse_qs(query).items()})
        if path == listing and method == "POST":
            number = max(self.comments) + 1
            self.comments[number] = body["body"]
            return 201, {"id": number, "body": body["body"]}
        if (match := re.fullmatch(one, path)) and method == change and int(match[1]) in self.comments:
            self.comments[int(match[1])] = body["body"]
            return 200, {"id": int(match[1])}
        if (match := re.fullmatch(statuses, path)) and method == "POST" and body["state"] in STATES[self.kind]:
            name = body["name" if self.kind == "gitlab" else "context"]
            self.statuses[match[1], name] = (body["state"], body["description"])
            return 201, {"id": 1}
        return 404, {"message": "Not Found"}

    def _page(self, asked: dict[str, int]) -> list[dict[str, Any]]:
        listed = [{"id": number, "body": text, "user": {"login": "somebody"}} for number, text in sorted(self.comments.items())]
        if self.kind == "forgejo":
            return listed
        size = min(asked.get("per_page", 30), 100)
        first = (asked.get("page", 1) - 1) * size
        return listed[first : first + size]


@pytest.fixture(params=KINDS)
def stand_in(request: pytest.FixtureRequest) -> Iterator[StandIn]:
    found = StandIn(request.param)
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    found.server.shutdown()
    thread.join(60)
    found.server.server_close()


def address(stand_in: StandIn, token: str = TOKEN, project: str = "town/stacks") -> ForgeAddress:
    return ForgeAddress(stand_in.kind, f"http://127.0.0.1:{stand_in.server.server_address[1]}", project, 7, Secret(token))


def test_one_comment_that_is_updated_in_place(stand_in: StandIn) -> None:
    others = dict(stand_in.comments)
    for text in ("first", "second", "third"):
        with Forge(address(stand_in)) as forge:
            forge.put_comment(f"{MARKER}\n{text}")
    assert stand_in.comments == {**others, 131: f"{MARKER}\nthird"}


def test_statuses_in_the_words_of_the_forge(stand_in: StandIn) -> None:
    with Forge(address(stand_in)) as forge:
        forge.put_status("abc123", "bouwsteen/town", "success", "fine")
        forge.put_status("abc123", "bouwsteen", "failure", "not fine")
    bad = "failed" if stand_in.kind == "gitlab" else "failure"
    assert stand_in.statuses == {("abc123", "bouwsteen/town"): ("success", "fine"), ("abc123", "bouwsteen"): (bad, "not fine")}


def test_what_a_forge_refuses_is_told_without_the_token(stand_in: StandIn) -> None:
    cases: list[tuple[ForgeAddress, int, type[BouwsteenError]]] = [
        (address(stand_in, token="wrong"), 0, AuthenticationError),
        (address(stand_in, project="town/other"), 0, NotFoundError),
        (address(stand_in), 403, AuthenticationError),
        (address(stand_in), 500, BouwsteenError),
        (address(stand_in), 302, BouwsteenError),
    ]
    for place, status, kind in cases:
        stand_in.status = status
        with Forge(place) as forge, pytest.raises(kind) as refused:
            forge.put_comment(MARKER)
        assert TOKEN not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["http://example.org/api", "https://me:secret@example.org", "ftp://example.org", "https://", "https://x/?q"]
)
def test_addresses_that_would_give_the_token_away(url: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        Forge(ForgeAddress("github", url, "town/stacks", 1, Secret(TOKEN)))
    assert "secret" not in str(refused.value)
