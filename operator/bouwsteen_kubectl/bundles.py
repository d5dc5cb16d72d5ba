"""A support bundle: what whoever helps must see of a namespace, in one file, and no secret.

Nothing is read that holds secrets: no Secret, no ConfigMap. Of objects only what is known to be harmless stays (annotations of
others and texts of parameters go), and each text that is left loses what looks like a key, a token or a password.
"""

from __future__ import annotations

import io
import os
import re
import tarfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import orjson

from bouwsteen.adapters.kubernetes.clients import ClusterError
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.sheets import Look
from bouwsteen.errors import BouwsteenError, InvalidInputError
from bouwsteen_kubectl.clusters import PersonalCluster
from bouwsteen_kubectl.explanations import answer_of_stack, render_answer
from bouwsteen_operator.approvals import AUTHOR
from bouwsteen_operator.caches import Object
from bouwsteen_operator.objects import GROUP, KINDS, PROTECT, PRUNE, REQUESTED_AT

WITHHELD: Final = "(withheld)"
_METADATA: Final = (
    "name",
    "namespace",
    "uid",
    "generation",
    "resourceVersion",
    "creationTimestamp",
    "deletionTimestamp",
    "finalizers",
    "labels",
    "ownerReferences",
)
_ANNOTATIONS: Final = frozenset({REQUESTED_AT, PROTECT, PRUNE, AUTHOR})
_EVENT: Final = ("type", "reason", "message", "count", "firstTimestamp", "lastTimestamp", "eventTime", "series", "involvedObject")
_LOG_LINES: Final = 2_000
_LOG_BYTES: Final = 1_000_000  # of one pod
_MOST_PODS: Final = 10
_SECRET_LIKE: Final = re.compile(
    r"-----BEGIN [^-]*-----.*?(?:-----END [^-]*-----|\Z)"  # keys
    r"|\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"  # tokens (JWT)
    r"|\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}"
    r"|(?<=://)[^\s/@:]+:[^\s/@]+(?=@)"  # who a URL says that one is
    r"|(?i:(?<=password)|(?<=passwd)|(?<=secret)|(?<=token)|(?<=apikey)|(?<=api_key))[\"']?\s*[:=]\s*[\"']?[^\s\"',;}]+",
    re.DOTALL,
)


@dataclass(slots=True)
class Pages:
    """The files of a bundle by name, and what could not be read."""

    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    left_out: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: object) -> None:
        self.files[name] = orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)

    def add_text(self, name: str, text: str) -> None:
        self.files[name] = without_secrets(text).encode()

    def attempt(self, what: str, read: Callable[[], None]) -> None:
        """Whoever helps is told what whoever made the bundle may not see."""
        try:
            read()
        except ClusterError as problem:
            self.left_out[what] = problem.kind.value
        except BouwsteenError as problem:
            self.left_out[what] = problem.diagnostics[0].code


def bundle(invocation: Invocation, cluster: PersonalCluster, out: Path, operator_namespace: str) -> ExitCode:
    now = datetime.now(UTC)
    pages = gather(cluster, operator_namespace, invocation.terminal.look, now)
    write(out, pages, now)
    texts = invocation.texts
    data = {"format_version": "1.0", "file": str(out), "files": sorted(pages.files), "left_out": pages.left_out}
    lines = [texts("bundle.done", file=out, n=len(pages.files))]
    lines += [texts("bundle.left-out", what=f"{what} ({why})") for what, why in pages.left_out.items()]
    invocation.emit(data, lambda: "\n".join(lines))
    return ExitCode.OK


def gather(cluster: PersonalCluster, operator_namespace: str, look: Look, now: datetime) -> Pages:
    """What cannot be read is told in the bundle itself."""
    pages = Pages()
    stacks: list[Object] = []
    for kind in (each for each in KINDS.values() if each.is_namespaced):
        pages.attempt(kind.plural, partial(_objects, cluster, kind.name, pages, stacks))
    for stack in stacks:
        pages.attempt(f"why {stack['metadata']['name']}", partial(_why, cluster, stack, look, now, pages))
    pages.attempt("events", lambda: pages.add("events.json", _events(cluster)))
    pages.attempt("catalog", lambda: pages.add("catalog.json", _catalog(cluster)))
    pages.attempt("versions", lambda: pages.add("versions.json", _versions(cluster)))
    pages.attempt("logs", lambda: _logs(cluster, operator_namespace, pages))
    pages.add("bundle.json", {"made": now.isoformat(timespec="seconds"), "namespace": cluster.namespace, "left_out": pages.left_out})
    return pages


def write(out: Path, pages: Pages, now: datetime) -> None:
    """Readable by its owner alone. Raises InvalidInputError where there is such a file already."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        for name, content in sorted(pages.files.items()):
            entry = tarfile.TarInfo(f"bouwsteen-bundle/{name}")
            entry.size, entry.mtime, entry.mode = len(content), int(now.timestamp()), 0o600
            archive.addfile(entry, io.BytesIO(content))
    try:
        with open(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb") as file:  # noqa: PTH123  Path.open takes no mode bits
            file.write(held.getvalue())
    except FileExistsError:
        raise InvalidInputError.because(
            "file-exists", "There is such a file already", f"{out} is there, and was not touched.", "Choose another name."
        ) from None


def harmless(obj: Object) -> dict[str, Any]:
    """An object as a stranger may see it."""
    metadata = {name: obj["metadata"][name] for name in _METADATA if name in obj["metadata"]}
    ours = {name: each for name, each in (obj["metadata"].get("annotations") or {}).items() if name in _ANNOTATIONS}
    if ours:
        metadata["annotations"] = ours
    kept = {"kind": obj.get("kind"), "metadata": metadata, "spec": obj.get("spec"), "status": obj.get("status")}
    cleaned: dict[str, Any] = _clean(kept)
    return cleaned


def without_secrets(text: str) -> str:
    return _SECRET_LIKE.sub(WITHHELD, text)


def _clean(value: Any, *, is_parameter: bool = False) -> Any:
    """Texts of parameters go, references to secrets stay: they say where a secret is, and not what it is."""
    if isinstance(value, Mapping):
        if is_parameter and value.keys() == {"secretRef"}:
            return value
        return {name: _clean(each, is_parameter=is_parameter or name in {"parameters", "with"}) for name, each in value.items()}
    if isinstance(value, list):
        return [_clean(each, is_parameter=is_parameter) for each in value]
    if isinstance(value, str):
        return WITHHELD if is_parameter else without_secrets(value)
    return value


def _objects(cluster: PersonalCluster, kind: str, pages: Pages, stacks: list[Object]) -> None:
    for each in cluster.all_of(kind):
        pages.add(f"objects/{kind}/{each['metadata']['name']}.json", harmless({**each, "kind": kind}))
        if kind == "Stack":
            stacks.append(each)


def _why(cluster: PersonalCluster, stack: Object, look: Look, now: datetime, pages: Pages) -> None:
    pages.add_text(f"why/{stack['metadata']['name']}.txt", render_answer(answer_of_stack(cluster, stack), look, now))


def _events(cluster: PersonalCluster) -> list[dict[str, Any]]:
    """Those of our objects."""
    found = cluster.find_all(f"/api/v1/namespaces/{cluster.namespace}/events")
    ours = [each for each in found if str((each.get("involvedObject") or {}).get("apiVersion", "")).startswith(f"{GROUP}/")]
    return [_clean({name: each[name] for name in _EVENT if each.get(name) is not None}) for each in ours]


def _catalog(cluster: PersonalCluster) -> dict[str, list[Any]]:
    """What there is, by name and digest: the content is public, and whoever helps has it."""
    return {
        kind.plural: [
            {"name": each["metadata"]["name"], "digest": ((each.get("spec") or {}).get("published") or {}).get("digest")}
            for each in cluster.find_all(kind.path())
        ]
        for kind in KINDS.values()
        if not kind.is_namespaced
    }


def _versions(cluster: PersonalCluster) -> dict[str, Any]:
    server = cluster.client.get("/version")
    return {"bouwsteen": version("bouwsteen"), "kubernetes": server.get("gitVersion"), "platform": server.get("platform")}


def _logs(cluster: PersonalCluster, namespace: str, pages: Pages) -> None:
    pods = cluster.find_all(f"/api/v1/namespaces/{namespace}/pods", {"labelSelector": "app.kubernetes.io/name=bouwsteen"})
    pages.add("pods.json", [_pod(each) for each in pods])
    for name in _names(pods[:_MOST_PODS]):
        pages.attempt(f"log of {name}", partial(_log, cluster, namespace, name, pages))


def _names(objects: Iterable[Object]) -> list[str]:
    return [str(each["metadata"]["name"]) for each in objects]


def _pod(pod: Object) -> dict[str, Any]:
    """Which images run, and how they fare; not its environment."""
    status = pod.get("status") or {}
    wanted = ("name", "image", "imageID", "ready", "restartCount", "state", "lastState")
    containers = [{key: each.get(key) for key in wanted} for each in status.get("containerStatuses") or ()]
    return {"name": pod["metadata"]["name"], "phase": status.get("phase"), "containers": _clean(containers)}


def _log(cluster: PersonalCluster, namespace: str, pod: str, pages: Pages) -> None:
    path = f"/api/v1/namespaces/{namespace}/pods/{pod}/log"
    answer = cluster.client.request("GET", path, query={"tailLines": str(_LOG_LINES), "limitBytes": str(_LOG_BYTES)})
    pages.add_text(f"logs/{pod}.log", answer.data.decode("utf-8", "replace"))
