"""Which kubeconfigs of others are believed: those that hold all they say themselves, and run nothing here.

A kubeconfig can name a program to run (`exec`), a plug-in (`auth-provider`), files of this
machine, and a server that need not prove who it is. The machine's own may; one that comes with a
repository may not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bouwsteen.documents.sources import Limits, load_document
from bouwsteen.errors import InvalidInputError
from bouwsteen.phrases import quoted

_LIMITS: Final = Limits(file_bytes=262_144, depth=16, nodes=5_000, string_length=65_536)
_RUNS: Final = ("exec", "auth-provider")
_READS: Final = ("client-certificate", "client-key", "tokenFile", "certificate-authority")


def read_foreign(text: bytes, name: str) -> Mapping[str, Any]:
    """The kubeconfig of somebody else. Raises InvalidInputError for one that is not to be believed."""
    document, problems = load_document(text, name, _LIMITS)
    if document is None:
        raise InvalidInputError.of(problems)
    for part, entry, what in _entries(document.data):
        _check(entry, name, f"{part} {quoted(what)}")
    return document.data


def _entries(config: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    for part, inner in (("users", "user"), ("clusters", "cluster")):
        listed = config.get(part)
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict) and isinstance(each.get(inner), dict):
                yield part, each[inner], str(each.get("name", ""))


def _check(entry: Mapping[str, Any], name: str, where: str) -> None:
    for key in _RUNS:
        if key in entry:
            raise _refused(name, f"{where} has `{key}`, which would run a program on this machine.")
    for key in _READS:
        if key in entry:
            raise _refused(name, f"{where} has `{key}`, which would read a file of this machine. Use `{key}-data` or a token.")
    if entry.get("insecure-skip-tls-verify"):
        raise _refused(name, f"{where} has `insecure-skip-tls-verify`: anybody could pass for that cluster.")
    if "server" in entry and not str(entry["server"]).startswith("https://"):
        raise _refused(name, f"{where} has a server without https.")
    if "proxy-url" in entry:
        raise _refused(name, f"{where} has `proxy-url`, which would make this machine ask elsewhere.")


def _refused(name: str, why: str) -> InvalidInputError:
    error = InvalidInputError.because(
        "kubeconfig-refused",
        "This kubeconfig cannot be trusted",
        f"{quoted(name)}: {why} It comes from others than this machine's user.",
        "Ask for a kubeconfig that holds a token or a certificate itself.",
    )
    assert isinstance(error, InvalidInputError)
    return error
