"""The keys and certificates of one cluster: an authority of its own, made anew for each, and worth nothing elsewhere."""

from __future__ import annotations

import datetime as dt
import ipaddress
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bouwsteen.adapters.private_files import create_private_file

_LIFE: Final = dt.timedelta(days=7)
_SERVER_NAMES: Final = ("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc")
_SERVER_ADDRESSES: Final = ("127.0.0.1", "10.96.0.1")


class Authority:
    """Signs for one cluster. Everything lies in `folder`, each as NAME.crt and NAME.key (PEM)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test cluster")])
        usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
        builder = self._builder(self._name, self._key.public_key())
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).add_extension(usage, critical=True)
        self.certificate = builder.sign(self._key, hashes.SHA256())
        create_private_file(folder / "ca.crt", self.certificate.public_bytes(serialization.Encoding.PEM))

    def sign(self, file: str, common_name: str, group: str = "") -> None:
        """For a server on loopback and for a client alike. Kubernetes reads the user from the name, and the group from the organisation."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group)] if group else []
        subject = x509.Name([*names, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in _SERVER_NAMES]
        alternatives += [x509.IPAddress(ipaddress.ip_address(each)) for each in _SERVER_ADDRESSES]
        usages = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        builder = self._builder(subject, key.public_key())
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        certificate = builder.sign(self._key, hashes.SHA256())
        create_private_file(self.folder / f"{file}.crt", certificate.public_bytes(serialization.Encoding.PEM))
        create_private_file(self.folder / f"{file}.key", _private_bytes(key))

    def _builder(self, subject: x509.Name, public_key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        now = dt.datetime.now(dt.UTC)
        key_identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(minutes=5))
            .not_valid_after(now + _LIFE)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(key_identifier, critical=False)
        )


def make_certificates(folder: Path) -> None:
    """All that the programs of a cluster and its first people need."""
    folder.mkdir(mode=0o700)
    authority = Authority(folder)
    authority.sign("etcd", "etcd")
    authority.sign("etcd-client", "kube-apiserver")
    authority.sign("kube-apiserver", "kube-apiserver")
    authority.sign("kube-controller-manager", "system:kube-controller-manager")
    authority.sign("kube-scheduler", "system:kube-scheduler")
    # Both may do anything. Their group is exempt from priority and fairness, so figures are measured as somebody else.
    authority.sign("kwok", "kwok", "system:masters")
    authority.sign("admin", "admin", "system:masters")
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    create_private_file(folder / "service-accounts.key", _private_bytes(key))
    create_private_file(folder / "service-accounts.pub", public)


def _private_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, form, serialization.NoEncryption())
