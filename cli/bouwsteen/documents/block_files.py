"""What must stand beside a block.yaml: a README that names everything, and for a service its image and its load test."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.documents.workspaces import LoadedBlock

_MOST_BYTES = 256 * 1024


def check_files(block: LoadedBlock) -> Iterator[Diagnostic]:
    readme = _read(block.folder / "README.md")
    if readme is None:
        yield _missing("README.md", "It tells who adopts the block what may be set and what is stored of people.")
    else:
        spec = block.model.spec
        for name in [*spec.parameters.get("properties", {}), *spec.uses, *spec.provides]:
            if f"`{name}`" not in readme:
                yield error(
                    "readme-incomplete",
                    "The README of a block does not name something",
                    f"{block.folder.name}/README.md does not name `{name}`, which the block has.",
                    "Say in a sentence or a row of a table what it is for, with its name in backticks.",
                )
    if block.service_digest is None:
        return
    if _read(block.folder / "Containerfile") is None:
        yield _missing("Containerfile", "A block with a service is run as an image too.")
    loadtest = _read(block.folder / "loadtest" / "locustfile.py")
    if loadtest is None:
        yield _missing("loadtest/locustfile.py", "What people do with the service is tried under load.")
    elif not _has_journeys(loadtest):
        yield error(
            "loadtest-without-journeys",
            "A load test has no journeys",
            f"{block.folder.name}/loadtest/locustfile.py is no Python, or does not set `journeys`.",
            "Set `journeys` to what people do, by name: a function of one visit each.",
        )


def _read(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return None
    return path.read_text(encoding="utf-8", errors="replace")


def _has_journeys(text: str) -> bool:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    names = (target for node in tree.body for target in (node.targets if isinstance(node, ast.Assign) else ()))
    annotated = (node.target for node in tree.body if isinstance(node, ast.AnnAssign))
    return any(isinstance(target, ast.Name) and target.id == "journeys" for target in (*names, *annotated))


def _missing(file: str, why: str) -> Diagnostic:
    return error(
        "block-file-missing",
        "A file of a block is not there",
        f"The block has no {file}. {why}",
        "Write it; `bouwsteen init block NAME` shows how one looks.",
    )
