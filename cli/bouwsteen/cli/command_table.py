"""Name → section of the help. A verb's arguments are in `arguments.<module>`, its body in `commands.<module>`.

Modules are imported when their verb is asked for, so that no verb pays for another. The
summaries stand in the catalogue of texts under `command.<name>.summary`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Entry(NamedTuple):
    module: str
    section: str
    is_group: bool = False


COMMANDS: Mapping[str, Entry] = {
    "init": Entry("init", "start"),
    "catalog": Entry("catalog", "start", is_group=True),
    "policy": Entry("policy", "start", is_group=True),
    "validate": Entry("validate", "start"),
    "lock": Entry("lock", "start"),
    "check": Entry("check", "start"),
    "pr": Entry("pr", "review"),
    "approve": Entry("approve", "review"),
    "up": Entry("up", "run"),
    "plan": Entry("plan", "run"),
    "apply": Entry("apply", "run"),
    "loadtest": Entry("loadtest", "run"),
    "down": Entry("down", "run"),
    "destroy": Entry("destroy", "run"),
    "operator": Entry("operator", "run", is_group=True),
    "status": Entry("status", "look"),
    "outputs": Entry("outputs", "look"),
    "logs": Entry("logs", "look"),
    "drift": Entry("drift", "look"),
    "graph": Entry("graph", "look"),
    "impact": Entry("impact", "look"),
    "report": Entry("report", "look"),
    "explain": Entry("explain", "look"),
    "state": Entry("state", "record", is_group=True),
    "import": Entry("import_object", "record"),
    "export": Entry("export", "exchange"),
    "schema": Entry("schema", "exchange"),
    "version": Entry("version", "exchange"),
}

# Verbs under a group: name of the group → name → module.
SUBCOMMANDS: Mapping[str, Mapping[str, str]] = {
    "catalog": {
        "list": "catalog_list",
        "show": "catalog_show",
        "roadmap": "catalog_roadmap",
        "publish": "catalog_publish",
        "deprecate": "catalog_deprecate",
        "recall": "catalog_recall",
        "snapshot": "catalog_snapshot",
        "verify": "catalog_verify",
    },
    "operator": {
        "run": "operator_run",
        "manifests": "operator_manifests",
    },
    "policy": {
        "list": "policy_list",
        "explain": "policy_explain",
        "check": "policy_check",
        "test": "policy_test",
        "export": "policy_export",
    },
    "state": {
        "list": "state_list",
        "show": "state_show",
        "mv": "state_mv",
        "rm": "state_rm",
        "generations": "state_generations",
        "backup": "state_backup",
        "restore": "state_restore",
        "unlock": "state_unlock",
        "transfer": "state_transfer",
        "rekey": "state_rekey",
    },
}

# What a group does when no verb follows; a group that is not here shows its help.
DEFAULT_SUBCOMMANDS: Mapping[str, str] = {"catalog": "list", "policy": "list"}
