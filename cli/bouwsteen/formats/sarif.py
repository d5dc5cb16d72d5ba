"""Findings and diagnostics as SARIF 2.1.0, which forges show beside the lines they are about.

Paths are those of the repository. A fingerprint stays the same as long as policy, rule and address do, so that a
forge knows what is new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from bouwsteen.diagnostics import Diagnostic, Severity, SourceRange
from bouwsteen.policy.judgements import Finding

MOST_RESULTS: Final = 5_000  # what GitHub shows of one run
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif(findings: Iterable[Finding], diagnostics: Iterable[Diagnostic], language: str, version: str) -> dict[str, Any]:
    """One run. `version` is that of Bouwsteen."""
    results = [*map(_of_diagnostic, diagnostics), *(_of_finding(each, language) for each in findings)]
    unique = list({(each["ruleId"], each["partialFingerprints"]["bouwsteen/v1"]): each for each in results}.values())
    unique.sort(key=lambda each: ("error", "warning", "note").index(each["level"]))
    kept = unique[:MOST_RESULTS]
    rules = sorted({each["ruleId"] for each in kept})
    driver = {
        "name": "Bouwsteen",
        "version": version,
        "rules": [{"id": rule, "shortDescription": {"text": rule}} for rule in rules],
    }
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": kept}],
    }


def _of_finding(finding: Finding, language: str) -> dict[str, Any]:
    level = "error" if finding.denies else "warning" if finding.action is not None and finding.action.value == "warn" else "note"
    message = " ".join(_choose(each, language) for each in (finding.message, finding.fix))
    return _result(f"{finding.policy}/{finding.rule}", level, f"{finding.address}: {message}", finding.source, finding.fingerprint)


def _of_diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    message = " ".join(part for part in (f"{diagnostic.summary}.", diagnostic.detail, diagnostic.remedy) if part)
    seed = "\n".join((diagnostic.code, str(diagnostic.source or ""), diagnostic.address or "", diagnostic.detail))
    return _result(
        diagnostic.code, _LEVELS[diagnostic.severity], message, diagnostic.source, hashlib.sha256(seed.encode()).hexdigest()[:16]
    )


def _result(rule: str, level: str, message: str, source: SourceRange | None, fingerprint: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": rule,
        "level": level,
        "message": {"text": message[:2_000]},
        "partialFingerprints": {"bouwsteen/v1": fingerprint},
    }
    if source is not None and not source.file.startswith(("/", "<")):
        region = {"startLine": source.line, "startColumn": max(source.column, 1)} if source.line else {"startLine": 1}
        location = {"artifactLocation": {"uri": quote(source.file), "uriBaseId": "%SRCROOT%"}, "region": region}
        result["locations"] = [{"physicalLocation": location}]
    return result


def _choose(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts["nl"]
