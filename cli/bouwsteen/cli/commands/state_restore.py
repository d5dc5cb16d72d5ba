"""`bouwsteen state restore`."""

from __future__ import annotations

from bouwsteen.cli.arguments.state_restore import Options
from bouwsteen.cli.custodians import custodian_of, show
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.questioners import confirm_record
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.records import render_command, render_done, render_set_back
from bouwsteen.engine.custodians import Custodian
from bouwsteen.engine.record_histories import compare_past
from bouwsteen.errors import InvalidInputError
from bouwsteen.formats.records import record_document, restore_json
from bouwsteen.state.restorations import Past


def run(invocation: Invocation, options: Options) -> ExitCode:
    custodian = custodian_of(invocation, options.stack, options.environment, "state restore", options.lock_timeout)
    past = _wanted(custodian, options)
    standing = custodian.examine(past)
    found = compare_past(past, standing)
    look = invocation.terminal.look
    show(invocation, render_set_back(found, look))
    serial: int | None = None
    done = look.texts("record.dry-run")
    if not options.dry_run:
        confirm_record(invocation.terminal, yes=options.yes)
        shown = 0 if standing is None else standing.snapshot.serial
        custodian.custody.put_back(
            custodian.stack, custodian.environment, past, custodian.writer(), over=shown, waiting=custodian.waiting()
        )
        serial = custodian.read().snapshot.serial
        where = "" if custodian.environment == "local" else f" --environment {custodian.environment}"
        plan = f"bouwsteen plan {custodian.stack}{where} --out plan.json"
        done = render_done(look, serial) + render_command(look, look.texts("record.restore.next"), plan, "bouwsteen apply plan.json")
    document = record_document(custodian.stack, custodian.environment, restore_json(found, serial, dry_run=options.dry_run))
    invocation.emit(document, lambda: done)
    return ExitCode.OK


def _wanted(custodian: Custodian, options: Options) -> Past:
    if (options.file is None) == (options.generation is None):
        raise InvalidInputError.because(
            "restore-source",
            "One thing is to be put back",
            "A backup is given as FILE, or a kept generation by its number: one of the two.",
            "See which generations are kept:\n\n    bouwsteen state generations STACK",
        )
    if options.file is not None:
        return custodian.backups.load(options.file).past
    custodian.require()
    return custodian.custody.past(custodian.stack, custodian.environment, options.generation or 0)
