"""`bouwsteen catalog show BLOCK`."""

from __future__ import annotations

from difflib import get_close_matches

from bouwsteen.cli.arguments.catalog_show import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.catalogs import render_block
from bouwsteen.cli.workspaces import open_catalog
from bouwsteen.errors import NotFoundError
from bouwsteen.formats.catalogs import FORMAT_VERSION, block_json


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace = open_catalog(invocation)
    known = sorted({*workspace.blocks, *workspace.catalog})
    if options.block not in known:
        near = get_close_matches(options.block, known, n=3)
        guess = f"Did you mean {' or '.join(f'`{name}`' for name in near)}? " if near else ""
        raise NotFoundError.because(
            "block-not-found",
            "There is no such block",
            f"The catalog in {workspace.content_root} does not offer `{options.block}`.",
            f"{guess}See what it offers:\n    bouwsteen catalog",
        )
    data = {"format_version": FORMAT_VERSION, **block_json(workspace, options.block, parameters=True)}
    invocation.emit(data, lambda: render_block(data, invocation.terminal.look))
    return ExitCode.OK
