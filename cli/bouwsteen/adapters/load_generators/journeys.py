"""Finding the journeys of a file, and the steps of a block that a journey across blocks is made of."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

from bouwsteen.adapters.load_generators.visits import Visit

Journey = Callable[[Visit], None]


class JourneysError(Exception):
    """A journey file that cannot be used. Its text names file and line, and no value."""


def load_journeys(path: Path) -> Mapping[str, Journey]:
    """Run the file and take its `journeys`. Imports locust when the file does: only in a child process."""
    found = getattr(_load(path), "journeys", None)
    if not isinstance(found, Mapping) or not found or not all(callable(journey) for journey in found.values()):
        raise JourneysError(f"The file {path.name} has no `journeys`, a mapping of names to functions.")
    return dict(found)


def steps_of(block: str, journey: str) -> ModuleType:
    """The load test of a block, for the journey file `journey` of `loadtests/journeys`: what one does with a block is said once."""
    return _load(Path(journey).resolve().parents[2] / "blocks" / block / "loadtest" / "locustfile.py")


def _load(path: Path) -> ModuleType:
    name = f"bouwsteen_journeys_{path.parent.parent.name}_{path.stem}".replace("-", "_")
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise JourneysError(f"The file {path} is not there, or is not a Python file.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.dont_write_bytecode = True  # a block's folder is content: nothing is added to it
    try:
        spec.loader.exec_module(module)
    except JourneysError:
        raise
    except Exception as error:
        raise JourneysError(f"The file cannot be run: {describe_exception(error)}.") from error
    return module


def describe_exception(error: BaseException) -> str:
    """Type and last place of an exception. Its text is left out: it may quote what a page said."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__} at {Path(error.filename or '?').name}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    last = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{last}"
