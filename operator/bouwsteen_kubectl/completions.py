"""What a shell may complete a line with, as kubectl asks it of its plugins.

Whatever goes wrong is no candidate: a line that is being typed is no place for an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import click
from click.shell_completion import CompletionItem, ShellComplete

from bouwsteen.adapters.kubernetes.clients import ClusterError
from bouwsteen.cli.settings import Settings
from bouwsteen.errors import BouwsteenError
from bouwsteen_kubectl.clusters import PersonalCluster
from bouwsteen_kubectl.targets import typed_name
from bouwsteen_operator.conditions import ConditionType, find
from bouwsteen_operator.objects import KINDS

_SECONDS: Final = 5.0
_FILES, _NO_FILES = 0, 4  # cobra's words for whether the shell offers files too


def complete_objects(kinds: Sequence[str], settings: Settings, namespace: str, incomplete: str) -> list[CompletionItem]:
    """Those of a namespace, as `stack/x`, each with why it is as it is."""
    try:
        cluster = PersonalCluster(settings, namespace)
    except BouwsteenError:
        return []
    try:
        found = {kind: cluster.client.list_all(KINDS[kind].path(cluster.namespace), timeout=_SECONDS)[0] for kind in kinds}
    except ClusterError:
        return []
    finally:
        cluster.close()
    items = (CompletionItem(typed_name(kind, each["metadata"]["name"]), help=_reason(each)) for kind in kinds for each in found[kind])
    return [item for item in items if item.value.startswith(incomplete)]


def _reason(obj: dict[str, Any]) -> str:
    ready = find((obj.get("status") or {}).get("conditions") or (), ConditionType.READY)
    return str(ready.get("reason", "")) if ready is not None else ""


def completion_lines(root: click.Group, settings: Settings, program: str, words: Sequence[str]) -> Iterator[str]:
    """The answer that cobra expects to what was typed after the name of the plugin, of which the last word is not typed out yet.

    A line a candidate, with what it is after a tab, and at the end what the shell is to do beside.
    """
    *whole, incomplete = words or [""]
    items = ShellComplete(root, {"obj": settings}, program, "").get_completions(list(whole), incomplete)
    for each in items:
        if each.type == "plain":
            yield f"{each.value}\t{' '.join(each.help.split())}" if each.help else each.value
    yield f":{_NO_FILES if all(each.type == 'plain' for each in items) else _FILES}"
