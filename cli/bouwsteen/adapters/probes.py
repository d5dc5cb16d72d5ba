"""Asking an address whether anything answers there. No body is read, no redirect followed."""

from __future__ import annotations

import http.client
import socket
import ssl
from urllib.parse import urlsplit

SECONDS = 5.0


def probe(url: str) -> str:
    """Empty when an HTTP server answers with anything but a server error, else why not."""
    parts = urlsplit(url)
    if not parts.hostname:
        return "it names no host"
    try:
        connection: http.client.HTTPConnection
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=SECONDS, context=ssl.create_default_context())
        else:
            connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=SECONDS)
        try:
            connection.request("HEAD", parts.path or "/", headers={"User-Agent": "bouwsteen-probe"})
            status = connection.getresponse().status
        finally:
            connection.close()
    except TimeoutError:
        return f"nothing within {SECONDS:.0f} s"
    except ssl.SSLError as problem:
        return f"its certificate is not trusted ({problem.reason or type(problem).__name__})"
    except socket.gaierror:
        return "its host name is not known"
    except (OSError, http.client.HTTPException, ValueError) as problem:
        return getattr(problem, "strerror", None) or type(problem).__name__
    return f"HTTP {status}" if status >= 500 else ""
