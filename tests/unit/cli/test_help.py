"""Help: for each verb, in each language, fast."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from tests.unit.cli.conftest import Run

from bouwsteen.cli.command_table import COMMANDS, DEFAULT_SUBCOMMANDS, SUBCOMMANDS
from bouwsteen.cli.parsing import SECTIONS, build_root
from bouwsteen.cli.texts import Language, Texts

VERBS = [(name,) for name in COMMANDS] + [(group, name) for group, names in SUBCOMMANDS.items() for name in names]
USAGE = {Language.NL: "Gebruik: ", Language.FR: "Utilisation : ", Language.EN: "Usage: "}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_explains_itself(verb: tuple[str, ...], language: Language, run: Run) -> None:
    code, out, err = run(*verb, "--help", "--lang", language.value)
    assert (code, err) == (0, "")
    assert out.startswith(f"{USAGE[language]}bouwsteen {' '.join(verb)} ")
    texts = Texts(language)
    assert texts(f"command.{'.'.join(verb)}.summary") in out
    assert texts("help.global") in out
    assert "\x1b" not in out


@pytest.mark.parametrize("language", Language)
def test_the_first_page_lists_every_verb_with_its_line(language: Language, run: Run) -> None:
    code, out, _ = run("--help", "--lang", language.value)
    assert code == 0
    for name in COMMANDS:
        assert f"  {name} " in out
    assert Texts(language)("command.plan.summary") in out
    assert (code, out) == run("--lang", language.value)[:2], "without a verb the same page"


@pytest.mark.parametrize("language", Language)
def test_every_parameter_of_every_verb_is_explained(language: Language) -> None:
    root = build_root(Texts(language))
    context = click.Context(root)
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        assert command is not None
        for parameter in command.params:
            assert isinstance(parameter, click.Option | click.Argument)
            assert parameter.help, (name, parameter.name)


def test_the_table_is_sound() -> None:
    assert {entry.section for entry in COMMANDS.values()} == set(SECTIONS)
    groups = {name for name, entry in COMMANDS.items() if entry.is_group}
    assert groups == SUBCOMMANDS.keys()
    assert DEFAULT_SUBCOMMANDS.keys() <= groups


def test_global_options_stand_before_or_after_the_verb(run: Run) -> None:
    assert run("--lang", "en", "plan", "--help") == run("plan", "--lang", "en", "--help") == run("plan", "--help", "--lang", "en")


def test_help_loads_neither_rich_nor_documents() -> None:
    program = (
        "import sys\nfrom bouwsteen.cli.main import main\nfor verb in (['--help'], ['plan', '--help'], ['catalog', 'show', '--help']):\n"
        "    assert main(verb) == 0\n"
        "heavy = {'rich', 'rich_click', 'pydantic', 'ryaml', 'httpx', 'bouwsteen.documents', 'bouwsteen.engine'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=60)
