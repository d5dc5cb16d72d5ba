"""The sign-in service."""

from __future__ import annotations

from pathlib import Path

from tests.blocks.identity_service import worlds as identity
from tests.services.subjects.brokers import BROKER_ABSENT, BROKER_IDS, Offer, broker_proof
from tests.services.subjects.subjects import FIRST, ORGANISATIONS, Call, Ids, Subject

from identity_service import registrations as identity_registrations


def start_identity(folder: Path, database_uri: str | None = None) -> Subject:
    world = identity.build_world(folder, database_uri=database_uri)
    bind = {"redirectUris": [identity.CALLBACK], "postLogoutRedirectUris": [identity.SIGNED_OUT], "scopes": list(identity.SCOPES)}
    offer = Offer(identity_registrations.SERVICE_ID, identity_registrations.PLAN_ID, bind)
    clients = {}
    for user in ORGANISATIONS:
        made = offer.adopt(world.application, identity.BASE, identity.BROKER_KEY, user)
        clients[user] = identity.Client(made["clientId"], made["clientSecret"], "", made)
    first = clients[FIRST]
    tokens = world.tokens(first, scope="openid profile offline_access").json()
    browser = world.new_browser()
    page = world.choose(world.authorize(first, browser=browser), browser=browser)
    ids = BROKER_IDS | {
        "client": first.client_id,
        "code": world.code(first, browser=world.new_browser()),
        "access": tokens["access_token"],
        "refresh": tokens["refresh_token"],
        "transaction": identity.hidden(page, "transaction"),
    }
    absent = BROKER_ABSENT | {"client": "0" * 32, "code": "x" * 43, "access": "x" * 43, "refresh": "x" * 43, "transaction": "x" * 99}
    redirect = {"redirect_uri": identity.CALLBACK}
    public = "a client id is no secret: it stands in the address of each sign-in"
    sealed = "the page of a sign-in that was begun is sealed, and given to the browser that began it alone"

    def log_in(names: Ids) -> Call:
        return {"data": {"transaction": names["transaction"], "means": "itsme", "persona": "jan-peeters", "csrf": "none"}}

    return Subject(
        "identity-service",
        world.application,
        identity.BASE,
        world.service.database,
        ids,
        absent,
        {"/": lambda user: {"auth": clients[user].basic}, "/broker": broker_proof(identity.BROKER_KEY)},
        {
            ("POST", "/op/v1/token"): lambda names: {
                "data": {"grant_type": "authorization_code", "code": names["code"]} | redirect,
            },
            ("POST", "/op/v1/introspect"): lambda names: {"data": {"token": names["access"]}},
            ("GET", "/op/v1/auth"): lambda names: {
                "params": {"client_id": names["client"], "response_type": "code", "scope": "openid", "state": "s", "nonce": "n"} | redirect
            },
            ("GET", "/op/v1/login"): lambda names: {"params": {"transaction": names["transaction"], "means": "itsme"}},
            ("GET", "/op/v1/login/cancel"): lambda names: {"params": {"transaction": names["transaction"]}},
            ("POST", "/op/v1/login"): log_in,
            ("GET", "/op/v1/logout"): lambda names: {
                "params": {"client_id": names["client"], "post_logout_redirect_uri": identity.SIGNED_OUT}
            },
            **offer.calls,
        },
        {
            ("GET", "/op/v1/auth"): public,
            ("GET", "/op/v1/logout"): public,
            ("GET", "/op/v1/login"): sealed,
            ("GET", "/op/v1/login/cancel"): sealed,
            ("POST", "/op/v1/login"): sealed,
        },
    )
