"""The cluster as a person sees it: what is read and written in one namespace with that person's own rights.

What goes wrong becomes an error for people.
"""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bouwsteen.adapters.kubernetes.clients import MERGE, ClusterClient, ClusterError, ClusterSettings, Kind, current_namespace, open_cluster
from bouwsteen.adapters.kubernetes.refusals import of_cluster
from bouwsteen.cli.settings import Settings
from bouwsteen.diagnostics import error
from bouwsteen.errors import AuthenticationError, BouwsteenError, NotFoundError, StaleError
from bouwsteen_kubectl.targets import Target
from bouwsteen_operator.caches import Object
from bouwsteen_operator.objects import GROUP, KINDS, VERSION

MANAGER = "kubectl-bouwsteen"
_MOST_TOLD = 5  # namespaces


class PersonalCluster:
    """`namespace` is the one that was asked for, else that of the context."""

    def __init__(self, settings: Settings, namespace: str) -> None:
        chosen = namespace or current_namespace(settings.kubeconfig, settings.cluster_context)
        self.client: ClusterClient = open_cluster(
            ClusterSettings(kubeconfig=settings.kubeconfig, context=settings.cluster_context, namespace=chosen)
        )
        self.namespace = self.client.namespace

    def read(self, target: Target) -> Object:
        """Raises BouwsteenError."""
        with told(f"read {target}"):
            try:
                return self.client.get(KINDS[target.kind].path(self.namespace, target.name))
            except ClusterError as problem:
                if problem.kind is not Kind.NOT_FOUND:
                    raise
        raise self._not_found(target)

    def find(self, path: str) -> Object | None:
        """None where it is not there. Raises ClusterError."""
        try:
            return self.client.get(path)
        except ClusterError as problem:
            if problem.kind is Kind.NOT_FOUND:
                return None
            raise

    def find_all(self, path: str, query: Mapping[str, str] | None = None) -> Sequence[Object]:
        """Raises ClusterError."""
        return self.client.list_all(path, query)[0]

    def all_of(self, kind: str) -> Sequence[Object]:
        """Those of this namespace. Raises ClusterError."""
        return self.find_all(KINDS[kind].path(self.namespace))

    def merge(self, target: Target, patch: Mapping[str, Any]) -> Object:
        """Raises BouwsteenError."""
        path = KINDS[target.kind].path(self.namespace, target.name)
        with told(f"change {target}"):
            return self.client.request("PATCH", path, query={"fieldManager": MANAGER}, body=dict(patch), content_type=MERGE).json()

    def create(self, kind: str, manifest: Mapping[str, Any]) -> Object:
        """Raises BouwsteenError."""
        with told(f"make an {kind}"):
            path = KINDS[kind].path(self.namespace)
            return self.client.request("POST", path, query={"fieldManager": MANAGER}, body=dict(manifest)).json()

    def user(self) -> str:
        """Who asks, as `kubectl auth whoami` says it. Raises BouwsteenError."""
        body = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
        with told("ask who you are"):
            answer = self.client.request("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", body=body, repeatable=True).json()
        return str(answer["status"]["userInfo"]["username"])

    def close(self) -> None:
        self.client.close()

    def _not_found(self, target: Target) -> BouwsteenError:
        """With what there is instead: another namespace, a name that is nearly the same, or a cluster without our kinds."""
        with told("look which kinds there are"):
            if self.find(f"/apis/{GROUP}/{VERSION}") is None:
                return NotFoundError.because(
                    "kinds-not-installed",
                    "The cluster does not know our kinds",
                    f"The cluster has no {KINDS[target.kind].plural}.{GROUP}.",
                    "Choose another context, or install the operator:\n\n    kubectl apply --server-side -k operator/config/base",
                )
        try:
            everywhere = [each["metadata"] for each in self.find_all(KINDS[target.kind].path())]
        except ClusterError:  # who may not see other namespaces is told of this one alone
            try:
                everywhere = [each["metadata"] for each in self.all_of(target.kind)]
            except ClusterError:
                everywhere = []
        elsewhere = sorted(each["namespace"] for each in everywhere if each["name"] == target.name)
        here = sorted(each["name"] for each in everywhere if each["namespace"] == self.namespace)
        near = difflib.get_close_matches(target.name, here, n=3)
        if elsewhere:
            more = f", and in {len(elsewhere) - _MOST_TOLD} more" if len(elsewhere) > _MOST_TOLD else ""
            remedy = f"There is one in {', '.join(elsewhere[:_MOST_TOLD])}{more}: name the namespace with `-n`."
        elif near:
            remedy = f"Did you mean {' or '.join(f'`{each}`' for each in near)}?"
        else:
            remedy = f"See what there is:\n\n    kubectl get {KINDS[target.kind].plural} -A"
        return NotFoundError.because(
            "object-not-found", "There is no such object", f"There is no {target} in the namespace {self.namespace}.", remedy
        )


@contextlib.contextmanager
def told(what: str) -> Iterator[None]:
    """What a cluster refuses, as an error for people: whose rights are missing, what changed meanwhile, or that it is away."""
    try:
        yield
    except ClusterError as problem:
        failed = of_cluster(problem, what, [])
        told_as = error(failed.code, failed.summary, failed.detail, failed.remedy)
        if problem.kind in {Kind.UNAUTHORIZED, Kind.FORBIDDEN}:
            raise AuthenticationError(told_as) from None
        raise (StaleError if problem.kind is Kind.CONFLICT else BouwsteenError)(told_as) from None
