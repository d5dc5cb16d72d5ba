"""Where the operator calls a service for a stack, and where it does not.

Whoever writes a Stack may name the address of a broker, and the operator stands where that person does not: it reaches the API server,
the machines that it runs on, and what clouds tell a machine about itself. So it calls the public internet, and Services of namespaces
that hold a Stack. Whatever else is meant, whoever runs the operator allows: a name, a domain with a dot before it, or a network.

A name is resolved when it is called, and the call goes to the address that was judged: one that points somewhere else a moment later
leads nowhere.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
import urllib.parse
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from bouwsteen.adapters.brokers.client import BrokerForbiddenError, BrokerUnreachableError
from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.wirings import BROKER_INTERFACE, EXISTING
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.compilations import Compiled
from bouwsteen.errors import InvalidInputError
from bouwsteen.phrases import quoted
from bouwsteen_operator.caches import Cache
from bouwsteen_operator.settings import Settings

IpAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
Choose = Callable[[str, int], str]  # host and port → the address that is called

REMEDY: Final = (
    "Name the address at which the service is meant to be reached. Is it that one, then whoever runs the operator allows it: "
    "`--allow-address NAME`, or `--allow-address 10.1.0.0/16` for a network."
)
# Where clouds answer a machine about itself, on addresses that count as public.
_METADATA: Final = frozenset(map(ipaddress.ip_address, ("168.63.129.16", "192.0.0.192", "fd00:ec2::254")))
_METADATA_NAMES: Final = frozenset({"metadata", "metadata.google.internal", "instance-data"})
_API_NAMES: Final = ("kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local")
_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
_SERVICE: Final = re.compile(r"(?:[a-z0-9-]+\.)?[a-z0-9-]+\.(?P<namespace>[a-z0-9-]+)\.svc(?:\.cluster\.local)?")
_HOST: Final = re.compile(r"\.?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


class Destinations:
    """`namespaces` are those that hold a Stack, as is known at the moment; `apart` are hosts of the cluster itself, its API server."""

    def __init__(
        self,
        allowed: Iterable[str] = (),
        namespaces: Callable[[], Collection[str]] = tuple,
        apart: Iterable[str] = (),
        resolve: Resolve | None = None,
    ) -> None:
        """Raises InvalidInputError for what is allowed and is neither a name nor a network."""
        self._names, self._networks = read_allowed(allowed)
        self._namespaces = namespaces
        self._apart = tuple(_plain(each) for each in apart if each)
        self._resolve = resolve or resolve_host

    def refusal(self, host: str) -> str:
        """Why a host is not called, by what is written alone. Empty where it may be, or only its addresses tell."""
        name = _plain(host)
        numeric = _numeric(name)
        if numeric is not None:
            return self._refuse_address(numeric, is_service=False)
        if self._names_allow(name):
            return ""
        if name in self._apart or name in _METADATA_NAMES:
            return "it is one of the cluster itself"
        if name == "localhost" or name.endswith(".localhost"):
            return "it is one of the machine that the operator runs on"
        service = _SERVICE.fullmatch(name)
        if service is not None and service["namespace"] not in self._namespaces():
            return f"the namespace {quoted(service['namespace'])} holds no Stack"
        return ""

    def choose(self, host: str, port: int) -> str:
        """The address to call. Raises BrokerForbiddenError, or BrokerUnreachableError for a name that leads nowhere."""
        why = self.refusal(host)
        if why:
            raise BrokerForbiddenError(why)
        name = _plain(host)
        if _numeric(name) is not None:
            return name
        try:
            found = self._resolve(name, port)
        except OSError:
            found = ()
        if not found:
            raise BrokerUnreachableError("its name leads to no address", sent=False)
        if not self._names_allow(name):
            is_service = _SERVICE.fullmatch(name) is not None
            for each in found:
                numeric = _numeric(each)
                why = "it leads to no address" if numeric is None else self._refuse_address(numeric, is_service=is_service)
                if why:
                    raise BrokerForbiddenError(why)
        return found[0]

    def _refuse_address(self, address: IpAddress, *, is_service: bool) -> str:
        """Of a Service that may be called the address is one of the cluster's own."""
        meant = _meant(address)
        if any(meant in network for network in self._networks):
            return ""
        if meant in set(self._own()):
            return "it is one of the cluster itself"
        if meant in _METADATA or meant.is_link_local:
            return "a machine is told about itself there"
        if meant.is_loopback or meant.is_unspecified:
            return "it is one of the machine that the operator runs on"
        if meant.is_multicast or (meant.is_reserved and not meant.is_private):
            return "no service is there"
        return "" if is_service or meant.is_global else "it is one of a private network"

    def _own(self) -> Iterator[IpAddress]:
        for each in self._apart:
            numeric = _numeric(each)
            if numeric is not None:
                yield _meant(numeric)

    def _names_allow(self, name: str) -> bool:
        return any(name == each or (each.startswith(".") and name.endswith(each)) for each in self._names)


def of_cluster(settings: Settings, cache: Cache, server: str) -> Destinations:
    """Those of an operator. `server` is the address of its API server. Raises InvalidInputError."""
    apart = (urllib.parse.urlsplit(server).hostname or "", os.environ.get("KUBERNETES_SERVICE_HOST", ""), *_API_NAMES)
    return Destinations(settings.allow_addresses, lambda: {str(each["metadata"]["namespace"]) for each in cache.list("Stack")}, apart)


def read_allowed(allowed: Iterable[str]) -> tuple[frozenset[str], tuple[Network, ...]]:
    """Names (a domain begins with a dot) and networks. Raises InvalidInputError for what is neither."""
    names: set[str] = set()
    networks: list[Network] = []
    for each in allowed:
        text = each.strip().lower().rstrip(".")
        try:
            networks.append(ipaddress.ip_network(text, strict=False))
        except ValueError:
            name = text.removeprefix("*")
            if "/" in text or not _HOST.fullmatch(name) or re.fullmatch(r"[0-9.]+", name):
                raise _no_address(each) from None
            names.add(name)
    return frozenset(names), tuple(networks)


def check_addresses(workspace: Workspace, compiled: Compiled, destinations: Destinations) -> list[Diagnostic]:
    """The brokers that a stack says are there already, and that the operator would not call; by what is written alone."""
    found: list[Diagnostic] = []
    intent = compiled.desired.intent
    loaded = workspace.stacks[intent.stack]
    numbers = {entry.instance: number for number, entry in enumerate(loaded.model.spec.blocks)}
    settings = loaded.model.spec.environments[intent.environment]
    for entry in compiled.arrangement.entries:
        if (entry.target or settings.target) != EXISTING:
            continue
        provides = compiled.resolution.blocks[entry.block].model.spec.provides
        for name, value in entry.outputs.items():
            url = value.get("url") if name in provides and provides[name].interface == BROKER_INTERFACE else None
            why = _refuse_url(url, destinations) if isinstance(url, str) else ""
            if why:
                over = settings.blocks.get(entry.instance)
                is_over = over is not None and name in (over.outputs or {})
                path = ("environments", intent.environment, "blocks", entry.instance) if is_over else ("blocks", numbers[entry.instance])
                found.append(not_allowed(str(url), why, loaded.document.locate(("spec", *path, "outputs", name, "url"))))
    return found


def _refuse_url(url: str, destinations: Destinations) -> str:
    try:
        host = urllib.parse.urlsplit(url).hostname
    except ValueError:
        return ""  # another mistake, which is told where it is called
    return destinations.refusal(host) if host else ""


def not_allowed(url: str, why: str, source: SourceRange) -> Diagnostic:
    return error(
        "broker-address-not-allowed",
        "The operator does not call that address",
        f"The broker would be called at {quoted(url)}, and {why}.",
        REMEDY,
        source=source,
    )


def resolve_host(host: str, port: int) -> list[str]:
    """Its numeric addresses. Raises OSError."""
    return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})


def _plain(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _numeric(host: str) -> IpAddress | None:
    """Also as old programs write it: `127.1`, `0x7f000001` and `2130706433` are what the system makes of them."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    if not re.fullmatch(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+))*", host):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _meant(address: IpAddress) -> IpAddress:
    """What a translator or a tunnel makes of it."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _TRANSLATED:
            return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address


def _no_address(text: str) -> InvalidInputError:
    problem = InvalidInputError.because(
        "allowed-address-invalid",
        "What is allowed is no address",
        f"{quoted(text)} is neither the name of a host, nor a domain with a dot before it, nor a network.",
        "For example:\n\n    bouwsteen operator run --allow-address .intern.example --allow-address 10.1.0.0/16",
    )
    assert isinstance(problem, InvalidInputError)
    return problem
