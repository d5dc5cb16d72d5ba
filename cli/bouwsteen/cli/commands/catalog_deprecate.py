"""`bouwsteen catalog deprecate BLOCK VERSION`."""

from __future__ import annotations

from bouwsteen.cli.arguments.catalog_deprecate import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.published_blocks import carry_out_move, find_entry, find_version, open_own_catalog
from bouwsteen.cli.settings import Invocation
from bouwsteen.errors import InvalidInputError


def run(invocation: Invocation, options: Options) -> ExitCode:
    found = find_entry(open_own_catalog(invocation), options.block)
    if find_version(found, options.version).channel == "recalled":
        raise InvalidInputError.because(
            "version-already-recalled",
            "A recalled version stays recalled",
            f"`{options.block}` {options.version} was recalled, which is more than deprecated.",
            "Publish a new version if it is good again.",
        )
    return carry_out_move(invocation, found, options.version, "deprecated", options.reason)
