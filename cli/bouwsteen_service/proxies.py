"""Whose request it is, where proxies stand in front of the service: the address by which rates are counted.

Nobody is believed unless the settings name them. Of a proxy that they name the header is believed in which it says who asked it; and
of that header only what trusted proxies wrote: it is read from its end, up to the first address that is not one of them. What stands
before that, whoever asked may have made up. One header and never both: a proxy that writes the one passes the other on as it came.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from starlette.requests import Request

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

HEADERS: Final = ("x-forwarded-for", "forwarded")
_MOST_HOPS: Final = 20
_NETWORKS: Final = 100
# A parameter of `Forwarded` (RFC 7239) up to the next one or the next proxy; a quoted value may hold commas and semicolons.
_PARAMETER: Final = re.compile(r'\s*([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^\s;,"]*)\s*([;,]|$)')


def read_networks(text: str) -> tuple[Network, ...]:
    """Addresses and networks (`10.0.0.0/8`), with commas between them. Raises ValueError."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > _NETWORKS:
        raise ValueError(f"more than {_NETWORKS} networks")
    return tuple(ip_network(part) for part in parts)


def client_address(request: Request, proxies: Sequence[Network], header: str) -> str:
    """The address of whoever asked, as the last one says that is believed; `unknown` where there is none."""
    peer = request.client.host if request.client is not None else "unknown"
    address = _read_address(peer)
    if address is None or not _is_one_of(address, proxies):
        return peer
    for hop in _hops(", ".join(request.headers.getlist(header)), header):
        before = _read_address(hop)
        if before is None:
            break
        address = before
        if not _is_one_of(address, proxies):
            break
    return str(address)


def _hops(text: str, header: str) -> Iterator[str]:
    """The last first."""
    hops = text.split(",") if header == "x-forwarded-for" else _read_forwarded(text)
    return (hop.strip() for hop in hops[: -_MOST_HOPS - 1 : -1])


def _read_forwarded(text: str) -> list[str]:
    """The `for` of each proxy, empty where it has none. What cannot be read says nothing of those before it either."""
    hops, current, place = [], "", 0
    while place < len(text):
        match = _PARAMETER.match(text, place)
        if match is None:
            # From here on nothing is known; what is known of the end would be a guess.
            return []
        if match[1].lower() == "for":
            current = match[2]
        if match[3] != ";":
            hops.append(current)
            current = ""
        place = match.end()
    return hops


def _read_address(text: str) -> Address | None:
    """`192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`, in quotes or not; None for a name that hides one."""
    bare = text.strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_one_of(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)
