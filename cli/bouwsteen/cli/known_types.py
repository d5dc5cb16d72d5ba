"""The resource types of this program, for who checks documents without touching what they describe: without its providers and states."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen.adapters.brokers.resource_types import TYPES as BROKER_TYPES
from bouwsteen.adapters.kubernetes.resource_types import TYPES as KUBERNETES_TYPES
from bouwsteen.adapters.local.resource_types import TYPES as LOCAL_TYPES
from bouwsteen.adapters.null_objects import NullProvider
from bouwsteen.adapters.random_values import RandomProvider
from bouwsteen.providers.resource_types import ResourceType


def known_types() -> Mapping[str, ResourceType]:
    """By name."""
    return {**RandomProvider.types, **NullProvider.types, **LOCAL_TYPES, **BROKER_TYPES, **KUBERNETES_TYPES}
