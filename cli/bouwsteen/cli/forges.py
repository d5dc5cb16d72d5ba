"""Where a comment is posted to, by variables of the environment: never by anything that stands in a repository."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.adapters.forges import KINDS, Forge, ForgeAddress
from bouwsteen.cli.settings import Invocation
from bouwsteen.errors import BouwsteenError, InvalidInputError
from bouwsteen.values import Secret

_VARIABLES: Final = tuple(f"BOUWSTEEN_FORGE{name}" for name in ("", "_URL", "_PROJECT", "_CHANGE", "_TOKEN"))


def post(invocation: Invocation, commit: str, comment: str, statuses: Mapping[str, Any]) -> None:
    """The comment, then the statuses of stacks, and the aggregate last: who waits for it finds the rest there. Raises as `Forge`."""
    with Forge(_address(invocation)) as forge:
        forge.put_comment(comment)
        for each in (*statuses["statuses"], statuses["aggregate"]):
            forge.put_status(commit, each["context"], each["state"], each["description"])


def _address(invocation: Invocation) -> ForgeAddress:
    given = {name: invocation.environment.get(name, "") for name in _VARIABLES}
    absent = [name for name, value in given.items() if not value]
    if absent:
        raise _refused(f"{', '.join(absent)} {'is' if len(absent) == 1 else 'are'} not set.")
    kind, url, project, change, token = given.values()
    known = next((each for each in KINDS if each == kind), None)
    if known is None:
        raise _refused(f"BOUWSTEEN_FORGE is none of {', '.join(KINDS)}.")
    if not change.isdecimal() or len(change) > 12:
        raise _refused("BOUWSTEEN_FORGE_CHANGE is not a number.")
    return ForgeAddress(known, url, project, int(change), Secret(token))


def _refused(why: str) -> BouwsteenError:
    return InvalidInputError.because(
        "forge-unknown",
        "It is not known where to post",
        why,
        "Set BOUWSTEEN_FORGE (github, gitlab, forgejo), and BOUWSTEEN_FORGE_URL, _PROJECT, _CHANGE and _TOKEN.",
    )
