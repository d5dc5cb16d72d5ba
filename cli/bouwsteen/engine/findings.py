"""What policies found, for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bouwsteen.diagnostics import Diagnostic, Severity
from bouwsteen.documents.policies import Action
from bouwsteen.errors import DeniedError
from bouwsteen.policy.judgements import Answer, Finding

_SEVERITIES: Final = {Action.DENY: Severity.ERROR, Action.WARN: Severity.WARNING, Action.INFORM: Severity.INFO, None: Severity.INFO}
_KINDS: Final = {
    Answer.BROKEN: ("policy-broken", "A rule of a policy is not kept"),
    Answer.UNDETERMINED: ("policy-undetermined", "A rule of a policy cannot be judged yet"),
    Answer.FAILED: ("policy-failed", "A rule of a policy cannot be judged"),
}
DENYING_CODES: Final = frozenset(code for answer, (code, _) in _KINDS.items() if answer is not Answer.UNDETERMINED)
# What policies say is in the language of who reads, and so is what stands beside it.
_COMING: Final = {
    "nl": {
        Action.INFORM: "Vanaf {day} informeert de regel.",
        Action.WARN: "Vanaf {day} waarschuwt de regel.",
        Action.DENY: "Vanaf {day} weigert de regel dit.",
    },
    "fr": {
        Action.INFORM: "À partir du {day} la règle informe.",
        Action.WARN: "À partir du {day} la règle avertit.",
        Action.DENY: "À partir du {day} la règle le refuse.",
    },
    "en": {
        Action.INFORM: "From {day} on the policy informs.",
        Action.WARN: "From {day} on the policy warns.",
        Action.DENY: "From {day} on the policy denies it.",
    },
}
_WAIVED: Final = {
    "nl": "De uitzondering {waiver} laat dit toe tot en met {day}.",
    "fr": "La dérogation {waiver} le permet jusqu'au {day} inclus.",
    "en": "The waiver {waiver} allows it up to and including {day}.",
}


_LAPSED: Final = {
    "nl": "De uitzondering {waiver} gold tot en met {day}.",
    "fr": "La dérogation {waiver} valait jusqu'au {day} inclus.",
    "en": "The waiver {waiver} held up to and including {day}.",
}


def tell(findings: Iterable[Finding], language: str) -> tuple[Diagnostic, ...]:
    """Raises DeniedError with all that is denied, where anything is."""
    listed = list(findings)
    if denied := [finding for finding in listed if finding.denies]:
        raise DeniedError(*(to_diagnostic(finding, language) for finding in denied))
    return tuple(to_diagnostic(finding, language) for finding in listed)


def to_diagnostic(finding: Finding, language: str) -> Diagnostic:
    """For people, in their language. A policy that is not in force yet informs, and says from when it does more."""
    code, summary = _KINDS[finding.answer]
    sentences = [f"{finding.policy}/{finding.rule}: {_choose(finding.message, language)}", *tell_more(finding, language)]
    severity = Severity.INFO if finding.answer is Answer.UNDETERMINED else _SEVERITIES[finding.action]
    return Diagnostic(severity, code, summary, " ".join(sentences), _choose(finding.fix, language), finding.source, finding.address)


def tell_more(finding: Finding, language: str) -> list[str]:
    """Sentences behind its message: which exception holds or held, and what comes."""
    sentences = []
    for waiver, template in ((finding.waiver, _WAIVED), (finding.lapsed, _LAPSED)):
        if waiver is not None:
            sentences.append(template[language].format(waiver=waiver.metadata.name, day=waiver.spec.expires))
    if finding.waiver is None and finding.coming is not None:
        sentences.append(_COMING[language][finding.coming.action].format(day=finding.coming.from_date))
    return sentences


def _choose(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts["nl"]
