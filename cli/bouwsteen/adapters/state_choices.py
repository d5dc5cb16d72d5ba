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
    """Implements `Custody`.

    `choose` says where an environment is kept, None in the `folder`; `elsewhere` lists those in other places; `left` says where else
    a state of an environment is, as far as it can be told, for who finds nothing where it should be.
    """

    folder: Custody
    choose: Callable[[str, str], Custody | None]
    elsewhere: Callable[[], Iterable[tuple[str, str]]]
    left: Callable[[str, str, Mode], str] = lambda _stack, _environment, _mode: ""

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
        if accept_rollback != 0:
            self._check_not_left_behind(chosen, stack, environment, mode)
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

    def _check_not_left_behind(self, chosen: Custody | None, stack: str, environment: str, mode: Mode) -> None:
        """An environment whose settings changed has its state still where it was. Raises StateError."""
        is_here = environment in self.folder.environments(stack)
        if chosen is None and is_here:
            return
        where = self.left(stack, environment, mode)  # first: a folder keeps what it had when its state moved
        if not where and is_here and _has_something(self.folder, stack, environment):
            where = "the folder of this workspace"
        if where and (chosen is None or environment not in chosen.environments(stack)):
            raise left_behind(stack, environment, where)


def _has_something(store: Custody, stack: str, environment: str) -> bool:
    """Also what cannot be read may be something."""
    found = store.standing(stack, environment)
    return found is None or bool(found.snapshot.units or found.in_doubt)


def left_behind(stack: str, environment: str, where: str) -> StateError:
    return StateError(
        error(
            "state-left-behind",
            "The state is still where it was kept before",
            f"Nothing is recorded of {stack}/{environment} where the stack says that its state is kept, and there is a state of it "
            f"in {where}. Planning on nothing would make all of it twice.",
            "Set the stack back for a moment and make a copy, then put that in the new place:\n\n"
            f"    bouwsteen state backup {stack} -e {environment} moving.bouwsteen-state\n"
            f"    bouwsteen state restore {stack} -e {environment} moving.bouwsteen-state\n\n"
            "Where that is something else with the same names, begin anew:\n\n"
            f"    bouwsteen apply {stack} -e {environment} --accept-rollback 0",
        )
    )
