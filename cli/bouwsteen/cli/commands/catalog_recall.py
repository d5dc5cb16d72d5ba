"""`bouwsteen catalog recall BLOCK VERSION`."""

from __future__ import annotations

from bouwsteen.cli.arguments.catalog_recall import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.published_blocks import find_entry, find_version, move_to, open_own_catalog, stacks_that_lock
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.publications import render_move
from bouwsteen.formats.publications import FORMAT_VERSION


def run(invocation: Invocation, options: Options) -> ExitCode:
    found = find_entry(open_own_catalog(invocation), options.block)
    find_version(found, options.version)
    changed = move_to(found, options.version, "recalled", options.reason)
    data = {
        "format_version": FORMAT_VERSION,
        "block": options.block,
        "version": options.version,
        "channel": "recalled",
        "reason": {"nl": options.reason} if options.reason else None,
        "changed": changed,
        "stacks": stacks_that_lock(found.workspace, options.block, options.version),
    }
    invocation.emit(data, lambda: render_move(data, invocation.terminal.look))
    return ExitCode.OK
