"""`bouwsteen init`."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from bouwsteen.addresses import STACK_NAME
from bouwsteen.cli.arguments.init import Options
from bouwsteen.cli.block_beginnings import BLOCK, begin_block
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.files import write_text
from bouwsteen.cli.new_stacks import find_organisations, name_after, readme_text, stack_text, starting_blocks, with_needs
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.sheets import Sheet, Style, Styled
from bouwsteen.cli.workspaces import open_catalog, show_warnings
from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.organisations import Organisation
from bouwsteen.documents.validations import validate_stack
from bouwsteen.documents.workspaces import Workspace, load_workspace
from bouwsteen.errors import BouwsteenError, InvalidInputError, NotFoundError
from bouwsteen.formats.catalogs import newest_block
from bouwsteen.phrases import did_you_mean

_MOST_EXAMPLES = 20  # files that are copied to begin with
_LARGEST_EXAMPLE = 65_536  # bytes


def run(invocation: Invocation, options: Options) -> ExitCode:
    if options.organisation == BLOCK:
        return begin_block(invocation, options.new)
    if options.new is not None:
        raise InvalidInputError.because(
            "init-two-names",
            "Two names were given",
            f"A stack is begun for one organisation, and `{options.new}` stands behind it.",
            "Put quotes around a name with spaces, or begin a block:\n\n    bouwsteen init block NAME",
        )
    workspace = open_catalog(invocation)
    organisation = _organisation(options.organisation, workspace)
    name = _name(options.name, organisation)
    folder = workspace.root / "stacks" / name
    if folder.exists():
        raise InvalidInputError.because(
            "stack-exists",
            "The stack is there already",
            f"{folder} exists, and nothing in it is overwritten.",
            "Choose another name:\n    --name NAME",
        )
    blocks = {each: block for each in sorted(workspace.blocks) if (block := newest_block(workspace, each)) is not None}
    chosen = with_needs(_known_blocks(options.blocks, blocks), blocks) if options.blocks else starting_blocks(blocks)
    files = {
        folder / "stack.yaml": stack_text(name, organisation, chosen, blocks, invocation.texts),
        folder / "README.md": readme_text(name, organisation, chosen, invocation.texts),
        **_examples(workspace, folder, chosen, blocks),
    }
    ignore = workspace.root / ".gitignore"
    if not ignore.exists():
        files[ignore] = "# " + invocation.texts("init.ignore") + "\n.bouwsteen/\n"
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, text)
    invocation.terminal.print(_text(invocation, workspace.root, list(files), name))
    again, diagnostics = load_workspace(workspace.root, workspace.content_root, stacks=[name])
    diagnostics.extend(validate_stack(again, name))
    show_warnings(invocation, diagnostics, workspace.root)
    return ExitCode.OK


def _organisation(typed: str, workspace: Workspace) -> Organisation:
    found = find_organisations(typed, workspace.organisations)
    if len(found) == 1:
        return found[0]
    names = [each.name for each in workspace.organisations.values()]
    if found:
        remedy = f"Name it by its NIS number: {', '.join(f'{each.nis} ({each.province})' for each in found)}."
        raise NotFoundError.because(
            "organisation-ambiguous", "Several organisations have this name", f"`{typed}` is {len(found)} of them.", remedy
        )
    near = get_close_matches(typed.title(), names, n=3)
    guess = f"Did you mean {' or '.join(f'`{name}`' for name in near)}? " if near else ""
    raise NotFoundError.because(
        "organisation-not-found",
        "There is no such organisation",
        f"The list of organisations has no `{typed}`.",
        f"{guess}It is looked up by name or NIS number in catalog/organisations.csv.",
    )


def _name(typed: str | None, organisation: Organisation) -> str:
    try:
        given = name_after(organisation.name)
    except ValueError:
        given = ""
    name = typed or given
    if not STACK_NAME.fullmatch(name):
        raise InvalidInputError.because(
            "stack-name-invalid",
            "A stack cannot have this name",
            f"`{name}` is not made of small letters, digits and hyphens, beginning with a letter.",
            f"Leave it out and it becomes {given}." if given else "Give a name:\n    --name NAME",
        )
    return name


def _known_blocks(asked: tuple[str, ...], blocks: Mapping[str, BuildingBlock]) -> tuple[str, ...]:
    for name in asked:
        if name not in blocks:
            problem = NotFoundError.because(
                "block-not-found",
                "There is no such block",
                f"The catalog does not offer `{name}`.",
                f"{did_you_mean(name, blocks, 2)}See what it offers:\n    bouwsteen catalog",
            )
            raise problem
    return asked


def _examples(workspace: Workspace, folder: Path, chosen: list[str], blocks: Mapping[str, BuildingBlock]) -> dict[Path, str]:
    """Files to begin with, for blocks that take files: what stands in `blocks/<block>/examples/<name>/`."""
    found: dict[Path, str] = {}
    for block in chosen:
        for name, spec in blocks[block].spec.files.items():
            source = workspace.content_root / "blocks" / block / "examples" / name
            paths = sorted(path for path in source.glob("*") if path.is_file() and not path.is_symlink())[:_MOST_EXAMPLES]
            for path in paths:
                found[folder / spec.folder / path.name] = _read(path)
    return found


def _read(path: Path) -> str:
    if path.stat().st_size > _LARGEST_EXAMPLE:
        raise BouwsteenError.because(
            "example-too-large", "An example of a block is too large", f"{path} is larger than 64 KiB.", "Make it smaller."
        )
    return path.read_text(encoding="utf-8")


def _text(invocation: Invocation, root: Path, files: list[Path], name: str) -> str:
    texts = invocation.texts
    sheet = Sheet(invocation.terminal.look)
    for path in files:
        sheet.line(Styled("+ ", Style.ADDED), str(path.relative_to(root)))
    sheet.gap()
    sheet.line(Styled(texts("up.next"), Style.BOLD))
    for command in (f"bouwsteen validate {name}", f"bouwsteen lock {name}", f"bouwsteen plan {name}", f"bouwsteen up {name}"):
        sheet.line(command, indent=4)
    return sheet.text()
