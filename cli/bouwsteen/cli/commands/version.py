"""`bouwsteen version`."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from bouwsteen.cli.arguments.version import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.sheets import Sheet, Style, Styled
from bouwsteen.cli.workspaces import find_content, find_root, stack_names
from bouwsteen.documents.workspaces import read_pinning_stacks

LIBRARIES: Final = (
    "pydantic",
    "ryaml",
    "jsonschema-rs",
    "cel-expr-python",
    "resolvelib",
    "semantic-version",
    "click",
    "rich",
    "cryptography",
    "httpx",
)


def run(invocation: Invocation, _: Options) -> ExitCode:
    data = version_data(invocation)
    invocation.emit(data, lambda: render(data, invocation))
    return ExitCode.OK


def version_data(invocation: Invocation) -> dict[str, Any]:
    """`{format_version, bouwsteen, python, platform, content, pins, libraries}`; a library that is not installed is null.

    `content` is what stacks have that pin no catalog; `pins` is {stack, git, revision} of each that does.
    """
    root = find_root(invocation.directory)
    content = find_content(root)
    pinning = read_pinning_stacks(root, stack_names(root))
    return {
        "format_version": "1.0",
        "bouwsteen": version("bouwsteen"),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "content": {"source": content.source.value, "folder": str(content.folder)},
        "pins": [
            {"stack": name, "git": pin.git, "revision": pin.revision}
            for name, loaded in pinning.items()
            if (pin := loaded.model.spec.catalog) is not None
        ],
        "libraries": {name: _installed(name) for name in LIBRARIES},
    }


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def render(data: dict[str, Any], invocation: Invocation) -> str:
    sheet = Sheet(invocation.terminal.look)
    sheet.line(Styled(f"Bouwsteen {data['bouwsteen']}", Style.BOLD))
    rows = [["Python", f"{data['python']} ({data['platform']})"]]
    rows.append(
        [invocation.texts("version.content"), f"{invocation.texts('version.' + data['content']['source'])}: {data['content']['folder']}"]
    )
    rows += [[f"{invocation.texts('version.content')} {pin['stack']}", f"{pin['revision']} ({pin['git']})"] for pin in data["pins"]]
    if invocation.verbose:
        rows += [[name, number or "-"] for name, number in data["libraries"].items()]
    sheet.table(rows)
    return sheet.text()
