"""`bouwsteen operator run`: the same engine, kept running beside what it manages, until a signal ends it."""

from __future__ import annotations

import threading

from bouwsteen.cli.arguments.operator_run import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.interruptions import stopping_signals
from bouwsteen.cli.memories import collect_steadily
from bouwsteen.cli.settings import Invocation
from bouwsteen.errors import InvalidInputError


def run(invocation: Invocation, options: Options) -> ExitCode:
    from bouwsteen_operator.logs import configure_logging  # noqa: PLC0415  only who runs it pays for it
    from bouwsteen_operator.running import Operator  # noqa: PLC0415  as above
    from bouwsteen_operator.settings import Settings  # noqa: PLC0415  as above

    if options.in_cluster and (invocation.kubeconfig is not None or invocation.cluster_context):
        raise InvalidInputError.because(
            "operator-two-clusters",
            "Two clusters were named",
            "`--in-cluster` means the cluster in which this runs, and a kubeconfig or a context means another one.",
            "Leave one of them out.",
        )
    settings = Settings(
        name=options.name,
        namespace=options.namespace,
        account=options.account,
        keys=options.keys,
        marks=options.marks,
        kubeconfig=invocation.kubeconfig,
        context=invocation.cluster_context,
        in_pod=options.in_cluster,
        namespaces=options.watch,
        workers=options.workers,
        sweep=options.sweep,
        shard=options.shard,
        per_organisation=options.per_organisation,
        listen=options.listen,
        grace=options.grace,
        metrics_port=options.metrics_port,
        health_port=options.health_port,
        webhook_port=options.webhook_port,
        allow_addresses=options.allow_address,
        language=invocation.texts.language.value,
    )
    configure_logging(verbose=invocation.verbose)
    collect_steadily()
    operator = Operator(settings)
    operator.check()
    stopped = threading.Event()
    with stopping_signals(stopped.set):
        operator.run(stopped)
    return ExitCode.OK
