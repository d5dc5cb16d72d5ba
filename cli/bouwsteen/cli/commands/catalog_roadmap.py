"""`bouwsteen catalog roadmap`."""

from __future__ import annotations

from bouwsteen.cli.arguments.catalog_roadmap import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.published_blocks import find_entry
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.publications import render_roadmap
from bouwsteen.cli.workspaces import open_catalog
from bouwsteen.formats.publications import roadmap_json


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace = open_catalog(invocation)
    names = [find_entry(workspace, options.block).entry.metadata.name] if options.block else sorted(workspace.catalog)
    data = roadmap_json(workspace, names)
    invocation.emit(data, lambda: render_roadmap(data, invocation.terminal.look))
    return ExitCode.OK
