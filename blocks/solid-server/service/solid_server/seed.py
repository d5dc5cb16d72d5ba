"""`python -m solid_server.seed URL NAME…`: an account with a pod for each name, to show what citizens do themselves.

The password is the first line of standard input, or is asked for. Who is there already stays as they are.
"""

from __future__ import annotations

import getpass
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx

_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST: Final = 100
_SHORTEST: Final = 12
JSON: Final = {"accept": "application/json"}


class SeedError(Exception):
    """The text is for people, and holds no password."""


@dataclass(frozen=True, slots=True)
class Pod:
    """`is_new`: it was made just now."""

    name: str
    web_id: str
    is_new: bool


def email_of(name: str) -> str:
    return f"{name}@voorbeeld.test"


def make_pod(http: httpx.Client, name: str, password: str) -> Pod:
    """An account for `name` and a pod in it. A run that was cut off is finished by the next. Raises SeedError."""
    try:
        session = _sign_in(http, name, password) or _register(http, name, password)
        account = _controls(http, session)["account"]
        pods: dict[str, str] = _ask(http, "GET", account["pod"], session)["pods"]
        is_new = not pods
        if is_new:
            _ask(http, "POST", account["pod"], session, {"name": name})
        web_ids: dict[str, str] = _ask(http, "GET", account["webId"], session)["webIdLinks"]
    except (httpx.HTTPError, KeyError, TypeError, ValueError) as error:
        raise SeedError(f"{name}: the server did not answer as expected ({type(error).__name__}).") from error
    if not web_ids:
        raise SeedError(f"{name}: the account has no WebID.")
    return Pod(name, next(iter(web_ids)), is_new)


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    if len(words) < 2 or len(words) > _MOST + 1 or not all(_NAME.fullmatch(name) for name in words[1:]):
        sys.stderr.write("Usage: python -m solid_server.seed URL NAME… (small letters, digits and hyphens; a hundred names at most)\n")
        return 2
    password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(password) < _SHORTEST:
        sys.stderr.write(f"The password is shorter than {_SHORTEST} characters.\n")
        return 2
    try:
        with httpx.Client(base_url=words[0], headers=JSON, timeout=60, trust_env=False) as http:
            for name in words[1:]:
                pod = make_pod(http, name, password)
                sys.stdout.write(f"{'+' if pod.is_new else '='} {email_of(name)}  {pod.web_id}\n")
    except (SeedError, httpx.InvalidURL) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _sign_in(http: httpx.Client, name: str, password: str) -> str:
    """A session, empty where the server knows no such account."""
    answer = http.post(_controls(http)["password"]["login"], json={"email": email_of(name), "password": password})
    if answer.status_code == httpx.codes.FORBIDDEN:
        return ""
    return str(answer.raise_for_status().json()["authorization"])


def _register(http: httpx.Client, name: str, password: str) -> str:
    session = str(_ask(http, "POST", _controls(http)["account"]["create"], "")["authorization"])
    answer = http.post(
        _controls(http, session)["password"]["create"],
        json={"email": email_of(name), "password": password},
        headers={"authorization": f"CSS-Account-Token {session}"},
    )
    if answer.status_code == httpx.codes.BAD_REQUEST:
        raise SeedError(f"{name}: {email_of(name)} has an account with another password.")
    answer.raise_for_status()
    return session


def _controls(http: httpx.Client, session: str = "") -> dict[str, dict[str, str]]:
    """Where the server takes what, as it says itself."""
    found: dict[str, dict[str, str]] = _ask(http, "GET", "/.account/", session)["controls"]
    return found


def _ask(http: httpx.Client, method: str, url: str, session: str, body: Any = None) -> Any:
    headers = {"authorization": f"CSS-Account-Token {session}"} if session else {}
    return http.request(method, url, json=body, headers=headers).raise_for_status().json()


if __name__ == "__main__":
    sys.exit(main())
