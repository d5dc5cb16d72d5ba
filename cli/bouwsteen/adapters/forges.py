"""Posting a comment and statuses to a forge: GitHub, GitLab, Forgejo. The second door to httpx.

One comment of ours under a pull request, found by its first line and its author's right to change it, and updated in place. The token is
sent to the forge's own address alone: redirects are not followed.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Literal, Self

from bouwsteen.errors import AuthenticationError, BouwsteenError, DeadlineError, InvalidInputError, NotFoundError
from bouwsteen.phrases import quoted
from bouwsteen.values import Secret

ForgeKind = Literal["github", "gitlab", "forgejo"]
KINDS: Final[tuple[ForgeKind, ...]] = ("github", "gitlab", "forgejo")
_SECONDS: Final = 30.0
_MOST_PAGES: Final = 50
_PER_PAGE: Final = 100
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_GITLAB_STATES: Final = {"success": "success", "failure": "failed"}


@dataclass(frozen=True, slots=True)
class ForgeAddress:
    """`url` is that of the API (`https://api.github.com`, `https://host/api/v4`, `https://host/api/v1`); `project` is `owner/name`, or a
    number on GitLab; `change` the number of the pull request."""

    kind: ForgeKind
    url: str
    project: str
    change: int
    token: Secret

    @property
    def comments(self) -> str:
        if self.kind == "gitlab":
            return f"/projects/{self._project}/merge_requests/{self.change}/notes"
        return f"/repos/{self._project}/issues/{self.change}/comments"

    def comment(self, number: int) -> str:
        return f"{self.comments}/{number}" if self.kind == "gitlab" else f"/repos/{self._project}/issues/comments/{number}"

    def statuses(self, commit: str) -> str:
        return f"/projects/{self._project}/statuses/{commit}" if self.kind == "gitlab" else f"/repos/{self._project}/statuses/{commit}"

    @property
    def _project(self) -> str:
        return urllib.parse.quote(self.project, safe="" if self.kind == "gitlab" else "/")


class Forge:
    """Raises AuthenticationError, NotFoundError, DeadlineError, BouwsteenError; InvalidInputError for an address that is not used."""

    def __init__(self, address: ForgeAddress) -> None:
        import httpx  # noqa: PLC0415  only who posts pays for it

        _check(address.url)
        self._address = address
        token = str(address.token.reveal())
        headers = {
            "github": {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
            "gitlab": {"PRIVATE-TOKEN": token},
            "forgejo": {"Authorization": f"token {token}"},
        }[address.kind]
        self._client = httpx.Client(base_url=address.url.rstrip("/"), headers=headers, timeout=_SECONDS, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()

    def put_comment(self, text: str) -> None:
        """Update the comment whose first line is that of `text`, or write one."""
        marker = text.split("\n", 1)[0]
        found = next((each["id"] for each in self._comments() if str(each.get("body", "")).startswith(marker)), None)
        if found is None:
            self._ask("POST", self._address.comments, {"body": text})
        else:
            method = "PUT" if self._address.kind == "gitlab" else "PATCH"
            self._ask(method, self._address.comment(int(found)), {"body": text})

    def put_status(self, commit: str, context: str, state: str, description: str) -> None:
        """`state` is success or failure."""
        if self._address.kind == "gitlab":
            body = {"name": context, "state": _GITLAB_STATES[state], "description": description}
        else:
            body = {"context": context, "state": state, "description": description}
        self._ask("POST", self._address.statuses(commit), body)

    def _comments(self) -> Iterator[Mapping[str, Any]]:
        """All of them, page after page."""
        size = "limit" if self._address.kind == "forgejo" else "per_page"
        for page in range(1, _MOST_PAGES + 1):
            found = self._ask("GET", self._address.comments, None, {"page": page, size: _PER_PAGE})
            listed = [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
            yield from listed
            if len(listed) < _PER_PAGE or self._address.kind == "forgejo":  # Forgejo gives all comments of an issue at once
                return

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None, query: Mapping[str, Any] | None = None) -> Any:
        import httpx  # noqa: PLC0415

        try:
            answer = self._client.request(method, path, json=body, params=query)
        except httpx.TimeoutException as problem:
            raise DeadlineError.because(
                "forge-too-slow",
                "The forge did not answer in time",
                f"{self._address.url} took longer than {_SECONDS:g} seconds.",
                "Run again.",
            ) from problem
        except httpx.HTTPError as problem:
            raise BouwsteenError.because(
                "forge-unreachable",
                "The forge cannot be reached",
                f"{self._address.url} gives no answer ({type(problem).__name__}).",
                "Check BOUWSTEEN_FORGE_URL and the network.",
            ) from problem
        if answer.is_success:
            return answer.json() if answer.content else None
        raise _refused(self._address, method, answer.status_code)


def _check(url: str) -> None:
    parts = urllib.parse.urlsplit(url)
    if parts.username or parts.password or parts.query or parts.fragment or not parts.hostname:
        raise _address_refused("It must be an address without user name, password, query or fragment.")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise _address_refused("It would send the token unprotected. Use https.")


def _address_refused(why: str) -> BouwsteenError:
    return InvalidInputError.because(
        "forge-address-refused", "The address of the forge is refused", why, "Correct BOUWSTEEN_FORGE_URL: the address of the forge's API."
    )


def _refused(address: ForgeAddress, method: str, status: int) -> BouwsteenError:
    what = f"{address.url} answers {status} to {method} for {quoted(address.project)}, number {address.change}."
    if status in {401, 403}:
        return AuthenticationError.because(
            "forge-not-authorised",
            "The forge refuses the token",
            what,
            "Give BOUWSTEEN_FORGE_TOKEN the right to comment and to set statuses. A pull request from a fork has no such token: post "
            "from a "
            "run of the base, with the files of `--out`.",
        )
    if status == 404:
        return NotFoundError.because(
            "forge-place-not-found",
            "The forge does not have this pull request",
            what,
            "Correct BOUWSTEEN_FORGE_PROJECT and BOUWSTEEN_FORGE_CHANGE.",
        )
    return BouwsteenError.because("forge-failed", "The forge did not take it", what, "Run again; if it stays, look at the forge's own log.")
