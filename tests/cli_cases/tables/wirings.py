"""Blocks, versions, uses, secrets and environments: what `validate` finds between documents, and `plan` in the world of names."""

from __future__ import annotations

from tests.cli_cases.cases import LOCK, STACK, Case, stack

LOCKER = "    - {block: locker, version: ^1.0}\n"
SITE = "    - {block: site, version: ^1.0}\n"
PORTAL = "    - {block: portal, version: ^1.0}\n"
SECRET = "hunter2-is-no-password"

CASES = [
    # Blocks and versions
    Case("block-unknown", "validate", edits={STACK: {"{block: locker,": "{block: <<block-unknown>>loker,"}}),
    Case(
        "version-none-fits",
        "validate",
        edits={STACK: {"{block: locker, version: ^1.0}": "{block: locker, version: <<version-unavailable>>^2.0}"}},
    ),
    Case(
        "version-recalled",
        "validate",
        edits={STACK: {"{block: locker, version: ^1.0}": "{block: locker, version: <<version-recalled>>=0.9.0}"}},
    ),
    Case(
        "instance-twice",
        "validate",
        files={STACK: stack(LOCKER + SITE + "    - {name: <<duplicate-instance>>site, block: site, version: ^1.0}\n")},
    ),
    Case(
        "provider-twice",
        "validate",
        files={STACK: stack(LOCKER + "    - {name: <<duplicate-instance>>locker, block: locker, version: ^1.0}\n" + SITE)},
    ),
    # Uses
    Case("use-unsatisfied", "validate", files={STACK: stack("    - <<use-missing>>{block: site, version: ^1.0}\n")}),
    Case(
        "use-ambiguous",
        "validate",
        files={
            STACK: stack(LOCKER + LOCKER.replace("{block", "{name: other, block") + "    - <<use-ambiguous>>{block: site, version: ^1.0}\n")
        },
    ),
    Case(
        "use-wrong-interface",
        "validate",
        files={
            STACK: stack(
                LOCKER
                + "    - {block: site, version: ^1.0, uses: {key: <<wrong-interface>>portal/gate}}\n    - {block: portal, version: ^1.0}\n"
            )
        },
    ),
    Case(
        "use-instance-unknown",
        "validate",
        files={STACK: stack(LOCKER + "    - {block: site, version: ^1.0, uses: {key: <<instance-unknown>>loker/key}}\n")},
    ),
    Case(
        "use-output-unknown",
        "validate",
        files={STACK: stack(LOCKER + "    - {block: site, version: ^1.0, uses: {key: <<output-unknown>>locker/keys}}\n")},
    ),
    Case(
        "use-unknown",
        "validate",
        files={STACK: stack(LOCKER + "    - {block: site, version: ^1.0, uses: {<<use-unknown>>keys: locker/key}}\n")},
    ),
    Case(
        "use-of-itself",
        "validate",
        files={STACK: stack(LOCKER + "    - {block: portal, version: ^1.0, uses: {site: <<self-use>>portal/gate}}\n")},
    ),
    Case(
        "ring",
        "validate",
        files={STACK: stack(LOCKER + SITE + PORTAL)},
        edits={
            "blocks/site/block.yaml": {
                "{parameters.color}-": "{uses.?gate.?url.orValue('none')}",
                'site: {value: {url: "${resources.http.url}"}}': 'site: {value: {url: "${resources.code.value}"}}',
            },
            "blocks/portal/block.yaml": {
                'gate: {value: {url: "${resources.http.url}"}}': 'gate: {value: {url: "${resources.name.value}"}}'
            },
        },
        finds=(f"dependency-cycle {STACK}:9:7",),
    ),
    # Environments
    Case("target-not-offered", "validate", edits={STACK: {"{target: local}": "{target: <<target-unknown>>kubernetes}"}}),
    Case("environment-missing", "plan town --environment tset", 6, finds=(f"environment-not-found {STACK}:9:3",)),
    Case(
        "overlay-of-unknown-instance",
        "validate",
        files={STACK: stack(LOCKER + SITE, environments="    local: {target: local, blocks: {<<instance-unknown>>sit: {}}}\n")},
    ),
    # Secrets
    Case(
        "secret-as-literal",
        "validate",
        edits={
            STACK: {
                "{block: locker, version: ^1.0}": f"{{block: locker, version: ^1.0, parameters: {{token: <<secret-literal>>{SECRET}}}}}"
            }
        },
    ),
    Case("secret-in-plain-field", "validate", edits={STACK: {"{title: Hallo}": "{<<secret-misplaced>>title: {secretRef: {env: TOKEN}}}"}}),
    Case("secret-from-nowhere", "validate", edits={STACK: {"{title: Hallo}": "{sealed: {secretRef: <<bad-secret-reference>>{}}}"}}),
    Case(
        "secret-variable-missing",
        "plan town",
        10,
        edits={STACK: {"{title: Hallo}": "{sealed: <<secret-not-found>>{secretRef: {env: BOUWSTEEN_SECRET_TOWN}}}"}},
        locks=True,
    ),
    Case(
        "secret-variable-withheld",
        "plan town",
        10,
        edits={STACK: {"{title: Hallo}": "{sealed: <<secret-withheld>>{secretRef: {env: GITHUB_TOKEN}}}"}},
        locks=True,
    ),
    Case(
        "secret-file-missing",
        "plan town",
        10,
        edits={STACK: {"{title: Hallo}": "{sealed: <<secret-not-found>>{secretRef: {file: token.txt}}}"}},
        locks=True,
    ),
    # Locks
    Case("lock-stale", "plan town", 7, edits={"blocks/locker/block.yaml": {"Kluis": "Kluizen"}}, finds=(f"lock-stale {LOCK}:4:3",)),
    Case(
        "lock-stale-when-checked",
        "lock --check",
        7,
        edits={"blocks/locker/block.yaml": {"Kluis": "Kluizen"}},
        finds=(f"lock-stale {LOCK}:4:3",),
    ),
    Case("lock-missing", "lock --check", 7, files={LOCK: None}, finds=(f"lock-missing {LOCK}",)),
    Case("lock-missing-at-plan", "plan town", 7, files={LOCK: None}, finds=(f"lock-missing {LOCK}",)),
    Case("lock-is-no-lock", "plan town", 10, files={LOCK: "formatVersion: 1\nblocks: <<wrong-type>>[]\n"}),
    Case("lock-of-later-format", "plan town", 10, files={LOCK: "formatVersion: <<lock-too-new>>2\nblocks: {}\ninterfaces: {}\n"}),
]
