"""Stacks drawn from seeds, and what policies have to find in them: worked out here from what was drawn, without any code of the product."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

CLOUDS: Final = ("azure", "aws", "gcp")
IN_THE_UNION: Final = {("azure", "belgiumcentral"), ("aws", "eu-central-1"), ("gcp", "europe-west1"), ("on-premises", "belgium")}
PLACES: Final = (*sorted(IN_THE_UNION), ("azure", "uksouth"), ("aws", "us-east-1"), ("gcp", "europe-west6"), ("on-premises", "elsewhere"))
VULNERABLE: Final = {"children", "patients", "vulnerable"}
CLASSES: Final = {"service": 3, "app": 4}  # of confidentiality; the others say nothing
UNSUPPORTED: Final = "bare"
OBLIGED: Final = "portal"
WAIVED: Final = ("eu-regions", "encryption-by-class", "known-versions", "accounted-flows", "obligations")
_VERSION: Final = "bouwsteen.vlaanderen.be/v1alpha1"

Found = tuple[str, str, str]  # policy, rule, address


@dataclass(frozen=True)
class Drawn:
    """One stack. `data` are the groups of people in what its application sends, None where it does not say."""

    name: str
    place: tuple[str, str] | None
    encryption: tuple[str, str] | None
    approval: str
    has_app: bool
    has_bare: bool
    data: tuple[str, ...] | None
    waiver: tuple[str, str] | None  # policy, and the last day

    @property
    def blocks(self) -> list[str]:
        return ["service", *(["app"] if self.has_app else []), *(["bare"] if self.has_bare else [])]

    def documents(self) -> Iterator[tuple[str, str]]:
        """Each path in the stack's folder, with its text."""
        yield "stack.yaml", _document("Stack", self.name, self._spec())
        if self.waiver is not None:
            policy, day = self.waiver
            spec = {"policy": policy, "reason": "later", "requestedBy": "An", "approvedBy": "Bo", "expires": day}
            yield "waivers/later.yaml", _document("Waiver", "later", spec)

    def _spec(self) -> dict[str, Any]:
        production: dict[str, Any] = {"target": "cloud", "approval": self.approval}
        if self.place is not None:
            production["placement"] = {"provider": self.place[0], "region": self.place[1]}
            if self.encryption is not None:
                production["placement"]["encryption"] = {"atRest": self.encryption[0], "inTransit": self.encryption[1]}
        app: dict[str, Any] = {"block": "app"}
        if self.data is not None:
            flow = {"categories": ["contact"], "subjects": [*self.data], "purpose": "x", "legalBasis": "y", "retention": "P10Y"}
            app["data"] = {"key": flow}
        blocks = [app if name == "app" else {"block": name} for name in self.blocks]
        return {
            "organisation": {"nis": "24062"},
            "blocks": blocks,
            "environments": {"local": {"target": "local"}, "production": production},
        }

    def expected(self) -> set[Found]:
        found: set[Found] = {("obligations", "adopted", f"{self.name}/obligations/{OBLIGED}")}
        if self.approval == "none":
            found.add(("four-eyes", "approval", self.name))
        for environment in ("local", "production"):
            found |= {("known-versions", "expired", f"{self.name}/{environment}/{UNSUPPORTED}")} if self.has_bare else set()
        for name in self.blocks:
            found |= {(policy, rule, f"{self.name}/production/{name}") for policy, rule in self._of_production(name)}
        if self.has_app and self.data is None:
            found.add(("accounted-flows", "declared", f"{self.name}/production/app/key"))
        if self.has_app and self.data is not None and self._cloud and VULNERABLE.intersection(self.data):
            found.add(("vulnerable-groups", "publicCloud", f"{self.name}/production/app/key"))
        return found

    @property
    def _cloud(self) -> bool:
        return self.place is not None and self.place[0] in CLOUDS

    def _of_production(self, name: str) -> Iterator[tuple[str, str]]:
        if self.place is not None and self.place not in IN_THE_UNION:
            yield "eu-regions", "region"
        encrypted = self.encryption if self.place is not None else None
        level = CLASSES.get(name, 0)
        if level == 3 and self._cloud and encrypted not in {("providerKey", "mutualTls"), ("ownKey", "mutualTls")}:
            yield "encryption-by-class", "unprotected"
        if level >= 4 and encrypted != ("ownKey", "mutualTls"):
            yield "encryption-by-class", "confidential"


def draw(seed: int) -> Drawn:
    dice = random.Random(seed)
    encryptions = [(rest, transit) for rest in ("none", "providerKey", "ownKey") for transit in ("tls", "mutualTls")]
    groups = ("citizens", "children", "patients", "vulnerable", "staff")
    return Drawn(
        f"town-{seed}",
        dice.choice([None, *PLACES]),
        dice.choice([None, *encryptions]),
        dice.choice(["none", "intent", "plan"]),
        dice.random() < 0.7,
        dice.random() < 0.4,
        dice.choice([None, *(tuple(sorted(dice.sample(groups, number))) for number in (1, 2, 3))]),
        dice.choice([None, None, (dice.choice(WAIVED), dice.choice(["2025-01-01", "2030-01-15", "2031-01-01"]))]),
    )


def _document(kind: str, name: str, spec: dict[str, Any]) -> str:
    return json.dumps({"apiVersion": _VERSION, "kind": kind, "metadata": {"name": name}, "spec": spec})
