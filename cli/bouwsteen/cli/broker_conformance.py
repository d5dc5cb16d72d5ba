"""Whether the broker of a block that runs in a sample stack keeps to the protocol, as two stacks that use it would see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.wiring import check_broker, compile_stack, is_here, open_engine
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.diagnostics import Diagnostic, error, warning
from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.wirings import BROKER_INTERFACE, LOCAL
from bouwsteen.engine.outputs import OutputValue, read_outputs
from bouwsteen.errors import InternalError
from bouwsteen.phrases import quoted
from bouwsteen.planning.instances import stack_key
from bouwsteen.values import Secret

if TYPE_CHECKING:
    from bouwsteen.adapters.broker_checks.checks import PlanFound

_USERS: Final = ("check-first", "check-second")  # stacks that are nowhere but in the exports of the sample
_MOST_TOLD: Final = 3  # of what one row found

Progress = Callable[[str, int, int], None]


def broker_outputs(block: BuildingBlock) -> list[str]:
    return [name for name, provided in block.spec.provides.items() if provided.interface == BROKER_INTERFACE]


def exports_text(instance: str, outputs: Sequence[str]) -> str:
    """The end of a stack.yaml, that gives each of the two users an account of its own."""
    users = ", ".join(_USERS)
    return "  exports:\n" + "".join(f"    - {{output: {instance}/{output}, to: [{users}]}}\n" for output in outputs)


def find_breaches(invocation: Invocation, stack: str, instance: str, outputs: Sequence[str], progress: Progress) -> Iterator[Diagnostic]:
    """Asks each broker that the instance provides, where it is on this machine. Its stack is up."""
    workspace, _ = open_workspace(invocation, [stack])
    with open_engine(invocation, workspace, "check") as engine:
        found = read_outputs(engine, compile_stack(engine, workspace, stack, LOCAL).desired)
    given = {(each.name, each.consumer): each for each in found if each.is_known}
    for output in outputs:
        name = f"{instance}/{output}"
        accounts = [given[name, stack_key(user)] for user in _USERS if (name, stack_key(user)) in given]
        if len(accounts) != len(_USERS):
            raise InternalError(f"Somebody has no account at {name}.")
        url = str(accounts[0].value["url"])
        if not is_here(url):
            yield _tell_elsewhere(name)
            continue
        for plan in check_broker(url, _account(accounts[0]), _account(accounts[1]), progress):
            yield from _tell(name, plan)


def _tell_elsewhere(address: str) -> Diagnostic:
    return warning(
        "broker-elsewhere",
        "A broker of elsewhere is not asked",
        "The address of the broker is not on this machine, and nothing is made at a service that others may use.",
        "Check it where it may be tried out, or give the block a target `local` that runs it here.",
        address=address,
    )


def _account(output: OutputValue) -> tuple[str, str]:
    password = output.value["password"]
    return str(output.value["username"]), str(password.reveal() if isinstance(password, Secret) else password)


def _tell(address: str, found: PlanFound) -> Iterator[Diagnostic]:
    which = f"The plan {quoted(found.plan)} of {quoted(found.service)}" if found.plan else "The catalog"
    if found.lacks:
        yield error(
            "broker-examples-missing",
            "A plan does not say what can be tried",
            f"{which} was not checked: {found.lacks}.",
            "Put two examples that differ into that schema, in the catalog that the broker gives. The first makes something, the second "
            "changes it.",
            address=address,
        )
    by_row: dict[str, list[str]] = {}
    for sentence, text in found.faults:
        by_row.setdefault(sentence, []).append(text)
    for sentence, told in by_row.items():
        more = f" And {len(told) - _MOST_TOLD} more." if len(told) > _MOST_TOLD else ""
        yield error(
            "broker-breaks-protocol",
            "The broker breaks the Open Service Broker API",
            f"{which}. What must hold: {sentence}. What was seen: {'; '.join(told[:_MOST_TOLD])}.{more}",
            "Correct the service. A service that is built on `bouwsteen_service.brokers` answers as it must.",
            address=address,
        )
