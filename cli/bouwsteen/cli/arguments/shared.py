"""Arguments and options that several verbs have."""

from __future__ import annotations

from pathlib import Path

import click

from bouwsteen.cli.parsing import setting
from bouwsteen.cli.settings import Output, Settings
from bouwsteen.cli.texts import Texts


def complete_stacks(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """For the shell: folders of `stacks`, without reading any document."""
    settings = context.find_object(Settings)
    folder = (settings.directory if settings else Path()) / "stacks"
    try:
        return sorted(each.name for each in folder.iterdir() if each.name.startswith(incomplete) and (each / "stack.yaml").is_file())
    except OSError:
        return []


def stack_argument(texts: Texts) -> click.Argument:
    return click.Argument(["stack"], metavar="STACK", shell_complete=complete_stacks, help=texts("argument.stack"))


def optional_stack_argument(texts: Texts) -> click.Argument:
    return click.Argument(["stack"], metavar="[STACK]", required=False, shell_complete=complete_stacks, help=texts("argument.stack"))


def stacks_argument(texts: Texts) -> click.Argument:
    return click.Argument(["stacks"], metavar="[STACK]...", nargs=-1, shell_complete=complete_stacks, help=texts("argument.stack"))


def environment_option(texts: Texts, default: str | None = "local") -> click.Option:
    return click.Option(["-e", "--environment"], metavar="NAME", default=default, help=texts("option.environment"))


def detailed_exitcode_option(texts: Texts) -> click.Option:
    return click.Option(["--detailed-exitcode"], is_flag=True, help=texts("option.detailed-exitcode"))


def refresh_option(texts: Texts) -> click.Option:
    return click.Option(["--refresh/--no-refresh"], default=True, help=texts("option.refresh"))


def stats_option(texts: Texts) -> click.Option:
    return click.Option(["--stats"], is_flag=True, help=texts("option.stats"))


def yes_option(texts: Texts) -> click.Option:
    return click.Option(["-y", "--yes"], is_flag=True, help=texts("option.yes"))


def approval_options(texts: Texts) -> list[click.Parameter]:
    """What `--yes` does not cover; see `engine.questioners`."""
    return [
        click.Option(["--approve-deletions"], metavar="N", type=click.IntRange(0), help=texts("option.approve-deletions")),
        data_loss_option(texts),
    ]


def data_loss_option(texts: Texts) -> click.Option:
    return click.Option(["--approve-data-loss"], metavar="ADDRESS", multiple=True, help=texts("option.approve-data-loss"))


def replace_option(texts: Texts) -> click.Option:
    return click.Option(["--replace"], metavar="ADDRESS", multiple=True, help=texts("option.replace"))


def confirm_option(texts: Texts) -> click.Option:
    return click.Option(["--confirm"], metavar="STACK/ENVIRONMENT", default="", help=texts("option.confirm"))


def parallelism_option(texts: Texts) -> click.Option:
    return click.Option(["--parallelism"], metavar="N", type=click.IntRange(1, 256), help=texts("option.parallelism"))


def lock_timeout_option(texts: Texts) -> click.Option:
    return click.Option(
        ["--lock-timeout"], metavar="SECONDS", type=click.FloatRange(0, 86_400), default=0.0, help=texts("option.lock-timeout")
    )


def accept_rollback_option(texts: Texts) -> click.Option:
    return click.Option(["--accept-rollback"], metavar="SERIAL", type=click.IntRange(0), help=texts("option.accept-rollback"))


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


def day_option(texts: Texts, key: str = "option.date") -> click.Option:
    return click.Option(["--date"], metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help=texts(key))
