"""The entry point of `kubectl-bouwsteen`, which kubectl runs as `kubectl bouwsteen`. Outcomes become exit codes as in `bouwsteen`."""

from __future__ import annotations

from collections.abc import Sequence

from bouwsteen.cli.main import run_program
from bouwsteen_kubectl.parsing import PROGRAM, build_root
from bouwsteen_kubectl.texts import PluginTexts


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    return run_program(PROGRAM, lambda language: build_root(PluginTexts(language)), arguments)
