"""Exceptions that would never hold, because what they name is not there. A typing error in one is found here, and not by a denial."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bouwsteen.diagnostics import Diagnostic, SourceRange, warning
from bouwsteen.documents.policies import Waiver
from bouwsteen.documents.workspaces import LoadedPolicy, LoadedStack
from bouwsteen.phrases import did_you_mean, quoted


def check_waivers(loaded: LoadedStack, policies: Mapping[str, LoadedPolicy]) -> Iterator[Diagnostic]:
    """Warnings: a policy may have gone from the catalog since, and its exceptions then do no harm.

    Instances are not looked up: an exception to an obligation names a block that the stack does not have.
    """
    environments = loaded.model.spec.environments
    for waiver in loaded.waivers:
        spec = waiver.spec
        policy = policies.get(spec.policy)
        if policy is None:
            yield _warn(loaded, waiver, f"The catalog has no policy {quoted(spec.policy)}", did_you_mean(spec.policy, policies))
            continue
        rules = [rule.id for rule in policy.model.spec.rules]
        for rule in (each for each in spec.rules if each not in rules):
            yield _warn(loaded, waiver, f"The policy {quoted(spec.policy)} has no rule {quoted(rule)}", did_you_mean(rule, rules))
        for name in (each for each in spec.scope.environments if each not in environments):
            yield _warn(loaded, waiver, f"The stack has no environment {quoted(name)}", did_you_mean(name, environments))


def _warn(loaded: LoadedStack, waiver: Waiver, why: str, guess: str) -> Diagnostic:
    file = f"stacks/{loaded.model.name}/waivers/{waiver.metadata.name}.yaml"
    return warning(
        "waiver-idle",
        "A waiver is about nothing",
        f"{why}, so this waiver allows nothing there.",
        f"{guess}Correct the name, or take the waiver away.",
        source=SourceRange(file),
    )
