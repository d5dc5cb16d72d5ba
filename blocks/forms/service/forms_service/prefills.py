"""What is known of whoever asks, so that they need not say it again: by law from the registers, by consent from their own vault.

A draft keeps what was found for each question, with where and when, and how each search stands. Nothing of it is an answer before
the person has seen it and gone on. Where a source is slow, away or says no, the question is simply empty, and the page says why.

    {"fields": {name: {datum, source, at, value}},     the answer as it fits the question
     "reasons": {name: text},                          why somebody corrected it
     "registers": {"state", "at"},                     given, nothing, away, refused
     "vault": {"state", "at", "number", "request", "url"}}   a state of vaults.STATES, or away
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from bouwsteen_service.calendars import local_time
from forms_service.answers import ABSENT, Unreadable, is_clean, read_answer
from forms_service.conditions import asked_fields
from forms_service.forms import Form, FormField
from forms_service.loading import LoadedForm

VAULT_DATA: Final = frozenset({"email", "phone", "bankAccount"})
VAULT: Final = "vault"
SIGN_IN: Final = "sign-in"
GIVEN: Final = "given"
NOTHING: Final = "nothing"
AWAY: Final = "away"
REFUSED: Final = "refused"
# What somebody knows of themselves goes for them alone: an organisation has other addresses and accounts.
_OF_REPRESENTATIVES: Final = frozenset({"givenName", "familyName"})
_ADDRESS_NAMES: Final[Mapping[str, str]] = {
    "street": "street",
    "houseNumber": "houseNumber",
    "box": "box",
    "postcode": "postalCode",
    "municipality": "municipality",
}


@dataclass(frozen=True)
class Known:
    """The value of one datum and where it comes from: RR, KSZ or the vault; `at` in seconds since 1970."""

    datum: str
    value: Any
    source: str
    at: float


@dataclass(frozen=True)
class Prefill:
    """What a draft keeps, see the module."""

    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    registers: Mapping[str, Any] = field(default_factory=dict)
    vault: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "Prefill":
        """What a draft holds."""
        return cls(**(kept or {}))

    def to_json(self) -> dict[str, Any]:
        """What the draft keeps."""
        return {name: dict(getattr(self, name)) for name in ("fields", "reasons", "registers", "vault")}

    def with_state(self, source: str, **state: Any) -> "Prefill":
        """The same with another state of the search in `registers` or `vault`."""
        return replace(self, **{source: {**getattr(self, source), **state}})

    def add(self, loaded: LoadedForm, answers: Mapping[str, Any], found: Iterable[Known], person: str) -> "Prefill":
        """With what was found, for the questions that have no answer yet and that it fits. `person` is the number of whoever asks."""
        known = {each.datum: each for each in found}
        added: dict[str, Mapping[str, Any]] = {}
        for _, asked in loaded.form.fields():
            each = known.get(asked.datum or "")
            if each is None or asked.name in answers:
                continue
            value = fit_value(loaded, asked, each, person)
            if value is not None:
                added[asked.name] = {"datum": each.datum, "source": each.source, "at": each.at, "value": value}
        return replace(self, fields={**self.fields, **added})

    def without_vault(self) -> "Prefill":
        """Without what came from the vault: the consent for it is no more."""
        return replace(self, fields={name: each for name, each in self.fields.items() if each["source"] != VAULT})

    def with_reasons(self, reasons: Mapping[str, str]) -> "Prefill":
        """With why somebody corrected what was found; an empty text takes a former reason away."""
        return replace(self, reasons={name: text for name, text in {**self.reasons, **reasons}.items() if text})

    def values_of_vault(self) -> dict[str, Any]:
        """What came from the vault, by question."""
        return {name: each["value"] for name, each in self.fields.items() if each["source"] == VAULT}


def wanted_data(form: Form, *, of_vault: bool, for_organisation: bool = False) -> list[str]:
    """The names of what a form asks that one of the sources may know, each once, in the order of the form."""
    names = dict.fromkeys(each.datum for _, each in form.fields() if each.datum)
    allowed = _OF_REPRESENTATIVES if for_organisation else names
    return [name for name in names if (name in VAULT_DATA) is of_vault and name in allowed]


def fit_value(loaded: LoadedForm, asked: FormField, known: Known, person: str) -> Any:
    """A datum as the answer to a question, None where it does not fit: a value that may not be answered helps nobody."""
    shape = loaded.form.data.properties[asked.name]
    answer: Any
    match known.datum:
        case "address":
            answer = _fit_address(known.value)
        case "household":
            answer = _list_household(known.value, person)
        case "birthDate":
            answer = known.value if isinstance(known.value, str) else None
        case _:
            answer = read_answer(asked, shape, {asked.name: [known.value]}) if isinstance(known.value, str) else None
    if answer is None or answer is ABSENT or isinstance(answer, Unreadable):
        return None
    texts = answer.values() if isinstance(answer, dict) else [answer]
    if not loaded.property_validators[asked.name].is_valid(answer) or not all(is_clean(text, lines=True) for text in texts):
        return None
    return answer


def _fit_address(value: Any) -> dict[str, str] | None:
    """Only addresses in Belgium fit the shape of our own."""
    if not isinstance(value, dict) or value.get("country", "BE") != "BE":
        return None
    parts = {ours: str(value[theirs]) for theirs, ours in _ADDRESS_NAMES.items() if value.get(theirs)}
    return parts or None


def _list_household(value: Any, person: str) -> str | None:
    """The others of the household, one on a line with the birth date, as the hint of such a question asks."""
    people = [each for each in value if isinstance(each, dict) and each.get("insz") != person] if isinstance(value, list) else []
    lines = [f"{each.get('givenName', '')} {each.get('familyName', '')}, {_show_day(each.get('birthDate'))}".strip(", ") for each in people]
    return "\n".join(lines) or None


def _show_day(text: Any) -> str:
    """31/12/1999, in any of our languages; what is not a whole date stays as it is."""
    try:
        return f"{date.fromisoformat(str(text)):%d/%m/%Y}"
    except ValueError:
        return str(text or "")


def is_corrected(prefill: Prefill, name: str, answers: Mapping[str, Any]) -> bool:
    """Whether what was found for a question is not what the person says."""
    return name in prefill.fields and answers.get(name) != prefill.fields[name]["value"]


def describe_origins(form: Form, answers: Mapping[str, Any], prefill: Prefill, person: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Where each answer came from that was known beforehand; with a correction also what the source says and why it is not so."""
    return dict(_origins(form, answers, prefill, person))


def _origins(form: Form, answers: Mapping[str, Any], prefill: Prefill, person: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for _, asked in asked_fields(form, answers):
        known = prefill.fields.get(asked.name)
        if known is not None and (asked.name in answers or prefill.reasons.get(asked.name)):
            origin = {"datum": known["datum"], "source": known["source"], "at": _moment(known["at"])}
            if is_corrected(prefill, asked.name, answers):
                origin |= {"value": known["value"], "reason": prefill.reasons.get(asked.name, "")}
            yield asked.name, origin
        elif asked.prefill and person.get(asked.prefill) and answers.get(asked.name) == person[asked.prefill]:
            yield asked.name, {"datum": asked.prefill, "source": SIGN_IN}


def count_origins(form: Form, answers: Mapping[str, Any], origins: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """How many questions were asked, how many of them were known beforehand, and how many of these corrected."""
    corrected = sum(1 for origin in origins.values() if "reason" in origin)
    return {
        "asked_count": sum(1 for _ in asked_fields(form, answers)),
        "known_count": len(origins) - corrected,
        "corrected_count": corrected,
    }


def _moment(at: float) -> str:
    return local_time(at).isoformat(timespec="seconds")
