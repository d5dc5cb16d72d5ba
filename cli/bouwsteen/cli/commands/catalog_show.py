"""`bouwsteen catalog show BLOCK`."""

from __future__ import annotations

from bouwsteen.cli.arguments.catalog_show import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.catalogs import render_block
from bouwsteen.cli.workspaces import not_offered, open_catalog
from bouwsteen.formats.catalogs import FORMAT_VERSION, block_json


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace = open_catalog(invocation)
    known = sorted({*workspace.blocks, *workspace.catalog})
    if options.block not in known:
        raise not_offered(workspace, options.block, known)
    data = {"format_version": FORMAT_VERSION, **block_json(workspace, options.block, parameters=True)}
    invocation.emit(data, lambda: render_block(data, invocation.terminal.look))
    return ExitCode.OK
