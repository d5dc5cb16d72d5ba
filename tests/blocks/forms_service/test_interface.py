"""The interface for other applications, and that its description is true."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

ITSME = "urn:be:vlaanderen:authmech:itsme"
SMS = "urn:be:vlaanderen:authmech:csamsms"
JAN = {"sub": "jan", "given_name": "Jan", "family_name": "Peeters", "rrn": "84631200101"}
SOFIE = {"sub": "sofie", "given_name": "Sofie", "family_name": "De Smet", "rrn": "79672300476"}
CLERK = {"sub": "els", "given_name": "Els", "family_name": "Janssens", "bouwsteen_forms_rol_3d": ["FormulierBehandelaar:73028"]}
ADDRESS = {"street": "Dorpsstraat", "houseNumber": "5", "postalCode": "3717", "municipality": "Herstappe"}
DATA = {
    "movingDate": "2026-03-14",
    "comingFrom": "abroad",
    "previousCountry": "Portugal",
    "newAddress": ADDRESS,
    "housing": "owner",
    "movesWithOthers": "no",
    "email": "jan@voorbeeld.test",
    "declaration": True,
}


class Caller:
    """An application with an access token; each answer is held against the description of the interface."""

    def __init__(self, counter: Any, person: dict[str, Any] | None, **options: Any) -> None:
        self.client = counter.browser().client
        self.document = self.client.get("/api/openapi.json").json()
        if person is not None:
            self.client.headers["authorization"] = f"Bearer {counter.provider.give_token(person, **options)}"

    def call(self, method: str, path: str, template: str | None = None, **options: Any) -> Any:
        answer = self.client.request(method, f"/api/v1{path}", **options)
        described = self.document["paths"][f"/api/v1{template or path.partition('?')[0]}"][method.lower()]["responses"]
        assert str(answer.status_code) in described, (answer.status_code, answer.text)
        content = described[str(answer.status_code)].get("content", {})
        kind = answer.headers["content-type"].split(";")[0]
        if kind in content and (schema := content[kind].get("schema")):
            whole = {**schema, "components": self.document["components"]}
            assert jsonschema_rs.is_valid(whole, answer.json()), answer.text
        return answer


SUBMISSION = "/submissions/{reference}"
STATUS = "/submissions/{reference}/status"


@pytest.fixture
def jan(counter: Any) -> Caller:
    return Caller(counter, JAN)


@pytest.fixture
def clerk(counter: Any) -> Caller:
    return Caller(counter, CLERK)


def create(caller: Caller, data: dict[str, Any] | None = None, **options: Any) -> Any:
    extra = options.pop("extra", {})
    return caller.call(
        "POST", "/submissions", json={"form": "change-of-address", "data": DATA if data is None else data} | extra, **options
    )


def test_forms_are_public(counter: Any) -> None:
    anybody = Caller(counter, None)
    items = anybody.call("GET", "/forms").json()["items"]
    names = ["birth-registration", "change-of-address", "register-extract", "subsidy-request", "use-of-public-domain"]
    assert [item["id"] for item in items] == names
    assert items[0]["title"]["fr"] == "Déclarer une naissance"
    schema = anybody.client.get(items[1]["schemaUrl"])
    assert schema.headers["content-type"] == "application/schema+json"
    assert jsonschema_rs.is_valid(schema.json(), DATA)
    assert anybody.call("GET", "/forms/nothing/schema", "/forms/{form_id}/schema").status_code == 404


def test_submitting_reading_and_deciding(counter: Any, jan: Caller, clerk: Caller) -> None:
    created = create(jan)
    assert created.status_code == 201
    reference = created.json()["reference"]
    assert created.headers["location"] == f"/api/v1/submissions/{reference}"
    own = jan.call("GET", f"/submissions/{reference}", SUBMISSION).json()
    assert own["data"] == DATA
    assert own["applicant"] == {"givenName": "Jan", "familyName": "Peeters", "insz": "84631200101", "level": 27}
    assert own["channel"] == "api"
    assert jan.call("GET", "/submissions?status=received").json()["total"] == 1
    other = Caller(counter, SOFIE)
    assert other.call("GET", "/submissions").json()["total"] == 0
    assert other.call("GET", f"/submissions/{reference}", SUBMISSION).status_code == 404
    assert other.call("GET", f"/submissions/{reference}/status", STATUS).status_code == 404

    assert clerk.call("GET", f"/submissions?reference={reference}").json()["items"][0]["form"] == "change-of-address"
    assert clerk.call("GET", f"/submissions/{reference}", SUBMISSION).status_code == 200
    assert jan.call("PUT", f"/submissions/{reference}/status", STATUS, json={"status": "done"}).status_code == 403
    assert clerk.call("PUT", f"/submissions/{reference}/status", STATUS, json={"status": "refused"}).status_code == 422
    reason = {"status": "refused", "reason": "Dit adres bestaat niet."}
    assert clerk.call("PUT", f"/submissions/{reference}/status", STATUS, json=reason).json()["status"] == "refused"
    assert clerk.call("PUT", "/submissions/HER-2026-00000000-0/status", STATUS, json=reason).status_code == 404
    assert jan.call("GET", f"/submissions/{reference}/status", STATUS).json()["reason"] == "Dit adres bestaat niet."
    audit = counter.clerk().get(f"/clerk/audit?reference={reference}")
    assert "ontvangen → geweigerd" in audit.text
    assert "gelezen" in audit.text
    assert counter.citizen().get(f"/submissions/{reference}").status == 200


def test_an_idempotency_key_gives_the_same_reference(jan: Caller) -> None:
    first = create(jan, headers={"idempotency-key": "k-1"})
    again = create(jan, headers={"idempotency-key": "k-1"})
    assert again.status_code == 201
    assert again.json() == first.json()
    other = create(jan, DATA | {"email": "other@voorbeeld.test"}, headers={"idempotency-key": "k-1"})
    assert other.status_code == 409
    assert create(jan, headers={"idempotency-key": "k-2"}).json() != first.json()
    assert create(jan, headers={"idempotency-key": "é".encode()}).status_code == 422


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"email": "x"}, "/email", "format"),
        ({"email": 7}, "/email", "type"),
        ({"newAddress": ADDRESS | {"postalCode": "3000"}}, "/newAddress/postalCode", "choice"),
        ({"newAddress": ADDRESS | {"planet": "x"}}, "/newAddress", "additionalProperties"),
        ({"ownerName": "Marie"}, "/ownerName", "not-asked"),
        ({"a/b~c": 1}, "/a~1b~0c", "not-asked"),
        ({"movingDate": "2027-03-14"}, "/movingDate", "too-late"),
        ({"previousCountry": "a\x00b"}, "/previousCountry", "characters"),
        ({"previousCountry": None}, "/previousCountry", "type"),
        ({"declaration": False}, "/declaration", "required"),
    ],
)
def test_data_that_do_not_fit_are_refused(jan: Caller, change: dict[str, Any], pointer: str, code: str) -> None:
    refused = create(jan, DATA | change)
    assert refused.status_code == 422
    assert {"pointer": pointer, "code": code} in [{name: each[name] for name in ("pointer", "code")} for each in refused.json()["answers"]]
    assert all(each["detail"] for each in refused.json()["answers"])


def test_what_is_missing_is_told(jan: Caller) -> None:
    refused = create(jan, {})
    assert {each["pointer"] for each in refused.json()["answers"]} >= {"/movingDate", "/newAddress", "/email", "/declaration"}
    assert "/ownerName" not in {each["pointer"] for each in refused.json()["answers"]}


def test_without_a_right_token_nothing_is_told(counter: Any) -> None:
    assert Caller(counter, None).call("GET", "/submissions").status_code == 401
    wrong = Caller(counter, None)
    wrong.client.headers["authorization"] = "Bearer nothing"
    assert wrong.call("GET", "/submissions").status_code == 401
    assert wrong.call("GET", "/submissions").headers["www-authenticate"].startswith("Bearer")
    wrong.client.headers["authorization"] = "Basic YTpi"
    assert wrong.call("GET", "/submissions").status_code == 401
    assert Caller(counter, JAN, scope="openid").call("GET", "/submissions").status_code == 403
    assert Caller(counter, {}).call("GET", "/submissions").status_code == 403
    expired = Caller(counter, JAN)
    counter.clock.advance(3601)
    assert expired.call("GET", "/submissions").status_code == 401
    assert create(Caller(counter, JAN, acr="urn:be:vlaanderen:authmech:csampassword")).status_code == 403
    cookie_only = counter.citizen()
    assert cookie_only.client.get("/api/v1/submissions").status_code == 401


def on_behalf(insz: str) -> dict[str, Any]:
    return {"onBehalfOf": {"person": {"givenName": "Sofie", "familyName": "De Smet", "insz": insz}, "reason": "Aan de telefoon."}}


def test_a_clerk_submits_for_somebody_and_a_citizen_does_not(counter: Any, jan: Caller, clerk: Caller) -> None:
    assert create(jan, extra=on_behalf("79672300476")).status_code == 403
    reference = create(clerk, extra=on_behalf("79672300476")).json()["reference"]
    assert Caller(counter, SOFIE).call("GET", f"/submissions/{reference}", SUBMISSION).json()["desk"]["reason"] == "Aan de telefoon."
    assert create(clerk, extra=on_behalf("79672300477")).status_code == 422
    for name in ("a\x00", "a\u202e"):
        strange = on_behalf("79672300476")
        strange["onBehalfOf"]["person"]["givenName"] = name
        assert create(clerk, extra=strange).status_code == 422


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"form": 1}', b'{"form": "x", "data": {}, "more": 1}', b"\xff"])
def test_a_body_that_is_no_submission_is_refused(jan: Caller, body: bytes) -> None:
    answer = jan.call("POST", "/submissions", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "data",
    [
        '{"previousCountry": "\\ud800"}',
        '{"\\ud800": 1}',
        '{"email": NaN}',
        '{"length": Infinity}',
        '{"length": 1e999}',
        '{"length": ' + "9" * 400 + "}",
        '{"email": ' + "[" * 900 + "]" * 900 + "}",
        '{"newAddress": {"street": {"a": NaN}}}',
        '{"email": "' + "a" * 100_000 + '"}',
    ],
    ids=lambda data: data[:30],
)
@pytest.mark.parametrize("form", ["change-of-address", "use-of-public-domain"])
def test_strange_json_is_refused(jan: Caller, form: str, data: str) -> None:
    body = f'{{"form": "{form}", "data": {data}}}'
    answer = jan.client.post("/api/v1/submissions", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}, answer.text


def test_pages_of_a_list(jan: Caller) -> None:
    for number in range(5):
        create(jan, DATA | {"email": f"a{number}@voorbeeld.test"})
    first = jan.call("GET", "/submissions?size=2").json()
    last = jan.call("GET", "/submissions?size=2&page=3").json()
    assert (first["total"], len(first["items"]), len(last["items"])) == (5, 2, 1)
    assert jan.call("GET", "/submissions?size=0").status_code == 422
    assert jan.call("GET", "/submissions?from=2026-03-10").json()["total"] == 0
    assert jan.call("GET", "/submissions?from=2026-03-09&to=2026-03-09").json()["total"] == 5
    assert jan.call("GET", "/submissions?reference=nothing").json()["total"] == 0


def test_a_provider_that_is_away_is_told(counter: Any, jan: Caller) -> None:
    counter.provider.is_away = True
    assert jan.call("GET", "/submissions").status_code == 503
