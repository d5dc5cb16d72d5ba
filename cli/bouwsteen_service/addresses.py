"""Addresses that others give us: which form they may have, and where the service itself may call.

A webhook's host is resolved when it is called, and the call goes to the address that was judged: a name that points somewhere else a
moment later leads nowhere.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlsplit

ADDRESS_CHARACTERS: Final = 2000
# Where clouds answer a machine about itself, on addresses that count as public.
_METADATA: Final = frozenset(map(ipaddress.ip_address, ("168.63.129.16", "192.0.0.192")))
_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
Resolve = Callable[[str, int], Sequence[str]]


class AddressError(Exception):
    """The address is none, or leads where the service does not call. The text says what is wrong with it, not what it is."""


def check_address(url: str) -> str:
    """https, or http on a loopback address. Gives it back. Raises ValueError."""
    fault = _fault(url)
    if fault:
        raise ValueError(fault)
    return url


def _fault(url: str) -> str | None:
    if len(url) > ADDRESS_CHARACTERS:
        return "is too long"
    if any(character <= " " or character in '\\"<>^`{|}' or ord(character) > 126 for character in url):
        return "holds characters that an address may not hold"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is not an address"
    if not host or parts.scheme not in {"https", "http"}:
        return "is not a complete https address"
    if "#" in url or "@" in parts.netloc:
        return "may hold no fragment and no user name"
    if parts.scheme == "http" and not _is_loopback(host):
        return "must be https; http is for this machine alone"
    return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def resolve_host(host: str, port: int) -> list[str]:
    """Its numeric addresses. Raises OSError."""
    return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})


def choose_destination(url: str, *, loopback: bool, resolve: Resolve = resolve_host) -> tuple[str, str, str]:
    """(address to call, value of the header Host, name for TLS) of a webhook.

    Every address of the name must be one of the public internet, or of this machine where `loopback` allows it: not of a private
    network, not link-local, where clouds keep their keys. Raises AddressError, OSError.
    """
    try:
        parts = urlsplit(check_address(url))
    except ValueError as error:
        raise AddressError(str(error)) from None
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = resolve(host, port)
    if not found or not all(_is_allowed(address, loopback=loopback) for address in found):
        raise AddressError("leads to a network that is not called")
    numeric = f"[{found[0]}]" if ":" in found[0] else found[0]
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{numeric}:{port}{parts.path or '/'}{query}", parts.netloc, host


def _is_allowed(text: str, *, loopback: bool) -> bool:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address.sixtofour or _translated(address) or address
    return (loopback and address.is_loopback) or (address.is_global and not address.is_multicast and address not in _METADATA)


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """What a translator (RFC 6052) makes of it."""
    return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF) if address in _TRANSLATED else None
