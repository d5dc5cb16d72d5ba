"""Looking after what is recorded, by hand: who acts on which environment, and that it is one at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bouwsteen.addresses import STACK_NAME
from bouwsteen.diagnostics import Diagnostic, Severity
from bouwsteen.engine.engines import Identity
from bouwsteen.errors import NotFoundError, StateError
from bouwsteen.state.custodies import Backups, Custody
from bouwsteen.state.journals import Entry, Run
from bouwsteen.state.ports import Mode, StateSession, Waiting, Writer
from bouwsteen.state.restorations import Past, check_place, restored
from bouwsteen.state.snapshots import RunRecord


@dataclass(frozen=True, slots=True)
class Custodian:
    """One environment in the hands of a person. A record must be reachable when documents are broken."""

    custody: Custody
    backups: Backups
    identity: Identity
    now: Callable[[], str]  # RFC 3339
    run: str  # the identity of what is done now, as runs have it
    stack: str
    environment: str
    waiting: Callable[[], Waiting | None] = lambda: None  # for the lock, where somebody has it

    def require(self) -> None:
        """Raises NotFoundError when nothing is recorded of the environment, StateError where something was."""
        known = self.custody.environments(self.stack)
        if self.environment in known:
            return
        if STACK_NAME.fullmatch(self.environment) is not None:
            self.custody.open(self.stack, self.environment, Mode.READ).close()  # says it where one was and is gone
        near = get_close_matches(self.environment, known, n=1)
        guess = f"Did you mean `--environment {near[0]}`? " if near else ""
        there = f"Recorded are the environments: {', '.join(known)}." if known else "Nothing of this stack is recorded here yet."
        raise NotFoundError.because(
            "state-not-found",
            "Nothing is recorded of that environment",
            f"There is no state of {self.stack}/{self.environment}.",
            guess + there,
        )

    def read(self) -> Past:
        """What is recorded, with every durable entry. Raises NotFoundError, StateError."""
        self.require()
        with self.custody.open(self.stack, self.environment, Mode.READ) as session:
            return Past(session.snapshot, session.in_doubt)

    def look(self) -> tuple[Past, Sequence[Diagnostic]]:
        """The same for who only looks: a state that was set back is shown, and said to be."""
        try:
            return self.read(), ()
        except StateError as problem:
            found = self.custody.standing(self.stack, self.environment)
            if problem.diagnostics[0].code != "state-rolled-back" or found is None:
                raise
            return found, [replace(each, severity=Severity.WARNING) for each in problem.diagnostics]

    def examine(self, past: Past) -> Past | None:
        """What stands now, for who wants to put `past` in its place; None where nothing does, or it cannot be read.

        Raises StateError when `past` is of another environment or lineage, StateOwnerError when somebody else owns the environment.
        """
        check_place(past, self.stack, self.environment)
        current = self.custody.standing(self.stack, self.environment)
        restored(past, None if current is None else current.snapshot, 0, self.writer())
        return current

    def write(self, owner: str = "") -> StateSession:
        """Raises also StateLockedError, StateOwnerError."""
        self.require()
        return self.custody.open(self.stack, self.environment, Mode.WRITE, self.writer(owner), waiting=self.waiting())

    def writer(self, owner: str = "") -> Writer:
        identity = self.identity
        return Writer(owner or identity.owner, self.run, identity.who, identity.command, self.now())

    def record(self, session: StateSession, *entries: Entry) -> None:
        """`entries`, and with them who did it, when and by which command."""
        now = self.now()
        session.append(Run(RunRecord(self.run, self.identity.command, self.identity.who, now, now, "done")), *entries)
