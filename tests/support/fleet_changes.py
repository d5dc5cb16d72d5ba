"""Changes to a fleet's tree, each with what it must do to whom: computed from the description of the fleet, never by the program."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.support.fleets import API, CENTRAL, Fleet, FleetStack, stack_files

Expected = Mapping[str, set[str]]  # effect → names of stacks; all others are not affected
DRAFTS_POLICY: Final = "short-drafts"
_DEFAULT_DRAFT_DAYS: Final = 30


class Tree:
    """A work tree that is put back as it was."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._before: dict[Path, bytes | None] = {}

    def write(self, path: str, text: str | None) -> None:
        file = self.root / path
        self._before.setdefault(file, file.read_bytes() if file.is_file() else None)
        if text is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")

    def replace(self, path: str, *pairs: tuple[str, str]) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, f"{path} does not hold {old!r}"
            text = text.replace(old, new)
        self.write(path, text)

    def edit_stack(self, name: str, edit: Callable[[dict[str, Any]], None]) -> None:
        path = f"stacks/{name}/stack.yaml"
        data = json.loads((self.root / path).read_text(encoding="utf-8"))
        edit(data["spec"])
        self.write(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")

    def put_back(self) -> None:
        for file, content in self._before.items():
            if content is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
                continue
            file.unlink()
            for folder in file.parents:
                if any(folder.iterdir()):
                    break
                folder.rmdir()


@contextmanager
def edited(root: Path, edit: Callable[[Tree], None]) -> Iterator[None]:
    tree = Tree(root)
    try:
        edit(tree)
        yield
    finally:
        tree.put_back()


@dataclass(frozen=True)
class FleetChange:
    """`kinds` are what blocked stacks are blocked by, and what the others have to look at."""

    name: str
    edit: Callable[[Tree, Fleet], None]
    expected: Callable[[Fleet], Expected]
    kinds: frozenset[str] = field(default_factory=frozenset)


# --- Who: a second, simple computation over the description -----------------------------------------


def everybody(fleet: Fleet) -> set[str]:
    return {stack.name for stack in fleet.stacks}


def of(*blocks: str) -> Callable[[Fleet], set[str]]:
    return lambda fleet: fleet.names(*blocks)


def pinned(fleet: Fleet, block: str, *ranges: str) -> set[str]:
    return {stack.name for stack in fleet.stacks if any(each.version in ranges for each in stack.of_block(block))}


def longest_draft(stack: FleetStack) -> int:
    days: Iterator[int] = (
        counter.parameters_in(environment).get("draftDays", _DEFAULT_DRAFT_DAYS)
        for counter in stack.of_block("forms")
        for environment in stack.environments
    )
    return max(days)


def with_drafts_over(fleet: Fleet, days: int) -> set[str]:
    return {stack.name for stack in fleet.stacks if longest_draft(stack) > days}


def naming(fleet: Fleet, block: str) -> set[str]:
    return {stack.name for stack in fleet.stacks if any("displayName" in each.parameters for each in stack.of_block(block))}


def one(name: str) -> Callable[[Fleet], set[str]]:
    return lambda fleet: {name} if fleet.stack(name) else set()


def effects(**found: Callable[[Fleet], set[str]]) -> Callable[[Fleet], Expected]:
    return lambda fleet: {effect: who(fleet) for effect, who in found.items()}


def split(affected: Callable[[Fleet], set[str]], blocked: Callable[[Fleet], set[str]]) -> Callable[[Fleet], Expected]:
    """Of those affected some are blocked, and the others change safely."""
    return lambda fleet: {"blocked": affected(fleet) & blocked(fleet), "safe": affected(fleet) - blocked(fleet)}


# --- What -------------------------------------------------------------------------------------------


def raise_version(tree: Tree, block: str, version: str, *, before: str = "stable") -> None:
    tree.replace(f"blocks/{block}/block.yaml", ("  version: 1.0.0\n", f"  version: {version}\n"))
    offer(tree, block, f"{{version: {version}, channel: stable, since: 2027-01-01}}", before=before)


def offer(tree: Tree, block: str, line: str = "", *, before: str = "stable") -> None:
    """A version beside the first, whose channel may change."""
    old = "    - {version: 1.0.0, channel: stable, since: 2026-12-01}\n"
    new = old.replace("stable", before) + (f"    - {line}\n" if line else "")
    tree.replace(f"catalog/{block}.yaml", (old, new))


def drafts_policy(*steps: str, most: int = 90, name: str = DRAFTS_POLICY) -> tuple[str, str]:
    text = dict.fromkeys(("nl", "fr", "en"), "Too long for ${object.name}.")
    spec = {
        "version": "1.0.0",
        "title": text | {"nl": "Kort bewaard", "fr": "Court", "en": "Short"},
        "basis": {"kind": "strategy", "source": "Test"},
        "match": {"kinds": ["Instance"]},
        "reach": "object",
        "rules": [
            {
                "id": "short",
                "when": "object.block == 'forms'",
                "expression": f"int(object.parameters.draftDays) <= {most}",
                "message": text,
                "fix": text,
            }
        ],
        "enforcement": [{"from": step.split()[0], "action": step.split()[1]} for step in steps],
    }
    document = {"apiVersion": API, "kind": "Policy", "metadata": {"name": name}, "spec": spec}
    return f"policies/{name}/policy.yaml", json.dumps(document, indent=1) + "\n"


def remove_stack(tree: Tree, fleet: Fleet, name: str) -> None:
    for path, _ in stack_files(fleet.stack(name)):
        tree.write(f"stacks/{name}/{path}", None)
    tree.write(f"stacks/{name}/bouwsteen.lock", None)


def set_parameter(name: str, instance: str, value: int, environment: str = "") -> Callable[[Tree, Fleet], None]:
    def edit(spec: dict[str, Any]) -> None:
        if environment:
            blocks = spec["environments"][environment].setdefault("blocks", {})
            blocks.setdefault(instance, {}).setdefault("parameters", {})["draftDays"] = value
            return
        entry = next(each for each in spec["blocks"] if each.get("name", each["block"]) == instance)
        entry.setdefault("parameters", {})["draftDays"] = value

    return lambda tree, _: tree.edit_stack(name, edit)


def set_version(name: str, block: str, version: str) -> Callable[[Tree, Fleet], None]:
    def edit(spec: dict[str, Any]) -> None:
        next(each for each in spec["blocks"] if each["block"] == block)["version"] = version

    return lambda tree, _: tree.edit_stack(name, edit)


def edit_form(name: str, edit: Callable[[dict[str, Any]], Any]) -> Callable[[Tree, Fleet], None]:
    def change(tree: Tree, fleet: Fleet) -> None:
        path = f"stacks/{name}/forms/damage.form.yaml"
        data = json.loads((tree.root / path).read_text(encoding="utf-8"))
        edit(data)
        tree.write(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")

    return change


def edit_row(name: str, edit: Callable[[list[str]], list[str] | None]) -> Callable[[Tree, Fleet], None]:
    def change(tree: Tree, fleet: Fleet) -> None:
        path = "catalog/organisations.csv"
        rows = [line.split(",") for line in (tree.root / path).read_text(encoding="utf-8").splitlines()]
        kept = [edit(row) if row[0] == fleet.stack(name).town.nis else row for row in rows]
        tree.write(path, "".join(",".join(row) + "\n" for row in kept if row is not None))

    return change


def withdraw_export(block: str, name: str) -> Callable[[Tree, Fleet], None]:
    def change(tree: Tree, fleet: Fleet) -> None:
        others = sorted(everybody(fleet) - {name})

        def edit(spec: dict[str, Any]) -> None:
            next(each for each in spec["exports"] if each["output"].startswith(block))["to"] = others

        tree.edit_stack(CENTRAL, edit)

    return change


def replacing(path: str, *pairs: tuple[str, str]) -> Callable[[Tree, Fleet], None]:
    return lambda tree, _: tree.replace(path, *pairs)


def writing(path: str, text: str) -> Callable[[Tree, Fleet], None]:
    return lambda tree, _: tree.write(path, text)


def both(*edits: Callable[[Tree, Fleet], None]) -> Callable[[Tree, Fleet], None]:
    def change(tree: Tree, fleet: Fleet) -> None:
        for edit in edits:
            edit(tree, fleet)

    return change


def _interface(name: str, old: str, new: str, provider: str) -> Callable[[Tree, Fleet], None]:
    """An interface in another version, and its provider with it."""
    provided = f"interface: {name}, version: "
    return both(
        replacing(f"catalog/interfaces/{name}.yaml", (f"  version: {old}\n", f"  version: {new}\n")),
        replacing(f"blocks/{provider}/block.yaml", (f"{provided}{old}", f"{provided}{new}")),
    )


_NOTIFICATION_OUTPUT: Final = """        notification:
          resources:
            - id: binding
              type: broker/binding
              with:
                instance: ${resources.share}
                parameters:
                  interface: notification
                  senderApplication: {name: "${parameters.?displayName.orValue(organisation.name)}"}
                secretFields: ${consumer.interface.secretFields}
          value: ${resources.binding.credentials}
"""
_DISPLAY_NAME: Final = """      displayName:
        description: The name that payers see. Left out, the name of the organisation.
        type: string
        minLength: 1
        maxLength: 80
"""
_RECIPIENT: Final = "leuven"  # the stack that changes which touch one stack are made to

CHANGES: Final = (
    FleetChange(
        "repair of a block",
        lambda tree, _: raise_version(tree, "forms", "1.0.1"),
        split(everybody, lambda fleet: pinned(fleet, "forms", "1.0.0")),
        frozenset({"range"}),
    ),
    FleetChange(
        "minor version of a block",
        lambda tree, _: raise_version(tree, "ebox", "1.1.0"),
        split(of("ebox"), lambda fleet: pinned(fleet, "ebox", "1.0.0", "~1.0")),
        frozenset({"range"}),
    ),
    FleetChange(
        "major version of a block",
        lambda tree, _: raise_version(tree, "magda", "2.0.0"),
        effects(blocked=of("magda")),
        frozenset({"range"}),
    ),
    FleetChange(
        "code of a shared service",
        writing("blocks/payments-service/service/payments_service/extra.py", '"""Nothing."""\n'),
        effects(safe=lambda _: {CENTRAL}),
    ),
    FleetChange(
        "words beside a block", replacing("blocks/magda/block.yaml", ("kind: BuildingBlock", "kind:  BuildingBlock  # a remark")), effects()
    ),
    FleetChange(
        "content of a block", replacing("blocks/data-vault/block.yaml", ("maxLength: 80", "maxLength: 90")), effects(safe=of("data-vault"))
    ),
    FleetChange(
        "output removed that is optional",
        replacing(
            "blocks/ebox/block.yaml",
            ("    notification: {interface: notification, version: 1.0.0}\n", ""),
            (_NOTIFICATION_OUTPUT, ""),
        ),
        effects(safe=of("ebox")),
    ),
    FleetChange(
        "output removed that all need",
        replacing(
            "blocks/database/block.yaml",
            ("    database: {interface: sql-database, version: 1.0.0}\n", "    other: {interface: solid-server, version: 1.0.0}\n"),
            ("        database:\n", "        other:\n"),
            (
                "            driver: sqlite\n            uri: sqlite:///${resources.folder.path}/data.sqlite\n",
                "            url: http://localhost/\n            issuer: http://localhost/\n",
            ),
        ),
        effects(blocked=everybody),
        frozenset({"output"}),
    ),
    FleetChange(
        "parameter narrowed",
        replacing("blocks/forms/block.yaml", ("        maximum: 365\n", "        maximum: 60\n")),
        split(everybody, lambda fleet: with_drafts_over(fleet, 60)),
        frozenset({"parameter"}),
    ),
    FleetChange(
        "parameter newly required",
        replacing(
            "blocks/magda/block.yaml",
            ("    additionalProperties: false\n", "    additionalProperties: false\n    required: [office]\n"),
            ("    properties:\n", "    properties:\n      office: {type: string}\n"),
        ),
        effects(blocked=of("magda")),
        frozenset({"parameter"}),
    ),
    FleetChange(
        "parameter newly offered",
        replacing("blocks/magda/block.yaml", ("    properties:\n", "    properties:\n      office: {type: string, default: desk}\n")),
        effects(safe=of("magda")),
    ),
    FleetChange(
        "parameter removed",
        replacing(
            "blocks/payments/block.yaml",
            (_DISPLAY_NAME, ""),
            ("${parameters.?displayName.orValue(organisation.name)}", "${organisation.name}"),
        ),
        split(of("payments"), lambda fleet: naming(fleet, "payments")),
        frozenset({"parameter"}),
    ),
    FleetChange(
        "mistake in a template",
        replacing("blocks/magda/block.yaml", ("${parameters.plan}", "${parameters.nope}")),
        effects(blocked=of("magda")),
        frozenset({"template"}),
    ),
    FleetChange(
        "policy that denies",
        writing(*drafts_policy("2027-01-01 deny", most=60, name="very-short-drafts")),
        effects(blocked=lambda fleet: with_drafts_over(fleet, 60)),
        frozenset({"policy"}),
    ),
    FleetChange(
        "policy that warns",
        writing(*drafts_policy("2027-01-01 warn", most=60, name="very-short-drafts")),
        effects(action=lambda fleet: with_drafts_over(fleet, 60)),
        frozenset({"policy"}),
    ),
    FleetChange(
        "policy that will deny",
        writing(*drafts_policy("2029-01-01 deny", most=60, name="very-short-drafts")),
        effects(action=lambda fleet: with_drafts_over(fleet, 60)),
        frozenset({"policy"}),
    ),
    FleetChange(
        "policy that informs",
        writing(*drafts_policy("2027-01-01 inform", most=60, name="very-short-drafts")),
        effects(safe=lambda fleet: with_drafts_over(fleet, 60)),
        frozenset({"policy"}),
    ),
    FleetChange(
        "policy that nobody breaks",
        writing(*drafts_policy("2027-01-01 deny", most=365, name="very-short-drafts")),
        effects(),
    ),
    FleetChange(
        "policy in force earlier",
        writing(*drafts_policy("2026-01-01 inform", "2027-01-15 deny")),
        effects(blocked=lambda fleet: with_drafts_over(fleet, 90)),
        frozenset({"policy"}),
    ),
    FleetChange(
        "policy that only informs from now on",
        writing(*drafts_policy("2026-01-01 inform")),
        effects(safe=lambda fleet: with_drafts_over(fleet, 90)),
        frozenset({"policy"}),
    ),
    FleetChange(
        "policy withdrawn",
        lambda tree, _: tree.write(f"policies/{DRAFTS_POLICY}/policy.yaml", None),
        effects(safe=lambda fleet: with_drafts_over(fleet, 90)),
    ),
    FleetChange(
        "recall with nothing in its place",
        lambda tree, _: offer(tree, "magda", before="recalled"),
        effects(blocked=of("magda")),
        frozenset({"recalled"}),
    ),
    FleetChange(
        "recall with a repair",
        lambda tree, _: raise_version(tree, "ebox", "1.0.1", before="recalled"),
        split(of("ebox"), lambda fleet: pinned(fleet, "ebox", "1.0.0")),
        frozenset({"recalled"}),
    ),
    FleetChange(
        "version deprecated",
        lambda tree, _: offer(tree, "payments", before="deprecated"),
        effects(action=of("payments")),
        frozenset({"deprecated"}),
    ),
    # A block that asks for a version of an interface that there is not any more, has a mistake, also where the use is optional.
    FleetChange(
        "interface major of which blocks everywhere ask the old one",
        _interface("oidc-client", "1.0.0", "2.0.0", "identity"),
        effects(blocked=lambda fleet: everybody(fleet) | {CENTRAL}),
        frozenset({"interface"}),
    ),
    FleetChange(
        "interface major of which one block asks the old one",
        _interface("ebox-sender", "1.0.0", "2.0.0", "ebox"),
        split(of("ebox"), of("external-application")),
        frozenset({"interface"}),
    ),
    FleetChange("interface minor", _interface("person-data", "1.0.0", "1.1.0", "magda"), effects(safe=of("magda"))),
    FleetChange("range of one stack", set_version(_RECIPIENT, "ebox", "^2.0"), effects(blocked=one(_RECIPIENT)), frozenset({"range"})),
    FleetChange(
        "overlay that is too much",
        set_parameter(_RECIPIENT, "permits", 400, "acceptance"),
        effects(blocked=one(_RECIPIENT)),
        frozenset({"parameter"}),
    ),
    FleetChange("overlay", set_parameter(_RECIPIENT, "permits", 21, "acceptance"), effects(safe=one(_RECIPIENT))),
    FleetChange("parameter of one stack", set_parameter("herstappe", "forms", 21), effects(safe=one("herstappe"))),
    FleetChange(
        "form without a person to turn to",
        edit_form("wemmel", lambda form: form.pop("contact")),
        effects(blocked=one("wemmel")),
        frozenset({"file"}),
    ),
    FleetChange("words of a form", edit_form("wemmel", lambda form: form.update(minutes=4)), effects(safe=one("wemmel"))),
    FleetChange("name of a municipality", edit_row("ronse", lambda row: [row[0], "Ronse-Renaix", *row[2:]]), effects(safe=one("ronse"))),
    FleetChange(
        "municipality that is no more", edit_row("ronse", lambda _: None), effects(blocked=one("ronse")), frozenset({"organisation"})
    ),
    FleetChange(
        "facilities where there were none",
        edit_row(_RECIPIENT, lambda row: [*row[:5], "fr", *row[6:]]),
        effects(blocked=one(_RECIPIENT)),
        frozenset({"policy"}),
    ),
    FleetChange(
        "stack that goes", lambda tree, fleet: remove_stack(tree, fleet, "ronse"), effects(action=one("ronse")), frozenset({"stack"})
    ),
    FleetChange(
        "export withdrawn", withdraw_export("payments-service", _RECIPIENT), effects(blocked=one(_RECIPIENT)), frozenset({"output"})
    ),
    FleetChange(
        "load profile",
        replacing("loadtests/profiles/smoke.yaml", ("kind: LoadProfile", "kind:  LoadProfile")),
        effects(),
    ),
    FleetChange(
        "stages of a load profile",
        replacing("loadtests/profiles/counter-day.yaml", ("drain: PT60S", "drain: PT61S")),
        effects(),
    ),
    FleetChange(
        "roadmap",
        replacing("catalog/forms.yaml", ("  support:", "  roadmap:\n    - {version: 2.0.0, expected: 2028-01}\n  support:")),
        effects(),
    ),
    FleetChange("read me of a stack", replacing("stacks/herstappe/README.md", ("adopts", "has")), effects()),
)
