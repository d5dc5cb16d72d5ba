"""What is refused to who runs an operator, before any cluster is asked."""

from __future__ import annotations

from tests.cli_cases.cases import Case

KUBECONFIG = """{"current-context": "here", "contexts": [{"name": "here", "context": {"cluster": "c", "user": "u"}}],
"clusters": [{"name": "c", "cluster": {"server": "http://127.0.0.1:9"}}], "users": [{"name": "u", "user": {}}]}
"""
AWAY = {"cluster.json": KUBECONFIG}

CASES = [
    Case("operator-of-two-clusters", "--kubeconfig cluster.json operator run --in-cluster", finds=("operator-two-clusters",), files=AWAY),
    Case("operator-shard-of-none", "--kubeconfig cluster.json operator run --shard 4/3", finds=("operator-shard-invalid",), files=AWAY),
    Case("operator-without-workers", "operator run --workers 0", finds=("invalid-argument",)),
    Case("operator-name-of-none", "operator run --name Leuven_1", finds=("invalid-argument",)),
    Case("operator-keys-nowhere", "operator run --keys nowhere", finds=("invalid-argument",)),
    Case("operator-verb-unknown", "operator walk", finds=("unknown-command",)),
    Case("operator-cluster-away", "--kubeconfig cluster.json operator run", 1, finds=("cluster-unreachable",), files=AWAY),
    Case("operator-not-in-a-pod", "operator run --in-cluster", finds=("kubeconfig-unusable",)),
]
