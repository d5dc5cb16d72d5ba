"""`bouwsteen catalog recall BLOCK VERSION`."""

from __future__ import annotations

from bouwsteen.cli.arguments.catalog_recall import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.published_blocks import carry_out_move, find_entry, open_own_catalog
from bouwsteen.cli.settings import Invocation


def run(invocation: Invocation, options: Options) -> ExitCode:
    found = find_entry(open_own_catalog(invocation), options.block)
    return carry_out_move(invocation, found, options.version, "recalled", options.reason)
