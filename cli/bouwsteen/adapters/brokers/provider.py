"""The provider of `broker/*`: one client for each broker and user, and one place where its errors become outcomes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, Protocol

from bouwsteen.adapters.brokers.bindings import BindingKind
from bouwsteen.adapters.brokers.catalogs import CatalogError
from bouwsteen.adapters.brokers.client import (
    BrokerAddress,
    BrokerAddressError,
    BrokerClient,
    BrokerUnreachableError,
    ChooseAddress,
    UnexpectedAnswerError,
)
from bouwsteen.adapters.brokers.failures import as_unreadable, bad_address, bad_catalog, unreachable
from bouwsteen.adapters.brokers.instances import InstanceKind
from bouwsteen.adapters.brokers.resource_types import BINDING, INSTANCE, TYPES
from bouwsteen.phrases import quoted
from bouwsteen.providers.protocol import Call, Done, Failed, Observation, Outcome, Present, Unreadable
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen.values import Secret


class _Kind(Protocol):
    def id_of(self, call: Call) -> str: ...

    def read(self, client: BrokerClient, call: Call) -> Observation: ...

    def create(self, client: BrokerClient, call: Call) -> Outcome: ...

    def update(self, client: BrokerClient, call: Call) -> Outcome: ...

    def delete(self, client: BrokerClient, call: Call) -> Outcome: ...


_KINDS: Final[Mapping[str, _Kind]] = {INSTANCE.name: InstanceKind(), BINDING.name: BindingKind()}


class BrokerProvider:
    types: Final[Mapping[str, ResourceType]] = TYPES

    def __init__(self, choose: ChooseAddress | None = None) -> None:
        """`choose` says where brokers may be called; left out, that is everywhere."""
        self._choose = choose
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], BrokerClient] = {}

    def read(self, call: Call) -> Observation:
        try:
            address = _address(call)
            return _KINDS[call.type].read(self._client(address), call)
        except BrokerAddressError as error:
            return as_unreadable(bad_address(error))
        except BrokerUnreachableError as error:
            failed = unreachable(address, error)
            if not error.refused:
                return as_unreadable(failed)
            # That its service does not run is a fact of this machine, which a plan mends. To take the share for gone,
            # or to refuse a plan, would be wrong.
            object_id = _KINDS[call.type].id_of(call)
            return Present(object_id, outputs=call.outputs, objects=call.objects, private=call.private, problem=failed.detail)
        except (CatalogError, UnexpectedAnswerError) as error:
            failed = bad_catalog(address, error)
            if not call.id or failed.code != "broker-unauthorized":
                return as_unreadable(failed)
            # The credentials on record are of a service that was made anew, say. A plan that brings others mends it.
            return Present(call.id, outputs=call.outputs, objects=call.objects, private=call.private, problem=failed.detail)

    def find(self, call: Call) -> Observation:
        """As `read`: without a record, by the object_id that the call in doubt would have given."""
        return self.read(call)

    def create(self, call: Call) -> Outcome:
        return self._act(call, _KINDS[call.type].create)

    def update(self, call: Call) -> Outcome:
        return self._act(call, _KINDS[call.type].update)

    def delete(self, call: Call) -> Outcome:
        return self._act(call, _KINDS[call.type].delete)

    def stop(self, call: Call) -> Outcome:
        return Done(call.id, call.outputs, call.objects, call.private)

    def adopt(self, call: Call, identity: str | Secret) -> Present | Failed:
        """By the id that the broker knows it by. It changes nothing there: what a user may see is that user's."""
        found = self.read(replace(call, id=str(identity), outputs={}, objects=(), private={}))
        if isinstance(found, Present) and found.outputs and not found.problem:
            return found
        if isinstance(found, Present):
            why = found.problem or "The broker does not show what it has made."
        else:
            why = found.detail if isinstance(found, Unreadable) else f"The broker has nothing with the id {quoted(identity)} for this user."
        return Failed("import-not-found", "There is nothing to take over", why, "Ask the owner of the service for the id.")

    def close(self) -> None:
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

    def _act(self, call: Call, act: Callable[[BrokerClient, Call], Outcome]) -> Outcome:
        try:
            address = _address(call)
            return act(self._client(address), call)
        except BrokerAddressError as error:
            return bad_address(error)
        except BrokerUnreachableError as error:
            return unreachable(address, error)
        except (CatalogError, UnexpectedAnswerError) as error:
            return bad_catalog(address, error)

    def _client(self, address: BrokerAddress) -> BrokerClient:
        with self._lock:
            key = (address.url, address.username)
            known = self._clients.get(key)
            if known is None or known.address != address:
                if known is not None:
                    known.close()
                known = self._clients[key] = BrokerClient(address, self._choose)
            return known


def _address(call: Call) -> BrokerAddress:
    """Raises BrokerAddressError."""
    return BrokerAddress.of(call.inputs["broker"] if call.type == INSTANCE.name else call.inputs["instance"]["broker"])
