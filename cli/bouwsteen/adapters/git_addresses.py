"""Addresses of git repositories that a document may name: what is let through, and what is refused unseen.

A document comes from a pull request, and whoever checks it must not be made to run a program, show a
password, or ask the service that hands out the keys of a cloud machine.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import urllib.parse
from dataclasses import dataclass
from typing import Final

from bouwsteen.errors import BouwsteenError, InvalidInputError

ALLOW_FILES: Final = "BOUWSTEEN_ALLOW_FILE_CATALOGS"
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_HOST: Final = re.compile(r"[0-9A-Za-z]([0-9A-Za-z._-]{0,251}[0-9A-Za-z])?\.?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")
_USER: Final = re.compile(r"[0-9A-Za-z_][0-9A-Za-z._-]{0,63}")
# Where clouds answer a machine about itself, beside the link-local networks.
_METADATA: Final = frozenset(
    map(ipaddress.ip_address, ("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"))
)
_TRANSLATED: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
_METADATA_NAMES: Final = frozenset({"metadata", "metadata.google.internal", "instance-data"})


@dataclass(frozen=True, slots=True)
class GitAddress:
    """An address that may be asked; it holds no password, so it may be shown. `host` is empty for a folder."""

    url: str
    scheme: str
    host: str


def read_address(url: str, *, allow_files: bool = False) -> GitAddress:
    """Raises InvalidInputError, whose text never holds the address: a password may stand in it."""
    if len(url) > 2_000 or re.search(r"[^!-~]|\\", url):
        raise _refused("It holds a character that no address has, or is too long.")
    try:
        parts = urllib.parse.urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise _refused("It is not a URL.") from None
    if parts.scheme not in {"https", "ssh", "file"} or not url.startswith(f"{parts.scheme}://"):
        raise _refused("It must begin with https:// or ssh://.")
    if parts.query or parts.fragment or "?" in url or "#" in url or len(parts.path) < 2:
        raise _refused("It must name a repository by its path, without a query or fragment.")
    if parts.scheme == "file":
        _check_file(parts, allow_files=allow_files)
        return GitAddress(url, "file", "")
    _check_user(parts)
    if not _HOST.fullmatch(host):
        raise _refused("It names no host, or one with characters that a host name does not have.")
    address = GitAddress(url, parts.scheme, host)
    _check_literal(address)
    return address


def check_host(address: GitAddress) -> None:
    """Look the name up and refuse it when it leads to an address that is refused. Only just before it is asked."""
    if not address.host:
        return
    try:
        found = socket.getaddrinfo(address.host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return  # behind a proxy, or a name of the SSH configuration: git will tell
    for *_, place in found:
        _check_ip(str(place[0]).partition("%")[0])


def _check_file(parts: urllib.parse.SplitResult, *, allow_files: bool) -> None:
    if not allow_files:
        raise _refused(f"A folder of this machine is a catalog only where the environment variable {ALLOW_FILES} is 1.")
    if parts.netloc:
        raise _refused("An address of a folder has three slashes, as in file:///srv/catalog.git.")


def _check_user(parts: urllib.parse.SplitResult) -> None:
    user, at, _ = parts.netloc.rpartition("@")
    if at and (parts.scheme == "https" or ":" in user):
        raise _refused("It holds credentials, and a document is read by many. Leave them out; git on this machine finds its own.")
    if at and not _USER.fullmatch(user):
        raise _refused("Its user name has characters that a user name does not have.")


def _check_literal(address: GitAddress) -> None:
    if address.host.casefold().rstrip(".") in _METADATA_NAMES:
        raise _refused("It leads to the metadata service of a cloud, not to a repository.")
    with contextlib.suppress(ValueError):  # most hosts are names
        _check_ip(address.host)
    if re.fullmatch(r"[0-9A-Fa-fxX.]+", address.host):
        # Old ways to write an IPv4 address, as in 0xa9fea9fe, which libraries still understand.
        try:
            packed = socket.inet_aton(address.host)
        except OSError:
            return
        _check_ip(str(ipaddress.IPv4Address(packed)))


def _check_ip(text: str) -> None:
    """Raises InvalidInputError, and ValueError when the text is not an IP address."""
    ip: _Address = ipaddress.ip_address(text)
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or _embedded(ip) or ip
    if ip.is_link_local or ip in _METADATA:
        raise _refused("It leads to a link-local address, where clouds hand out the keys of a machine, not to a repository.")
    if ip.is_unspecified or ip.is_multicast or (ip.version == 4 and ip.is_reserved):
        raise _refused("It leads to an address where no repository can be.")


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a translator (RFC 6052) or an old library reads in the last four bytes."""
    if any(ip in network for network in _TRANSLATED) and int(ip) > 1:
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return None


def _refused(why: str) -> BouwsteenError:
    return InvalidInputError.because(
        "catalog-address-refused",
        "The address of a catalog is refused",
        f"The address in spec.catalog.git is not used. {why}",
        "Name a repository by https:// or ssh://, without a password.",
    )
