"""Verbs that need no engine, on a small workspace of our own."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
import ryaml
from ryaml import loads as load_yaml
from tests.unit.cli.conftest import Run

from bouwsteen.cli.new_stacks import name_after
from bouwsteen.cli.workspaces import ContentSource, find_content, find_root, stack_name
from bouwsteen.errors import NotFoundError

# Which stack, which folder


@pytest.mark.parametrize("typed", ["beringen", "stacks/beringen", "stacks/beringen/", "./stacks/beringen", "stacks/beringen/stack.yaml"])
def test_a_stack_by_name_or_by_path(typed: str, workspace: Path) -> None:
    assert stack_name(typed, workspace, workspace) == "beringen"
    assert stack_name(str(workspace / "stacks" / "beringen"), Path("/"), workspace) == "beringen"


def test_a_stack_from_inside_its_folder(workspace: Path) -> None:
    inside = workspace / "stacks" / "beringen"
    assert find_root(inside) == workspace
    assert stack_name(".", inside, workspace) == "beringen"


@pytest.mark.parametrize("typed", ["berringen", "stacks/none", "../work", "/etc", "stacks", "", "BERINGEN"])
def test_what_is_no_stack_is_not_found(typed: str, workspace: Path) -> None:
    with pytest.raises(NotFoundError, match="No stack"):
        stack_name(typed, workspace, workspace)


def test_content_is_of_the_work_tree_or_of_the_program(workspace: Path, tmp_path: Path) -> None:
    assert find_content(workspace) == (ContentSource.WORK_TREE, workspace)
    source, folder = find_content(tmp_path)
    assert source is ContentSource.PACKAGE
    assert (folder / "catalog").is_dir()


# version


def test_version(workspace: Path, run: Run) -> None:
    code, out, _ = run("version", "-o", "json")
    data = json.loads(out)
    assert code == 0
    assert data["content"] == {"source": "work-tree", "folder": str(workspace)}
    assert data["libraries"]["click"]
    _, text, _ = run("version", "--verbose", "--lang", "fr")
    assert text.startswith("Bouwsteen ")
    assert "ce dossier" in text
    assert "click" in text


# validate


def test_what_is_good_is_said(workspace: Path, run: Run) -> None:
    assert run("validate") == (0, "In orde: 1 stack nagekeken.\n", "")
    assert run("validate", "stacks/beringen", "--lang", "en") == (0, "Good: 1 stack checked.\n", "")


def test_mistakes_are_all_shown_with_their_places(workspace: Path, run: Run) -> None:
    path = workspace / "stacks/beringen/stack.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("block: greeter", "block: greter").replace('"71004"', '"99999"'), encoding="utf-8"
    )
    code, out, err = run("validate")
    assert (code, err) == (10, "")
    assert "stacks/beringen/stack.yaml:5:" in out
    assert "stacks/beringen/stack.yaml:7:" in out
    assert "    7 │     - {block: greter, version: ^1.0}\n" in out
    assert "2 fouten" in out
    code, out, _ = run("validate", "-o", "json")
    document = json.loads(out)
    assert (code, document["valid"], document["error_count"]) == (10, False, 2)
    assert {each["source"]["line"] for each in document["diagnostics"]} == {5, 7}


def test_from_another_folder(workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert run("-C", str(workspace), "validate", "beringen")[0] == 0
    assert run("validate", "-C", str(workspace), "beringen")[0] == 0


def test_an_unknown_stack_is_6_with_the_nearest_name(workspace: Path, run: Run) -> None:
    code, out, err = run("validate", "berngen")
    assert (code, out) == (6, "")
    assert "Bedoelt u `beringen`?" in err


GOOD = b"""apiVersion: bouwsteen.vlaanderen.be/v1alpha1
kind: Stack
metadata: {name: a}
spec: {organisation: {nis: "71004"}, environments: {local: {target: local}}}
"""


class Input:
    def __init__(self, text: bytes) -> None:
        self.buffer = io.BytesIO(text)

    def isatty(self) -> bool:
        return False


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (b"kind: Stak\n", 10, "Bedoelt u `Stack`?"),
        (b"kind: [1]\n", 10, "De soorten zijn"),
        (b"a: [", 10, "<stdin>:"),
        (
            b"apiVersion: bouwsteen.vlaanderen.be/v1alpha1\nkind: Stack\nmetadata: {name: a}\nspec: {organisation: {nis: 1}}\n",
            10,
            "<stdin>:4:",
        ),
        (b"#" * 70_000, 10, "65536"),
        (GOOD, 0, "In orde."),
    ],
)
def test_a_document_from_standard_input(text: bytes, code: int, said: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Input(text))
    found, out, _ = run("validate", "-")
    assert found == code
    assert said in out


# lock


def test_lock_is_written_once_and_checked(workspace: Path, run: Run) -> None:
    path = workspace / "stacks/beringen/bouwsteen.lock"
    code, _, err = run("lock", "--check")
    assert code == 7
    assert "bouwsteen lock beringen" in err
    assert run("lock") == (0, "beringen  geschreven  greeter 1.2.0\n", "")
    before = path.read_bytes()
    assert run("lock", "beringen", "--lang", "en") == (0, "beringen  unchanged  greeter 1.2.0\n", "")
    assert path.read_bytes() == before
    assert run("lock", "--check")[0] == 0
    block = workspace / "blocks/greeter/block.yaml"
    block.write_text(block.read_text(encoding="utf-8").replace("default: hallo", "default: dag"), encoding="utf-8")
    code, _, err = run("lock", "--check", "-o", "json")
    assert code == 7
    assert json.loads(err)["diagnostics"][0]["code"] == "lock-stale"
    _, out, _ = run("lock", "--upgrade", "-o", "json")
    (locked,) = json.loads(out)["locks"]
    assert locked["changed"] is True
    assert locked["lock"]["blocks"]["greeter"]["version"] == "1.2.0"


def test_no_lock_is_written_where_versions_do_not_fit(workspace: Path, run: Run) -> None:
    path = workspace / "stacks/beringen/stack.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("^1.0", "^9.0"), encoding="utf-8")
    assert run("lock")[0] == 10
    assert not (path.parent / "bouwsteen.lock").exists()


# catalog


def test_the_catalog_in_each_language(workspace: Path, run: Run) -> None:
    code, out, err = run("catalog")
    assert (code, err) == (0, "")
    assert out == run("catalog", "list")[1]
    assert out.splitlines() == [
        "BOUWSTEEN  VERSIE  TITEL   HEEFT NODIG  BIEDT AAN  VERPLICHT",
        "greeter    1.2.0   Groet   -            greeting   2028-01-01",
        "visitor    2.0.1   Bezoek  greeting     greeting   -",
    ]
    assert "Salut" in run("catalog", "--lang", "fr")[1]


def test_one_block(workspace: Path, run: Run) -> None:
    code, out, _ = run("catalog", "show", "greeter")
    assert code == 0
    for text in (
        "greeter  Groet",
        "1.2.0  stabiel",
        '= "hallo"',
        "What it says.",
        "local  nagebootst",
        "2028-01-01  example  Een voorbeeld",
    ):
        assert text in out
    data = json.loads(run("catalog", "show", "visitor", "-o", "json")[1])
    assert data["uses"] == [{"name": "greeter", "interface": "greeting", "version": "^1.0", "optional": False}]
    assert data["parameters"]["type"] == "object"
    code, _, err = run("catalog", "show", "greter")
    assert code == 6
    assert "Bedoelt u `greeter`?" in err


def test_the_catalog_as_json_and_yaml_says_the_same(workspace: Path, run: Run) -> None:
    data = json.loads(run("catalog", "-o", "json")[1])
    assert data == load_yaml(run("catalog", "-o", "yaml")[1])
    assert [block["name"] for block in data["blocks"]] == ["greeter", "visitor"]


def test_an_empty_folder_has_the_catalog_of_the_program(tmp_path: Path, run: Run) -> None:
    code, out, _ = run("-C", str(tmp_path), "catalog", "-o", "json")
    assert code == 0
    assert "forms" in {block["name"] for block in json.loads(out)["blocks"]}


@pytest.mark.parametrize("verb", [["validate"], ["plan"], ["lock"], ["lock", "--check"]])
def test_where_there_are_no_stacks_it_is_said_and_how_to_begin_one(verb: list[str], tmp_path: Path, run: Run) -> None:
    code, out, err = run("-C", str(tmp_path), *verb, "--lang", "nl")
    assert (code, err) == (0, "")
    assert f"staan geen stacks in {tmp_path / 'stacks'}." in out
    assert "bouwsteen init BESTUUR" in out


# init


@pytest.mark.parametrize("typed", ["Halle", "halle", "23027", " HALLE "])
def test_init_makes_a_stack_that_is_good(typed: str, workspace: Path, run: Run) -> None:
    code, out, err = run("init", typed)
    assert (code, err) == (0, "")
    assert "+ stacks/halle/stack.yaml" in out
    text = (workspace / "stacks/halle/stack.yaml").read_text(encoding="utf-8")
    assert ryaml.loads(text)["spec"] == {
        "organisation": {"nis": "23027"},
        "blocks": [{"block": "greeter", "version": "^1.2"}, {"block": "visitor", "version": "^2.0"}],
        "environments": {"local": {"target": "local"}},
    }
    assert (workspace / "stacks/halle/cards/first.yaml").read_text(encoding="utf-8") == "text: hallo\n"
    assert "Halle" in (workspace / "stacks/halle/README.md").read_text(encoding="utf-8")
    assert (workspace / ".gitignore").read_text(encoding="utf-8").endswith(".bouwsteen/\n")


def test_init_overwrites_nothing(workspace: Path, run: Run) -> None:
    (workspace / ".gitignore").write_text("mine\n", encoding="utf-8")
    before = (workspace / "stacks/beringen/stack.yaml").read_bytes()
    code, _, err = run("init", "Beringen")
    assert code == 10
    assert "--name" in err
    assert (workspace / "stacks/beringen/stack.yaml").read_bytes() == before
    assert run("init", "Beringen", "--name", "beringen-2")[0] == 0
    assert (workspace / ".gitignore").read_text(encoding="utf-8") == "mine\n"


def test_init_adds_what_a_block_needs_and_names_the_rest(workspace: Path, run: Run) -> None:
    assert run("init", "Herstappe", "--block", "visitor", "--lang", "en")[0] == 0
    text = (workspace / "stacks/herstappe/stack.yaml").read_text(encoding="utf-8")
    assert "visitor" in text
    assert run("init", "Halle", "--block", "greeter", "--lang", "fr")[0] == 0
    text = (workspace / "stacks/halle/stack.yaml").read_text(encoding="utf-8")
    assert "# Aussi dans le catalogue :\n    # Visite" in text
    assert "    # - {block: visitor, version: ^2.0}\n" in text


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["init", "Haale"], 6, "Bedoelt u `Halle`"),
        (["init", "00000"], 6, "organisation-not-found"),
        (["init", "Halle", "--name", "Halle!"], 10, "het wordt halle"),
        (["init", "Halle", "--name", "../x"], 10, "stack-name-invalid"),
        (["init", "Halle", "--block", "greter"], 6, "Bedoelt u `greeter`?"),
    ],
)
def test_init_refuses_with_the_nearest_name(arguments: list[str], code: int, said: str, workspace: Path, run: Run) -> None:
    found, _, err = run(*arguments)
    assert found == code
    assert said in err
    assert not (workspace / "stacks/halle").exists()


@pytest.mark.parametrize(
    ("organisation", "name"),
    [("Sint-Pieters-Leeuw", "sint-pieters-leeuw"), ("De Haan", "de-haan"), ("Überstad (West)", "uberstad-west"), ("A" * 60, "a" * 42)],
)
def test_names_after_organisations(organisation: str, name: str) -> None:
    assert name_after(organisation) == name


@pytest.mark.parametrize("organisation", ["", "日本", "123"])
def test_some_names_leave_nothing(organisation: str) -> None:
    with pytest.raises(ValueError, match=f"^{organisation}$"):
        name_after(organisation)


def test_init_asks_for_a_name_where_the_organisation_gives_none(workspace: Path, run: Run) -> None:
    path = workspace / "catalog/organisations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Halle", "日本"), encoding="utf-8")
    code, _, err = run("init", "23027")
    assert code == 10
    assert "--name NAME" in err
    assert run("init", "23027", "--name", "japan")[0] == 0


# graph, export, schema


def test_graph(workspace: Path, run: Run) -> None:
    code, out, _ = run("graph", "beringen", "--lang", "en")
    assert code == 0
    assert '"greeter" [label="greeter\\ngreeter 1.2.0, simulated"' in out
    target = workspace / "out.svg"
    assert run("graph", "beringen", "--format", "svg", "--out", str(target)) == (0, "", "")
    assert target.read_text(encoding="utf-8").startswith("<svg ")
    assert run("graph", "beringen", "-e", "lokal")[0] == 6
    assert run("graph", "beringen", "--out", "/nowhere/at/all/x.svg")[0] == 1


def test_export_is_canonical(workspace: Path, run: Run) -> None:
    code, out, _ = run("export", "beringen", "-o", "json")
    assert code == 0
    document = json.loads(out)
    assert out == json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    assert out == run("export", "beringen", "-o", "json")[1]
    assert document["stack"]["metadata"] == {"name": "beringen"}
    assert document["lock"]["blocks"]["greeter"]["version"] == "1.2.0"
    assert document["instances"][0]["name"] == "greeter"
    assert load_yaml(run("export", "beringen")[1]) == document


def test_objects_are_for_an_operator_which_runs_what_is_in_its_cluster(workspace: Path, run: Run) -> None:
    code, out, err = run("export", "beringen", "--format", "objects")
    assert (code, out) == (10, "")
    assert "export-not-in-cluster" in err


def test_a_stack_with_a_mistake_is_not_exported(workspace: Path, run: Run) -> None:
    path = workspace / "stacks/beringen/stack.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"71004"', '"99999"'), encoding="utf-8")
    code, out, err = run("export", "beringen")
    assert (code, out) == (10, "")
    assert "organisation-unknown" in err


def test_schema(workspace: Path, run: Run, tmp_path: Path) -> None:
    assert run("schema")[1].splitlines()[-1].split() == ["Waiver", "waiver.schema.json"]
    code, out, _ = run("schema", "buildingblock")
    assert code == 0
    assert json.loads(out)["$id"].endswith("/building-block.schema.json")
    assert load_yaml(run("schema", "Stack", "-o", "yaml")[1])["title"] == "Stack"
    code, _, err = run("schema", "Stak")
    assert code == 6
    assert "Bedoelt u `Stack`?" in err
    assert run("schema", "--all", str(tmp_path / "new" / "folder")) == (0, "", "")
    assert (tmp_path / "new" / "folder" / "stack.schema.json").is_file()


# completion


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("bouwsteen cat", ["plain,catalog"]),
        ("bouwsteen catalog s", ["plain,show", "plain,snapshot"]),
        ("bouwsteen plan --det", ["plain,--detailed-exitcode"]),
        ("bouwsteen plan ber", ["plain,beringen"]),
        ("bouwsteen up ", ["plain,beringen"]),
        ("bouwsteen -C WORK up ", ["plain,beringen"]),
        ("bouwsteen up ber -C", ["plain,-C"]),
    ],
)
def test_the_shell_completes(typed: str, offered: list[str], workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_BOUWSTEEN_COMPLETE", "bash_complete")
    if "WORK" in typed:
        monkeypatch.chdir("/")
    monkeypatch.setenv("COMP_WORDS", typed.replace("WORK", str(workspace)))
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split(" ")) - 1))
    code, out, _ = run()
    assert code == 0
    assert out.split() == offered
