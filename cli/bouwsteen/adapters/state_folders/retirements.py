"""Taking away what only an older key opens."""

from __future__ import annotations

from bouwsteen.adapters.state_folders.layouts import sort_files
from bouwsteen.adapters.state_folders.loading import Loader
from bouwsteen.adapters.state_logs import framing
from bouwsteen.adapters.state_logs.sealing import key_id
from bouwsteen.errors import BouwsteenError, InternalError


def remove_older_than_key(loader: Loader, key: bytes) -> list[int]:
    """Take away the generations and journals that `key` does not open. Returns the generations, oldest first."""
    files = sort_files(loader.disk.names(loader.layout.folder))
    present = key_id(key)
    others = [number for number in files.generations if _generation_key(loader, number) not in {present, ""}]
    newest = loader.header(files.newest)
    if newest.key != present or set(newest.references) & set(others):
        raise InternalError("The newest generation still needs the older key.")
    for number in files.journals:
        if number in others or _journal_key(loader, number) not in {present, ""}:
            loader.disk.remove(loader.layout.journal(number))
    for number in others:
        loader.disk.remove(loader.layout.generation(number))
    return others


def _generation_key(loader: Loader, number: int) -> str:
    """Empty where it cannot be told: what is damaged stays, for who wants to look."""
    try:
        return loader.header(number).key
    except BouwsteenError:
        return ""


def _journal_key(loader: Loader, number: int) -> str:
    try:
        return framing.journal_header(loader.disk.read(loader.layout.journal(number), framing.HEADER_LIMIT + 64))[0].key
    except framing.FramingError:
        return ""
