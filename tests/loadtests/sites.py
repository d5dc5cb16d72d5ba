"""A small site to press on, as a process of its own so that tests may stop it with a signal.

`python sites.py` prints its port. It keeps people apart by a cookie, checks a token in its
form, and knows how many people got how far:

    GET  /            a page with a form, and a cookie
    POST /send        303 to /sent; 403 without cookie or token
    GET  /sent        a page with a reference
    GET  /slow?ms=N   answers after N ms
    GET  /fail        503
    GET  /away        a redirect to a host that is not part of the test
    GET  /counts      JSON: requests by path, correlation ids
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from typing import Any
from urllib.parse import parse_qs

import uvicorn

FORM = """<!doctype html><html lang="nl"><head><title>Melding</title></head><body><h1>Melding</h1>
<form method="post" action="/send"><input type="hidden" name="token" value="{token}">
<label for="n">Naam</label><input id="n" name="naam" required maxlength="40">
<select name="soort"><option value="">Kies</option><option value="a">A</option><option value="b">B</option></select>
<input type="radio" name="kanaal" value="post"><input type="radio" name="kanaal" value="web" checked>
<label><input type="checkbox" name="akkoord" value="ja" required> Akkoord</label>
<textarea name="uitleg" required></textarea><button>Verzenden</button></form></body></html>"""
SENT = '<!doctype html><html lang="nl"><head><title>Ontvangen</title></head><body><p>Referentie <strong>REF-1</strong></p></body></html>'


class Site:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.correlations: Counter[str] = Counter()
        self.people: dict[str, str] = {}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.counts[scope["path"]] += 1
        if scope["path"] != "/counts":
            self.correlations[headers.get("x-correlation-id", "")] += 1
        status, text, more = await self.answer(scope, headers, body.decode())
        kind = b"application/json" if text.startswith("{") else b"text/html; charset=utf-8"
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", kind), *more]})
        await send({"type": "http.response.body", "body": text.encode()})

    async def answer(self, scope: dict[str, Any], headers: dict[str, str], body: str) -> tuple[int, str, list[tuple[bytes, bytes]]]:
        query = parse_qs(scope["query_string"].decode())
        match scope["path"]:
            case "/":
                person, token = secrets.token_hex(8), secrets.token_hex(8)
                self.people[person] = token
                return 200, FORM.format(token=token), [(b"set-cookie", f"person={person}; Path=/; HttpOnly".encode())]
            case "/send":
                person = headers.get("cookie", "").removeprefix("person=")
                fields = parse_qs(body)
                known = self.people.get(person) == fields.get("token", [""])[0]
                if not known or any(not fields.get(name) for name in ("naam", "soort", "kanaal", "akkoord", "uitleg")):
                    return 403, "<p>no</p>", []
                return 303, "", [(b"location", b"/sent")]
            case "/slow":
                await asyncio.sleep(int(query.get("ms", ["0"])[0]) / 1000)
                return 200, "<p>done</p>", []
            case "/fail":
                return 503, "<p>no</p>", []
            case "/away":
                return 302, "", [(b"location", b"http://elsewhere.example/")]
            case "/counts":
                return 200, json.dumps({"counts": self.counts, "correlations": self.correlations}), []
            case _:
                return 200, SENT, []


async def serve() -> None:
    config = uvicorn.Config(Site(), host="127.0.0.1", port=0, log_level="error", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
        await asyncio.sleep(0.01)
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)  # noqa: T201  the test reads it
    await task


if __name__ == "__main__":
    asyncio.run(serve())
