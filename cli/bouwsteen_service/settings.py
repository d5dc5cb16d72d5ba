"""What a service reads from its environment, once, at start."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from bouwsteen_service.proxies import HEADERS, Network, read_networks
from bouwsteen_service.texts import LocalText

FIDELITIES: Final = ("simulated", "acceptance", "production")


class ServiceConfigurationError(Exception):
    """The service cannot start as it was started. The text never holds a value of a binding."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How many a minute, 0 without end: requests of one client, failures of one address to prove who it is, sign-ins from one address."""

    requests: int = 6000
    failures: int = 300
    sign_ins: int = 1200

    @classmethod
    def from_environment(cls, values: Mapping[str, str]) -> Self:
        """Raises ServiceConfigurationError."""
        names = ("requests", "failures", "sign_ins")
        return cls(**{name: _rate(values, f"{name.upper()}_PER_MINUTE", getattr(cls(), name)) for name in names})


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """Where the service listens, which instance it is and how real it is.

    `follows` names the public text that a simulator follows, with its date. `public_url` is the address that browsers
    use, without a slash at the end. `trusted_proxies` are believed when they say, in `proxy_header`, who asked them. Sizes are
    bytes, times seconds.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    instance: str = "local/local/service"
    public_url: str = "http://127.0.0.1:8080"
    fidelity: str = "simulated"
    follows: LocalText = field(default_factory=dict)
    binding_root: Path | None = None
    bindings_hash: str = ""
    body_limit: int = 1024 * 1024
    request_timeout: float = 30.0
    stop_timeout: int = 10
    rates: Rates = field(default_factory=Rates)
    trusted_proxies: tuple[Network, ...] = ()
    proxy_header: str = HEADERS[0]

    @property
    def secure(self) -> bool:
        """Whether browsers reach the service over TLS; cookies are then marked `Secure`."""
        return self.public_url.startswith("https://")

    def cookie_name(self, purpose: str) -> str:
        """A name of its own per instance and port: browsers share the cookies of one host among all its ports."""
        mark = hashlib.sha256(f"{self.instance}:{self.port}".encode()).hexdigest()[:8]
        return f"{'__Host-' if self.secure else ''}bw-{mark}-{purpose}"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, *, follows: LocalText | None = None) -> ServiceSettings:
        """Raises ServiceConfigurationError when BOUWSTEEN_PORT, BOUWSTEEN_FIDELITY, TRUSTED_PROXIES, PROXY_HEADER or a rate is not one."""
        values = os.environ if environment is None else environment
        host = values.get("BOUWSTEEN_HOST", "127.0.0.1")
        port = _port(values.get("BOUWSTEEN_PORT", "8080"))
        fidelity = values.get("BOUWSTEEN_FIDELITY", "simulated")
        if fidelity not in FIDELITIES:
            raise ServiceConfigurationError(f"BOUWSTEEN_FIDELITY is not one of {', '.join(FIDELITIES)}")
        root = values.get("SERVICE_BINDING_ROOT")
        return cls(
            host=host,
            port=port,
            instance=values.get("BOUWSTEEN_INSTANCE", "local/local/service"),
            public_url=(values.get("PUBLIC_URL") or f"http://{host}:{port}").rstrip("/"),
            fidelity=fidelity,
            follows=follows or {},
            binding_root=Path(root) if root else None,
            bindings_hash=values.get("BOUWSTEEN_BINDINGS_HASH", ""),
            rates=Rates.from_environment(values),
            trusted_proxies=_networks(values.get("TRUSTED_PROXIES", "")),
            proxy_header=_proxy_header(values.get("PROXY_HEADER") or HEADERS[0]),
        )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65535:
        raise ServiceConfigurationError("BOUWSTEEN_PORT is not a port number")
    return int(text)


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return read_networks(text)
    except ValueError:
        raise ServiceConfigurationError("TRUSTED_PROXIES is not a list of addresses and networks, with commas between them") from None


def _proxy_header(text: str) -> str:
    if text.lower() not in HEADERS:
        raise ServiceConfigurationError(f"PROXY_HEADER is not one of {', '.join(HEADERS)}")
    return text.lower()


def _rate(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or len(text) > 7:
        raise ServiceConfigurationError(f"{name} is not a number from 0 to 9999999")
    return int(text)


def read_seconds(values: Mapping[str, str], name: str, default: int) -> int:
    """A setting in whole seconds, from 1 to 9999999. Raises ServiceConfigurationError."""
    text = values.get(name, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 7 or int(text) < 1:
        raise ServiceConfigurationError(f"{name} is not a number of seconds from 1 to 9999999")
    return int(text)
