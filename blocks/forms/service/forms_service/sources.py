"""Asking the sources what they know of whoever fills in a draft, and keeping what they say.

No transaction is open while a source is asked: it may be slow. What is found is written for the questions that still have no answer;
whoever is killed in between asks again.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from forms_service.contexts import FormsContext
from forms_service.forms import FormField
from forms_service.loading import LoadedForm
from forms_service.persons import PersonsError
from forms_service.prefills import AWAY, GIVEN, NOTHING, REFUSED, VAULT, Known, Prefill, wanted_data
from forms_service.principals import Principal
from forms_service.storage import audits, drafts
from forms_service.storage.drafts import Draft
from forms_service.vaults import AccessRequest, VaultError

logger = logging.getLogger(__name__)

_CALLBACK: Final = "vault/return"


def look_up(context: FormsContext, draft: Draft, loaded: LoadedForm, principal: Principal, person: Mapping[str, Any]) -> Draft:
    """A draft with what the registers know of a person; as it was where they were asked before, or where there is nothing to ask.

    `principal` is who looks at it: the person, or the clerk at the desk, which is written down.
    """
    insz, for_organisation, clerk = person.get("insz"), "organisation" in person, principal if draft.desk is not None else None
    prefill = Prefill.of(draft.prefill)
    names = wanted_data(loaded.form, of_vault=False, for_organisation=for_organisation)
    if context.persons is None or not insz or not names or prefill.registers:
        return draft
    try:
        found = context.persons.read(insz, names, principal.subject)
    except PersonsError as error:
        state = REFUSED if error.is_refusal else AWAY
        logger.warning("The registers say nothing", extra={"fields": {"reason": str(error)}})
        found = []
    else:
        state = GIVEN if found else NOTHING
    context.looked_up.add("registers", state)
    _write_down(context, draft, clerk)
    known = [Known(each.name, each.value, each.register, each.at) for each in found]

    def keep(kept: Prefill, answers: Mapping[str, object]) -> Prefill:
        return kept.with_state("registers", state=state, at=context.clock()).add(loaded, answers, known, insz)

    return _change(context, draft, keep)


def _write_down(context: FormsContext, draft: Draft, clerk: Principal | None) -> None:
    if clerk is not None:
        with context.database.writing() as connection:
            audits.record(connection, clerk, "prefill", [draft.id], context.clock(), draft.form_id)


def forget_failure(context: FormsContext, draft: Draft) -> Draft:
    """The registers may be asked again, where they said nothing before."""
    if Prefill.of(draft.prefill).registers.get("state") not in {AWAY, REFUSED, NOTHING}:
        return draft
    return _change(context, draft, lambda kept, _: Prefill(kept.fields, kept.reasons, {}, kept.vault))


def ask_vault(context: FormsContext, draft: Draft, loaded: LoadedForm, web_id: str, language: str, step_id: str) -> AccessRequest:
    """Ask the holder of a WebID for what the form asks; where to decide. The WebID is kept by the vault alone. Raises VaultError."""
    if context.vault is None:
        raise VaultError("no-vault-wired")
    former = Prefill.of(draft.prefill).vault
    number = int(former.get("number", 0)) + 1
    try:
        asked = context.vault.ask(
            f"{draft.id}.{number}",
            web_id,
            wanted_data(loaded.form, of_vault=True),
            purpose=loaded.form.personal_data.purpose.in_language(language),
            period=f"P{context.settings.consent_days}D",
            reference=draft.id,
            return_url=f"{context.settings.service.public_url}/drafts/{draft.id}/{_CALLBACK}?step={step_id}",
        )
    except VaultError as error:
        # A key that was used for another question: somebody was killed after asking it.
        if error.status == 409:
            _change(context, draft, lambda kept, _: kept.with_state(VAULT, number=number))
        raise
    state = {"state": asked.state, "at": context.clock(), "number": number, "request": asked.id, "url": asked.url}
    _change(context, draft, lambda kept, _: kept.with_state(VAULT, **state))
    return asked


def hear_vault(context: FormsContext, draft: Draft, loaded: LoadedForm, insz: str) -> Draft:
    """What the citizen decided, and what may be read since. What is away now is asked when the page is opened again."""
    request = Prefill.of(draft.prefill).vault.get("request")
    if context.vault is None or request is None:
        return draft
    found: list[Known] = []
    try:
        state = context.vault.find(request).state
        if state == "granted":
            now = context.clock()
            values = {name: context.vault.read(request, name) for name in wanted_data(loaded.form, of_vault=True)}
            found = [Known(name, value, VAULT, now) for name, value in values.items() if value is not None]
    except VaultError as error:
        state = "withdrawn" if error.is_refusal else AWAY
    context.looked_up.add(VAULT, state)

    def keep(kept: Prefill, answers: Mapping[str, object]) -> Prefill:
        return kept.with_state(VAULT, state=state, at=context.clock()).add(loaded, answers, found, insz)

    return _change(context, draft, keep)


def hear_event(context: FormsContext, draft_id: str, request: str) -> None:
    """A request of a draft is said to have changed: what the citizen decided is asked, and their next page says so.

    Raises VaultError where the service does not say how it stands.
    """
    with context.database.reading() as connection:
        draft = drafts.find_any_draft(connection, draft_id, context.clock())
    loaded = None if draft is None else context.forms.get(draft.form_id)
    known = {} if draft is None else Prefill.of(draft.prefill).vault
    if context.vault is None or draft is None or loaded is None or known.get("request") != request:
        return
    state = context.vault.find(request).state
    if state == known.get("state"):
        return
    if state == "granted":
        hear_vault(context, draft, loaded, "")
    elif state != "requested":
        _withdraw(context, draft, state)


def check_consent(context: FormsContext, draft: Draft, fields: tuple[FormField, ...] | None = None) -> Draft:
    """Read again what came from the vault, for these questions or all: what is allowed no more goes, also where it was an answer.

    What cannot be asked now stays as it was read.
    """
    prefill = Prefill.of(draft.prefill)
    shown = {each.name for each in fields} if fields is not None else prefill.fields.keys()
    names = sorted({str(prefill.fields[name]["datum"]) for name in prefill.values_of_vault().keys() & shown})
    request = prefill.vault.get("request")
    if context.vault is None or request is None or not names:
        return draft
    try:
        context.vault.read(request, names[0])
    except VaultError as error:
        if not error.is_refusal:
            return draft
    else:
        return draft
    return _withdraw(context, draft, _find_state(context, request))


def _find_state(context: FormsContext, request: str) -> str:
    """Why nothing may be read. A citizen who took it back at their own server, and not by us, withdrew it too."""
    assert context.vault is not None
    try:
        state = context.vault.find(request).state
    except VaultError:
        state = "withdrawn"
    return state if state in {"withdrawn", "expired", "refused"} else "withdrawn"


def _withdraw(context: FormsContext, draft: Draft, state: str) -> Draft:
    context.looked_up.add(VAULT, state)
    with context.database.writing() as connection:
        current = drafts.find_draft(connection, draft.id, draft.owner, context.clock(), lock=True)
        if current is None:
            return draft
        prefill = Prefill.of(current.prefill)
        taken = prefill.values_of_vault()
        answers = {name: answer for name, answer in current.answers.items() if name not in taken or taken[name] != answer}
        kept = prefill.without_vault().with_state(VAULT, state=state, at=context.clock())
        drafts.save_prefill(connection, draft.id, kept.to_json())
        drafts.save_answers(connection, draft.id, answers, context.clock(), context.draft_lifetime)
        return drafts.find_draft(connection, draft.id, draft.owner, context.clock()) or draft


def _change(context: FormsContext, draft: Draft, change: Callable[[Prefill, Mapping[str, object]], Prefill]) -> Draft:
    """Change what a draft keeps, as it is by now. The draft as it was where it is no more."""
    with context.database.writing() as connection:
        current = drafts.find_draft(connection, draft.id, draft.owner, context.clock(), lock=True)
        if current is None:
            return draft
        drafts.save_prefill(connection, draft.id, change(Prefill.of(current.prefill), current.answers).to_json())
        return drafts.find_draft(connection, draft.id, draft.owner, context.clock()) or draft
