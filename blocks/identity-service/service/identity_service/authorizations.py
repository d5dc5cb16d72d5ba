"""A request to sign in: what may be asked, by whom, and how the answer goes back.

Until the client and the exact redirect address are known to be right, a fault is shown to the person and nothing is
redirected. After that, faults go to the client.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from bouwsteen_service.oauth import OAuthError
from bouwsteen_service.problems import ProblemError
from identity_service import scopes
from identity_service.clients import Client, Clients
from identity_service.means import Means, narrow
from identity_service.people import CITIZEN, PERSONAS, Persona

RESPONSE_MODES: Final = ("query", "fragment", "form_post")
CHALLENGE_METHODS: Final = ("plain", "S256")
PROMPTS: Final = frozenset({"none", "login", "consent", "select_account"})

_CHALLENGE: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_TEXT_CHARACTERS: Final = 2000


@dataclass(frozen=True, slots=True)
class LoginHint:
    """`cap_hint` asks for a target group, `code_hint` for one organisation, `switch_id` for another identity."""

    group: str = ""
    organisation_code: str = ""
    switches: bool = False

    def prefers(self, persona: Persona) -> bool:
        return (not self.group or persona.group == self.group) and (
            not self.organisation_code or persona.organisation_code == self.organisation_code
        )


@dataclass(frozen=True, slots=True)
class Authorization:
    """A checked request, ready to be carried through the pages of signing in."""

    client_id: str
    redirect_uri: str
    response_mode: str
    scopes: tuple[str, ...]
    state: str | None
    nonce: str | None
    acr_values: str
    hint: LoginHint
    challenge: str | None
    challenge_method: str | None
    prompt: tuple[str, ...]
    max_age: int | None

    @property
    def means(self) -> tuple[Means, ...]:
        return narrow(self.acr_values)

    @property
    def tells_means(self) -> bool:
        """`acr` is in the token only when `acr_values` was sent."""
        return bool(self.acr_values)

    def personas(self, means: Means) -> tuple[Persona, ...]:
        """Who can be chosen: those whom the hint prefers, or all when it fits nobody; an account of one's own making is a citizen's."""
        possible = tuple(persona for persona in PERSONAS if means.register_number or persona.group == CITIZEN)
        preferred = tuple(persona for persona in possible if self.hint.prefers(persona))
        return preferred or possible

    def document(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Authorization:
        """What `document` gave, after a journey through JSON."""
        values = dict(document)
        return cls(**values | {"scopes": tuple(values["scopes"]), "prompt": tuple(values["prompt"]), "hint": LoginHint(**values["hint"])})


@dataclass(frozen=True, slots=True)
class ReplyAddress:
    """Where an answer may go, known before the rest of the request is checked."""

    redirect_uri: str
    response_mode: str
    state: str | None


def find_client(parameters: Sequence[tuple[str, str]], clients: Clients) -> tuple[Client, ReplyAddress]:
    """Who asks, and where the answer goes. Raises ProblemError: an answer to an address that is not known is never sent."""
    values = dict(parameters)
    if any(sum(key == name for key, _ in parameters) > 1 for name in ("client_id", "redirect_uri")):
        raise ProblemError(400, "unclear-client", "The client_id or redirect_uri is given more than once.")
    client = clients.find(values.get("client_id", ""))
    if client is None:
        raise ProblemError(400, "unknown-client", "There is no client with this client_id.")
    if values.get("redirect_uri") not in client.redirect_uris:
        raise ProblemError(400, "unknown-redirect-uri", "The redirect_uri is not one that was registered for this client.")
    mode = values.get("response_mode", "query")
    state = values.get("state")
    return client, ReplyAddress(
        values["redirect_uri"],
        mode if mode in RESPONSE_MODES else "query",
        state if state is not None and len(state) <= _TEXT_CHARACTERS and "\0" not in state else None,
    )


def check_authorization(parameters: Sequence[tuple[str, str]], client: Client) -> Authorization:
    """Check the rest of the request. Raises OAuthError, which goes to the client."""
    names = [name for name, _ in parameters]
    values = dict(parameters)
    if len(set(names)) != len(names):
        raise OAuthError("invalid_request", "A parameter is given more than once.")
    if any(len(value) > _TEXT_CHARACTERS for value in values.values()):
        raise OAuthError("invalid_request", f"A parameter may hold at most {_TEXT_CHARACTERS} characters.")
    if any(character < " " for value in values.values() for character in value):
        raise OAuthError("invalid_request", "A parameter holds control characters.")
    for name in ("request", "request_uri"):
        if name in values:
            raise OAuthError(f"{name}_not_supported", f"The parameter {name} is not supported.")
    _check_response(values)
    challenge, method = _challenge(values)
    return Authorization(
        client_id=client.client_id,
        redirect_uri=values["redirect_uri"],
        response_mode=values.get("response_mode", "query"),
        scopes=_scopes(values.get("scope", ""), client),
        state=values.get("state"),
        nonce=values.get("nonce"),
        acr_values=_acr_values(values.get("acr_values", "")),
        hint=read_hint(values.get("login_hint", "")),
        challenge=challenge,
        challenge_method=method,
        prompt=_prompt(values.get("prompt", "")),
        max_age=_max_age(values.get("max_age")),
    )


def _check_response(values: Mapping[str, str]) -> None:
    if "response_type" not in values:
        raise OAuthError("invalid_request", "The response_type is missing; it must be code.")
    if values["response_type"] != "code":
        raise OAuthError("unsupported_response_type", "The response_type must be code.")
    if values.get("response_mode", "query") not in RESPONSE_MODES:
        raise OAuthError("invalid_request", f"The response_mode must be one of {', '.join(RESPONSE_MODES)}.")


def _scopes(text: str, client: Client) -> tuple[str, ...]:
    """What the client is not entitled to makes the request fail at once, before anybody signs in."""
    asked = scopes.parse(text)
    if scopes.OPENID not in asked:
        raise OAuthError("invalid_scope", "The scope must hold openid.")
    if not set(asked) <= set(client.scopes):
        raise OAuthError("invalid_scope", "The client is not entitled to all of these scopes.")
    return asked


def _challenge(values: Mapping[str, str]) -> tuple[str | None, str | None]:
    challenge, method = values.get("code_challenge"), values.get("code_challenge_method")
    if challenge is None:
        if method is not None:
            raise OAuthError("invalid_request", "A code_challenge_method without a code_challenge means nothing.")
        return None, None
    if not _CHALLENGE.fullmatch(challenge):
        raise OAuthError("invalid_request", "The code_challenge must hold 43 to 128 unreserved characters.")
    if method not in {None, *CHALLENGE_METHODS}:
        raise OAuthError("invalid_request", f"The code_challenge_method must be one of {', '.join(CHALLENGE_METHODS)}.")
    return challenge, method or "plain"


def _acr_values(text: str) -> str:
    if not narrow(text):
        raise OAuthError("unmet_authentication_requirements", "None of the means in acr_values is available.")
    return " ".join(text.split())


def _prompt(text: str) -> tuple[str, ...]:
    prompt = tuple(text.split())
    if not set(prompt) <= PROMPTS or ("none" in prompt and len(prompt) > 1):
        raise OAuthError("invalid_request", "The prompt is not one that exists, or holds none beside another.")
    return prompt


def _max_age(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise OAuthError("invalid_request", "The max_age must be a number of seconds.")
    return int(text)


def read_hint(text: str) -> LoginHint:
    """A login_hint is Base64 of a JSON object. It is a hint: what cannot be read says nothing."""
    try:
        hint = json.loads(base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return LoginHint()
    if not isinstance(hint, dict):
        return LoginHint()
    group, code = hint.get("cap_hint", ""), hint.get("code_hint", "")
    return LoginHint(group if isinstance(group, str) else "", code if isinstance(code, str) else "", hint.get("switch_id") is True)


def reply_location(reply: ReplyAddress, answer: Mapping[str, str]) -> str:
    """The address that carries the answer in its query or fragment."""
    fields = urlencode({**answer, **({} if reply.state is None else {"state": reply.state})})
    if reply.response_mode == "fragment":
        return f"{reply.redirect_uri}#{fields}"
    return f"{reply.redirect_uri}{'&' if urlsplit(reply.redirect_uri).query else '?'}{fields}"


def origin_of(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"
