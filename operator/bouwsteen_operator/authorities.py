"""By what the API server knows the webhook: a certificate in a Secret of the operator's namespace, and who signed it, in the configuration.

Who leads keeps both: it makes what is missing, and renews what ends soon. Whoever serves reads the Secret. All in one Secret, so that
one write changes all of it or nothing:

    tls.crt, tls.key   what is served
    ca.crt             whom the API server trusts: the authority that issues now, and behind it those before
    ca.key             of the first of these

A certificate is issued by an authority only when the API server was told to trust it, so nothing is refused while one follows the
other. Where the configuration has an annotation of cert-manager, that keeps both, and here they are only read.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bouwsteen.adapters.kubernetes.clients import MERGE, ClusterClient
from bouwsteen_operator.caches import Object
from bouwsteen_operator.certificates import (
    AUTHORITY_LIFE,
    CERTIFICATE_LIFE,
    Pair,
    is_issued_by,
    is_pair,
    issue,
    make_authority,
    read_facts,
    split_bundle,
)
from bouwsteen_operator.writes import MANAGER

CONFIGURATION: Final = "bouwsteen"  # the ValidatingWebhookConfiguration
SECRET: Final = "bouwsteen-webhook"  # noqa: S105  a name
_CONFIGURATIONS: Final = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"
_JSON_PATCH: Final = "application/json-patch+json"
_INJECTED: Final = ("cert-manager.io/inject-ca-from", "cert-manager.io/inject-ca-from-secret")
_MOST_TRUSTED: Final = 3
_SECONDS: Final = 5.0  # of one request


@dataclass(frozen=True, slots=True)
class Terms:
    """How long what is made holds, and how long before its end another one is made."""

    authority: dt.timedelta = AUTHORITY_LIFE
    certificate: dt.timedelta = CERTIFICATE_LIFE

    @property
    def authority_left(self) -> dt.timedelta:
        """No certificate outlives who signed it."""
        return max(self.authority / 5, self.certificate)

    @property
    def certificate_left(self) -> dt.timedelta:
        return self.certificate / 3


@dataclass(frozen=True, slots=True)
class Held:
    """What the Secret holds; a part that cannot be read is empty."""

    served: Pair = field(default_factory=lambda: Pair(b"", b""))
    trusted: tuple[bytes, ...] = ()
    key: bytes = field(default=b"", repr=False)

    @classmethod
    def of(cls, secret: Object) -> Held:
        data = {name: _decode(text) for name, text in (secret.get("data") or {}).items()}
        served = Pair(data.get("tls.crt", b""), data.get("tls.key", b""))
        return cls(served, tuple(split_bundle(data.get("ca.crt", b""))), data.get("ca.key", b""))

    @property
    def bundle(self) -> bytes:
        return b"".join(self.trusted)

    @property
    def authority(self) -> Pair:
        return Pair(self.trusted[0] if self.trusted else b"", self.key)

    def data(self) -> dict[str, str]:
        parts = {"tls.crt": self.served.certificate, "tls.key": self.served.key, "ca.crt": self.bundle, "ca.key": self.key}
        return {name: base64.b64encode(each).decode() for name, each in parts.items()}


class Authority:
    """Of one installation. `reader` may be used by whoever serves; `writer` writes only while its operator leads."""

    def __init__(
        self,
        reader: ClusterClient,
        writer: ClusterClient,
        namespace: str,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        terms: Terms | None = None,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._secret = f"/api/v1/namespaces/{namespace}/secrets/{SECRET}"
        self._now = now
        self._terms = terms or Terms()

    def read(self) -> Pair | None:
        """What is to be served; None where there is nothing yet. Raises ClusterError."""
        served = Held.of(self._reader.get(self._secret, timeout=_SECONDS)).served
        return served if is_pair(served) else None

    def keep(self) -> None:
        """Bring Secret and configuration to what they should be. Raises ClusterError (CONFLICT) where somebody else was first."""
        configuration = self._reader.get(f"{_CONFIGURATIONS}/{CONFIGURATION}", timeout=_SECONDS)
        if any(name in (configuration["metadata"].get("annotations") or {}) for name in _INJECTED):
            return
        secret: Object = self._reader.get(self._secret, timeout=_SECONDS)
        held = Held.of(secret)
        if not self._is_good(held.authority, self._terms.authority_left):
            made = make_authority(self._now(), self._terms.authority)
            older = [each for each in held.trusted if (facts := read_facts(each)) is not None and facts.ends > self._now()]
            held = replace(held, trusted=(made.certificate, *older)[:_MOST_TRUSTED], key=made.key)
            secret = self._write(secret, held)
        self._tell(configuration, held.bundle)
        names = names_of(configuration)
        if names and not self._may_serve(held, names):
            self._write(secret, replace(held, served=issue(held.authority, names, self._now(), self._terms.certificate)))

    def _may_serve(self, held: Held, names: frozenset[str]) -> bool:
        facts = read_facts(held.served.certificate)
        is_ours = facts is not None and facts.names == names and is_issued_by(held.served.certificate, held.authority.certificate)
        return is_ours and self._is_good(held.served, self._terms.certificate_left)

    def _is_good(self, pair: Pair, left: dt.timedelta) -> bool:
        facts = read_facts(pair.certificate)
        return facts is not None and facts.ends - self._now() > left and is_pair(pair)

    def _write(self, secret: Object, held: Held) -> Object:
        """Only where it is the one that was read."""
        body = {"metadata": {"resourceVersion": secret["metadata"]["resourceVersion"]}, "data": held.data()}
        return self._patch(self._secret, body, MERGE)

    def _tell(self, configuration: Object, bundle: bytes) -> None:
        text = base64.b64encode(bundle).decode()
        at = [
            number
            for number, each in enumerate(configuration.get("webhooks") or ())
            if (each.get("clientConfig") or {}).get("caBundle") != text
        ]
        if at:
            version = {"op": "test", "path": "/metadata/resourceVersion", "value": configuration["metadata"]["resourceVersion"]}
            told = [{"op": "add", "path": f"/webhooks/{number}/clientConfig/caBundle", "value": text} for number in at]
            self._patch(f"{_CONFIGURATIONS}/{CONFIGURATION}", [version, *told], _JSON_PATCH)

    def _patch(self, path: str, body: Any, content_type: str) -> Object:
        query = {"fieldManager": MANAGER}
        return self._writer.request("PATCH", path, query=query, body=body, content_type=content_type, timeout=_SECONDS).json()


def names_of(configuration: Object) -> frozenset[str]:
    """By which names the API server calls the webhooks of a configuration: those of a Service, or the host of an address."""
    found: set[str] = set()
    for each in configuration.get("webhooks") or ():
        client: Mapping[str, Any] = each.get("clientConfig") or {}
        service = client.get("service")
        if service:
            found |= {f"{service['name']}.{service['namespace']}.svc", f"{service['name']}.{service['namespace']}.svc.cluster.local"}
        elif host := urllib.parse.urlsplit(str(client.get("url", ""))).hostname:
            found.add(host)
    return frozenset(found)


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""
