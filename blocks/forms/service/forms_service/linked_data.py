"""A submission as JSON-LD (1.1): what each answer means is said by the terms of its form.

The submission is one node. What is about whoever asks hangs below `applicant`, what is about somebody or something else below its
name in the form (`about`). An answer for which the form gives no term gets a term of the form itself, so that none is lost.

What is secret in the form is in no export; what is personal is only in one that may hold data of people.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bouwsteen_service.calendars import local_time
from forms_service.conditions import asked_fields
from forms_service.forms import Form, FormField
from forms_service.schemas import DEFINITIONS
from forms_service.storage.submissions import Submission

MEDIA_TYPE: Final = "application/ld+json"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_PERSON: Final = "http://www.w3.org/ns/person#Person"
_ORGANISATION: Final = "http://www.w3.org/ns/org#Organization"
# What is said of each submission, whatever its form.
_COMMON: Final[Mapping[str, Any]] = {
    "@version": 1.1,
    "reference": "http://purl.org/dc/terms/identifier",
    "receivedAt": {"@id": "http://purl.org/dc/terms/created", "@type": f"{_XSD}dateTime"},
    "changedAt": {"@id": "http://purl.org/dc/terms/modified", "@type": f"{_XSD}dateTime"},
    "conformsTo": {"@id": "http://purl.org/dc/terms/conformsTo", "@type": "@id"},
    "applicant": "http://purl.org/dc/terms/creator",
    "givenName": "http://xmlns.com/foaf/0.1/givenName",
    "familyName": "http://xmlns.com/foaf/0.1/familyName",
    "organisation": "http://www.w3.org/ns/org#memberOf",
    "number": "http://www.w3.org/ns/regorg#registration",
    "name": "http://www.w3.org/2004/02/skos/core#prefLabel",
}


def describe_linked(submission: Submission, form: Form, base_url: str, *, with_personal: bool) -> dict[str, Any]:
    """The document. `base_url` is the address of the counter. What is left out is named under `withheld`, without its value."""
    vocabulary = f"{base_url}/forms/{form.id}#"
    nodes: dict[str, dict[str, Any]] = {"": {}, "applicant": _describe_applicant(submission) if with_personal else {}}
    scopes: dict[str, dict[str, Any]] = {"": {}, "applicant": {}}
    withheld: list[str] = []
    for field in _answered(form, submission):
        if field.confidence == "secret" or (field.confidence == "personal" and not with_personal):
            withheld.append(field.name)
            continue
        place = "applicant" if field.datum else field.about or ""
        nodes.setdefault(place, {})[field.name] = _describe_answer(submission.answers[field.name])
        scopes.setdefault(place, {})[field.name] = _describe_term(field, vocabulary)
    context = dict(_COMMON) | {"@vocab": vocabulary, "withheld": None} | scopes.pop("")
    for place, scope in scopes.items():
        known = context.get(place, f"{vocabulary}{place}")
        context[place] = {"@id": known, "@context": scope} if scope else known
    own = nodes.pop("")
    return {
        "@context": context,
        "@id": f"{base_url}/submissions/{submission.reference}",
        "@type": f"{vocabulary}Submission",
        "reference": submission.reference,
        "conformsTo": f"{base_url}/api/v1/forms/{form.id}/schema",
        "receivedAt": _moment(submission.received_at),
        "changedAt": _moment(submission.changed_at),
        **own,
        **{place: node for place, node in nodes.items() if node},
        "withheld": withheld,
    }


def _answered(form: Form, submission: Submission) -> Iterator[FormField]:
    return (field for _, field in asked_fields(form, submission.answers) if field.name in submission.answers)


def _describe_applicant(submission: Submission) -> dict[str, Any]:
    person = {name: submission.applicant[name] for name in ("givenName", "familyName") if submission.applicant.get(name)}
    organisation = submission.applicant.get("organisation")
    if organisation:
        person["organisation"] = {"@type": _ORGANISATION, "number": organisation["number"], "name": organisation["name"]}
    return {"@type": _PERSON, **person} if person else {}


def _describe_answer(answer: Any) -> Any:
    return {"@type": DEFINITIONS["address"]["term"], **answer} if isinstance(answer, dict) else answer


def _describe_term(field: FormField, vocabulary: str) -> Any:
    """The entry of a field in the context of its node."""
    term = field.term or f"{vocabulary}{field.name}"
    if field.widget == "date":
        return {"@id": term, "@type": f"{_XSD}date"}
    if field.widget == "address":
        parts = DEFINITIONS["address"]["properties"]
        return {"@id": term, "@context": {name: part["term"] for name, part in parts.items()}}
    return term


def _moment(at: float) -> str:
    return local_time(at).isoformat(timespec="seconds")
