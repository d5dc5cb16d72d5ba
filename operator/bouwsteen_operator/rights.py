"""What the operator itself must be allowed to do, and whether it is. Who it acts as in a namespace has rights of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bouwsteen.adapters.kubernetes.clients import ClusterClient
from bouwsteen.errors import AuthenticationError
from bouwsteen_operator.objects import GROUP, KINDS
from bouwsteen_operator.settings import Settings

_REVIEWS: Final = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
_LEASES: Final = "coordination.k8s.io"


@dataclass(frozen=True, slots=True)
class Right:
    """`resource` may have a part after a slash. `namespace` empty is all of them, `name` too."""

    verb: str
    group: str
    resource: str
    namespace: str = ""
    name: str = ""

    def __str__(self) -> str:
        where = f" in the namespace {self.namespace}" if self.namespace else ""
        return f"{self.verb} {self.resource}{f'.{self.group}' if self.group else ''}{f' {self.name}' if self.name else ''}{where}"


def needed_rights(settings: Settings) -> Iterator[Right]:
    for verb in ("get", "create", "patch"):
        yield Right(verb, _LEASES, "leases", settings.namespace)
    for kind in KINDS.values():
        for namespace in settings.namespaces if settings.namespaces and kind.is_namespaced else ("",):
            for verb in ("list", "watch"):
                yield Right(verb, GROUP, kind.plural, namespace)
    for namespace in settings.namespaces or ("",):
        yield Right("patch", GROUP, "stacks", namespace)
        yield Right("patch", GROUP, "stacks/status", namespace)
        for verb in ("create", "patch", "delete"):
            yield Right(verb, GROUP, "blockinstances", namespace)
        yield Right("patch", GROUP, "blockinstances/status", namespace)
        yield Right("create", "events.k8s.io", "events", namespace)
        yield Right("impersonate", "", "serviceaccounts", namespace, settings.account)
    for verb in ("list", "watch"):
        yield Right(verb, "apiextensions.k8s.io", "customresourcedefinitions")
        if not settings.namespaces:
            yield Right(verb, "", "namespaces")


def missing_rights(client: ClusterClient, settings: Settings) -> list[Right]:
    """Raises ClusterError where the server cannot be asked."""
    return [right for right in needed_rights(settings) if not _has(client, right)]


def check_rights(client: ClusterClient, settings: Settings) -> None:
    """Raises AuthenticationError that names what is missing, ClusterError where the server cannot be asked."""
    missing = missing_rights(client, settings)
    if missing:
        lines = "\n".join(f"    {right}" for right in missing)
        raise AuthenticationError.because(
            "operator-rights-missing",
            "The operator may not do what it must",
            f"The cluster does not allow this operator:\n\n{lines}",
            "Whoever runs the cluster grants it with the roles of the operator:\n\n    kubectl apply --server-side -k operator/config/base",
        )


def _has(client: ClusterClient, right: Right) -> bool:
    resource, _, part = right.resource.partition("/")
    asked = {
        "verb": right.verb,
        "group": right.group,
        "resource": resource,
        "subresource": part,
        "namespace": right.namespace,
        "name": right.name,
    }
    body = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": {"resourceAttributes": asked}}
    # Asking twice changes nothing.
    answer = client.request("POST", _REVIEWS, body=body, repeatable=True).json()
    return bool((answer.get("status") or {}).get("allowed"))
