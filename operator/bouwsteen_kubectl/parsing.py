"""The commands of the plugin, in the language of who asks, with options as users of kubectl know them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import click
from click.shell_completion import CompletionItem

from bouwsteen.cli.arguments.shared import output_option
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.parsing import VerbCommand, VerbGroup, global_options, show_own_help
from bouwsteen.cli.settings import Invocation, Settings
from bouwsteen_kubectl.clusters import PersonalCluster
from bouwsteen_kubectl.targets import read_target
from bouwsteen_kubectl.texts import PluginTexts

PROGRAM: Final = "kubectl bouwsteen"
# Of the options of `bouwsteen`, those that mean something here: kubectl has no folder to work in.
_SHARED: Final = frozenset({"kubeconfig", "context", "lang", "no_color", "verbose", "help"})

_NAMESPACE: Final = "bouwsteen_kubectl.namespace"

Parameters = Callable[[PluginTexts], list[click.Parameter]]


class Verb(NamedTuple):
    """`kinds` are those of its object; empty where it takes none. Its body is `run` of `module`, or what `function` names."""

    module: str
    function: str
    kinds: tuple[str, ...] = ()
    parameters: Parameters = lambda _: []


def _approve(texts: PluginTexts) -> list[click.Parameter]:
    return [
        click.Option(["--reason"], metavar="TEXT", required=True, help=texts("kubectl.option.reason")),
        click.Option(["-y", "--yes"], is_flag=True, help=texts("kubectl.option.yes")),
    ]


def _bundle(texts: PluginTexts) -> list[click.Parameter]:
    file = click.Path(dir_okay=False, path_type=Path)
    return [
        click.Option(["--out"], metavar="FILE", type=file, required=True, help=texts("kubectl.option.out")),
        click.Option(
            ["--operator-namespace"], metavar="NAMESPACE", default="bouwsteen-system", help=texts("kubectl.option.operator-namespace")
        ),
    ]


VERBS: Final[Mapping[str, Verb]] = {
    "why": Verb("explanations", "why", ("Stack", "BlockInstance")),
    "plan": Verb("requests", "show_plan", ("Stack",)),
    "approve": Verb("requests", "approve", ("Stack",), _approve),
    "reconcile": Verb("requests", "reconcile", ("Stack",)),
    "suspend": Verb("requests", "suspend", ("Stack",)),
    "resume": Verb("requests", "resume", ("Stack",)),
    "bundle": Verb("bundles", "bundle", (), _bundle),
}


class PluginGroup(VerbGroup):
    """The verbs above, in the order of the help."""

    def verbs(self) -> Mapping[str, str]:
        return {name: f"kubectl.{name}" for name in VERBS}

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  the shape is click's
        verb = VERBS.get(cmd_name)
        return _build_command(cmd_name, verb, self.plugin_texts) if verb is not None else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  the shape is click's
        with formatter.section(self.texts("help.commands")):
            formatter.write_dl([(name, self.texts(f"kubectl.{name}")) for name in VERBS])

    @property
    def plugin_texts(self) -> PluginTexts:
        assert isinstance(self.texts, PluginTexts)
        return self.texts


def build_root(texts: PluginTexts) -> PluginGroup:
    return PluginGroup(
        "kubectl-bouwsteen",
        texts,
        help=texts("kubectl.help"),
        params=_common(texts),
        invoke_without_command=True,
        callback=show_own_help,
    )


def _common(texts: PluginTexts) -> list[click.Parameter]:
    """Options that may stand before or after the verb."""
    shared = [each for each in global_options(texts) if each.name in _SHARED]
    namespace = click.Option(
        ["-n", "--namespace"],
        metavar="NAMESPACE",
        expose_value=False,
        callback=_keep_namespace,
        help=texts("kubectl.option.namespace"),
    )
    return [namespace, output_option(texts), *shared]


def _keep_namespace(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        context.meta[_NAMESPACE] = value


def _build_command(name: str, verb: Verb, texts: PluginTexts) -> VerbCommand:
    @click.pass_context
    def run(context: click.Context, /, **values: Any) -> int:
        return int(_run_verb(context, verb, values))

    objects = [_object_argument(verb, texts)] if verb.kinds else []
    return VerbCommand(
        name,
        texts,
        help=f"{texts(f'kubectl.{name}')}.\n\n{texts(f'kubectl.{name}.help')}",
        params=[*objects, *verb.parameters(texts), *_common(texts)],
        callback=run,
    )


def _object_argument(verb: Verb, texts: PluginTexts) -> click.Argument:
    """One word, or two as in `stack x`."""
    key = "kubectl.argument.object" if len(verb.kinds) > 1 else "kubectl.argument.stack"
    complete = partial(_complete_objects, verb.kinds)
    return click.Argument(
        ["words"], metavar=texts("kubectl.metavar.object"), nargs=-1, required=True, shell_complete=complete, help=texts(key)
    )


def _complete_objects(kinds: tuple[str, ...], context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from bouwsteen_kubectl.completions import complete_objects  # noqa: PLC0415  only when a shell asks

    settings = context.find_object(Settings)
    if settings is None or context.params.get("words"):
        return []
    return complete_objects(kinds, settings, str(context.meta.get(_NAMESPACE, "")), incomplete)


def _run_verb(context: click.Context, verb: Verb, values: dict[str, Any]) -> ExitCode:
    settings = context.find_object(Settings)
    assert settings is not None, "the program makes its settings before it parses"
    namespace, words = str(context.meta.get(_NAMESPACE, "")), values.pop("words", ())
    if verb.kinds:
        values["target"] = read_target(words, verb.kinds)
    invocation = _invocation(settings)
    body: Callable[..., ExitCode] = getattr(importlib.import_module(f"bouwsteen_kubectl.{verb.module}"), verb.function)
    cluster = PersonalCluster(settings, namespace)
    try:
        return body(invocation, cluster, **values)
    finally:
        cluster.close()


def _invocation(settings: Settings) -> Invocation:
    found = Invocation.of(settings)
    texts = PluginTexts(settings.language)
    return replace(found, texts=texts, terminal=replace(found.terminal, look=replace(found.terminal.look, texts=texts)))
