"""Stacks drawn from seeds, and what policies have to find in them: worked out here from what was drawn, without any code of the product."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

CLOUDS: Final = ("azure", "aws", "gcp")
IN_THE_UNION: Final = {("azure", "belgiumcentral"), ("aws", "eu-central-1"), ("gcp", "europe-west1"), ("on-premises", "belgium")}
PLACES: Final = (*sorted(IN_THE_UNION), ("azure", "uksouth"), ("aws", "us-east-1"), ("gcp", "europe-west6"), ("on-premises", "elsewhere"))
VULNERABLE: Final = {"children", "patients", "vulnerable"}
CLASSES: Final = {"service": 3, "app": 4}  # of confidentiality; the others say nothing
UNSUPPORTED: Final = "bare"  # it also takes forms
OBLIGED: Final = "portal"
LAGGING: Final = "echo"
LARGEST: Final = 4
WAIVED: Final = ("eu-regions", "encryption-by-class", "known-versions", "accounted-flows", "obligations", "person-to-turn-to")
_VERSION: Final = "bouwsteen.vlaanderen.be/v1alpha1"

Found = tuple[str, str, str]  # policy, rule, address


@dataclass(frozen=True)
class DrawnForm:
    """`fee`: None, or whether it names its ground; `level` of the means that people sign in with, None without signing in."""

    person: bool
    french: bool
    fee: bool | None
    level: int | None
    datum: bool  # an answer that is shown, and not asked
    asked: bool  # an answer that is asked, and known elsewhere

    def document(self) -> dict[str, Any]:
        fields: list[dict[str, Any]] = [{"name": "email", "term": "https://schema.org/email"}]
        if self.datum:
            fields.append({"name": "birth", "term": "https://schema.org/birthDate", "datum": "birthDate"})
        if self.asked:
            fields.append({"name": "given", "term": "http://xmlns.com/foaf/0.1/givenName"})
        fee = {"amount": "1.00", **({"basis": {"nl": "x"}} if self.fee else {})}
        return {
            "title": {"nl": "Vraag", **({"fr": "Demande"} if self.french else {})},
            **({"contact": {"name": {"nl": "Onthaal"}, "email": "a@example.invalid"}} if self.person else {}),
            **({"fee": fee} if self.fee is not None else {}),
            "submission": {"access": "open"} if self.level is None else {"access": "signedIn", "minimumLevel": self.level},
            "steps": [{"fields": fields}],
        }

    def breaks(self, *, facilities: bool) -> Iterator[tuple[str, str]]:
        strong = self.level is not None and self.level >= 25
        if not self.person:
            yield "person-to-turn-to", "reachable"
        if self.fee is False:
            yield "grounds-of-fees", "ground"
        if facilities and not self.french:
            yield "languages-of-facilities", "french"
        if self.fee is not None and not strong:
            yield "means-level", "paid"
        if self.datum and self.level is not None and not strong:
            yield "means-level", "shown"
        if self.asked and self.level is not None:
            yield "once-only", "known"


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
    facilities: bool  # the town serves people in French too
    lags: bool
    simulated: frozenset[str]  # instances that production only simulates
    size: int
    form: DrawnForm  # of the block that takes forms, where it is adopted

    @property
    def blocks(self) -> list[str]:
        return ["service", *(["app"] if self.has_app else []), *(["bare"] if self.has_bare else []), *([LAGGING] if self.lags else [])]

    def documents(self) -> Iterator[tuple[str, str]]:
        """Each path in the stack's folder, with its text."""
        yield "stack.yaml", _document("Stack", self.name, self._spec())
        if self.waiver is not None:
            policy, day = self.waiver
            spec = {"policy": policy, "reason": "later", "requestedBy": "An", "approvedBy": "Bo", "expires": day}
            yield "waivers/later.yaml", _document("Waiver", "later", spec)
        if self.has_bare:
            yield "forms/question.yaml", json.dumps(self.form.document())

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
        blocks: list[dict[str, Any]] = [app if name == "app" else {"block": name} for name in self.blocks]
        blocks[0]["parameters"] = {"size": self.size}
        if self.simulated:
            production["blocks"] = {name: {"target": "local"} for name in sorted(self.simulated)}
        return {
            "organisation": {"nis": "23103" if self.facilities else "24062"},
            "blocks": blocks,
            "environments": {"local": {"target": "local"}, "production": production},
        }

    def expected(self) -> set[Found]:
        found: set[Found] = {("obligations", "adopted", f"{self.name}/obligations/{OBLIGED}")}
        if self.approval == "none":
            found.add(("four-eyes", "approval", self.name))
        for environment in ("local", "production"):
            here = f"{self.name}/{environment}"
            if self.has_bare:
                form = f"{here}/{UNSUPPORTED}/files/question.yaml"
                found.add(("known-versions", "expired", f"{here}/{UNSUPPORTED}"))
                found |= {(policy, rule, form) for policy, rule in self.form.breaks(facilities=self.facilities)}
            if self.lags:
                found.add(("version-lag", "lag", f"{here}/{LAGGING}"))
        for name in self.blocks:
            found |= {(policy, rule, f"{self.name}/production/{name}") for policy, rule in self._of_production(name)}
        found |= {("real-in-production", "real", f"{self.name}/production/{name}") for name in self.simulated}
        if self.has_app and len(self.simulated) == 1:
            found.add(("one-world", "sameWorld", f"{self.name}/production/app/key"))
        if self.has_bare and "app" in self.simulated:  # it uses the gate that is offered then
            found.add(("one-world", "sameWorld", f"{self.name}/production/app/portal"))
        if self.has_app and self.data is None:
            found.add(("accounted-flows", "declared", f"{self.name}/production/app/key"))
        if self.has_app and self.data is not None and self._cloud and VULNERABLE.intersection(self.data):
            found.add(("vulnerable-groups", "publicCloud", f"{self.name}/production/app/key"))
        return found

    def expected_of_resources(self) -> set[Found]:
        """By the two policies on resources of `POLICIES`. What an echo gives its mirror is known only when it is there."""
        found: set[Found] = set()
        for environment in ("local", "production"):
            here = f"{self.name}/{environment}"
            found |= {("small-processes", "size", f"{here}/service/main")} if self.size > LARGEST else set()
            found |= {("named-things", "kind", f"{here}/bare/thing")} if self.has_bare else set()
            found |= {("named-things", "kind", f"{here}/{LAGGING}/mirror")} if self.lags else set()
        return found

    def expected_of_changes(self) -> set[Found]:
        """Of a plan on nothing: who approves of it is not known yet."""
        return {("seen-data", "seen", f"{self.name}/{environment}/service/store") for environment in ("local", "production")}

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
    drawn = Drawn(
        f"town-{seed}",
        dice.choice([None, *PLACES]),
        dice.choice([None, *encryptions]),
        dice.choice(["none", "intent", "plan"]),
        dice.random() < 0.7,
        dice.random() < 0.4,
        dice.choice([None, *(tuple(sorted(dice.sample(groups, number))) for number in (1, 2, 3))]),
        dice.choice([None, None, (dice.choice(WAIVED), dice.choice(["2025-01-01", "2030-01-15", "2031-01-01"]))]),
        dice.random() < 0.3,
        dice.random() < 0.3,
        frozenset(),
        dice.choice([1, LARGEST, LARGEST + 5]),
        DrawnForm(
            dice.random() < 0.7,
            dice.random() < 0.5,
            dice.choice([None, True, False]),
            dice.choice([None, 0, 25, 35]),
            dice.random() < 0.4,
            dice.random() < 0.3,
        ),
    )
    return replace(drawn, simulated=frozenset(name for name in drawn.blocks if name in {"service", "app"} and dice.random() < 0.3))


def _document(kind: str, name: str, spec: dict[str, Any]) -> str:
    return json.dumps({"apiVersion": _VERSION, "kind": kind, "metadata": {"name": name}, "spec": spec})


def _policy(name: str, kind: str, type_: str, rule: str, when: str, expression: str) -> str:
    """One that informs, and so stops no plan before the others were asked."""
    words = dict.fromkeys(("nl", "fr", "en"), "x")
    spec = {
        "version": "1.0.0",
        "title": words,
        "basis": {"kind": "strategy", "source": "Test"},
        "match": {"kinds": [kind], "types": [type_]},
        "reach": "stack",
        "rules": [{"id": rule, "when": when, "expression": expression, "message": words, "fix": words}],
        "enforcement": [{"from": "2027-01-01", "action": "warn"}],
    }
    return _document("Policy", name, spec)


# Policies on what is made and what is done, of which the catalog has too few.
POLICIES: Final = {
    "small-processes": _policy(
        "small-processes", "Resource", "test/process", "size", "has(object.with.size)", f"int(object.with.size) <= {LARGEST}"
    ),
    "named-things": _policy("named-things", "Resource", "test/thing", "kind", "has(object.with.kind)", "object.with.kind != 'a'"),
    "seen-data": _policy(
        "seen-data", "Change", "test/data", "seen", "object.action == 'create'", "approval.approvers.exists(each, each != approval.author)"
    ),
}
