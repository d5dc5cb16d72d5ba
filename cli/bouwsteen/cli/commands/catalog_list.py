"""`bouwsteen catalog` and `bouwsteen catalog list`."""

from __future__ import annotations

from bouwsteen.cli.arguments.catalog_list import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.catalogs import render_catalog
from bouwsteen.cli.workspaces import open_catalog
from bouwsteen.formats.catalogs import catalog_json


def run(invocation: Invocation, _: Options) -> ExitCode:
    data = catalog_json(open_catalog(invocation))
    invocation.emit(data, lambda: render_catalog(data, invocation.terminal.look))
    return ExitCode.OK
