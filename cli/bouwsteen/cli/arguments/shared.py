"""Arguments and options that several verbs have."""

from __future__ import annotations

from pathlib import Path

import click

from bouwsteen.cli.parsing import setting
from bouwsteen.cli.settings import Output, Settings
from bouwsteen.cli.texts import Texts


def stack_argument(texts: Texts) -> click.Argument:
    return click.Argument(["stack"], metavar="STACK", help=texts("argument.stack"))


def optional_stack_argument(texts: Texts) -> click.Argument:
    return click.Argument(["stack"], metavar="[STACK]", required=False, help=texts("argument.stack"))


def stacks_argument(texts: Texts) -> click.Argument:
    return click.Argument(["stacks"], metavar="[STACK]...", nargs=-1, help=texts("argument.stack"))


def environment_option(texts: Texts) -> click.Option:
    return click.Option(["-e", "--environment"], metavar="NAME", default="local", help=texts("option.environment"))


def detailed_exitcode_option(texts: Texts) -> click.Option:
    return click.Option(["--detailed-exitcode"], is_flag=True, help=texts("option.detailed-exitcode"))


def refresh_option(texts: Texts) -> click.Option:
    return click.Option(["--refresh/--no-refresh"], default=True, help=texts("option.refresh"))


def yes_option(texts: Texts) -> click.Option:
    return click.Option(["-y", "--yes"], is_flag=True, help=texts("option.yes"))


def parallelism_option(texts: Texts) -> click.Option:
    return click.Option(["--parallelism"], metavar="N", type=click.IntRange(1, 256), default=8, help=texts("option.parallelism"))


def out_file_option(texts: Texts, key: str = "option.out-file") -> click.Option:
    return click.Option(["--out"], metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help=texts(key))


def output_option(texts: Texts) -> click.Option:
    """`-o`: for verbs that print data."""
    return click.Option(
        ["-o", "--output"],
        type=click.Choice([each.value for each in Output]),
        metavar="FORM",
        expose_value=False,
        callback=setting(_set_output),
        help=texts("option.output"),
    )


def _set_output(settings: Settings, value: str) -> None:
    settings.output = Output(value)
