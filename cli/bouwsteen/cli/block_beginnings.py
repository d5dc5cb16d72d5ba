"""`bouwsteen init block NAME`: the files of a new block, which passes `bouwsteen check` as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bouwsteen.addresses import STACK_NAME
from bouwsteen.calendars import today
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.files import write_text
from bouwsteen.cli.new_blocks import block_files
from bouwsteen.cli.published_blocks import open_own_catalog
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.sheets import Sheet, Style, Styled
from bouwsteen.errors import InvalidInputError

BLOCK: Final = "block"


def begin_block(invocation: Invocation, name: str | None) -> ExitCode:
    """Raises InvalidInputError for a name that cannot be, or is taken."""
    if name is None or not STACK_NAME.fullmatch(name):
        raise InvalidInputError.because(
            "block-name-invalid",
            "A block cannot have this name",
            f"`{name}` is not made of small letters, digits and hyphens, beginning with a letter." if name else "No name was given.",
            "Give a name:\n\n    bouwsteen init block NAME",
        )
    root = open_own_catalog(invocation).root
    files = {root / path: text for path, text in block_files(name, today()).items()}
    taken = next((path for path in (root / "blocks" / name, *files) if path.exists()), None)
    if taken is not None:
        raise InvalidInputError.because(
            "block-exists", "The block is there already", f"{taken} exists, and nothing in it is overwritten.", "Choose another name."
        )
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, text)
    invocation.terminal.print(_text(invocation, root, files, name))
    return ExitCode.OK


def _text(invocation: Invocation, root: Path, files: Mapping[Path, str], name: str) -> str:
    sheet = Sheet(invocation.terminal.look)
    for path in files:
        sheet.line(Styled("+ ", Style.ADDED), str(path.relative_to(root)))
    sheet.gap()
    sheet.line(Styled(invocation.texts("up.next"), Style.BOLD))
    sheet.line(f"bouwsteen check blocks/{name}", indent=4)
    return sheet.text()
