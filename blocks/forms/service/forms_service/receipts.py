"""Receipts and decisions: a tagged PDF (PDF/UA-1) that says who paid what, for what, when, or what was decided about a request.

Typst makes it, with the fonts that it brings. The same receipt is the same bytes each time: it may be sent again under the same key.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import typst

from bouwsteen_service.texts import Texts
from forms_service.contexts import FormsContext
from forms_service.displays import show_amount, show_moment
from forms_service.forms import Form
from forms_service.storage.letters import Letter
from forms_service.storage.submissions import Submission
from forms_service.wording import TEXTS

logger = logging.getLogger(__name__)

_TEMPLATE: Final = Path(__file__).parent / "templates" / "receipt.typ"
_texts: Final = Texts(TEXTS)


@dataclass(frozen=True)
class Receipt:
    """What stands on a receipt, or on a decision, in one language; `facts` are names with values, in their order. `made_at`: since when."""

    title: str
    organisation: str
    language: str
    warning: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    contact_title: str
    contact: tuple[str, ...]
    made_at: float

    def to_json(self) -> Mapping[str, Any]:
        """What the template reads."""
        return {
            "title": self.title,
            "organisation": self.organisation,
            "language": self.language,
            "warning": self.warning,
            "lead": self.lead,
            "facts": self.facts,
            "contactTitle": self.contact_title,
            "contact": self.contact,
        }


def describe_receipt(context: FormsContext, submission: Submission, form: Form) -> Receipt:
    """The receipt of a submission that was paid, in the language in which it was sent."""
    language = submission.language

    def say(key: str, **values: object) -> str:
        return _texts.get(key, language, **values)

    paid_at = submission.paid_at or 0.0
    basis = form.fee.basis if form.fee else None
    facts = [
        (say("submission.reference"), submission.reference),
        (say("mine.form"), form.title.in_language(language)),
        (say("person.name"), _name_of(submission)),
        *((say(f"person.{kind}"), f"{name} ({number})") for kind, name, number in _organisation_of(submission)),
        (say("receipt.what"), form.fee.description.in_language(language) if form.fee else ""),
        (say("payment.amount"), show_amount(submission.fee or "", language)),
        (say("payment.paid-on"), show_moment(context.local_time(paid_at), language)),
        (say("payment.reference"), submission.payment_id or ""),
        (say("receipt.basis"), basis.in_language(language) if basis else ""),
    ]
    return Receipt(
        title=say("receipt.title"),
        organisation=context.settings.title,
        language=language,
        warning=_warning(context, language),
        lead=say("receipt.lead", organisation=context.settings.title),
        facts=tuple((name, value) for name, value in facts if value),
        contact_title=form.contact.name.in_language(language),
        contact=_contact(form, language),
        made_at=paid_at,
    )


def describe_decision(context: FormsContext, submission: Submission, form: Form, letter: Letter) -> Receipt:
    """A decision about a request, as it was taken, in the language in which the request was sent."""
    language = submission.language

    def say(key: str, **values: object) -> str:
        return _texts.get(key, language, **values)

    facts = [
        (say("submission.reference"), submission.reference),
        (say("mine.form"), form.title.in_language(language)),
        (say("person.name"), _name_of(submission)),
        *((say(f"person.{kind}"), f"{name} ({number})") for kind, name, number in _organisation_of(submission)),
        (say("decision.what"), say(f"status.{letter.decision}")),
        (say("submission.reason"), letter.reason or ""),
        (say("decision.when"), show_moment(context.local_time(letter.created_at), language)),
    ]
    return Receipt(
        title=say("decision.title"),
        organisation=context.settings.title,
        language=language,
        warning=_warning(context, language),
        lead=say(f"letter.decision.{letter.decision}.lead", organisation=context.settings.title),
        facts=tuple((name, value) for name, value in facts if value),
        contact_title=form.contact.name.in_language(language),
        contact=_contact(form, language),
        made_at=letter.created_at,
    )


def _warning(context: FormsContext, language: str) -> str:
    return _texts.get("receipt.simulated", language) if context.settings.service.fidelity == "simulated" else ""


def _name_of(submission: Submission) -> str:
    return f"{submission.applicant.get('givenName', '')} {submission.applicant.get('familyName', '')}".strip()


def _contact(form: Form, language: str) -> tuple[str, ...]:
    contact = form.contact
    return contact.phone, contact.email, contact.address.in_language(language), contact.hours.in_language(language)


def _organisation_of(submission: Submission) -> list[tuple[str, str, str]]:
    organisation = submission.applicant.get("organisation")
    return [(organisation["kind"], organisation["name"], organisation["number"])] if organisation else []


def write_pdf(receipt: Receipt) -> bytes:
    """The receipt as PDF. A name in letters that no font of ours has is printed as well as can be, without the claim of PDF/UA."""
    inputs = {"receipt": json.dumps(receipt.to_json(), ensure_ascii=False)}
    options: dict[str, Any] = {"sys_inputs": inputs, "ignore_system_fonts": True, "timestamp": int(receipt.made_at), "format": "pdf"}
    try:
        content = typst.compile(_TEMPLATE, pdf_standards=["ua-1"], **options)
    except typst.TypstError:
        logger.warning("A receipt holds letters for which there is no font")
        content = typst.compile(_TEMPLATE, **options)
    assert isinstance(content, bytes)
    return content
