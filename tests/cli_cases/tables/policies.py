"""Policies, their suites and their waivers: what they deny, and what is wrong with them themselves."""

from __future__ import annotations

from tests.cli_cases.cases import HEAD, Case

POLICY = "policies/tidy/policy.yaml"
SUITE = "policies/tidy/suite.yaml"
WAIVER = "stacks/town/waivers/later.yaml"


def policy(expression: str = "object.block != 'locker'", more: str = "", steps: str = "[{from: 2020-01-01, action: deny}]") -> str:
    return f"""{HEAD}kind: Policy
metadata: {{name: tidy}}
spec:
  version: 1.0.0
  title: {{nl: Netjes, en: Tidy}}
  basis: {{kind: law, source: an act}}
  match: {{kinds: [Instance]}}
  reach: object
  rules:
    - id: noLocker
      expression: {expression}
{more}      message: {{nl: "`${{object.name}}` is een kastje.", en: "`${{object.name}}` is a locker."}}
      fix: {{nl: Neem iets anders., en: Take something else.}}
  enforcement: {steps}
"""


def suite(samples: str) -> str:
    return f"{HEAD}kind: PolicySuite\nmetadata: {{name: tidy}}\nspec:\n  samples:\n{samples}"


def waiver(expires: str, approved: str = "Bo") -> str:
    return (
        f"{HEAD}kind: Waiver\nmetadata: {{name: later}}\n"
        f"spec: {{policy: tidy, reason: not yet, requestedBy: An, approvedBy: {approved}, expires: {expires}}}\n"
    )


KEPT = "    - {name: other, kind: Instance, variables: {object: {block: site, name: a}}}\n"
BROKEN = "    - {name: locker, kind: Instance, breaks: [noLocker], variables: {object: {block: locker, name: a}}}\n"
DENIED = ("policy-broken town/local/locker",)

CASES = [
    Case("policy-denies-a-check", "policy check town --date 2026-01-01", 5, files={POLICY: policy()}, finds=DENIED),
    Case("policy-denies-a-plan", "plan town", 5, files={POLICY: policy()}, locks=True, finds=DENIED),
    Case("policy-denies-an-apply", "apply town --yes", 5, files={POLICY: policy()}, locks=True, finds=DENIED),
    Case("policy-denies-up", "up town", 5, files={POLICY: policy()}, locks=True, finds=DENIED),
    Case(
        "policy-fails",
        "plan town",
        5,
        files={POLICY: policy("object.parameters.absent == 1")},
        locks=True,
        finds=("policy-failed town/local/locker", "policy-failed town/local/site"),
    ),
    Case("waiver-is-over", "plan town", 5, files={POLICY: policy(), WAIVER: waiver("2020-06-01")}, locks=True, finds=DENIED),
    Case(
        "waiver-approved-by-who-asks",
        "plan town",
        files={POLICY: policy(), WAIVER: waiver("2099-01-01", "an")},
        finds=("value-not-allowed stacks/town/waivers/later.yaml:4:7",),
    ),
    Case("policy-missing", "policy explain tidi", 6, files={POLICY: policy()}, finds=("policy-not-found",)),
    Case(
        "policy-not-for-a-cluster",
        "policy export tidy",
        files={POLICY: policy("object.version != '1.0.0'")},
        finds=("policy-not-exported",),
    ),
    Case("policy-day-wrong", "policy check town --date tomorrow", files={POLICY: policy()}, finds=("invalid-argument",)),
    Case("policy-explained-nowhere", "policy explain tidy town -e nowhere", 6, files={POLICY: policy()}, finds=("environment-not-found",)),
    Case("policy-environment-missing", "policy check town -e nowhere", 6, files={POLICY: policy()}, finds=("environment-not-found",)),
    Case("policy-reads-nothing", "policy check town", files={POLICY: policy("object.<<undefined-field>>blok != 'a'")}, finds=()),
    Case("policy-is-no-truth", "policy check town", files={POLICY: policy("<<wrong-type>>object.block")}, finds=()),
    Case("policy-field-unknown", "plan town", files={POLICY: policy(more="      <<unknown-field>>wen: 'true'\n")}, finds=()),
    Case(
        "policy-grows-weaker",
        "plan town",
        files={POLICY: policy(steps="[{from: 2020-01-01, action: deny}, {from: 2021-01-01, action: warn}]")},
        finds=("value-not-allowed policies/tidy/policy.yaml:5:3",),
    ),
    Case("suite-missing", "policy test", files={POLICY: policy()}, finds=("document-not-found policies/tidy/suite.yaml",)),
    Case(
        "suite-shows-one-side",
        "policy test",
        files={POLICY: policy(), SUITE: suite(BROKEN + BROKEN.replace("locker, kind", "other, kind"))},
        finds=("value-not-allowed policies/tidy/suite.yaml:5:3",),
    ),
    Case(
        "suite-is-wrong", "policy test", 1, files={POLICY: policy(), SUITE: suite(KEPT + BROKEN.replace("{block: locker", "{block: site"))}
    ),
    Case(
        "suite-notices-nothing",
        "policy test",
        1,
        files={POLICY: policy("object.block != 'locker' || object.name == 'b'"), SUITE: suite(KEPT + BROKEN)},
    ),
    Case(
        "policy-broken-before-a-test",
        "policy test",
        files={POLICY: policy(more="  nonsense\n")},
        finds=("yaml-syntax policies/tidy/policy.yaml:14:14",),
    ),
]
