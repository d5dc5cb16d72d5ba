"""Is what a stack says is there already (target `existing`) really there? Its addresses are asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bouwsteen.diagnostics import error
from bouwsteen.engine.compilations import Compiled
from bouwsteen.errors import ApplyError
from bouwsteen.values import walk_leaves

# Asks one address; empty when something answers, else why not, in a text that may be shown.
Probe = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Silent:
    """An address of an existing instance at which nothing answers."""

    instance: str
    output: str
    field: str
    url: str
    problem: str


def probe_existing(compiled: Compiled, probe: Probe) -> list[Silent]:
    """Ask each http address that the stack gives for its existing instances, each once. Secrets are never asked."""
    expansion = compiled.desired.expansion
    found: list[Silent] = []
    answers: dict[str, str] = {}
    for instance in expansion.instances.values() if expansion is not None else ():
        for output, value in instance.given.items():
            for path, leaf in walk_leaves(dict(value)):
                if not (isinstance(leaf, str) and leaf.startswith(("http://", "https://"))):
                    continue
                if leaf not in answers:
                    answers[leaf] = probe(leaf)
                if answers[leaf]:
                    found.append(Silent(instance.name, output, ".".join(map(str, path)), leaf, answers[leaf]))
    return found


def raise_if_silent(silent: Sequence[Silent]) -> None:
    """ApplyError that names each address at which nothing answers."""
    if silent:
        raise ApplyError(
            *(
                error(
                    "existing-does-not-answer",
                    "What should be there does not answer",
                    f"{each.instance} is said to exist, and {each.output}.{each.field} does not answer: {each.url} ({each.problem}).",
                    "Correct the address in the stack's outputs, or ask who runs it.",
                    address=f"{each.instance}/{each.output}",
                )
                for each in silent
            )
        )
