"""`bouwsteen state transfer`."""

from __future__ import annotations

from bouwsteen.addresses import STACK_NAME
from bouwsteen.cli.arguments.state_transfer import Options
from bouwsteen.cli.custodians import custodian_of, reason_of, show
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.questioners import confirm_record
from bouwsteen.cli.settings import Invocation
from bouwsteen.errors import InvalidInputError
from bouwsteen.formats.records import record_document
from bouwsteen.state.journals import Transfer


def run(invocation: Invocation, options: Options) -> ExitCode:
    owner = read_owner(options.owner)
    reason = reason_of(options.reason) if options.reason else ""
    custodian = custodian_of(invocation, options.stack, options.environment, f"state transfer --to {options.owner}", options.lock_timeout)
    before = custodian.read().snapshot.owner
    if owner == before:
        raise InvalidInputError.because(
            "owner-is-same",
            "That owner has the environment already",
            f"{custodian.stack}/{custodian.environment} is run by {owner}.",
            "Name another owner.",
        )
    # Whoever hands over speaks for the present owner: that is the point, and why a person is asked.
    with custodian.write(before) as session:
        show(invocation, invocation.texts("record.transfer", before=before, after=owner))
        confirm_record(invocation.terminal, yes=options.yes)
        custodian.record(session, Transfer(owner, reason))
        epoch = session.snapshot.epoch
    document = record_document(custodian.stack, custodian.environment, {"owner": owner, "epoch": epoch})
    invocation.emit(document, lambda: invocation.texts("record.transferred", owner=owner, epoch=epoch))
    return ExitCode.OK


def read_owner(typed: str) -> str:
    """`cli`, or `operator:NAME` → `operator/NAME`, as states keep it. Raises InvalidInputError."""
    kind, _, name = typed.replace("/", ":", 1).partition(":")
    if typed == "cli":
        return "cli"
    if kind == "operator" and STACK_NAME.fullmatch(name):
        return f"operator/{name}"
    raise InvalidInputError.because(
        "owner-invalid",
        "That cannot be the owner of an environment",
        f"`{typed}` is neither `cli` nor `operator:NAME`, with a name of small letters, digits and hyphens.",
        "For instance:\n\n    bouwsteen state transfer STACK --to operator:leuven-prod",
    )
