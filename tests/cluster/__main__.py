"""`python -m tests.cluster build|up|down|status|kubeconfig|kubectl`: a whole Kubernetes on this machine, for who develops or measures."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tests.cluster.builds import NotBuiltError, build_helm, build_programs, cache_folder, find_programs
from tests.cluster.clusters import Cluster, ClusterError, find_cluster, start_cluster
from tests.cluster.programs import ORDER


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__)
    parser.add_argument("--folder", type=Path, default=cache_folder() / "running", help="where it lives; another folder, another cluster")
    verbs = parser.add_subparsers(dest="verb", required=True)
    build = verbs.add_parser("build", help="build the programs: some ten minutes, once")
    build.add_argument("--helm", action="store_true", help="in their place Helm, which reads the chart of the operator: some minutes, once")
    up = verbs.add_parser("up", help="start a cluster, and print the path of its kubeconfig")
    up.add_argument("--only", nargs="+", choices=ORDER, default=ORDER, help="these programs")
    up.add_argument("--fsync", action="store_true", help="keep etcd's promise to a machine that loses its power, at the speed of the disk")
    verbs.add_parser("down", help="end it, and remove all of it")
    verbs.add_parser("status", help="which programs run")
    verbs.add_parser("kubeconfig", help="print the path of the kubeconfig")
    verbs.add_parser("kubectl", help="run kubectl on it, with all that stands behind")
    words = sys.argv[1:]
    own = words[: words.index("kubectl") + 1] if "kubectl" in words else words  # also an option is kubectl's from there on
    arguments = parser.parse_args(own, argparse.Namespace(arguments=words[len(own) :]))
    try:
        return _run(arguments)
    except (NotBuiltError, ClusterError) as error:
        print(error, file=sys.stderr)
        return 1


def _run(arguments: argparse.Namespace) -> int:
    if arguments.verb == "build":
        print(build_helm() if arguments.helm else build_programs().folder)
        return 0
    cluster = find_cluster(arguments.folder)
    if arguments.verb == "up":
        cluster = cluster or start_cluster(arguments.folder, find_programs(), parts=arguments.only, fsync=arguments.fsync)
        print(cluster.kubeconfig)
        return 0
    if cluster is None:
        print(f"no cluster runs in {arguments.folder}")
        return 0 if arguments.verb == "down" else 1
    _use(cluster, arguments)
    return 0


def _use(cluster: Cluster, arguments: argparse.Namespace) -> None:
    match arguments.verb:
        case "down":
            cluster.down()
        case "kubeconfig":
            print(cluster.kubeconfig)
        case "kubectl":
            kubectl = str(cluster.kubectl)
            os.execv(kubectl, [kubectl, "--kubeconfig", str(cluster.kubeconfig), *arguments.arguments])  # noqa: S606  no shell is the point
        case "status":
            for name, found in cluster.status().items():
                print(f"{name:24} {'runs' if found['code'] is None else 'ended with ' + str(found['code']):16} {found['pid']}")


if __name__ == "__main__":
    sys.exit(main())
