"""click, in our language: commands that are built in a language, and help pages that are read fast.

rich-click would cost three times the start-up time of everything else here, for boxes
around the same words.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import click

from bouwsteen.cli.command_table import COMMANDS, DEFAULT_SUBCOMMANDS, SUBCOMMANDS
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.settings import Invocation, Settings
from bouwsteen.cli.texts import Language, Texts

_GLOBAL_OPTIONS = frozenset({"lang", "no_color", "directory", "kubeconfig", "context", "verbose", "help"})
SECTIONS = ("start", "review", "run", "look", "record", "exchange")


class ArgumentsModule(Protocol):
    """What each module of `bouwsteen.cli.arguments` holds."""

    Options: Callable[..., Any]

    def parameters(self, texts: Texts) -> list[click.Parameter]: ...


class PageFormatter(click.HelpFormatter):
    """Headings in bold where the terminal shows it, and a usage line in our language."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(max_width=100)
        self._texts = texts

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or f"{click.style(self._texts('help.usage'), bold=True)} ")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{click.style(heading, bold=True)}\n")


class PageContext(click.Context):
    def make_formatter(self) -> PageFormatter:
        settings = self.find_object(Settings)
        return PageFormatter(Texts(settings.language if settings else Language.NL))


class VerbCommand(click.Command):
    """A command whose help names its own options first and those of every command last."""

    context_class = PageContext

    def __init__(self, name: str, texts: Texts, **attributes: Any) -> None:
        super().__init__(name, options_metavar=texts("help.metavar.options"), add_help_option=False, **attributes)
        self.texts = texts

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The parser does not always say where it was; who reads of a mistake is shown the help of this verb."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as usage:
            usage.ctx = usage.ctx or ctx
            raise

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_options(self.get_params(ctx), ctx, formatter, self.texts)

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [row for each in self.get_params(ctx) if isinstance(each, click.Argument) and (row := each.get_help_record(ctx))]
        if rows:
            with formatter.section(self.texts("help.arguments")):
                formatter.write_dl(rows)


class VerbGroup(click.Group):
    """Commands by name, built when they are asked for."""

    context_class = PageContext

    def __init__(self, name: str, texts: Texts, **attributes: Any) -> None:
        super().__init__(
            name,
            options_metavar=texts("help.metavar.options"),
            subcommand_metavar=texts("help.metavar.command"),
            add_help_option=False,
            **attributes,
        )
        self.texts = texts

    def verbs(self) -> Mapping[str, str]:
        """Name → key of the catalogue of texts, in the order of the help."""
        prefix = "command." if self.name == "bouwsteen" else f"command.{self.name}."
        return {name: f"{prefix}{name}" for name in (COMMANDS if self.name == "bouwsteen" else SUBCOMMANDS[self.name or ""])}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  the shape is click's
        return list(self.verbs())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        verbs = self.verbs()
        if cmd_name not in verbs:
            return None
        if self.name != "bouwsteen":
            return build_command(cmd_name, SUBCOMMANDS[self.name or ""][cmd_name], verbs[cmd_name], self.texts)
        entry = COMMANDS[cmd_name]
        if entry.is_group:
            return build_group(cmd_name, self.texts)
        return build_command(cmd_name, entry.module, verbs[cmd_name], self.texts)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and name not in self.verbs() and not ctx.resilient_parsing:
            raise click.NoSuchCommand(name, possibilities=list(self.verbs()), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        write_options(self.get_params(ctx), ctx, formatter, self.texts)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        width = max(map(len, self.verbs()))
        rows = {name: (name.ljust(width), self.texts(f"{key}.summary")) for name, key in self.verbs().items()}
        if self.name != "bouwsteen":
            with formatter.section(self.texts("help.commands")):
                formatter.write_dl(list(rows.values()))
            return
        for section in SECTIONS:
            with formatter.section(self.texts(f"help.section.{section}")):
                formatter.write_dl([rows[name] for name, entry in COMMANDS.items() if entry.section == section])


def write_options(parameters: Iterable[click.Parameter], ctx: click.Context, formatter: click.HelpFormatter, texts: Texts) -> None:
    records = [(each, record) for each in parameters if isinstance(each, click.Option) and (record := each.get_help_record(ctx))]
    own = [record for each, record in records if each.name not in _GLOBAL_OPTIONS]
    common = [record for each, record in records if each.name in _GLOBAL_OPTIONS]
    if own:
        with formatter.section(texts("help.options")):
            formatter.write_dl(own)
    with formatter.section(texts("help.global")):
        formatter.write_dl(common)


def build_root(texts: Texts) -> VerbGroup:
    return VerbGroup(
        "bouwsteen",
        texts,
        help=texts("command.root.help"),
        epilog=texts("command.root.epilog"),
        params=[*global_options(texts), _version_option(texts)],
        invoke_without_command=True,
        callback=show_own_help,
    )


@click.pass_context
def show_own_help(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), color=_wants_color(context))


def build_group(name: str, texts: Texts) -> VerbGroup:
    default = DEFAULT_SUBCOMMANDS.get(name)
    if default is None:
        return VerbGroup(
            name,
            texts,
            help=_page(name, texts),
            params=global_options(texts),
            invoke_without_command=True,
            callback=show_own_help,
        )

    @click.pass_context
    def run_default(context: click.Context, /, **values: Any) -> int | None:
        if context.invoked_subcommand is not None:
            return None
        return int(run_command(context, SUBCOMMANDS[name][default], values))

    module = _arguments(SUBCOMMANDS[name][default])
    return VerbGroup(
        name,
        texts,
        help=_page(name, texts),
        params=[*module.parameters(texts), *global_options(texts)],
        invoke_without_command=True,
        callback=run_default,
    )


def _page(name: str, texts: Texts) -> str:
    return f"{texts(f'command.{name}.summary')}.\n\n{texts(f'command.{name}.help')}"


def build_command(name: str, module_name: str, key: str, texts: Texts) -> VerbCommand:
    @click.pass_context
    def run(context: click.Context, /, **values: Any) -> int:
        return int(run_command(context, module_name, values))

    return VerbCommand(
        name,
        texts,
        help=_page(key.removeprefix("command."), texts),
        params=[*_arguments(module_name).parameters(texts), *global_options(texts)],
        callback=run,
    )


def run_command(context: click.Context, module_name: str, values: Mapping[str, Any]) -> ExitCode:
    """Make the options, load the verb's body and run it."""
    options = _arguments(module_name).Options(**values)
    settings = context.find_object(Settings)
    if settings is None:
        raise LookupError("the root command was called without its settings")
    body = importlib.import_module(f"bouwsteen.cli.commands.{module_name}")
    code: ExitCode = body.run(Invocation.of(settings), options)
    return code


def _arguments(module_name: str) -> ArgumentsModule:
    module: Any = importlib.import_module(f"bouwsteen.cli.arguments.{module_name}")
    arguments: ArgumentsModule = module
    return arguments


# The options of every command. They may stand before or after the verb.


def setting(convert: Callable[[Settings, Any], None]) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(context: click.Context, _: click.Parameter, value: Any) -> None:
        settings = context.find_object(Settings)
        if settings is not None and value not in (None, False):
            convert(settings, value)

    return callback


def _set_directory(settings: Settings, value: Path) -> None:
    settings.directory = value


def _set_kubeconfig(settings: Settings, value: Path) -> None:
    settings.kubeconfig = value


def _set_cluster_context(settings: Settings, value: str) -> None:
    settings.cluster_context = value


def _set_verbose(settings: Settings, _: bool) -> None:
    settings.verbose = True


def _leave(_: Settings, __: object) -> None:
    """Language and colour were read before parsing, as help needs them; the parser only refuses what is wrong."""


def global_options(texts: Texts) -> list[click.Parameter]:
    return [
        click.Option(
            ["-C", "--directory"],
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            metavar="FOLDER",
            expose_value=False,
            callback=setting(_set_directory),
            help=texts("option.directory"),
        ),
        click.Option(
            ["--kubeconfig"],
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            metavar="FILE",
            expose_value=False,
            callback=setting(_set_kubeconfig),
            help=texts("option.kubeconfig"),
        ),
        click.Option(
            ["--context"], metavar="NAME", expose_value=False, callback=setting(_set_cluster_context), help=texts("option.context")
        ),
        click.Option(
            ["--lang"], type=_languages(), metavar="LANG", expose_value=False, callback=setting(_leave), help=texts("option.lang")
        ),
        click.Option(
            ["--no-color"], is_flag=True, is_eager=True, expose_value=False, callback=setting(_leave), help=texts("option.no-color")
        ),
        click.Option(["-v", "--verbose"], is_flag=True, expose_value=False, callback=setting(_set_verbose), help=texts("option.verbose")),
        click.Option(["-h", "--help"], is_flag=True, is_eager=True, expose_value=False, callback=_show_help, help=texts("option.help")),
    ]


def _languages() -> click.Choice[str]:
    return click.Choice([each.value for each in Language])


def _version_option(texts: Texts) -> click.Option:
    return click.Option(
        ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help=texts("option.version")
    )


def _show_help(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        click.echo(context.get_help(), color=_wants_color(context))
        context.exit()


def _show_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        from importlib.metadata import version  # noqa: PLC0415  costs as much as all the rest

        click.echo(f"bouwsteen {version('bouwsteen')}")
        context.exit()


def _wants_color(context: click.Context) -> bool | None:
    """False: never. None: click looks at the stream."""
    settings = context.find_object(Settings)
    return settings.color if settings else None
