"""Whether the broker of a block that runs in a sample stack keeps to the protocol, as two stacks that use it would see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.wiring import check_broker, compile_stack, open_engine
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.wirings import BROKER_INTERFACE, LOCAL
from bouwsteen.engine.outputs import OutputValue, read_outputs
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


def find_breaches(invocation: Invocation, stack: str, instance: str, progress: Progress) -> Iterator[Diagnostic]:
    """Asks each broker that the instance provides. Its stack is up."""
    workspace, _ = open_workspace(invocation, [stack])
    with open_engine(invocation, workspace, "check") as engine:
        outputs = read_outputs(engine, compile_stack(engine, workspace, stack, LOCAL).desired)
    brokers: dict[str, list[tuple[str, tuple[str, str]]]] = {}
    for user in _USERS:
        for each in outputs:
            if each.instance == instance and each.interface == BROKER_INTERFACE and each.consumer == stack_key(user):
                brokers.setdefault(each.name, []).append((str(each.value["url"]), _account(each)))
    for name, ((url, first), (_, second)) in brokers.items():
        for found in check_broker(url, first, second, progress):
            yield from _tell(name, found)


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
