"""Command lines that say what cannot be."""

from __future__ import annotations

from tests.cli_cases.cases import Case

CASES = [
    Case("verb-unknown", "plann town", finds=("unknown-command",)),
    Case("verb-with-a-catalog", "catalog lst", finds=("unknown-command",)),
    Case("option-unknown", "plan town --enviroment local", finds=("unknown-option",)),
    Case("option-without-value", "plan town --environment", finds=("command-line",)),
    Case("option-value-unknown", "plan town -o xml", finds=("invalid-argument",)),
    Case("language-unknown", "--lang de validate", finds=("invalid-argument",)),
    Case("number-too-large", "apply town --yes --parallelism 0", finds=("invalid-argument",)),
    Case("number-is-none", "apply town --yes --parallelism many", finds=("invalid-argument",)),
    Case("argument-missing", "apply", finds=("missing-argument",)),
    Case("argument-too-many", "status town village city", finds=("command-line",)),
    Case("stack-missing", "plan twon", 6, finds=("stack-not-found",)),
    Case("stack-outside", "validate ../../town", 6, finds=("stack-not-found",)),
    Case("folder-missing", "-C nowhere validate", finds=("invalid-argument",)),
    Case("output-missing", "outputs town site/sit.url", 6, finds=("output-not-found",)),
    Case("instance-of-logs-missing", "logs town nothing", 6, finds=("instance-not-found",)),
    Case("logs-of-nothing-yet", "logs town site", 6, finds=("no-logs",)),
    Case("block-of-catalog-missing", "catalog show loker", 6, finds=("block-not-found",)),
    Case("kind-of-schema-missing", "schema Stak", 6, finds=("kind-not-found",)),
    Case("code-to-explain-missing", "explain unknown-feild", 6, finds=("code-not-found",)),
    Case("exit-code-to-explain-missing", "explain 13", 6, finds=("code-not-found",)),
    Case("profile-missing", "loadtest town --profile smok", 6, finds=("profile-not-found",)),
    Case("organisation-of-init-missing", "init Luven", 6, finds=("organisation-not-found",)),
    Case("name-of-init-wrong", "init Herstappe --name Her/stappe", 10, finds=("stack-name-invalid",)),
    Case("init-over-a-stack", "init Leuven --name town", 10, finds=("stack-exists",)),
    Case("apply-without-a-person", "apply town", 8, leaves=(".bouwsteen/state/town/local/lock",), finds=("not-confirmed",)),
]
