"""What a page says beside its questions: where an answer comes from, and what became of asking the sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from forms_service.answers import Posted, show_inputs
from forms_service.contexts import FormsContext
from forms_service.corrections import SUFFIX
from forms_service.displays import show_moment
from forms_service.forms import FormField
from forms_service.prefills import AWAY, GIVEN, NOTHING, REFUSED, SIGN_IN, VAULT_DATA, Prefill
from forms_service.storage.drafts import Draft
from forms_service.vaults import in_language
from forms_service.visitors import Visitor

_REGISTERS_SAY: Final = frozenset({AWAY, REFUSED, NOTHING})


@dataclass(frozen=True)
class ShownOrigin:
    """Where what stands in a question comes from: `source` is RR, KSZ, vault or sign-in, `at` in words.

    `can_correct`: whether a correction needs a reason; `reason` is what was given. `is_open`: the reason is what is asked now.
    """

    source: str
    at: str
    can_correct: bool
    reason: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class ShownSources:
    """What is said above the questions: `registers` is empty, away, refused or nothing; `vault` is empty, offered, or how that stands.

    `vault_url` is where the citizen can still decide.
    """

    registers: str = ""
    vault: str = ""
    vault_url: str = ""


def show_origins(
    context: FormsContext, draft: Draft, fields: Sequence[FormField], inputs: Posted, visitor: Visitor, language: str
) -> dict[str, ShownOrigin]:
    """For each question that was filled in beforehand, where that comes from."""
    prefill = Prefill.of(draft.prefill)
    shown = {field.name: _show_known(context, prefill, field, inputs, language) for field in fields if field.name in prefill.fields}
    if visitor.principal is not None and draft.desk is None:
        shown |= {
            field.name: ShownOrigin(SIGN_IN, "", can_correct=False)
            for field in fields
            if field.prefill and field.name not in shown and field.name not in draft.answers and inputs.get(field.name, [""])[0]
        }
    return shown


def _show_known(context: FormsContext, prefill: Prefill, field: FormField, inputs: Posted, language: str) -> ShownOrigin:
    known = prefill.fields[field.name]
    expected = show_inputs(field, known["value"])
    differs = any(list(inputs.get(name, [""])) != list(values) for name, values in expected.items())
    at = show_moment(context.local_time(known["at"]), language)
    reason = inputs.get(f"{field.name}{SUFFIX}", [prefill.reasons.get(field.name, "")])[0]
    return ShownOrigin(known["source"], at, can_correct=True, reason=reason, is_open=differs or bool(reason))


def show_sources(context: FormsContext, draft: Draft, fields: Sequence[FormField], visitor: Visitor, language: str) -> ShownSources:
    """What to say of the sources that might know what is asked here and is still empty."""
    prefill = Prefill.of(draft.prefill)
    empty = [field for field in fields if field.datum and field.name not in draft.answers and field.name not in prefill.fields]
    state = prefill.registers.get("state", GIVEN)
    registers = state if state in _REGISTERS_SAY and any(field.datum not in VAULT_DATA for field in empty) else ""
    if not any(field.datum in VAULT_DATA for field in empty) or not may_use_vault(context, draft, visitor):
        return ShownSources(registers)
    asked, url = prefill.vault.get("state", "offered"), prefill.vault.get("url", "")
    return ShownSources(registers, "nothing" if asked == "granted" else asked, in_language(url, language) if url else "")


def may_use_vault(context: FormsContext, draft: Draft, visitor: Visitor) -> bool:
    """Whether whoever fills in can show their own vault: a citizen who acts for themselves."""
    principal = visitor.principal
    return context.vault is not None and principal is not None and principal.organisation is None and draft.desk is None
