"""Where the states of a workspace are kept, also where its documents are broken in other ways."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pydantic

from bouwsteen.adapters.state_choices import HERE
from bouwsteen.addresses import STACK_NAME
from bouwsteen.documents.models import SecretValue
from bouwsteen.documents.sources import load_document
from bouwsteen.documents.stacks import KubernetesSettings, StateSettings
from bouwsteen.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class KeptAt:
    """What a stack says of one environment. Left out, `state` is in the folder of the workspace, with a key of this machine."""

    state: StateSettings | None
    kubernetes: KubernetesSettings | None
    in_cluster: bool = True  # whether what runs there does

    @property
    def store(self) -> str:
        return HERE if self.state is None else self.state.store

    @property
    def key(self) -> SecretValue | None:
        return None if self.state is None else self.state.key

    def namespace(self, stack: str, environment: str) -> str:
        return (self.kubernetes.namespace if self.kubernetes is not None else None) or f"{stack}-{environment}"


def read_settings(root: Path, stack: str) -> dict[str, KeptAt]:
    """By environment, for those that say where their state is kept, or that are in a cluster.

    Of the document no more is read than that. Raises InvalidInputError where it cannot be told: a state elsewhere is not one here.
    """
    path = root / "stacks" / stack / "stack.yaml"
    if STACK_NAME.fullmatch(stack) is None or not path.is_file():
        return {}
    try:
        document, problems = load_document(path.read_bytes(), f"stacks/{stack}/stack.yaml")
    except OSError as problem:
        raise _untold(stack, problem.strerror or "it cannot be read") from problem
    if document is None:
        raise _untold(stack, problems[0].detail)
    spec = document.data.get("spec") if isinstance(document.data, dict) else None
    environments = spec.get("environments") if isinstance(spec, dict) else None
    found = {}
    for name, said in (environments if isinstance(environments, dict) else {}).items():
        if isinstance(said, dict) and (said.get("state") is not None or _is_in_cluster(said)):
            found[str(name)] = _parse(stack, said)
    return found


def _is_in_cluster(said: dict[str, object]) -> bool:
    return said.get("target") == "kubernetes" or said.get("kubernetes") is not None


def read_all_settings(root: Path) -> Iterator[tuple[str, str, KeptAt]]:
    """Of the stacks whose document can be read: what is wrong with another one is told when that one is asked for."""
    folder = root / "stacks"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        with contextlib.suppress(InvalidInputError):
            for environment, kept in read_settings(root, path.name).items():
                yield path.name, environment, kept


def _parse(stack: str, said: dict[str, object]) -> KeptAt:
    try:
        state, cluster = said.get("state"), said.get("kubernetes")
        return KeptAt(
            None if state is None else StateSettings.model_validate(state),
            None if cluster is None else KubernetesSettings.model_validate(cluster),
            _is_in_cluster(said),
        )
    except pydantic.ValidationError:
        raise _untold(stack, "what it says of the state or the cluster of an environment is not valid") from None


def _untold(stack: str, why: str) -> InvalidInputError:
    problem = InvalidInputError.because(
        "state-place-untold",
        "It cannot be told where the state is kept",
        f"stacks/{stack}/stack.yaml says where, and {why}",
        f"Correct the document:\n\n    bouwsteen validate {stack}",
    )
    assert isinstance(problem, InvalidInputError)
    return problem
