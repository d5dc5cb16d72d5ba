"""The resolution of a stack for verbs that look at it without carrying anything out."""

from __future__ import annotations

from bouwsteen.documents.validations import validate_stack
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.errors import InvalidInputError, NotFoundError
from bouwsteen.phrases import did_you_mean, quoted
from bouwsteen.resolution.locks import read_lock
from bouwsteen.resolution.resolutions import Arrangement, Resolution, resolve_stack


def resolve(workspace: Workspace, stack: str, environment: str) -> tuple[Resolution, Arrangement]:
    """What is locked is kept where it still fits. Raises as `check_sound`, and InvalidInputError where blocks do not fit together."""
    check_sound(workspace, stack, environment)
    loaded = workspace.stacks[stack]
    lock = read_lock(loaded.lock)[0] if loaded.lock is not None else None
    resolution, problems = resolve_stack(workspace, stack, preferred=lock)
    if resolution is None:
        raise InvalidInputError.of(problems)
    return resolution, resolution.arrange(environment)


def check_sound(workspace: Workspace, stack: str, environment: str | None) -> None:
    """Raises NotFoundError for an environment that the stack does not have, InvalidInputError for mistakes in its documents."""
    known = workspace.stacks[stack].model.spec.environments
    if environment is not None and environment not in known:
        raise NotFoundError.because(
            "environment-not-found",
            "There is no such environment",
            f"The stack `{stack}` has no environment {quoted(environment)}.",
            f"{did_you_mean(environment, known)}Its environments are {', '.join(known)}.",
        )
    mistakes = validate_stack(workspace, stack).errors()
    if mistakes:
        raise InvalidInputError.of(mistakes)
