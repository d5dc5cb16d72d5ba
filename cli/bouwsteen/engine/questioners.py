"""What the engine asks. The base is the answer when nobody is there: no."""

from __future__ import annotations

from bouwsteen.addresses import Address
from bouwsteen.planning.dangers import Danger
from bouwsteen.planning.plans import Plan


class Questioner:
    def confirm_apply(self, plan: Plan) -> bool:  # noqa: ARG002  the answer of nobody depends on nothing
        """May this plan be carried out?"""
        return False

    def confirm_destroy(self, plan: Plan) -> bool:  # noqa: ARG002
        """May these resources be deleted? Asks for the name of the stack to be typed."""
        return False

    def confirm_import(self, address: Address, type_: str) -> bool:  # noqa: ARG002
        """May an object that exists be taken over, to be changed and removed with its stack from now on?"""
        return False

    def confirm_danger(self, plan: Plan, danger: Danger) -> bool:  # noqa: ARG002
        """May this happen too? Asks for `danger.answer` to be typed."""
        return False


class Consenting(Questioner):
    """Says yes to the plan: `--yes`, and `up`, whose purpose is to go on. What is dangerous in it needs a yes of its own."""

    def confirm_apply(self, plan: Plan) -> bool:  # noqa: ARG002
        return True

    def confirm_destroy(self, plan: Plan) -> bool:  # noqa: ARG002
        return True

    def confirm_import(self, address: Address, type_: str) -> bool:  # noqa: ARG002
        return True
