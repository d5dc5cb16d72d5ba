"""Asking a person at the terminal."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable

from bouwsteen.addresses import Address
from bouwsteen.cli.interruptions import answering_signals, read_answer
from bouwsteen.cli.terminals import Terminal
from bouwsteen.cli.views.sheets import Sheet, Style, Styled
from bouwsteen.engine.questioners import Consenting, Questioner
from bouwsteen.errors import CancelledError
from bouwsteen.planning.actions import Action
from bouwsteen.planning.dangers import Approvals, Danger
from bouwsteen.planning.plans import Plan


class TerminalQuestioner(Questioner):
    """Questions go to standard error, so that a redirected standard output stays data."""

    def __init__(self, terminal: Terminal, read_line: Callable[[], str] = read_answer) -> None:
        self._terminal = terminal
        self._read_line = read_line

    def confirm_apply(self, plan: Plan) -> bool:  # noqa: ARG002  the plan was shown just before
        texts = self._terminal.error_look.texts
        return self._answered(texts("ask.apply"), texts("ask.yes"))

    def confirm_destroy(self, plan: Plan) -> bool:
        """The name must be typed: a habit of pressing Enter must not delete a municipality's data."""
        texts = self._terminal.error_look.texts
        number = plan.counts().get(Action.DELETE, 0)
        sheet = Sheet(self._terminal.error_look)
        sheet.line(Styled(texts("ask.destroy", n=number, stack=plan.stack, environment=plan.environment), Style.WARNING))
        self._terminal.complain(sheet.text())
        return self._answered(texts("ask.destroy.name"), plan.stack)

    def confirm_import(self, address: Address, type_: str) -> bool:
        texts = self._terminal.error_look.texts
        return self._answered(texts("ask.import", address=address.local, type=type_), texts("ask.yes"))

    def confirm_danger(self, plan: Plan, danger: Danger) -> bool:  # noqa: ARG002
        if not self._terminal.answers:
            return False  # the error says which option answers it
        texts = self._terminal.error_look.texts
        sheet = Sheet(self._terminal.error_look)
        sheet.line(Styled(danger.diagnostic.detail, Style.WARNING))
        self._terminal.complain(sheet.text())
        return self._answered(texts(f"ask.{danger.kind.value}", answer=danger.answer), danger.answer)

    def confirm_record(self) -> bool:
        """May the record be changed by hand, as was shown just before?"""
        texts = self._terminal.error_look.texts
        return self._answered(texts("ask.record"), texts("ask.yes"))

    def confirm_approval(self) -> bool:
        """Is what waits approved of, as was shown just before?"""
        texts = self._terminal.error_look.texts
        return self._answered(texts("ask.approval"), texts("ask.yes"))

    def _answered(self, question: str, expected: str) -> bool:
        texts = self._terminal.error_look.texts
        if not self._terminal.answers:
            self._terminal.complain(texts("ask.nobody"))
            return False
        try:
            # From before the question is seen: who reads it may answer by Ctrl-C at once.
            with answering_signals():
                self._terminal.err.write(question)
                self._terminal.err.flush()
                answer = self._read_line().strip()
        except (EOFError, OSError):  # nobody is there any more
            answer = ""
        if answer == expected:
            return True
        with contextlib.suppress(OSError):
            self._terminal.complain(texts("ask.refused"))
        return False


class GoingOn(TerminalQuestioner):
    """`up` asks only about what is dangerous, and only where somebody is."""

    def confirm_apply(self, plan: Plan) -> bool:  # noqa: ARG002
        return True


def approvals(deletions: int | None, losses: Iterable[str], place: str, prefix: str) -> Approvals:
    """What options approve of; `prefix` is "stack/environment/", which an address may begin with."""
    return Approvals(deletions, local_names(losses, prefix), place)


def local_names(typed: Iterable[str], prefix: str) -> frozenset[str]:
    return frozenset(each.removeprefix(prefix) for each in typed)


def confirm_record(terminal: Terminal, *, yes: bool) -> None:
    """Raises CancelledError unless a person, or `--yes`, agrees."""
    if not yes and not TerminalQuestioner(terminal).confirm_record():
        raise CancelledError.because("not-confirmed", "Nothing was done", "The change was not confirmed.")


def questioner(terminal: Terminal, *, yes: bool) -> Questioner:
    return Consenting() if yes else TerminalQuestioner(terminal)
