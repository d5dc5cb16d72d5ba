"""Where the states of a workspace are opened: each environment's where its stack says, with the key that it says."""

from __future__ import annotations

import errno
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bouwsteen.adapters.state_choices import HERE, ChosenStores
from bouwsteen.adapters.state_folders.stores import FolderStore
from bouwsteen.adapters.state_keys import GivenKeys, LocalKeys, Marks, default_key_folder
from bouwsteen.adapters.state_logs.places import Noted, PlaceFolder
from bouwsteen.adapters.state_logs.spills import SpillFolder
from bouwsteen.cli.secret_files import read_secret
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.state_settings import KeptAt, read_all_settings, read_settings
from bouwsteen.diagnostics import error
from bouwsteen.documents.stacks import KubernetesSettings
from bouwsteen.errors import BouwsteenError, InvalidInputError, StateError
from bouwsteen.state import problems
from bouwsteen.state.custodies import Custody
from bouwsteen.state.ports import KeySource, Mode
from bouwsteen.values import Secret

if TYPE_CHECKING:  # only who asks a cluster pays for these
    from bouwsteen.adapters.kubernetes.clients import ClusterSettings
    from bouwsteen.adapters.kubernetes_state.stores import ClusterStore

WORK_FOLDER = ".bouwsteen"
IN_CLUSTER = "kubernetes"


def open_store(invocation: Invocation, root: Path) -> FolderStore:
    """The folder of a workspace, with the keys of this machine."""
    keys = _keys(invocation)
    aside, places = SpillFolder(keys.folder.with_name("spills")), PlaceFolder(keys.folder.with_name("places"))
    return FolderStore(root / WORK_FOLDER / "state", keys, spills=aside, places=places)


def open_stores(invocation: Invocation, root: Path) -> ChosenStores:
    """Each environment's state where its stack says."""
    chooser = _Chooser(invocation, root, open_store(invocation, root))
    return ChosenStores(chooser.folder, chooser.choose, chooser.elsewhere, chooser.left)


@dataclass
class _Chooser:
    """For one run, over as many stacks as it looks at: each document, note and cluster is asked once."""

    invocation: Invocation
    root: Path
    folder: FolderStore
    _kept: dict[tuple[str, str], KeptAt | None] = field(default_factory=dict)
    _stores: dict[tuple[str, str], Custody | None] = field(default_factory=dict)
    _silent: set[str | None] = field(default_factory=set)  # contexts whose cluster did not answer

    def choose(self, stack: str, environment: str) -> Custody | None:
        place = (stack, environment)
        if place not in self._stores:
            self._stores[place] = self._open(stack, environment, self._kept_at(stack, environment))
        return self._stores[place]

    def elsewhere(self) -> Iterator[tuple[str, str]]:
        for stack, environment, kept in read_all_settings(self.root):
            if kept.store == IN_CLUSTER:
                yield stack, environment

    def left(self, stack: str, environment: str, mode: Mode) -> str:
        """Where else a state is, for who finds nothing where it should be; empty where none is, or nobody can tell.

        Who writes is told when nobody can tell: to begin from nothing would make all of it twice. Raises StateError.
        """
        kept = self._kept_at(stack, environment)
        noted = self._notes.get((stack, environment), [])
        if kept is not None and kept.store == IN_CLUSTER:
            own = _in_cluster(self.choose(stack, environment)).place(stack, environment) if noted else ""
            return next((each.where for each in noted if each.place != own), "")
        if noted:
            return noted[0].where
        return self._found_in_cluster(stack, environment, kept, mode) if kept is not None and kept.in_cluster else ""

    def _found_in_cluster(self, stack: str, environment: str, kept: KeptAt, mode: Mode) -> str:
        """Also on a machine that never wrote there: what runs in a cluster may have its state beside it."""
        context = kept.kubernetes.context if kept.kubernetes is not None else None
        if mode is Mode.READ and context in self._silent:
            return ""
        try:
            store = _cluster_store(self.invocation, self.root, self.folder, stack, environment, kept)
            return f"the namespace {store.namespace} of its cluster" if store.holds(stack, environment) else ""
        except InvalidInputError:  # there is no cluster that could be asked
            return ""
        except OSError as problem:
            self._silent.add(context)
            if mode is Mode.WRITE and problem.errno not in {errno.EACCES, errno.EPERM}:
                raise problems.unreadable(f"The cluster of {stack}/{environment}", problem) from problem
            return ""

    def _open(self, stack: str, environment: str, kept: KeptAt | None) -> Custody | None:
        if kept is None or (kept.store == HERE and kept.key is None):
            return None
        if kept.store == HERE:
            return replace(self.folder, keys=_keys_for(self.invocation, self.root, stack, environment, kept))
        if kept.store != IN_CLUSTER:
            raise _unsupported_store(stack, environment, kept.store)
        return _cluster_store(self.invocation, self.root, self.folder, stack, environment, kept)

    def _kept_at(self, stack: str, environment: str) -> KeptAt | None:
        place = (stack, environment)
        if place not in self._kept:
            self._kept[place] = _kept_at(self.folder, self.root, stack, environment)
        return self._kept[place]

    @functools.cached_property
    def _notes(self) -> Mapping[tuple[str, str], list[Noted]]:
        return self.folder.places.in_clusters() if self.folder.places is not None else {}


def _in_cluster(store: Custody | None) -> ClusterStore:
    from bouwsteen.adapters.kubernetes_state.stores import ClusterStore  # noqa: PLC0415  only who asks a cluster pays for it

    assert isinstance(store, ClusterStore)
    return store


def keys_of(invocation: Invocation, root: Path, stack: str, environment: str) -> KeySource:
    """What a state of an environment, and its backups, are sealed with. Raises StateError."""
    return _keys_for(invocation, root, stack, environment, _kept_at(open_store(invocation, root), root, stack, environment))


def key_file(invocation: Invocation, lineage: str) -> Path:
    """Where the key of a state lies on this machine."""
    return _keys(invocation).path(lineage)


def cluster_of(invocation: Invocation, said: KubernetesSettings | None, namespace: str) -> ClusterSettings:
    """Where in which cluster; what is typed wins over what the stack says."""
    from bouwsteen.adapters.kubernetes.clients import ClusterSettings  # noqa: PLC0415  only who asks a cluster pays for it

    kubeconfig = invocation.environment.get("KUBECONFIG")
    return ClusterSettings(
        invocation.kubeconfig or (Path(kubeconfig) if kubeconfig else None),
        invocation.cluster_context or (said.context if said is not None else None) or "",
        namespace,
    )


def _cluster_store(invocation: Invocation, root: Path, folder: FolderStore, stack: str, environment: str, kept: KeptAt) -> ClusterStore:
    from bouwsteen.adapters.kubernetes.clients import open_cluster  # noqa: PLC0415  only who asks a cluster pays for it
    from bouwsteen.adapters.kubernetes_state.stores import ClusterStore  # noqa: PLC0415  as above

    settings = cluster_of(invocation, kept.kubernetes, kept.namespace(stack, environment))
    keys = _keys_for(invocation, root, stack, environment, kept)
    return ClusterStore(open_cluster(settings), settings.namespace, keys, folder.lease, folder.spills, folder.places)


def _unsupported_store(stack: str, environment: str, store: str) -> BouwsteenError:
    return InvalidInputError.because(
        "state-store-unsupported",
        "A state cannot be kept there yet",
        f"{stack} says that the state of {environment} is kept in {store}, which this version of Bouwsteen does not know.",
        "Keep it in a folder or in a cluster: `state: {store: folder}` or `state: {store: kubernetes}`.",
    )


def _kept_at(folder: FolderStore, root: Path, stack: str, environment: str) -> KeptAt | None:
    """None for here. A record that lies here is reached when the document that says so can no longer be read."""
    try:
        return read_settings(root, stack).get(environment)
    except InvalidInputError:
        if environment in folder.environments(stack):
            return None
        raise


def _keys_for(invocation: Invocation, root: Path, stack: str, environment: str, kept: KeptAt | None) -> KeySource:
    """The keys that a stack gives, and behind them the one that this machine made before it did; or those of this machine."""
    own = _keys(invocation)
    if kept is None or kept.key is None:
        return own
    try:
        text = read_secret(kept.key.secret_ref, root / "stacks" / stack)
    except LookupError as problem:
        raise StateError(
            error(
                "state-key-unreadable",
                "A key file cannot be used",
                f"{stack} says where the key of the state of {environment} is: {problem}.",
                "Put the key there, or allow it to be read. Nothing was written.",
            )
        ) from problem
    return GivenKeys([Secret(line) for line in text.split()], Marks(own.folder), own)


def _keys(invocation: Invocation) -> LocalKeys:
    return LocalKeys(default_key_folder(invocation.environment, Path.home()))
