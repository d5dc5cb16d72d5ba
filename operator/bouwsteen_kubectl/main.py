"""The entry points of `kubectl-bouwsteen`, which kubectl runs as `kubectl bouwsteen`. Outcomes become exit codes as in `bouwsteen`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from bouwsteen.cli.main import run_program
from bouwsteen.cli.settings import Settings
from bouwsteen_kubectl.parsing import PROGRAM, build_root
from bouwsteen_kubectl.texts import PluginTexts


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    return run_program(PROGRAM, lambda language: build_root(PluginTexts(language)), arguments)


def complete(arguments: Sequence[str] | None = None) -> int:
    """Say what the last word may become: kubectl runs `kubectl_complete-bouwsteen` when somebody presses tab."""
    from bouwsteen_kubectl.completions import completion_lines  # noqa: PLC0415  only when a shell asks

    words = list(sys.argv[1:] if arguments is None else arguments)
    settings = Settings.before_parsing(words, os.environ)
    for line in completion_lines(build_root(PluginTexts(settings.language)), settings, PROGRAM, words):
        click.echo(line)
    return 0
