"""A plan in a file: what was approved, without secrets.

Apply makes its own plan under the lock and compares digests, so a file that was tampered
with can only be refused.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from bouwsteen.engine.approved_plans import Approved, PlannedStep, step_key_of
from bouwsteen.engine.plans import Planned
from bouwsteen.errors import BouwsteenError, InvalidInputError, NotFoundError
from bouwsteen.formats.plan_json import plan_json
from bouwsteen.planning.actions import Action
from bouwsteen.state.records import RecordKey

MAX_BYTES: Final = 16 * 1024 * 1024  # a hundred thousand resources
FORMAT_MAJOR: Final = "1"
_ACTIONS: Final = frozenset(action.value for action in Action)


@dataclass(frozen=True, slots=True)
class SavedPlan:
    stack: str
    environment: str
    destroys: bool
    approved: Approved
    replacements: frozenset[str] = frozenset()


def save_plan(path: Path, planned: Planned, worlds: Mapping[str, str]) -> None:
    """Write or replace the file, readable by its owner alone: addresses tell much about a municipality."""
    document = {**plan_json(planned.plan), "worlds": dict(worlds)}
    content = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123  Path.open takes no mode bits
            file.write(content)
        temporary.replace(path)
    except OSError as problem:
        raise BouwsteenError.because(
            "plan-not-saved", "The plan could not be saved", f"{path} cannot be written: {problem.strerror}.", "Choose another place."
        ) from problem


def load_plan(path: Path) -> SavedPlan:
    """Raises InvalidInputError for anything that is not a saved plan of this format."""
    try:
        document = orjson.loads(_read_file(path))
    except FileNotFoundError as problem:
        raise NotFoundError.because(
            "plan-not-found", "There is no such plan", f"{path} is not there.", "Make one:\n\n    bouwsteen plan STACK --out FILE"
        ) from problem
    except (OSError, orjson.JSONDecodeError) as problem:
        raise _invalid(path, "It cannot be read as JSON.") from problem
    return _read(path, document)


def _read_file(path: Path) -> bytes:
    """The bytes of a regular file: a pipe could keep us waiting, and a device never ends."""
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:  # noqa: PTH123  Path.open takes no flags
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise _invalid(path, "It is not an ordinary file.")
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise _invalid(path, f"It is larger than {MAX_BYTES // 1024 // 1024} MiB.")
    return content


def _read(path: Path, document: Any) -> SavedPlan:
    if not isinstance(document, dict) or "digest" not in document:
        raise _invalid(path, "It has no digest.")
    version = str(document.get("format_version", ""))[:20]
    if version.partition(".")[0] != FORMAT_MAJOR:
        raise _invalid(path, f"It has format {version or '(none)'}, and this Bouwsteen reads {FORMAT_MAJOR}.x.")
    texts = {name: document.get(name) for name in ("stack", "environment", "digest", "lineage")}
    parts = document.get("parts", {})
    serial = document.get("serial")
    replacements, worlds = document.get("replacements", []), document.get("worlds", {})
    sound = all(isinstance(value, str) for value in texts.values()) and isinstance(parts, dict) and type(serial) is int
    sound = sound and isinstance(replacements, list) and all(isinstance(each, str) for each in replacements)
    sound = sound and isinstance(worlds, dict) and all(isinstance(each, str) for each in worlds.values())
    if not sound:
        raise _invalid(path, "A field is missing or of another type.")
    told = {str(key): str(item) for key, item in parts.items()}
    steps, verdicts = _steps(document.get("changes")), _verdicts(document.get("verdicts"))
    approved = Approved(str(texts["digest"]), str(texts["lineage"]), int(serial or 0), told, steps, verdicts, worlds)
    return SavedPlan(str(texts["stack"]), str(texts["environment"]), document.get("destroys") is True, approved, frozenset(replacements))


def _steps(changes: Any) -> dict[RecordKey, PlannedStep]:
    """What the plan said of each record. It only explains what moved, so what cannot be read of it is passed over."""
    steps = {}
    for each in changes if isinstance(changes, list) else ():
        if not isinstance(each, dict):
            continue
        address, action, found = (each.get(name) for name in ("address", "action", "record_fingerprint"))
        generation = each.get("generation")
        if isinstance(address, str) and isinstance(action, str) and isinstance(found, str) and type(generation) is int:
            key = step_key_of(address, generation)
            if key is not None and action in _ACTIONS:
                steps[key] = PlannedStep(action, found)
    return steps


def _verdicts(verdicts: Any) -> frozenset[tuple[str, str]]:
    """What policies said then; this too only explains."""
    listed = verdicts if isinstance(verdicts, list) else []
    return frozenset((str(each.get("fingerprint")), str(each.get("action"))) for each in listed if isinstance(each, dict))


def _invalid(path: Path, why: str) -> BouwsteenError:
    return InvalidInputError.because(
        "plan-invalid",
        "This is not a saved plan",
        f"{path}: {why}",
        "Make one:\n\n    bouwsteen plan STACK --out FILE",
    )
