"""Cases of what services are sent: by target and name, what makes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

Make = Callable[[], bytes]

_DEEP: Final = b"[" * 50_000 + b"]" * 50_000
_HOSTILE_URLS: Final = {
    "loopback": "https://127.0.0.1/",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "script": "javascript:alert(1)",
    "file": "file:///etc/passwd",
    "user": "https://a@example.org/",
    "fragment": "https://example.org/#x",
    "line": "https://example.org/\r\nx: y",
    "backslash": "https://example.org\\@evil.example/",
    "bidi": "https://example.org/\u202eabc",
    "endless": "https://example.org/" + "a" * 100_000,
}


def _json(value: Any) -> Make:
    return lambda: json.dumps(value).encode()


def _bodies() -> dict[str, Make]:
    """What no body of JSON should be, whoever reads it. All requests to brokers are read by the kit: at shares they are tried."""
    return {
        "nothing": lambda: b"",
        "null": lambda: b"null",
        "text": lambda: b'"x"',
        "list": lambda: b"[]",
        "open": lambda: b"{",
        "deep": lambda: _DEEP,
        "deep-mappings": lambda: b'{"a":' * 50_000,
        "not-utf-8": lambda: b'{"a": "\xff\xfe"}',
        "nul": lambda: b'{"a": "\0"}',
        "half-a-character": lambda: b'{"a": "\\ud800"}',
        "digits-without-end": lambda: b'{"a": ' + b"9" * 60_000 + b"}",
        "not-a-number": lambda: b'{"a": NaN}',
        "too-large-a-number": lambda: b'{"a": 1e999}',
        "names-without-end": lambda: b"{" + b", ".join(b'"x%d": 1' % number for number in range(4_000)) + b"}",
        "one-name-again": lambda: b"{" + b", ".join([b'"organisation": 1'] * 3_000) + b"}",
        "megabytes": lambda: b'{"a": "' + b"x" * 12_000_000 + b'"}',
    }


_SHARE: Final = {"organisation": {"nis": "73028", "name": "Gemeente Herstappe"}}
SHARES: Final[dict[str, Make]] = {
    **_bodies(),
    "organisation-is-text": _json({"organisation": "73028"}),
    "name-with-lines": _json({"organisation": {"nis": "73028", "name": "a\r\nX: y\u2028z"}}),
    "name-with-nul": _json({"organisation": {"nis": "73028", "name": "a\0b"}}),
    "name-that-turns": _json({"organisation": {"nis": "73028", "name": "\u202eecalp\u202d"}}),
    "name-with-markup": _json({"organisation": {"nis": "73028", "name": "<script>alert(1)</script>{{7*7}}"}}),
    "name-without-end": _json({"organisation": {"nis": "73028", "name": "x" * 60_000}}),
    "number-of-letters": _json({"organisation": {"nis": "abcde", "name": "x"}}),
    "number-of-other-digits": _json({"organisation": {"nis": "٧٣٠٢٨", "name": "x"}}),
    "number-that-is-none": _json({"organisation": {"nis": 73028, "name": "x"}}),
    "more-than-is-known": _json({**_SHARE, "admin": True}),
    "name-to-show-without-end": _json({**_SHARE, "displayName": "x" * 60_000}),
    "parameters-twice": lambda: json.dumps(_SHARE).encode() + b', "parameters": {"x": 1}',
    "another-plan-behind-it": lambda: json.dumps(_SHARE).encode() + b', "plan_id": "another"',
}
_CALLBACK: Final = "http://127.0.0.1:20600/callback"
CLIENTS: Final[dict[str, Make]] = {
    **{f"return-{name}": _json({"redirectUris": [url], "scopes": ["openid"]}) for name, url in _HOSTILE_URLS.items() if name != "loopback"},
    "returns-without-end": _json({"redirectUris": [f"{_CALLBACK}/{number}" for number in range(2_000)], "scopes": ["openid"]}),
    "returns-are-text": _json({"redirectUris": _CALLBACK, "scopes": ["openid"]}),
    "scopes-without-end": _json({"redirectUris": [_CALLBACK], "scopes": [f"s{number}" for number in range(5_000)]}),
    "scopes-with-spaces": _json({"redirectUris": [_CALLBACK], "scopes": ["openid profile", "a\r\nb"]}),
    "scopes-in-a-mapping": _json({"redirectUris": [_CALLBACK], "scopes": {"openid": True}}),
    "a-way-that-there-is-not": _json({"redirectUris": [_CALLBACK], "scopes": ["openid"], "tokenEndpointAuthMethod": "none"}),
}
ACCOUNTS: Final[dict[str, Make]] = {
    "name-without-end": _json({"senderApplication": {"name": "x" * 60_000}}),
    "name-with-markup": _json({"senderApplication": {"name": "<b>{{7*7}}</b>"}}),
    "name-with-nul": _json({"senderApplication": {"name": "a\0b"}}),
    "name-is-a-list": _json({"senderApplication": {"name": ["x"]}}),
    "no-application": _json({"senderApplication": None}),
    "another-field": _json({"senderApplication": {"name": "x"}, "webhookUrl": "https://hooks.example/"}),
}
PROFILES: Final[dict[str, Make]] = {
    **{f"tells-{name}": _json({"webhookUrl": url}) for name, url in _HOSTILE_URLS.items()},
    **{f"returns-{name}": _json({"redirectUrls": [url]}) for name, url in _HOSTILE_URLS.items()},
}


def _payment(**changes: Any) -> Make:
    fields: dict[str, Any] = {"amount": {"currency": "EUR", "value": "10.00"}, "description": "Retributie", "redirectUrl": _CALLBACK}
    return _json(fields | changes)


def _amount(value: Any, currency: Any = "EUR") -> Make:
    return _payment(amount={"currency": currency, "value": value})


PAYMENTS: Final[dict[str, Make]] = {
    **_bodies(),
    "amount-negative": _amount("-1.00"),
    "amount-nothing": _amount("0.00"),
    "amount-without-end": _amount("9" * 5_000 + ".00"),
    "amount-with-power": _amount("1e9"),
    "amount-not-a-number": _amount("NaN"),
    "amount-of-infinity": _amount("Infinity"),
    "amount-of-other-digits": _amount("\u0661\u0660.\u0660\u0660"),
    "amount-with-line": _amount("10.00\n"),
    "amount-is-a-number": _amount(10.0),
    "amount-is-a-list": _amount(["10.00"]),
    "currency-of-another": _amount("10.00", "XXX"),
    "currency-is-a-mapping": _amount("10.00", {}),
    "words-without-end": _payment(description="x" * 100_000),
    "words-with-nul": _payment(description="a\0b"),
    "words-half-a-character": lambda: _payment(description="@")().replace(b"@", b"\\ud800"),
    "metadata-without-end": _payment(metadata={"x": "y" * 100_000}),
    "metadata-deep": lambda: _payment(metadata="@")().replace(b'"@"', b'{"a":' * 400 + b"1" + b"}" * 400),
    **{f"return-{name}": _payment(redirectUrl=url) for name, url in _HOSTILE_URLS.items() if name != "loopback"},
    **{f"tells-{name}": _payment(webhookUrl=url) for name, url in _HOSTILE_URLS.items() if name != "loopback"},
}

_BOUNDARY: Final = b"----bouwsteen-test-boundary"


def _parts(*parts: tuple[bytes, bytes]) -> bytes:
    return (
        b"".join(b"--" + _BOUNDARY + b"\r\n" + head + b"\r\n\r\n" + body + b"\r\n" for head, body in parts) + b"--" + _BOUNDARY + b"--\r\n"
    )


def _part(name: bytes, kind: bytes = b"application/json", file: bytes | None = None) -> bytes:
    named = b"" if file is None else b'; filename="' + file + b'"'
    return b'Content-Disposition: form-data; name="' + name + b'"' + named + b"\r\nContent-Type: " + kind


def _message(**changes: Any) -> bytes:
    fields = {
        "recipient": {"eboxType": "citizen", "eboxIdValue": "84631200101"},
        "subject": {"nl": "Uw vergunning"},
        "messageTypeId": "decision",
        "bodyMainContent": True,
        "bodyContent": {"nl": "Beste"},
        "replyAuthorized": False,
    }
    return json.dumps(fields | changes).encode()


def _letter(body: bytes) -> Make:
    return lambda: _parts((_part(b"messageToPublish"), body))


LETTERS: Final[dict[str, Make]] = {
    "nothing": lambda: b"",
    "no-boundary": lambda: b"x" * 10_000,
    "cut-off": lambda: _parts((_part(b"messageToPublish"), _message()))[:-60],
    "heads-without-end": lambda: b"--" + _BOUNDARY + b"\r\n" + b"X-A: b\r\n" * 5_000,
    "one-head-without-end": lambda: b"--" + _BOUNDARY + b"\r\nX-A: " + b"b" * 500_000,
    "parts-without-end": lambda: _parts(*[(_part(b"p%d" % number), b"") for number in range(3_000)]),
    "files-without-end": lambda: _parts(
        (_part(b"messageToPublish"), _message()), *[(_part(b"upfile%d" % n, b"application/pdf", b"a.pdf"), b"%PDF") for n in range(300)]
    ),
    "a-file-that-nobody-told": lambda: _parts(
        (_part(b"messageToPublish"), _message()), (_part(b"upfile1", b"application/pdf", b"../../a.pdf"), b"%PDF")
    ),
    "a-file-without-end": lambda: _parts(
        (_part(b"messageToPublish"), _message()), (_part(b"upfile1", b"application/pdf", b"a.pdf"), b"%PDF" + b"x" * 25_000_000)
    ),
    "the-message-twice": lambda: _parts((_part(b"messageToPublish"), _message()), (_part(b"messageToPublish"), _message())),
    "the-message-without-end": lambda: _parts((_part(b"messageToPublish"), _message(subject={"nl": "x" * 3_000_000}))),
    "the-message-deep": _letter(b'{"recipient":' * 20_000),
    "the-message-closed-deep": _letter(_DEEP),
    "the-message-is-text": _letter(b'"x"'),
    "the-message-not-utf-8": _letter(b'{"subject": "\xff"}'),
    "the-message-half-a-character": _letter(b'{"subject": {"nl": "\\ud800"}}'),
    "the-message-with-nul": _letter(_message(subject={"nl": "a\0b"})),
    "names-that-break-lines": lambda: _parts(
        (_part(b"messageToPublish"), _message()), (_part(b"up\nfile", b"application/pdf\0", b"a\r.pdf"), b"%PDF")
    ),
    "base64-that-is-none": lambda: _parts((_part(b"messageToPublish") + b"\r\nContent-Transfer-Encoding: base64", b"!!!!")),
    "languages-without-end": _letter(_message(subject={f"l{number}": "x" for number in range(3_000)})),
    "a-recipient-of-other-digits": _letter(_message(recipient={"eboxType": "citizen", "eboxIdValue": "٨٤٦٣١٢٠٠١٠١"})),
    "a-recipient-that-is-a-list": _letter(_message(recipient=[])),
    "attachments-without-end": _letter(_message(attachments=[{"httpPartName": f"u{number}"} for number in range(3_000)])),
    "a-date-that-is-none": _letter(_message(expirationDate="9999-99-99")),
    "a-date-far-away": _letter(_message(expirationDate="+999999999-12-31")),
}


def _keys(**changes: Any) -> Make:
    key: dict[str, Any] = {"kty": "RSA", "use": "sig", "kid": "k1", "n": "AQAB", "e": "AQAB"}
    return _json({"keys": [key | changes]})


KEY_SETS: Final[dict[str, Make]] = {
    **_bodies(),
    "no-keys": _json({"keys": []}),
    "keys-are-a-mapping": _json({"keys": {}}),
    "keys-are-null": _json({"keys": None}),
    "a-key-that-is-text": _json({"keys": ["x"]}),
    "a-key-that-is-null": _json({"keys": [None]}),
    "a-kind-that-is-a-list": _keys(kty=["RSA"]),
    "a-use-that-is-a-mapping": _keys(use={}),
    "a-shared-secret": _keys(kty="oct", k="c2VjcmV0"),
    "a-small-key": _keys(),
    "an-even-modulus": _keys(n="A" * 340 + "AA"),
    "a-modulus-without-end": _keys(n="z" * 200_000),
    "an-exponent-without-end": _keys(n="z" * 342, e="z" * 342),
    "no-modulus": _keys(n=""),
    "a-modulus-that-is-a-number": _keys(n=65537),
    "not-base64": _keys(n="!!!", e="\u0660"),
    "a-curve-that-there-is-not": _json({"keys": [{"kty": "EC", "kid": "k1", "crv": "P-0", "x": "AA", "y": "AA"}]}),
    "a-point-off-the-curve": _json({"keys": [{"kty": "EC", "kid": "k1", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}]}),
    "keys-without-end": lambda: json.dumps(
        {"keys": [{"kty": "RSA", "kid": f"k{n}", "n": "AQAB", "e": "AQAB"} for n in range(3_000)]}
    ).encode(),
    "one-name-for-all": lambda: json.dumps({"keys": [{"kty": "RSA", "kid": "k1", "n": "AQAB", "e": "AQAB"}] * 1_000}).encode(),
    "a-name-that-is-a-number": _keys(kid=1),
    "an-algorithm-that-is-none": _keys(alg="none"),
}
_ISSUER: Final = "https://issuer.example"


def _discovery(**changes: Any) -> Make:
    found = {name: f"{_ISSUER}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    return _json({"issuer": _ISSUER, **found, **changes})


DISCOVERIES: Final[dict[str, Make]] = {
    **_bodies(),
    "another-issuer": _discovery(issuer="https://evil.example"),
    "without-tls": _discovery(token_endpoint="http://issuer.example/token"),
    "no-host": _discovery(authorization_endpoint="https://"),
    "an-open-bracket": _discovery(authorization_endpoint="https://[/auth"),
    "a-port-that-is-none": _discovery(token_endpoint="https://issuer.example:x/token"),
    "an-end-that-is-a-list": _discovery(end_session_endpoint=["https://x"]),
    "an-end-that-is-script": _discovery(end_session_endpoint="javascript:alert(1)"),
    "an-end-elsewhere-without-tls": _discovery(end_session_endpoint="http://evil.example/"),
    "introspection-that-is-a-number": _discovery(introspection_endpoint=3),
    "ways-that-are-a-number": _discovery(token_endpoint_auth_methods_supported=3),
    "ways-that-are-mappings": _discovery(token_endpoint_auth_methods_supported=[{}]),
    "lines-in-an-address": _discovery(authorization_endpoint="https://issuer.example/\r\nx: y"),
    "an-address-without-end": _discovery(authorization_endpoint="https://issuer.example/" + "a" * 100_000),
}


def _urls(*urls: str) -> dict[str, Make]:
    return {f"u{number:02}": partial(url.encode, "utf-8", "surrogatepass") for number, url in enumerate(urls)}


WEBHOOKS: Final[dict[str, Make]] = {
    name.removesuffix(".example"): f"https://{name}/x".encode
    for name in (
        *("private.example", "both.example", "here.example", "here6.example", "mapped.example", "keys.example", "keys6.example"),
        *("azure.example", "oracle.example", "alibaba.example", "translated.example", "six-to-four.example", "scoped.example"),
        *("nobody.example", "nothing.example", "many.example", "localhost"),
    )
} | _urls(
    *("https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/", "https://[::1]/"),
    *(
        "https://[::ffff:127.0.0.1]/",
        "https://[::]/",
        "https://0/",
        "https://169.254.169.254/",
        "https://2852039166/",
        "https://0xa9fea9fe/",
    ),
    *("https://[::ffff:169.254.169.254]/", "https://[64:ff9b::a9fe:a9fe]/", "https://[fe80::1%25eth0]/", "https://10.0.0.1/"),
    *("https://192.168.0.1:8443/", "https://172.16.0.1/", "https://100.64.0.1/", "https://[fd00::1]/", "https://255.255.255.255/"),
    *(
        "http://hooks.example/",
        "http://169.254.169.254/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "//hooks.example/",
        "hooks.example",
    ),
    *(
        "https://hooks.example@127.0.0.1/",
        "https://127.0.0.1#@hooks.example/",
        "https://hooks.example\\@127.0.0.1/",
        "https://hooks.example:99999/",
    ),
    *(
        "https://hooks.example:x/",
        "https://[hooks.example/",
        "https:///x",
        "https://",
        "",
        "https://hooks.example/\r\nx: y",
        "https://hooks.example/\0",
    ),
    *(
        "https://hooks。example/",
        "https://ⓗooks.example/",
        "https://127。0。0。1/",
        "https://" + "a" * 64 + ".example/",
        "https://" + "a." * 200 + "example/",
    ),
    *(
        "https://hooks.example/" + "a" * 5_000,
        "https://hooks.example./",
        "https://.hooks.example/",
        "https://hooks..example/",
        "https://%31%32%37.0.0.1/",
    ),
)

MADE: Final[Mapping[str, dict[str, Make]]] = {
    "shares": SHARES,
    "client-bindings": CLIENTS,
    "letter-bindings": ACCOUNTS,
    "payment-bindings": PROFILES,
    "payments": PAYMENTS,
    "letters": LETTERS,
    "key-sets": KEY_SETS,
    "discoveries": DISCOVERIES,
    "webhooks": WEBHOOKS,
}
