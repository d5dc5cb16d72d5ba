"""A fleet: a stack for each municipality of Flanders, and the central stack whose services they share. Not the real ones' stacks.

    plan_fleet(seed) → Fleet            the description: who adopts what, in which environments, with which files; plain values
    write_fleet(fleet, folder)          a work tree of it: content, stacks, forms, waivers, locks

What a municipality adopts follows from its population, and everything that is drawn from the seed and its
number alone: a smaller fleet (`only`) holds the same stacks. Equal seeds give equal bytes. Expected sets of
tests are computed from the description, never by the program.
"""

from __future__ import annotations

import csv
import json
import random
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.repository.places import ROOT, copy_content

from bouwsteen.documents.workspaces import LOCK_FILE, load_workspace
from bouwsteen.resolution.locks import write_lock
from bouwsteen.resolution.resolutions import resolve_stack

CENTRAL: Final = "digitaal-vlaanderen"
CONTENT: Final = ("blocks", "catalog", "loadtests", "policies")
API: Final = "bouwsteen.vlaanderen.be/v1alpha1"
# Shared services that the central stack runs, and the outputs of theirs that others may use.
_SERVICES: Final = {
    "identity-service": "broker",
    "ebox-service": "broker",
    "payments-service": "broker",
    "magda-service": "broker",
    "data-vault-service": "broker",
    "solid-server": "solid",
}


@dataclass(frozen=True, slots=True)
class Town:
    """A row of `catalog/organisations.csv`. `name` is that of its stack."""

    nis: str
    title: str
    name: str
    province: str
    population: int
    languages: tuple[str, ...]

    @property
    def size(self) -> str:
        limits = {"hamlet": 7_500, "village": 15_000, "town": 30_000, "large-town": 60_000}
        return next((size for size, limit in limits.items() if self.population < limit), "city")


@dataclass(frozen=True, slots=True)
class Adoption:
    """One entry of a stack. `overlays` holds by environment the parameters that it has there."""

    block: str
    name: str
    version: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    folder: str = ""
    forms: tuple[str, ...] = ()
    overlays: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def parameters_in(self, environment: str) -> dict[str, Any]:
        return {**self.parameters, **self.overlays.get(environment, {})}


@dataclass(frozen=True, slots=True)
class FleetStack:
    town: Town
    adoptions: tuple[Adoption, ...]
    environments: tuple[str, ...]
    # Policies that a dated exception was given for.
    waivers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.town.name

    @property
    def blocks(self) -> frozenset[str]:
        return frozenset(each.block for each in self.adoptions)

    def of_block(self, block: str) -> list[Adoption]:
        return [each for each in self.adoptions if each.block == block]


@dataclass(frozen=True, slots=True)
class Fleet:
    seed: int
    stacks: tuple[FleetStack, ...]

    @property
    def instances(self) -> int:
        """In all environments of all municipalities; the central stack is not counted."""
        return sum(len(stack.adoptions) * len(stack.environments) for stack in self.stacks)

    def names(self, *blocks: str) -> set[str]:
        """Of the stacks that adopt each of these blocks."""
        return {stack.name for stack in self.stacks if stack.blocks.issuperset(blocks)}

    def stack(self, name: str) -> FleetStack:
        return next(stack for stack in self.stacks if stack.name == name)


def list_towns() -> list[Town]:
    with (ROOT / "catalog/organisations.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "municipality"]
    return [
        Town(row["nis"], row["name"], _slug(row["name"]), row["province"], int(row["population"]), ("nl", *row["facilities"].split()))
        for row in rows
    ]


def plan_fleet(seed: int = 285, *, only: Collection[str] | None = None) -> Fleet:
    """The stacks of all municipalities, or of those named, in the order of their numbers."""
    towns = [town for town in list_towns() if only is None or town.name in only]
    return Fleet(seed, tuple(_plan_stack(town, random.Random(f"{seed}/{town.nis}")) for town in towns))


def small_fleet(seed: int = 285, every: int = 12) -> Fleet:
    """Every so many-th municipality: all sizes, provinces and the facilities are in it."""
    towns = list_towns()
    chosen = {town.name for town in towns[::every]} | {"herstappe", "antwerpen", "leuven", "wemmel", "ronse"}
    return plan_fleet(seed, only=chosen)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _plan_stack(town: Town, draw: random.Random) -> FleetStack:
    environments = ("local", "test", "acceptance") if town.size == "city" else ("local", "test")
    blocks = ["identity", "database"]
    if town.size != "hamlet":
        blocks.append("ebox")
    if town.size in {"town", "large-town", "city"} or draw.random() < 0.2:
        blocks.append("payments")
    if town.size in {"large-town", "city"}:
        blocks.append("magda")
    if town.size == "city" or draw.random() < 0.05:
        blocks.append("data-vault")
    shared = [Adoption(block, block, _range(draw), _share_parameters(block, town, draw)) for block in blocks]
    counters = [_plan_counter("forms", ("damage", *(["extract"] if "payments" in blocks else [])), town, draw)]
    if town.size in {"large-town", "city"}:
        counters.append(_plan_counter("subsidies", ("damage",), town, draw))
    if town.size == "city":
        counters.append(_plan_counter("permits", ("damage", "extract"), town, draw))
        shared.append(Adoption("external-application", "tax-software", "^1.0", {"senderName": f"Belastingen {town.title}"}))
    waivers = ("version-lag",) if draw.random() < 0.06 else ()
    return FleetStack(town, (*shared, *counters), environments, waivers)


def _range(draw: random.Random) -> str:
    """Most take what is compatible, some only repairs, a few one version."""
    return draw.choices(("^1.0", "~1.0", "1.0.0"), (80, 14, 6))[0]


def _share_parameters(block: str, town: Town, draw: random.Random) -> dict[str, Any]:
    if block in {"database", "external-application"}:
        return {}
    named = {"displayName": f"{'Stad' if town.size == 'city' else 'Gemeente'} {town.title}"} if draw.random() < 0.6 else {}
    if block == "magda" and draw.random() < 0.5:
        return {**named, "data": ["givenName", "familyName", "birthDate", "birthPlace", "address", "household"]}
    return named


def _plan_counter(name: str, forms: tuple[str, ...], town: Town, draw: random.Random) -> Adoption:
    parameters: dict[str, Any] = {}
    if name != "forms":
        parameters["title"] = {"subsidies": "Subsidies", "permits": "Vergunningen"}[name]
    if draw.random() < 0.4:
        parameters["draftDays"] = draw.choice((14, 30, 60, 90, 180, 365))
    overlays = {"test": {"draftDays": draw.choice((1, 7))}} if draw.random() < 0.25 else {}
    return Adoption("forms", name, _range(draw), parameters, "forms" if name == "forms" else f"forms-{name}", forms, overlays)


# --- Files ----------------------------------------------------------------------------------------


def write_fleet(fleet: Fleet, folder: Path, *, content: bool = True) -> None:
    """The work tree. Without `content` only `stacks/`, for who changes a tree that stands already."""
    if content:
        copy_content(folder, CONTENT)
    write_central(folder)
    for stack in fleet.stacks:
        write_stack(stack, folder)
    lock_fleet(folder)


def write_stack(stack: FleetStack, folder: Path) -> None:
    place = folder / "stacks" / stack.name
    for path, text in stack_files(stack):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text, encoding="utf-8", newline="\n")


def write_central(folder: Path) -> None:
    place = folder / "stacks" / CENTRAL
    place.mkdir(parents=True, exist_ok=True)
    spec = {
        "organisation": {"ovo": "OVO002949", "kbo": "0316.380.841", "name": "Digitaal Vlaanderen", "kind": "agency"},
        "blocks": [{"block": block, "version": "^1.0"} for block in _SERVICES],
        "exports": [{"output": f"{block}/{output}", "to": ["*"]} for block, output in _SERVICES.items()],
        "environments": {name: {"target": "local"} for name in ("local", "test", "acceptance")},
    }
    (place / "stack.yaml").write_text(_document("Stack", CENTRAL, spec), encoding="utf-8", newline="\n")


def lock_fleet(folder: Path) -> None:
    """Write the lock of every stack of a sound tree, as `bouwsteen lock` would."""
    workspace, problems = load_workspace(folder)
    assert not problems.has_errors, [str(each) for each in problems.errors()][:3]
    for name, loaded in workspace.stacks.items():
        resolution, mistakes = resolve_stack(workspace, name)
        assert resolution is not None, (name, mistakes)
        (loaded.folder / LOCK_FILE).write_text(write_lock(resolution.lock), encoding="utf-8", newline="\n")


def stack_files(stack: FleetStack) -> Iterator[tuple[str, str]]:
    """The files of a stack but its lock: path and text."""
    environments: dict[str, Any] = {}
    for name in stack.environments:
        overlays = {each.name: {"parameters": dict(each.overlays[name])} for each in stack.adoptions if name in each.overlays}
        environments[name] = {"target": "local", **({"blocks": overlays} if overlays else {})}
    spec = {
        "organisation": {"nis": stack.town.nis},
        "blocks": [_entry(stack, each) for each in stack.adoptions],
        "environments": environments,
    }
    yield "stack.yaml", _document("Stack", stack.name, spec)
    yield "README.md", f"# {stack.name}\n\nWhat {stack.town.title} adopts.\n"
    for adoption in stack.adoptions:
        for form in adoption.forms:
            yield f"{adoption.folder}/{form}.form.yaml", _as_text(write_form(form, stack.town))
    for policy in stack.waivers:
        yield f"waivers/{policy}.yaml", _document("Waiver", policy, _waiver(policy))


def _entry(stack: FleetStack, adoption: Adoption) -> dict[str, Any]:
    entry: dict[str, Any] = {"block": adoption.block, "version": adoption.version}
    if adoption.name != adoption.block:
        entry["name"] = adoption.name
    if f"{adoption.block}-service" in _SERVICES:
        entry["uses"] = {"broker": f"{CENTRAL}/{adoption.block}-service/broker"}
    if adoption.parameters:
        entry["parameters"] = dict(adoption.parameters)
    if adoption.folder and adoption.folder != "forms":
        entry["files"] = {"forms": adoption.folder}
    return entry


def _waiver(policy: str) -> dict[str, Any]:
    return {
        "policy": policy,
        "reason": "De leverancier levert de overgang in het voorjaar",
        "requestedBy": "An Peeters",
        "approvedBy": "Bo Janssens",
        "expires": "2027-06-30",
    }


def write_form(kind: str, town: Town) -> dict[str, Any]:
    """A small form that keeps every policy, in the languages of its town."""

    def text(nl: str, fr: str) -> dict[str, str]:
        return {language: words for language, words in (("nl", nl), ("fr", fr)) if language in town.languages}

    fee = {
        "amount": "12.50",
        "description": text("Uittreksel uit het register", "Extrait du registre"),
        "basis": text("Voorbeeld van een retributiereglement", "Exemple de règlement-redevance"),
    }
    title = {"damage": text("Schade melden", "Signaler un dégât"), "extract": text("Uittreksel aanvragen", "Demander un extrait")}[kind]
    return {
        "id": kind,
        "version": "1.0.0",
        "title": title,
        "intro": text(f"Een vraag aan {town.title}.", f"Une demande à {town.title}."),
        "audience": ["citizens"],
        "minutes": 3,
        **({"fee": fee} if kind == "extract" else {}),
        "afterwards": text("We antwoorden binnen vijf werkdagen.", "Nous répondons dans les cinq jours ouvrables."),
        "submission": {"access": "signedIn", "minimumLevel": 25},
        "referencePrefix": "FLT",
        "contact": {
            "name": text(f"Onthaal van {town.title}", f"Accueil de {town.title}"),
            "phone": "02 000 00 00",
            "email": f"onthaal@{town.name}.example",
            "address": text("Gemeentehuis", "Maison communale"),
            "hours": text("elke werkdag van 9 tot 12 uur", "chaque jour ouvrable de 9 à 12 heures"),
        },
        "personalData": {
            "purpose": text("Uw vraag behandelen.", "Traiter votre demande."),
            "legalBasis": text("Voorbeeld: het decreet lokaal bestuur.", "Exemple : le décret sur l'administration locale."),
            "retention": "P1Y",
        },
        "data": {
            "type": "object",
            "required": ["email", "declaration"],
            "properties": {"email": {"$ref": "#/$defs/email"}, "declaration": {"type": "boolean", "const": True}},
        },
        "steps": [
            {
                "id": "contact",
                "title": text("Hoe we u bereiken", "Comment vous joindre"),
                "fields": [
                    {
                        "name": "email",
                        "widget": "email",
                        "term": "https://schema.org/email",
                        "datum": "email",
                        "label": text("E-mailadres", "Adresse e-mail"),
                    },
                    {"name": "declaration", "widget": "checkbox", "label": text("Dit klopt.", "C'est exact.")},
                ],
            }
        ],
    }


def _document(kind: str, name: str, spec: Mapping[str, Any]) -> str:
    return _as_text({"apiVersion": API, "kind": kind, "metadata": {"name": name}, "spec": spec})


def _as_text(data: Mapping[str, Any]) -> str:
    """JSON is YAML, and a reader needs no library to write it."""
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"
