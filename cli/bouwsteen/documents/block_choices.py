"""Which version of a block a range gets, when nothing else is asked. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from bouwsteen.documents.catalog_entries import CatalogEntry
from bouwsteen.documents.versions import fits, newest_first

_RANKS = {"stable": 0, "deprecated": 1, "candidate": 2}


def order_versions(available: Iterable[str], offered: CatalogEntry | None) -> list[str]:
    """The versions that are offered and not recalled: stable before deprecated before candidate, newest first in each."""
    channels = {offer.version: offer.channel for offer in offered.spec.versions} if offered else {}
    usable = [version for version in newest_first(available) if channels.get(version) in _RANKS]
    return sorted(usable, key=lambda version: _RANKS[channels[version]])


def choose_version(wanted: str, available: Iterable[str], offered: CatalogEntry | None) -> str | None:
    """The version that the range `wanted` gets; None when there is none."""
    return next((version for version in order_versions(available, offered) if fits(version, wanted)), None)


class NoVersion(NamedTuple):
    """Why a range gets no version, in the words of a diagnostic."""

    code: str
    summary: str
    detail: str
    remedy: str


def explain_no_version(wanted: str, available: Iterable[str], offered: CatalogEntry) -> NoVersion:
    name = offered.metadata.name
    fitting = [offer for offer in offered.spec.versions if fits(offer.version, wanted)]
    usable = ", ".join(order_versions(available, offered)) or "none"
    remedy = f"Choose another range. Versions that may be used: {usable}."
    recalled = next((offer for offer in fitting if offer.channel == "recalled"), None)
    if recalled is not None:
        why = f" {recalled.reason.in_language('en')}" if recalled.reason else ""
        detail = f"`{name}` {recalled.version} fits {wanted} and was recalled.{why}"
        return NoVersion("version-recalled", "A version was recalled", detail, remedy)
    if fitting:
        listed = ", ".join(offer.version for offer in fitting)
        return NoVersion(
            "version-unavailable", "No version fits", f"The catalog offers `{name}` {listed}, and its content is not here.", remedy
        )
    return NoVersion("version-unavailable", "No version fits", f"No version of `{name}` fits {wanted}.", remedy)
