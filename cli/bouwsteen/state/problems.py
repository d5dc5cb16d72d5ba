"""What can be wrong with a state or its store, in words. The codes are what callers go by."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

from bouwsteen.diagnostics import Diagnostic, error, warning
from bouwsteen.errors import NotFoundError, StateCorruptError, StateError, StateLockedError, StateOwnerError
from bouwsteen.state.ports import Generation, Holder, Writer
from bouwsteen.state.remedies import GO_BACK
from bouwsteen.state.snapshots import EnvironmentSnapshot

_FULL = {errno.ENOSPC, errno.EDQUOT}


def is_full(problem: OSError) -> bool:
    return problem.errno in _FULL


def corrupt(path: Path | str, why: str) -> StateCorruptError:
    return StateCorruptError(
        error(
            "state-corrupt",
            "The state is damaged",
            f"{path} {why}. A part of a state is not a state, so nothing of it was used and nothing was written.",
            GO_BACK,
        )
    )


def with_restorable(problem: StateCorruptError, stack: str, environment: str, kept: Sequence[Generation]) -> StateCorruptError:
    """The same error, saying which generations can be gone back to and how; the newest first."""
    first = problem.diagnostics[0]
    command = f"bouwsteen state restore {stack} -e {environment}"
    remedy = f"No earlier generation can be read. Put back a backup:\n\n    {command} FILE"
    if kept:
        names = ", ".join(f"{item.number} (serial {item.serial}, {item.written})" for item in kept)
        remedy = f"These generations can be read: {names}. Put the newest of them back:\n\n    {command} --generation {kept[0].number}"
    return StateCorruptError(error(first.code, first.summary, first.detail, remedy))


def unreadable(path: Path | str, problem: OSError) -> StateError:
    return StateError(
        error(
            "state-unreadable",
            "The state cannot be read",
            f"Reading {path} failed: {problem.strerror}. What cannot be read is not empty, so nothing was planned on it.",
            "Make the file readable and try again.",
        )
    )


def key_missing(lineage: str, path: Path | str) -> StateError:
    return StateError(
        error(
            "state-key-missing",
            "The key of the state is not here",
            f"{path} is encrypted and this machine has no key of the lineage {lineage}.",
            f"Copy `{lineage}.json` from the keys of the machine that made the state, or give the key in the stack's `state.key`.",
        )
    )


def key_wrong(path: Path | str) -> StateError:
    return StateError(
        error(
            "state-key-wrong",
            "The key does not open the state",
            f"{path} was encrypted with another key than the ones that were given. Nothing was written.",
            "Give the key that the state was written with; after a rotation keep the older one beside the new.",
        )
    )


def rolled_back(serial: int, mark: int, accepted: int | None = None) -> StateError:
    other = f" Serial {accepted} was accepted, which is not this one." if accepted is not None else ""
    return StateError(
        error(
            "state-rolled-back",
            "The state is older than what was seen here",
            f"The state has serial {serial}; this machine has seen {mark}.{other} Somebody put back an older copy, or entries were lost. "
            "Planning on it could make things twice or delete what is in use.",
            "Put back the newest copy. To go on with the older state knowingly, name its serial:\n\n"
            f"    bouwsteen apply STACK --accept-rollback {serial}",
        )
    )


def no_generation(stack: str, environment: str, number: int) -> NotFoundError:
    return NotFoundError(
        error(
            "state-generation-missing",
            "That generation of the state is not kept",
            f"Generation {number} of {stack}/{environment} is not among those that are kept.",
            "List them and choose one:\n\n    bouwsteen state generations STACK",
        )
    )


def check_organisation(state: EnvironmentSnapshot, organisation: str) -> None:
    """Raises StateError when the state is known to be of another one."""
    if organisation and state.organisation and organisation != state.organisation:
        raise StateError(
            error(
                "state-organisation",
                "The state belongs to another organisation",
                f"It was written for organisation {state.organisation} and this stack is of {organisation}.",
                "Give the stack its own name, or correct the organisation in the stack.",
            )
        )


def check_owner(state: EnvironmentSnapshot, writer: Writer) -> None:
    """Raises StateOwnerError unless the writer speaks for the owner."""
    if state.owner != writer.owner:
        raise StateOwnerError(
            error(
                "state-owner",
                "Another owner writes this environment",
                f"It is run by {state.owner} (epoch {state.epoch}); {writer.owner} may read it and not write it.",
                "Hand it over, or correct `runBy` in the stack:\n\n"
                f"    bouwsteen state transfer {state.stack} -e {state.environment} --to {writer.owner.replace('/', ':')}",
            )
        )


def run_by_other(stack: str, environment: str, named: str, writer: str) -> StateOwnerError:
    """The documents name another owner, whatever the record says yet: two that write would each undo the other."""
    return StateOwnerError(
        error(
            "run-by-other",
            "The stack says that another runs this environment",
            f"`runBy` of {stack}/{environment} is {named}, and this is {writer}.",
            "Leave it to that one, and hand the record over where that has not been done:\n\n"
            f"    bouwsteen state transfer {stack} -e {environment} --to {named.replace('/', ':')}\n\n"
            "Or correct `runBy` in the stack.",
        )
    )


def locked(holder: Holder | None, stack: str = "STACK", environment: str = "local") -> StateLockedError:
    detail = "Another process is writing it and did not say who it is."
    if holder is not None:
        condition = {True: "which is running", False: "which is gone, but left a process behind that holds on", None: "on another machine"}
        detail = (
            f"{holder.who} has been running `{holder.command}` for {_duration(holder.held)}, since {holder.since} "
            f"(run {holder.run}, process {holder.pid} on {holder.host}, {condition[holder.alive]}). The lock is {holder.lock}."
        )
    remedy = "Try again when it is done."
    if holder is not None:
        seconds = 4 * max(holder.lease, 30)
        hangs = f" If it hangs, you take over after {holder.lease} seconds without a sign of life." if holder.lease else ""
        remedy = (
            f"Wait for it with `--lock-timeout {seconds}`.{hangs} Only when you know that it will never go on, take the lock away:\n\n"
            f"    bouwsteen state unlock {stack} -e {environment} --lock-id {holder.lock} --reason 'why'"
        )
    return StateLockedError(
        error(
            "state-locked",
            "Somebody else is changing this environment",
            detail,
            remedy,
        )
    )


def _duration(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"


def other_lock(holder: Holder | None) -> StateError:
    return StateError(
        error(
            "state-lock-other",
            "The lock is not the one you named",
            "Nobody holds it any more." if holder is None else f"It is held as {holder.lock}.",
            "Look again who holds it before breaking it.",
        )
    )


def lock_refused(path: Path | str, problem: OSError) -> StateError:
    if is_full(problem):
        return write_failed(path, problem)
    return StateError(
        error(
            "state-lock-refused",
            "The state cannot be locked",
            f"The system refused a lock on {path}: {problem.strerror}.",
            "Keep the state on a file system that knows locks, such as a local disk.",
        )
    )


def lock_unsupported() -> StateError:
    return StateError(
        error(
            "state-lock-unsupported",
            "States cannot be written on this system",
            "This system has no file locks of the kind that Bouwsteen needs to keep two writers apart.",
            "Use Linux, macOS or WSL2 to apply; validating and planning work here.",
        )
    )


def lock_lost() -> StateLockedError:
    return StateLockedError(
        error(
            "state-lock-lost",
            "The lock was taken away",
            "This run gave no sign of life for too long, or somebody broke its lock, and another run may be writing now. "
            "Nothing was recorded since, and nothing more is done.",
            "Run again when the other is done: calls that were under way are looked up in the world.",
        )
    )


def overtaken() -> StateError:
    return StateError(
        error(
            "state-overtaken",
            "Another run finished a write at the last moment",
            "A run whose lock was taken away finished what it was writing just then, so this run knew an older state. It wrote nothing.",
            "Run again.",
        )
    )


def interrupted() -> StateError:
    return StateError(
        error(
            "state-interrupted",
            "Recording was interrupted",
            "The program was stopped while it wrote to the journal, so nothing more is recorded in this session.",
            "Run again: calls that were under way are looked up in the world.",
        )
    )


def write_failed(path: Path | str, problem: OSError) -> StateError:
    return StateError(
        error(
            "state-disk-full" if is_full(problem) else "state-write-failed",
            "The state cannot be written",
            f"Writing {path} failed: {problem.strerror}. What was acknowledged before is safe; nothing more is started.",
            "Make room, and run again: calls that were under way are looked up in the world."
            if is_full(problem)
            else "Check the disk, and run again: calls that were under way are looked up in the world.",
        )
    )


def no_new_work(path: Path | str) -> StateError:
    return StateError(
        error(
            "state-disk-full",
            "The state cannot be written",
            f"The disk of {path} is full. What was under way is still recorded, in room kept for that; nothing more is started.",
            "Make room, and run again.",
        )
    )


def kept_aside(folder: Path | str, spill: Path, problem: OSError) -> StateError:
    return StateError(
        error(
            "state-kept-aside",
            "What was done is kept aside",
            f"{folder} cannot be written: {problem.strerror}. What was done since is recorded in {spill}, encrypted. "
            "Nothing more is started.",
            "Make the folder writable again, and run again on this machine: that puts it in place before anything else.",
        )
    )


def state_gone(folder: Path | str, known: str, stack: str, environment: str) -> StateError:
    """`known` says how it is known that there was one."""
    place = f"{stack} -e {environment}"
    return StateError(
        error(
            "state-gone",
            "The state is not where it was",
            f"There is no state in {folder}, and {known}. Planning on nothing would make all of it twice.",
            "Bring the folder back, such as by mounting its disk. Where it is lost, put back a copy:\n\n"
            f"    bouwsteen state restore {place} FILE\n\n"
            "To begin anew knowingly, accept that nothing is on record; what is there still is then found as far as it can be:\n\n"
            f"    bouwsteen apply {place} --accept-rollback 0",
        )
    )


def spill_used(path: Path | str, number: int) -> Diagnostic:
    return warning(
        "state-spill-used",
        "What was kept aside counts again",
        f"An earlier run could not write the state, and kept what it did in {path}. {number} entries of it were missing in the state.",
    )


def spill_outdated(path: Path | str) -> Diagnostic:
    return warning(
        "state-spill-outdated",
        "What was kept aside is outdated",
        f"{path} holds what an earlier run could not record. Others have written the state since, and looked up its calls in the world.",
    )


def closed() -> StateError:
    return StateError(error("state-closed", "The state is closed", "This session was closed and takes no entries.", "Open it again."))


def read_only() -> StateError:
    return StateError(error("state-read-only", "The state is open for reading", "This session was opened to read and takes no entries."))


def torn_journal(path: Path | str) -> Diagnostic:
    return warning(
        "state-journal-torn",
        "The last entry of a journal was never finished",
        f"{path} ends in the middle of an entry, as after a crash or power cut. "
        "Nobody was told that the entry was recorded, and it was left out.",
    )


def not_folded(problem: StateError) -> Diagnostic:
    return warning(
        "state-not-folded",
        "The journal was not folded into the state",
        f"{problem.diagnostics[0].detail} The journal holds everything; the next run folds it.",
    )


def lock_broken(holder: Holder, reason: str) -> Diagnostic:
    detail = f"The lock of {_whose(holder)} was taken away before this run, because: {reason}"
    return warning("state-lock-broken", "The lock was broken by hand", detail)


def lock_left(holder: Holder, doubts: int) -> Diagnostic:
    left = f" {doubts} of its calls have no recorded end, and are looked up in the world." if doubts else ""
    return warning(
        "state-lock-left",
        "An earlier run died while it held the lock",
        f"{_whose(holder)} ended without letting go. All that it recorded is kept.{left}",
    )


def lock_expired(holder: Holder, doubts: int) -> Diagnostic:
    left = f" {doubts} of its calls have no recorded end, and are looked up in the world." if doubts else ""
    return warning(
        "state-lock-expired",
        "The lock of a run that hangs was taken over",
        f"{_whose(holder)} gave no sign of life for {holder.lease} seconds. "
        f"All that it recorded is kept, and it can record nothing more.{left}",
    )


def _whose(holder: Holder) -> str:
    return f"`{holder.command}` of {holder.who} (run {holder.run}, process {holder.pid} on {holder.host}, since {holder.since})"
