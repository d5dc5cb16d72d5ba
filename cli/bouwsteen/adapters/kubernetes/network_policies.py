"""Who may talk to the pods of a workload, and whom they may talk to. What is not said is refused.

`ingress` is as the block has it. `egress` is what its bindings name (addresses in fields that
are no secret), DNS, and what the block adds. Where a network plug-in does not enforce policies
none of this holds.
"""

from __future__ import annotations

import ipaddress
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from bouwsteen.adapters.kubernetes.places import GROUP, MANAGER, Manifest, Place
from bouwsteen.values import walk_leaves

# A namespace that holds a gateway (an Ingress controller) bears this label.
GATEWAY: Final = f"{GROUP}/gateway"
_PORTS: Final = {"http": 80, "https": 443, "postgresql": 5432}
_PRIVATE: Final = ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]
_PRIVATE_V6: Final = ["::1/128", "fc00::/7", "fe80::/10"]
# Where clouds hand out credentials of machines.
_LINK_LOCAL: Final = (["169.254.0.0/16"], ["fe80::/10"])
_DNS: Final = {
    "to": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        }
    ],
    "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}],
}


class Destination(NamedTuple):
    host: str
    port: int


def network_policy(inputs: Mapping[str, Any], port: int, place: Place) -> Manifest:
    """One policy for all pods of the workload, in both directions."""
    ingress = [{"from": [peer], "ports": [_tcp(port)]} for peer in _peers(inputs.get("ingress", ()))]
    named = sorted(set(destinations(inputs.get("bindings", {}))))
    egress = [_DNS, *(rule for each in named for rule in _towards(each)), *({"to": [peer]} for peer in _peers(inputs.get("egress", ())))]
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": place.metadata(),
        "spec": {
            "podSelector": {"matchLabels": place.selector()},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": ingress,
            "egress": egress,
        },
    }


def destinations(bindings: Any) -> Iterator[Destination]:
    """The addresses in `bindings`: each text that is one and no secret, and `host` with `port`."""
    for _, fields in sorted(bindings.items()):
        host, port = fields.get("host"), fields.get("port")
        if isinstance(host, str) and isinstance(port, int):
            yield Destination(host, port)
        for _, value in walk_leaves(fields):
            if isinstance(value, str) and "://" in value:
                yield from _destination(value)


def _destination(text: str) -> Iterator[Destination]:
    try:
        parts = urllib.parse.urlsplit(text)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return
    if parts.hostname and port:
        yield Destination(parts.hostname, port)


def _towards(destination: Destination) -> Iterator[Manifest]:
    peers = list(_peers_at(destination.host))
    if peers:
        yield {"to": peers, "ports": [_tcp(destination.port)]}


def _peers_at(host: str) -> Iterator[Manifest]:
    """A policy knows no names: of a name outside the cluster only the port holds."""
    parts = host.removesuffix(".").removesuffix(".cluster.local").split(".")
    if len(parts) == 3 and parts[2] == "svc":
        yield {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": parts[1]}},
            "podSelector": {"matchLabels": {"app.kubernetes.io/instance": parts[0]}},
        }
        return
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if host != "localhost":
            yield from _everywhere(*_LINK_LOCAL)
        return
    if not address.is_loopback:  # a pod's own, which no policy sees
        yield {"ipBlock": {"cidr": f"{address}/{address.max_prefixlen}"}}


def _peers(named: Iterable[Any]) -> Iterator[Manifest]:
    for each in named:
        if each == "gateways":
            yield {"namespaceSelector": {"matchLabels": {GATEWAY: "true"}}}
        elif each == "instances":
            yield _instances({"app.kubernetes.io/managed-by": MANAGER})
        elif each == "internet":
            yield from _everywhere(_PRIVATE, _PRIVATE_V6)
        else:
            # The second use of one interface has a name of its own behind the instance's.
            values = {name: str(value).partition(".")[0] for name, value in sorted(each.items())}
            yield _instances({f"{GROUP}/{name}": value for name, value in values.items()})


def _instances(labels: Mapping[str, str]) -> Manifest:
    return {"namespaceSelector": {}, "podSelector": {"matchLabels": dict(labels)}}


def _everywhere(but: list[str], but_v6: list[str]) -> Iterator[Manifest]:
    yield {"ipBlock": {"cidr": "0.0.0.0/0", "except": list(but)}}
    yield {"ipBlock": {"cidr": "::/0", "except": list(but_v6)}}


def _tcp(port: int) -> Manifest:
    return {"port": port, "protocol": "TCP"}
