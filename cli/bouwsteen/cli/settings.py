"""The options that hold for every command, and what a command gets to work with."""

from __future__ import annotations

import enum
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bouwsteen.cli.terminals import Terminal
from bouwsteen.cli.texts import Language, Texts, preferred_language


class Output(enum.StrEnum):
    TEXT = "text"
    JSON = "json"
    YAML = "yaml"


@dataclass(slots=True)
class Settings:
    """Filled in by the parser as it meets the options, before or after the verb; read-only from then on."""

    language: Language
    directory: Path = field(default_factory=Path)
    color: bool | None = None  # None: where the terminal can
    verbose: bool = False
    output: Output = Output.TEXT
    kubeconfig: Path | None = None
    cluster_context: str = ""

    @classmethod
    def before_parsing(cls, arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
        """What help needs before anything is parsed: the language and whether colour is refused."""
        plain = "--no-color" in arguments or bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
        return cls(preferred_language(arguments, environment), color=False if plain else None)


@dataclass(frozen=True, slots=True)
class Invocation:
    """What every command gets beside its own options.

    `kubeconfig` None is the one of this machine's user; `cluster_context`, where given, wins over what a stack says.
    """

    directory: Path
    terminal: Terminal
    texts: Texts
    verbose: bool = False
    output: Output = Output.TEXT
    kubeconfig: Path | None = None
    cluster_context: str = ""
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @classmethod
    def of(cls, settings: Settings) -> Invocation:
        return cls(
            directory=settings.directory,
            terminal=Terminal.standard(settings.color, Texts(settings.language)),
            texts=Texts(settings.language),
            verbose=settings.verbose,
            output=settings.output,
            kubeconfig=settings.kubeconfig,
            cluster_context=settings.cluster_context,
        )

    def emit(self, data: object, text: Callable[[], str]) -> None:
        """Print what the command found: as a document when asked for, else as text.

        `data` must be plain JSON, secrets already redacted.
        """
        if self.output is Output.TEXT:
            self.terminal.print(text())
        else:
            self.print_document(data)

    def print_document(self, data: object) -> None:
        """In the form that was asked for, which is not text."""
        from bouwsteen.formats.writers import to_json, to_yaml  # noqa: PLC0415  only who asks for it pays for it

        self.terminal.print(to_json(data) if self.output is Output.JSON else to_yaml(data))
