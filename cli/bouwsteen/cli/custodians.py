"""From what a person typed to the record that is meant, also where the documents of a stack are gone or broken."""

from __future__ import annotations

from bouwsteen.addresses import STACK_NAME
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.state_stores import open_stores
from bouwsteen.cli.wiring import open_custodian
from bouwsteen.cli.workspaces import find_root, show_warnings, stack_name
from bouwsteen.diagnostics import Diagnostics
from bouwsteen.engine.custodians import Custodian
from bouwsteen.errors import InvalidInputError, NotFoundError
from bouwsteen.state.ports import StateSession
from bouwsteen.state.restorations import Past

_LONGEST_REASON = 200  # characters: it stands in one line of a status


def custodian_of(invocation: Invocation, typed: str, environment: str, command: str, lock_timeout: float = 0.0) -> Custodian:
    """`lock_timeout`, in seconds, for who writes. Raises NotFoundError when there is neither a stack nor a record of that name."""
    root = find_root(invocation.directory)
    try:
        stack = stack_name(typed, invocation.directory, root)
    except NotFoundError:
        if STACK_NAME.fullmatch(typed) is None or typed not in open_stores(invocation, root).stacks():
            raise
        stack = typed
    return open_custodian(invocation, root, command, stack, environment, lock_timeout)


def past_in(session: StateSession) -> Past:
    return Past(session.snapshot, session.in_doubt)


def look(invocation: Invocation, custodian: Custodian) -> Past:
    """What is recorded, for who changes nothing; what is wrong with it is told beside it."""
    past, warnings = custodian.look()
    show_warnings(invocation, Diagnostics(list(warnings)), find_root(invocation.directory))
    return past


def show(invocation: Invocation, text: str) -> None:
    """What is about to be done, before anybody is asked. Where a document was asked for, beside it."""
    if invocation.output is Output.TEXT:
        invocation.terminal.print(text)
    else:
        invocation.terminal.complain(text)


def reason_of(typed: str) -> str:
    """A reason that people can read later. Raises InvalidInputError."""
    reason = " ".join(typed.split())
    if reason and len(reason) <= _LONGEST_REASON and reason.isprintable():
        return reason
    raise InvalidInputError.because(
        "reason-invalid",
        "The reason does not fit",
        f"A reason is one line of at most {_LONGEST_REASON} characters, for who looks at the runs later.",
        "Say in a few words why.",
    )
