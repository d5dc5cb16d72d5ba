"""Secrets that a document refers to, read where whoever runs this machine allows it.

A document comes from a pull request, and the process that reads it may hold the tokens of a pipeline. So a document may name

* a variable that begins with `BOUWSTEEN_SECRET_`, or that is listed in `BOUWSTEEN_SECRET_VARIABLES`;
* a file of its stack's folder, or one below a folder that is listed in `BOUWSTEEN_SECRET_FOLDERS`.

Any other variable and file of this machine is out of its reach.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from bouwsteen.documents.models import SecretRef
from bouwsteen.engine.secret_references import SecretWithheldError

FOLDERS: Final = "BOUWSTEEN_SECRET_FOLDERS"
VARIABLES: Final = "BOUWSTEEN_SECRET_VARIABLES"
PREFIX: Final = "BOUWSTEEN_SECRET_"
_MAX_BYTES: Final = 65_536


def read_secret(reference: SecretRef, folder: Path, environment: Mapping[str, str] = os.environ) -> str:
    """A relative file is one of the stack's `folder`.

    Raises LookupError with a text that may be shown; SecretWithheldError without a look at what is withheld.
    """
    if reference.env is not None:
        return _read_variable(_given_variable(reference.env, environment.get(VARIABLES, "")), environment)
    name = reference.file or ""
    return _told(name, lambda: _given_file(name, folder, environment.get(FOLDERS, "")))


def point_to_secret(kind: str, where: str) -> str:
    """What `env:NAME` or `file:PATH` of a command point to: a person names any variable and file of theirs. Raises LookupError."""
    return _read_variable(where, os.environ) if kind == "env" else _told(where, Path(where).absolute)


def _given_variable(name: str, listed: str) -> str:
    if (name.startswith(PREFIX) and name not in {FOLDERS, VARIABLES}) or name in re.split(r"[\s,:]+", listed):
        return name
    raise SecretWithheldError(
        f"The environment variable {name} is none that this machine gives to stacks: "
        f"its name does not begin with {PREFIX} and is not listed in {VARIABLES}"
    )


def _read_variable(name: str, environment: Mapping[str, str]) -> str:
    value = environment.get(name)
    if value is None:
        raise LookupError(f"The environment variable {name} is not set")
    return value


def _told(name: str, find: Callable[[], Path]) -> str:
    try:
        return _read(find(), name)
    except FileNotFoundError as problem:
        raise LookupError(f"The file {name} is not there") from problem
    except OSError as problem:
        raise LookupError(f"The file {name} cannot be read: {problem.strerror}") from problem
    except ValueError as problem:
        raise LookupError(f"The file {name} is not UTF-8 text") from problem


def _given_file(name: str, folder: Path, listed: str) -> Path:
    """The file itself, behind every link."""
    path = (folder / name).resolve()
    if not Path(name).is_absolute():
        if not path.is_relative_to(folder.resolve()):
            raise SecretWithheldError(f"The file {name} lies outside the folder of the stack")
        return path
    folders = [Path(each).resolve() for each in listed.split(os.pathsep) if Path(each).is_absolute()]
    if not any(path.is_relative_to(each) for each in folders):
        raise SecretWithheldError(f"The file {name} lies in no folder that this machine gives for secrets ({FOLDERS})")
    return path


def _read(path: Path, name: str) -> str:
    """A regular file only: a pipe could keep us waiting."""
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:  # noqa: PTH123  Path.open takes no flags
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise LookupError(f"The file {name} is not an ordinary file")
        content = file.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise LookupError(f"The file {name} is too large for a secret")
    return content.decode("utf-8").removesuffix("\n")
