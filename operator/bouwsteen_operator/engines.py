"""The engine, wired for one namespace: its world, its records, and as whom both are touched.

Whatever belongs to a tenant (objects, records, Secrets) is read and written as the service account of that
namespace, so that the rights of the namespace decide and not those of the operator. All of them share one set of connections.
"""

from __future__ import annotations

import tempfile
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from bouwsteen.adapters.brokers.client import ChooseAddress
from bouwsteen.adapters.brokers.provider import BrokerProvider
from bouwsteen.adapters.brokers.resource_types import TYPES as BROKER_TYPES
from bouwsteen.adapters.kubernetes.clients import ClusterClient
from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.adapters.kubernetes.resource_types import TYPES as KUBERNETES_TYPES
from bouwsteen.adapters.kubernetes_state.loading import Recollection
from bouwsteen.adapters.kubernetes_state.locks import Watches
from bouwsteen.adapters.kubernetes_state.stores import ClusterStore
from bouwsteen.adapters.kubernetes_state.successions import Succession
from bouwsteen.adapters.null_objects import NullProvider
from bouwsteen.adapters.random_values import RandomProvider
from bouwsteen.adapters.state_keys import GivenKeys, LocalKeys, Marks, default_key_folder
from bouwsteen.engine.engines import Engine, Identity, Stop
from bouwsteen.engine.questioners import Questioner
from bouwsteen.engine.reporters import Reporter
from bouwsteen.errors import StateError
from bouwsteen.providers.protocol import Provider
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen.state.ports import KeySource
from bouwsteen.values import Secret
from bouwsteen_operator.keys import Key
from bouwsteen_operator.settings import Settings

COMMAND: Final = "reconcile"  # as records say what a run was
_STEPS: Final = 8  # of one stack at once: many stacks are looked after beside it
TYPES: Final[Mapping[str, ResourceType]] = {**RandomProvider.types, **NullProvider.types, **BROKER_TYPES, **KUBERNETES_TYPES}
_MOST_KEYS: Final = 100
_MOST_BYTES: Final = 4096  # of a file that holds a key

ReadContent = Callable[[str], Mapping[str, bytes]]  # the files of a folder, by the digest of all of them


class Engines:
    """Makes engines; what is dear (connections, what is known of a cluster) is made once. Safe for several threads.

    `choose` says where a broker is called.
    """

    def __init__(
        self,
        settings: Settings,
        client: ClusterClient,
        now: Callable[[], str],
        monotonic: Callable[[], float],
        choose: ChooseAddress,
        succession: Succession | None = None,
    ) -> None:
        self._settings = settings
        self._client = client
        self._now = now
        self._monotonic = monotonic
        self._keys = read_keys(settings)
        self._recollection = Recollection()
        self._watches = Watches()
        self._succession = succession
        self._lock = threading.Lock()
        self._clusters: dict[Key, KubernetesProvider] = {}
        self._contents: dict[Key, ReadContent] = {}
        self._shared: Mapping[str, Provider] = {"random": RandomProvider(), "null": NullProvider(), "broker": BrokerProvider(choose)}

    def engine(
        self, key: Key, read_content: ReadContent, stop: Stop, *, questioner: Questioner | None = None, reporter: Reporter | None = None
    ) -> Engine:
        """For one reconcile. Nothing of it needs to be closed."""
        return Engine(
            providers={**self._shared, "kubernetes": self._provider(key, read_content)},
            store=self.store(key.namespace),
            identity=Identity(self._settings.owner, self.user(key.namespace), COMMAND),
            now=self._now,
            monotonic=self._monotonic,
            new_run=lambda: uuid.uuid4().hex,
            questioner=questioner or Questioner(),
            reporter=reporter or Reporter(),
            stop=stop,
            parallelism=_STEPS,
            language=self._settings.language,
        )

    def store(self, namespace: str) -> ClusterStore:
        """The records that lie in a namespace, as its service account sees them."""
        return ClusterStore(
            self.tenant(namespace),
            namespace,
            self._keys,
            recollection=self._recollection,
            watches=self._watches,
            succession=self._succession,
        )

    def tenant(self, namespace: str) -> ClusterClient:
        """Acts with the rights of a namespace alone. Raises InvalidInputError where the settings name no account."""
        return acting(self._client, self._settings, namespace)

    def user(self, namespace: str) -> str:
        """Whom a namespace is touched as. Empty where the settings name no account, and then nothing is: `tenant` refuses it."""
        return user_of(self._settings, namespace)

    def forget(self, key: Key) -> None:
        """What is known of a Stack that is gone. Nothing of it may be under way."""
        with self._lock:
            provider = self._clusters.pop(key, None)
            self._contents.pop(key, None)
        self._recollection.forget(key.namespace, key.name)
        if provider is not None:
            provider.close()

    def close(self) -> None:
        for provider in (*self._shared.values(), *self._clusters.values()):
            provider.close()
        self._client.close()

    def _provider(self, key: Key, read_content: ReadContent) -> KubernetesProvider:
        """One a Stack: two Stacks of one namespace have files of their own."""
        with self._lock:
            self._contents[key] = read_content
            if key not in self._clusters:
                settings = self.tenant(key.namespace).settings
                self._clusters[key] = KubernetesProvider(
                    lambda _address: settings, lambda digest: self._content(key, digest), self._client.acting
                )
            return self._clusters[key]

    def _content(self, key: Key, digest: str) -> Mapping[str, bytes]:
        """As the stack has it by now, which was read for the reconcile that runs."""
        return self._contents[key](digest)


def acting(client: ClusterClient, settings: Settings, namespace: str) -> ClusterClient:
    """With the rights of a namespace alone. Raises InvalidInputError where the settings name no account."""
    return client.acting(replace(client.settings, namespace=namespace, impersonate=user_of(settings, namespace)))


def user_of(settings: Settings, namespace: str) -> str:
    """The service account of a namespace; empty where there is none to name."""
    return f"system:serviceaccount:{namespace}:{settings.account}" if settings.account and namespace else ""


def read_keys(settings: Settings) -> KeySource:
    """The keys of all records that this operator keeps, the one whose file comes last by name first: a newer name is a newer key.

    Raises StateError for a file that holds no key.
    """
    if settings.keys is None:
        return LocalKeys(default_key_folder({}, Path.home()))
    marks = Marks(settings.marks or Path(tempfile.mkdtemp(prefix="bouwsteen-marks-")))
    try:
        files = sorted((each for each in settings.keys.iterdir() if each.is_file() and not each.name.startswith(".")), reverse=True)
        texts = [Secret(_read_key(file)) for file in files[:_MOST_KEYS]]
    except OSError as problem:
        raise _no_keys(settings.keys, str(problem.strerror)) from problem
    if not texts:
        raise _no_keys(settings.keys, "it holds no file")
    keys = GivenKeys(texts, marks)
    keys.keys("")
    return keys


def _read_key(file: Path) -> str:
    with file.open("rb") as opened:
        return opened.read(_MOST_BYTES).decode("ascii", "replace").strip()


def _no_keys(folder: Path, why: str) -> StateError:
    error = StateError.because(
        "state-key-unreadable",
        "A key file cannot be used",
        f"The keys of the records are in {folder}, and {why}.",
        "Mount the Secret that holds them there. Nothing was written.",
    )
    assert isinstance(error, StateError)
    return error
