"""`bouwsteen catalog deprecate BLOCK VERSION`."""

from __future__ import annotations

from bouwsteen.cli.arguments.catalog_deprecate import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.published_blocks import find_entry, find_version, move_to, open_own_catalog, stacks_that_lock
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.publications import render_move
from bouwsteen.errors import InvalidInputError
from bouwsteen.formats.publications import FORMAT_VERSION


def run(invocation: Invocation, options: Options) -> ExitCode:
    found = find_entry(open_own_catalog(invocation), options.block)
    if find_version(found, options.version).channel == "recalled":
        raise InvalidInputError.because(
            "version-already-recalled",
            "A recalled version stays recalled",
            f"`{options.block}` {options.version} was recalled, which is more than deprecated.",
            "Publish a new version if it is good again.",
        )
    changed = move_to(found, options.version, "deprecated", options.reason)
    data = {
        "format_version": FORMAT_VERSION,
        "block": options.block,
        "version": options.version,
        "channel": "deprecated",
        "reason": {"nl": options.reason} if options.reason else None,
        "changed": changed,
        "stacks": stacks_that_lock(found.workspace, options.block, options.version),
    }
    invocation.emit(data, lambda: render_move(data, invocation.terminal.look))
    return ExitCode.OK
