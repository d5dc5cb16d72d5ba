"""One store out of several, each environment in its own: as its stack says where its state is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from bouwsteen.diagnostics import error
from bouwsteen.errors import StateError
from bouwsteen.state.custodies import Custody
from bouwsteen.state.ports import Generation, Holder, Mode, StateSession, Waiting, Writer
from bouwsteen.state.restorations import Past

HERE: Final = "folder"


@dataclass(frozen=True, slots=True)
class ChosenStores:
    """Implements `Custody`. `choose` says where an environment is kept, None in the `folder`; `elsewhere` lists the others."""

    folder: Custody
    choose: Callable[[str, str], Custody | None]
    elsewhere: Callable[[], Iterable[tuple[str, str]]]

    def open(
        self,
        stack: str,
        environment: str,
        mode: Mode,
        writer: Writer | None = None,
        *,
        organisation: str = "",
        accept_rollback: int | None = None,
        waiting: Waiting | None = None,
    ) -> StateSession:
        chosen = self.choose(stack, environment)
        if chosen is not None and accept_rollback != 0:
            self._check_not_left_behind(chosen, stack, environment)
        return (chosen or self.folder).open(
            stack, environment, mode, writer, organisation=organisation, accept_rollback=accept_rollback, waiting=waiting
        )

    def environments(self, stack: str) -> list[str]:
        """Also those whose state is still in the folder and should be elsewhere: who looks must find it."""
        found = set(self.folder.environments(stack))
        for name, environment in self.elsewhere():
            if name == stack and environment not in found and environment in self._of(stack, environment).environments(stack):
                found.add(environment)
        return sorted(found)

    def stacks(self) -> list[str]:
        found = set(self.folder.stacks())
        for name, environment in self.elsewhere():
            if name not in found and environment in self._of(name, environment).environments(name):
                found.add(name)
        return sorted(found)

    def holder(self, stack: str, environment: str) -> Holder | None:
        return self._of(stack, environment).holder(stack, environment)

    def break_lock(self, stack: str, environment: str, lock: str, reason: str) -> None:
        self._of(stack, environment).break_lock(stack, environment, lock, reason)

    def generations(self, stack: str, environment: str) -> list[Generation]:
        return self._of(stack, environment).generations(stack, environment)

    def restore(self, stack: str, environment: str, generation: int, writer: Writer) -> None:
        self._of(stack, environment).restore(stack, environment, generation, writer)

    def past(self, stack: str, environment: str, generation: int) -> Past:
        return self._of(stack, environment).past(stack, environment, generation)

    def standing(self, stack: str, environment: str) -> Past | None:
        return self._of(stack, environment).standing(stack, environment)

    def put_back(
        self, stack: str, environment: str, past: Past, writer: Writer, *, over: int | None = None, waiting: Waiting | None = None
    ) -> None:
        self._of(stack, environment).put_back(stack, environment, past, writer, over=over, waiting=waiting)

    def rekey(self, stack: str, environment: str, writer: Writer, *, waiting: Waiting | None = None) -> None:
        self._of(stack, environment).rekey(stack, environment, writer, waiting=waiting)

    def retire(self, stack: str, environment: str, writer: Writer, *, waiting: Waiting | None = None) -> list[int]:
        return self._of(stack, environment).retire(stack, environment, writer, waiting=waiting)

    def _of(self, stack: str, environment: str) -> Custody:
        return self.choose(stack, environment) or self.folder

    def _check_not_left_behind(self, chosen: Custody, stack: str, environment: str) -> None:
        """An environment whose settings changed has its state still where it was. Raises StateError."""
        if environment not in self.folder.environments(stack) or environment in chosen.environments(stack):
            return
        left = self.folder.standing(stack, environment)
        if left is None or left.snapshot.units or left.in_doubt:
            raise StateError(
                error(
                    "state-left-behind",
                    "The state is still where it was kept before",
                    f"{stack}/{environment} should be kept elsewhere now, where nothing is recorded yet, and this workspace still has its "
                    "state in its folder. Planning on nothing would make all of it twice.",
                    "Set the stack back for a moment and make a copy, then put that in the new place:\n\n"
                    f"    bouwsteen state backup {stack} -e {environment} moving.bouwsteen-state\n"
                    f"    bouwsteen state restore {stack} -e {environment} moving.bouwsteen-state",
                )
            )
