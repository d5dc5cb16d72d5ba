"""Certificates of the webhook, which nobody outside of the cluster has to sign: an authority of our own, and what it issues. Pure.

The only module here that imports cryptography. All is PEM; times are in UTC.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE: Final = dt.timedelta(days=5 * 365)
CERTIFICATE_LIFE: Final = dt.timedelta(days=90)
_EARLIER: Final = dt.timedelta(hours=1)  # it holds since then: clocks of two machines do not run alike
_LONGEST_NAME: Final = 64  # of a common name


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key."""

    certificate: bytes
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a certificate says. `names` are DNS names and addresses."""

    ends: dt.datetime
    names: frozenset[str]


def make_authority(now: dt.datetime, life: dt.timedelta = AUTHORITY_LIFE) -> Pair:
    """One that signs itself, and may issue certificates of servers alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    # Two authorities of one name would be taken for each other where one follows the other.
    serial = x509.random_serial_number()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"bouwsteen webhook authority {serial:040x}"[:_LONGEST_NAME])])
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        _begin(now, life, serial)
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Pair(made.public_bytes(Encoding.PEM), _pem(key))


def issue(authority: Pair, names: Collection[str], now: dt.datetime, life: dt.timedelta = CERTIFICATE_LIFE) -> Pair:
    """A certificate for the server of these names."""
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    signer = load_pem_private_key(authority.key, None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    ordered = sorted(names)
    made = (
        _begin(now, life, x509.random_serial_number())
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, ordered[0][:_LONGEST_NAME])]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_general_name(each) for each in ordered]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    return Pair(made.public_bytes(Encoding.PEM), _pem(key))


def read_facts(certificate: bytes) -> Facts | None:
    """Of the first certificate; None where there is none."""
    try:
        read = x509.load_pem_x509_certificate(certificate)
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return Facts(read.not_valid_after_utc, frozenset())
    except ValueError:
        return None
    found = [*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))]
    return Facts(read.not_valid_after_utc, frozenset(found))


def is_pair(pair: Pair) -> bool:
    """Whether the key is that of the certificate."""
    try:
        shown = x509.load_pem_x509_certificate(pair.certificate).public_key()
        held = load_pem_private_key(pair.key, None).public_key()
    except (ValueError, TypeError):
        return False
    form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    return shown.public_bytes(*form) == held.public_bytes(*form)


def is_issued_by(certificate: bytes, authority: bytes) -> bool:
    """By the first certificate of `authority`."""
    try:
        issuer = x509.load_pem_x509_certificate(authority)
        x509.load_pem_x509_certificate(certificate).verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def split_bundle(bundle: bytes) -> list[bytes]:
    """Each certificate by itself; none of what cannot be read."""
    try:
        return [each.public_bytes(Encoding.PEM) for each in x509.load_pem_x509_certificates(bundle)]
    except ValueError:
        return []


def _begin(now: dt.datetime, life: dt.timedelta, serial: int) -> x509.CertificateBuilder:
    return x509.CertificateBuilder().serial_number(serial).not_valid_before(now - _EARLIER).not_valid_after(now + life)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
