"""In which worlds a plan is to be carried out. What is on record knows its cluster; what a plan would make anew does not yet.

So a saved plan says which worlds it was made for, and none of its steps is taken in another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bouwsteen.addresses import Address
from bouwsteen.engine.engines import Engine
from bouwsteen.errors import StaleError
from bouwsteen.planning.plans import Plan
from bouwsteen.providers.protocol import Situated, situated_of


def find_worlds(engine: Engine, plan: Plan) -> dict[str, str]:
    """By family of types, of those that something would change in. Raises BouwsteenError where one cannot be asked which it is."""
    return {family: provider.world(address) for family, provider, address in _situated(engine, plan)}


def check_worlds(engine: Engine, worlds: Mapping[str, str], plan: Plan) -> None:
    """Raises StaleError where a world is another one now, or the plan does not say for which it was made; BouwsteenError as above."""
    for family, provider, address in _situated(engine, plan):
        known = worlds.get(family, "")
        if known and provider.is_world(address, known):
            continue
        raise StaleError.because(
            "plan-of-another-world",
            "The plan was made for another place",
            f"It was made for the cluster {known}, and another one was asked now. Nothing was touched."
            if known
            else "It does not say for which cluster it was made, and it would change something in one. Nothing was touched.",
            "Choose the cluster that it was made for, by --context or --kubeconfig, or make a new plan.",
        )


def _situated(engine: Engine, plan: Plan) -> Iterator[tuple[str, Situated, Address]]:
    first: dict[str, tuple[str, Address]] = {}
    for change in plan.changes:
        if change.is_change:
            first.setdefault(change.type.partition("/")[0], (change.type, change.address))
    for family, (type_, address) in sorted(first.items()):
        provider = situated_of(engine.provider(type_))
        if provider is not None:
            yield family, provider, address
