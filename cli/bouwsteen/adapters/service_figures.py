"""The figures that a service shows at `/metrics`, in the text form of Prometheus. Only what is asked for is read."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlsplit

from bouwsteen.loadtest.prefills import FIGURE

SECONDS = 5.0
MOST_BYTES = 1_000_000
_LINE = re.compile(r'(?:form="([^"]*)"|origin="([^"]*)"|[^,{}"]+="[^"]*"),?')


def read_answers(address: str) -> dict[tuple[str, str], float]:
    """What a counter of forms counted so far, by form and origin; nothing where it does not say."""
    parts = urlsplit(address)
    try:
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
        try:
            connection.request("GET", "/metrics", headers={"User-Agent": "bouwsteen-loadtest"})
            answer = connection.getresponse()
            text = answer.read(MOST_BYTES).decode("utf-8", "replace") if answer.status == 200 else ""
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    return dict(found for line in text.splitlines() if (found := _read(line)) is not None)


def _read(line: str) -> tuple[tuple[str, str], float] | None:
    name, brace, rest = line.partition("{")
    labels, _, count = rest.rpartition("} ")
    if name != FIGURE or not brace:
        return None
    found = _LINE.findall(labels)
    form, origin = ("".join(each[index] for each in found) for index in (0, 1))
    try:
        return (form, origin), float(count)
    except ValueError:
        return None
