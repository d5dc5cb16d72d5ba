"""The door of an environment that wants approval: what is about to be carried out must be what somebody approved of in git.

Who may sign is read from a folder of this machine (`BOUWSTEEN_TRUSTED_KEYS`, by stack), else from `stacks/<name>/keys` of the commit that
was applied last: a branch cannot bring its own keys. The first time they are those of the branch itself.

    allowed-signers    SSH keys, as `man ssh-keygen` has them        gnupg.asc    public keys of GnuPG
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bouwsteen.adapters.git_trees import LocalRepository
from bouwsteen.adapters.private_files import make_private_folder, write_private_file
from bouwsteen.adapters.signatures import SignatureRefusedError, Signer, TrustedKeys, verify_commit, verify_tag
from bouwsteen.cli.revisions import foresee_commit
from bouwsteen.cli.saved_plans import SavedPlan
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.state_stores import WORK_FOLDER
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.plans import Desired
from bouwsteen.errors import BouwsteenError, DeniedError, InvalidInputError, NotFoundError, StaleError
from bouwsteen.gitops.approvals import (
    TAGS,
    TRAILER,
    Approval,
    ApprovalKind,
    Commit,
    check_approver,
    find_approvals,
    missing,
    older,
    read_commit,
    read_tag,
    stale,
    tampered,
)
from bouwsteen.planning.digests import approvable_digests

TRUSTED_KEYS: Final = "BOUWSTEEN_TRUSTED_KEYS"
KEY_FILES: Final = ("allowed-signers", "gnupg.asc")


@dataclass(frozen=True, slots=True)
class Admission:
    """What may be carried out, by which approval; `record` is for when it was."""

    place: str
    head: str
    approval: Approval

    def told_to_policies(self, wanted: Desired) -> Desired:
        """So that a rule which asks for a second person knows who that was."""
        rulings = wanted.rulings
        if rulings is None or rulings.approval is None:
            return wanted
        approval = replace(rulings.approval, approvers=(*rulings.approval.approvers, self.approval.approver))
        return replace(wanted, rulings=replace(rulings, approval=approval))

    def record(self, root: Path) -> None:
        content = {
            "formatVersion": 1,
            "commit": self.head,
            "digest": self.approval.statement.digest,
            "approvedIn": self.approval.commit.number,
            "approvedBy": self.approval.approver,
        }
        file = _applied_file(root, self.place)
        make_private_folder(file.parent)
        write_private_file(file, json.dumps(content, sort_keys=True).encode())


def admit(invocation: Invocation, workspace: Workspace, wanted: Desired, saved: SavedPlan | None, *, asked: bool) -> Admission | None:
    """None where no approval is asked for, by the environment or by `--approved`.

    Raises DeniedError where nobody approved, or who wrote it; StaleError where something else was approved, a signature does not
    count, or this history is older than what was applied.
    """
    intent = wanted.intent
    loaded = workspace.stacks.get(intent.stack)
    settings = loaded.model.spec.environments.get(intent.environment) if loaded is not None else None
    mode = settings.approval if settings is not None else "none"
    if mode == "none" and not asked:
        return None
    place = f"{intent.stack}/{intent.environment}"
    kind: ApprovalKind = "plan" if mode == "plan" or wanted.expansion is None else "intent"
    if kind == "plan" and saved is None:
        raise _needs_plan(place)
    wanted_digests = (saved.approved.digest,) if kind == "plan" and saved is not None else approvable_digests(place, intent.parts)
    door = _Door(invocation, workspace.root, place, kind)
    return door.open(wanted_digests, dict(intent.parts))


class _Door:
    def __init__(self, invocation: Invocation, root: Path, place: str, kind: ApprovalKind) -> None:
        self._invocation = invocation
        self._root = root
        self._place = place
        self._stack, _, self._environment = place.partition("/")
        self._kind: ApprovalKind = kind
        self._local = LocalRepository(root)
        self._head = self._local.resolve("HEAD")

    def open(self, digests: tuple[str, ...], parts: dict[str, str]) -> Admission:
        """`digests` of what would be carried out, the one that is written today before those of earlier."""
        if self._local.is_shallow:
            raise _shallow()
        applied = self._applied()
        if applied and not self._follows(applied):
            raise older(self._place, applied, self._head)
        keys = self._keys(applied)
        approvals = find_approvals(self._candidates(), self._place, self._kind)
        fitting = [each for each in approvals if each.statement.digest in digests]
        if not fitting:
            raise self._unfitting(approvals, digests[0], parts)
        if keys:
            self._verify(read_commit(self._head, self._local.read_objects([self._head])[0]), keys)
        refused: BouwsteenError | None = None
        for approval in fitting:
            try:
                self._check(approval, approvals, keys)
            except (DeniedError, StaleError) as problem:
                refused = refused or problem
            else:
                return Admission(self._place, self._head, approval)
        assert refused is not None
        raise refused

    def _check(self, approval: Approval, approvals: Sequence[Approval], keys: TrustedKeys) -> None:
        if self._kind == "intent" and approval.statement.digest not in self._intent_at(approval.commit.number)[0]:
            raise tampered(approval)
        key = self._verify(approval.commit, keys).fingerprint if keys else ""
        earlier = [each.commit.number for each in approvals if each.statement.digest != approval.statement.digest]
        before = [each for each in dict.fromkeys(earlier) if self._local.merge_base(each, approval.commit.number) == each]
        paths = [f"stacks/{self._stack}"]
        changes = self._local.history(
            approval.commit.number, without=[each for each in before if each != approval.commit.number], paths=paths
        )
        commits = [read_commit(*pair) for pair in zip(changes, self._local.read_objects(changes), strict=True)]
        check_approver(approval, commits, key, self._signing_keys(commits, keys) if keys else ())

    def _unfitting(self, approvals: Sequence[Approval], digest: str, parts: dict[str, str]) -> BouwsteenError:
        if not approvals:
            return missing(self._place, self._kind, digest)
        latest = approvals[0]
        before: dict[str, str] = {}
        if self._kind == "intent":
            found, before = self._intent_at(latest.commit.number)
            if latest.statement.digest not in found:
                return tampered(latest)
        return stale(latest, before, parts)

    def _intent_at(self, commit: str) -> tuple[tuple[str, ...], dict[str, str]]:
        """The intent of a commit's documents by its digests, and its parts; empty where they are not sound."""
        try:
            plan = foresee_commit(self._invocation, self._root, commit, self._stack, self._environment).plan
        except BouwsteenError:
            return (), {}
        return (approvable_digests(self._place, plan.parts), dict(plan.parts)) if plan is not None else ((), {})

    def _candidates(self) -> list[Commit]:
        """What may hold an approval, the newest first: commits of this history, and tags on them."""
        numbers = self._local.history(self._head, grep=TRAILER)
        commits = [read_commit(*pair) for pair in zip(numbers, self._local.read_objects(numbers), strict=True)]
        tags = [each for each in self._local.tags_below(f"{TAGS}/{self._place}") if self._follows(each[2])]
        raws = self._local.read_objects([tag for _, tag, _ in tags], "tag")
        found = [read_tag(commit, name, raw) for (name, _, commit), raw in zip(tags, raws, strict=True)]
        return sorted([*commits, *found], key=lambda each: -each.committer.time)

    def _follows(self, commit: str) -> bool:
        """Whether what stands here comes after a commit, or is it."""
        return commit == self._head or self._local.merge_base(commit, self._head) == commit

    def _applied(self) -> str:
        try:
            return str(json.loads(_applied_file(self._root, self._place).read_bytes())["commit"])
        except FileNotFoundError:
            return ""
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise BouwsteenError.because(
                "approval-record-unreadable",
                "It cannot be read what was applied last",
                f"{_applied_file(self._root, self._place)} is damaged.",
                "Put it back from a copy. Without it, nobody knows whether this commit is an older one.",
            ) from problem

    def _keys(self, applied: str) -> TrustedKeys:
        folder = self._invocation.environment.get(TRUSTED_KEYS, "")
        if folder:
            texts = [_read_key(Path(folder) / self._stack / name) for name in KEY_FILES]
            if not any(texts):
                raise _no_keys(self._stack, folder)
            return TrustedKeys(*texts)
        content = self._local.content(applied or self._head)
        paths = {f"stacks/{self._stack}/keys/{name}": name for name in KEY_FILES}
        entries = {path: content[path] for path in paths if path in content}
        files = self._local.read_files(entries) if entries else {}
        return TrustedKeys(*(files.get(path, b"").decode("utf-8", "replace") for path in paths))

    def _signing_keys(self, commits: Sequence[Commit], keys: TrustedKeys) -> frozenset[str]:
        """The fingerprints of the trusted keys by which commits are signed. Those without a signature that counts have none."""
        found: set[str] = set()
        for commit in commits:
            with suppress(SignatureRefusedError):
                found.add(verify_commit(commit.raw, keys, dt.datetime.now(dt.UTC)).fingerprint)
        return frozenset(found)

    def _verify(self, commit: Commit, keys: TrustedKeys) -> Signer:
        now = dt.datetime.now(dt.UTC)
        try:
            return (verify_tag if commit.tag else verify_commit)(commit.raw, keys, now)
        except SignatureRefusedError as refused:
            raise StaleError.because(
                "approval-signature",
                "A signature does not count",
                f"{f'The tag {commit.tag}' if commit.tag else f'The commit {commit.number[:12]}'} is not accepted for {self._stack}. "
                f"{refused}",
                "Sign it with a key that the organisation trusts, or have the key added by a change that is signed with one of those.",
            ) from refused


def _read_key(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        return ""


def _applied_file(root: Path, place: str) -> Path:
    return root / WORK_FOLDER / "approvals" / f"{place.replace('/', '.')}.json"


def _needs_plan(place: str) -> BouwsteenError:
    stack, _, environment = place.partition("/")
    return DeniedError.because(
        "approval-needs-plan",
        "Only an approved plan is carried out here",
        f"In {place} somebody approves of each plan, or everything would go; so a saved plan is what can be carried out.",
        f"Make one, and have it approved:\n\n    bouwsteen plan {stack} -e {environment} --out FILE\n"
        f"    bouwsteen approve {stack} -e {environment} --plan FILE\n    bouwsteen apply FILE",
    )


def _shallow() -> BouwsteenError:
    return NotFoundError.because(
        "history-missing",
        "A part of the history is not here",
        "The clone is a shallow one, and who wrote a change cannot be told from who approved of it.",
        "Fetch the whole history (clone again, in full; in CI `fetch-depth: 0`).",
    )


def _no_keys(stack: str, folder: str) -> BouwsteenError:
    return InvalidInputError.because(
        "trusted-keys-missing",
        "There are no keys for this organisation",
        f"{TRUSTED_KEYS} names {folder}, which has no keys for {stack}.",
        f"Put `{KEY_FILES[0]}` or `{KEY_FILES[1]}` in its folder `{stack}`.",
    )
