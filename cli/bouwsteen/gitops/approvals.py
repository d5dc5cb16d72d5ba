"""Approvals in git: what a trailer says, and whether it holds for what is about to be carried out.

    Bouwsteen-Approved: town/production sha256:…          the intent: stack, environment, lock, policies, waivers
    Bouwsteen-Approved: town/production plan sha256:…     one plan

in the last paragraph of a commit's or an annotated tag's message. What it approves of is the tree of that commit, so a
digest that is not that tree's is no approval. Pure: commits were read by others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from bouwsteen.errors import BouwsteenError, DeniedError, StaleError
from bouwsteen.phrases import quoted
from bouwsteen.planning.digests import moved_parts

TRAILER: Final = "Bouwsteen-Approved"
TAGS: Final = "approved"
ApprovalKind = Literal["intent", "plan"]
_DIGEST: Final = r"sha256:[0-9a-f]{64}"
_TRAILER: Final = re.compile(rf"{TRAILER}: (?P<place>[a-z][a-z0-9-]{{0,62}}/[a-z][a-z0-9-]{{0,62}}) (?P<plan>plan )?(?P<digest>{_DIGEST})")
_PERSON: Final = re.compile(rb"(?P<name>[^<\n]*)<(?P<email>[^>\n]*)> (?P<time>\d{1,12}) [+-]\d{4}")
_CO_AUTHOR: Final = re.compile(r"(?im)^co-authored-by:[^<\n]*<([^>\n]{1,320})>")


class Statement(NamedTuple):
    """One trailer."""

    place: str
    kind: ApprovalKind
    digest: str

    def __str__(self) -> str:
        return f"{TRAILER}: {self.place} {'plan ' if self.kind == 'plan' else ''}{self.digest}"


class Person(NamedTuple):
    name: str
    email: str
    time: int  # seconds since 1970


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, or an annotated tag on one: `number` is always the commit's."""

    number: str
    author: Person
    committer: Person
    message: str
    raw: bytes
    tag: str = ""

    @property
    def emails(self) -> frozenset[str]:
        found = (self.author.email, self.committer.email, *_CO_AUTHOR.findall(self.message))
        return frozenset(email.strip().casefold() for email in found if email.strip())


@dataclass(frozen=True, slots=True)
class Approval:
    statement: Statement
    commit: Commit

    @property
    def approver(self) -> str:
        return f"{self.commit.author.name} <{self.commit.author.email}>"


def read_commit(number: str, raw: bytes) -> Commit:
    """From the bytes of its object."""
    head, _, message = raw.partition(b"\n\n")
    return Commit(number, _person(head, b"author"), _person(head, b"committer"), message.decode("utf-8", "replace"), raw)


def read_tag(number: str, name: str, raw: bytes) -> Commit:
    """An annotated tag: who made it is both author and committer. `number` is that of the commit it stands on."""
    head, _, message = raw.partition(b"\n\n")
    person = _person(head, b"tagger")
    text = re.split(r"(?m)^-----BEGIN (?:SSH|PGP) SIGNATURE-----$", message.decode("utf-8", "replace"))[0]
    return Commit(number, person, person, text, raw, name)


def _person(head: bytes, role: bytes) -> Person:
    line = next((line for line in head.split(b"\n") if line.startswith(role + b" ")), b"")
    match = _PERSON.fullmatch(line.removeprefix(role + b" "))
    if match is None:
        return Person("", "", 0)
    return Person(match["name"].decode("utf-8", "replace").strip(), match["email"].decode("utf-8", "replace"), int(match["time"]))


def read_statements(message: str) -> list[Statement]:
    """The trailers of the last paragraph alone: what is quoted further up approves of nothing."""
    last = message.strip().replace("\r\n", "\n").rsplit("\n\n", 1)[-1]
    matches = (_TRAILER.fullmatch(line.strip()) for line in last.split("\n"))
    return [Statement(match["place"], "plan" if match["plan"] else "intent", match["digest"]) for match in matches if match]


def find_approvals(commits: Iterable[Commit], place: str, kind: ApprovalKind) -> list[Approval]:
    """In the order of the commits."""
    return [
        Approval(statement, commit)
        for commit in commits
        for statement in read_statements(commit.message)
        if (statement.place, statement.kind) == (place, kind)
    ]


def write_message(statement: Statement) -> str:
    return f"Approve {statement.place}\n\n{statement}\n"


def check_approver(approval: Approval, changes: Sequence[Commit], key: str = "", keys: Collection[str] = ()) -> None:
    """`changes` are the commits that led to what is approved. Raises DeniedError where one of their authors approves of it.

    Anybody can write any name in a commit, so where signatures count it also matters whose key it was: `key` signed the approval,
    `keys` the changes. Both are fingerprints.
    """
    authors = frozenset(email for commit in changes for email in commit.emails)
    own = approval.commit.emails
    if not own or own & authors or (key and key in keys):
        how = "wrote a part of it" if not own or own & authors else "a part of it is signed with the same key"
        raise DeniedError.because(
            "approval-by-author",
            "Who wrote a change cannot approve of it",
            f"{quoted(approval.approver, 120)} approved of {approval.statement.place} in {approval.commit.number[:12]}, and {how}.",
            "Let somebody else approve of it.",
        )


def missing(place: str, kind: ApprovalKind, digest: str) -> BouwsteenError:
    stack, _, environment = place.partition("/")
    command = f"bouwsteen approve {stack} -e {environment}{' --plan FILE' if kind == 'plan' else ''}"
    return DeniedError.because(
        "approval-missing",
        "Nobody has approved of this",
        f"No commit or tag of this history approves of the {kind} of {place}, {digest}.",
        f"Let somebody else look at it, and approve of it in git:\n\n    {command}",
    )


def stale(approval: Approval, before: Mapping[str, str], after: Mapping[str, str]) -> BouwsteenError:
    """What was approved is not what would be done now. `before` and `after` are digests of the parts, as far as they are known."""
    moved = moved_parts(before, after) if before else []
    told = f" These moved: {', '.join(quoted(name, 60) for name in moved)}." if moved else ""
    return StaleError.because(
        "approval-stale",
        "The approval is of something else",
        f"{quoted(approval.approver, 120)} approved of the {approval.statement.kind} of {approval.statement.place} in "
        f"{approval.commit.number[:12]}, and it is another one by now.{told}",
        "Have it approved again, or go back to what was approved.",
    )


def tampered(approval: Approval) -> BouwsteenError:
    return StaleError.because(
        "approval-tampered",
        "An approval is not of its own commit",
        f"The commit {approval.commit.number[:12]} approves of {approval.statement.place} by a digest that is not that of its documents.",
        "Let it be approved again by `bouwsteen approve`, on the commit that is to be carried out.",
    )


def older(place: str, applied: str, head: str) -> BouwsteenError:
    return StaleError.because(
        "commit-older",
        "This commit does not follow what was applied",
        f"{applied[:12]} was applied to {place} last, and {head[:12]} does not come after it.",
        "Bring the branch up to date. To undo a change, revert it in a new commit.",
    )
