"""What a case is: files laid over a sound workspace, a command line, and what is said about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

STACK = "stacks/town/stack.yaml"
SITE = "blocks/site/block.yaml"
LOCKER = "blocks/locker/block.yaml"
LOCK = "stacks/town/bouwsteen.lock"
CARD = "stacks/town/cards/first.card.yaml"

HEAD = "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\n"
_MARK = re.compile(r"<<([a-z-]+)>>")


def stack(blocks: str = "", *, spec: str = "", environments: str = "    local: {target: local}\n", name: str = "town") -> str:
    """The text of a stack. `blocks` are the lines of the list, `spec` further lines of the specification."""
    listed = f"  blocks:\n{blocks}" if blocks else "  blocks: []\n"
    return (
        f"{HEAD}kind: Stack\nmetadata: {{name: {name}}}\nspec:\n"
        f'  organisation: {{nis: "24062"}}\n{listed}  environments:\n{environments}{spec}'
    )


@dataclass(frozen=True)
class Case:
    """One wrong input.

    `<<code>>` in a text of `files` or of `edits` is not written: it stands where the mistake of that code is to be found.
    `edits` maps a file to texts that stand in it once, and what replaces them. `finds` are mistakes with another place, or
    with none: "code", "code file" or "code file:line:column". `prepare` does what no text can, and may run commands; what
    is there afterwards is the tree that the command may not change. `locks`: a fresh lock is written first.
    `leaves` are files that may come or change by design. `defect`: what is known to go wrong yet; the case then says what should be.
    """

    name: str
    command: str
    code: int = 10
    files: Mapping[str, str | bytes | None] = field(default_factory=dict)
    edits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    finds: tuple[str, ...] = ()
    prepare: Callable[[Path], None] | None = None
    locks: bool = False
    leaves: tuple[str, ...] = ()
    defect: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)

    def lay_out(self, root: Path) -> set[str]:
        """Write the files. Returns what is to be found, as `finds`."""
        expected = set(self.finds)
        for path, replacements in self.edits.items():
            text = (root / path).read_text()
            for before, after in replacements.items():
                assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in {path}"
                text = text.replace(before, after)
            expected |= _write(root, path, text)
        for path, content in self.files.items():
            if content is None:
                (root / path).unlink()
            else:
                expected |= _write(root, path, content)
        return expected


def _write(root: Path, path: str, content: str | bytes) -> set[str]:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        target.write_bytes(content)
        return set()
    target.write_text(_MARK.sub("", content), encoding="utf-8")
    return marked(path, content)


def marked(path: str, text: str) -> set[str]:
    """The marks of a text as "code path:line:column"; a mark has no width."""
    found = set()
    for line, row in enumerate(text.split("\n"), start=1):
        taken = 0
        for mark in _MARK.finditer(row):
            found.add(f"{mark[1]} {path}:{line}:{mark.start() - taken + 1}")
            taken += len(mark[0])
    return found
