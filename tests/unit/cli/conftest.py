"""A clean environment and a small workspace of our own, so that no test depends on the real catalog."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bouwsteen.cli.main import main

VARIABLES = ("LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "TERM", "COLUMNS", "FORCE_COLOR", "CI")

FILES = {
    "catalog/organisations.csv": (
        "nis,name,kind,province,population,facilities,postalCodes\n"
        "71004,Beringen,municipality,Limburg,48000,,3580\n"
        "23027,Halle,municipality,Vlaams-Brabant,42000,,1500\n"
        "73028,Herstappe,municipality,Limburg,78,fr,3717\n"
        "71053,Sint-Truiden,municipality,Limburg,42000,,3800\n"
    ),
    "catalog/interfaces/greeting.yaml": (
        "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\nkind: Interface\nmetadata: {name: greeting}\n"
        "spec:\n"
        "  version: 1.0.0\n  bindingType: greeting\n  required: [url]\n"
        "  fields: {url: {type: string}, password: {type: string, secret: true}}\n"
    ),
    "catalog/greeter.yaml": (
        "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\nkind: CatalogEntry\nmetadata: {name: greeter}\n"
        "spec:\n"
        "  versions: [{version: 1.2.0, channel: stable, since: 2026-12-01}]\n"
        "  obligations:\n"
        "    - from: 2028-01-01\n"
        "      appliesTo: ${organisation.kind == 'municipality'}\n"
        "      basis: {kind: example, text: {nl: Een voorbeeld}}\n"
        "  support: {owner: Digitaal Vlaanderen}\n"
    ),
    "catalog/visitor.yaml": (
        "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\nkind: CatalogEntry\nmetadata: {name: visitor}\n"
        "spec: {versions: [{version: 2.0.1, channel: stable, since: 2026-12-01}]}\n"
    ),
    "blocks/greeter/block.yaml": (
        "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\nkind: BuildingBlock\nmetadata: {name: greeter}\n"
        "spec:\n"
        "  version: 1.2.0\n"
        "  title: {nl: Groet, fr: Salut, en: Greeting}\n"
        "  owner: Digitaal Vlaanderen\n"
        "  parameters:\n"
        "    type: object\n"
        "    additionalProperties: false\n"
        "    properties: {word: {type: string, default: hallo, description: What it says.}}\n"
        "  provides: {greeting: {interface: greeting, version: 1.0.0}}\n"
        "  targets:\n"
        "    local:\n"
        "      fidelity: simulated\n"
        "      resources: [{id: http, type: local/port}, {id: password, type: random/password}]\n"
        '      provides: {greeting: {value: {url: "${resources.http.url}", password: "${resources.password.value}"}}}\n'
    ),
    "blocks/visitor/block.yaml": (
        "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\nkind: BuildingBlock\nmetadata: {name: visitor}\n"
        "spec:\n"
        "  version: 2.0.1\n"
        "  title: {nl: Bezoek, fr: Visite, en: Visit}\n"
        "  owner: Digitaal Vlaanderen\n"
        "  files: {cards: {folder: cards}}\n"
        "  uses: {greeter: {interface: greeting, version: ^1.0}}\n"
        "  provides: {door: {interface: greeting, version: 1.0.0}}\n"
        '  targets: {local: {fidelity: simulated, provides: {door: {value: {url: "${uses.greeter.url}"}}}}}\n'
    ),
    "blocks/visitor/examples/cards/first.yaml": "text: hallo\n",
    "stacks/beringen/stack.yaml": (
        "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\n"
        "kind: Stack\n"
        "metadata: {name: beringen}\n"
        "spec:\n"
        '  organisation: {nis: "71004"}\n'
        "  blocks:\n"
        "    - {block: greeter, version: ^1.0}\n"
        "  environments:\n"
        "    local: {target: local}\n"
    ),
}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with one stack and two blocks."""
    root = tmp_path / "work"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process: exit code, standard output, standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    return call
