"""The folder in which somebody brought together what `drift` and `loadtest` answered."""

from __future__ import annotations

from pathlib import Path

from bouwsteen.documents.trees import RefusedError, Tree
from bouwsteen.errors import InvalidInputError
from bouwsteen.reporting.measurements import LIMITS


def read_answers(folder: Path) -> dict[str, bytes]:
    """Its files `*.json`, by name; nothing below it. Raises InvalidInputError for what cannot be read."""
    place = folder.absolute()
    tree = Tree(place.parent, label=f"{folder.parent}/" if folder.parent != Path() else "")
    try:
        names = [name for name in tree.names(place.name) if name.endswith(".json")]
        return {tree.name(f"{place.name}/{name}"): tree.read(f"{place.name}/{name}", LIMITS.file_bytes) for name in names}
    except RefusedError as refusal:
        raise InvalidInputError(refusal.diagnostic) from refusal
