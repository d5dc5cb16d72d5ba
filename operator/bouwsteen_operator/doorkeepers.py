"""The webhook of one operator, and the certificate that it serves with: kept while it leads, read anew once in a while."""

from __future__ import annotations

import functools
import logging
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from typing import Final

from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterError, Kind
from bouwsteen.calendars import today
from bouwsteen_operator.authorities import Authority
from bouwsteen_operator.caches import Cache, Object
from bouwsteen_operator.certificates import read_facts
from bouwsteen_operator.destinations import of_cluster
from bouwsteen_operator.engines import acting
from bouwsteen_operator.judges import KINDS, Judge, Judgement
from bouwsteen_operator.keys import Key
from bouwsteen_operator.metrics import Figures
from bouwsteen_operator.reviews import Review
from bouwsteen_operator.settings import Settings
from bouwsteen_operator.sources import read_files
from bouwsteen_operator.webhooks import Webhook

_LOG: Final = logging.getLogger(__name__)
_SOON: Final = 2.0  # seconds to the next look, while there is nothing to serve with
_LOOK: Final = 15.0
_NONE: Final = "there is no certificate yet"
_MOST_FILES: Final = 32 * 1024 * 1024  # bytes of the ConfigMaps of a stack


class Doorkeeper:
    """`run` turns until it is told to stop; all else may be asked by any thread."""

    def __init__(
        self,
        settings: Settings,
        cache: Cache,
        client: ClusterClient,
        authority: Authority,
        figures: Figures,
        is_leading: Callable[[], bool],
    ) -> None:
        self._settings = settings
        self._cache = cache
        self._client = client
        self._authority = authority
        self._figures = figures
        self._is_leading = is_leading
        self._webhook: Webhook | None = None
        self.judge = Judge(settings, cache, self._read_files, of_cluster(settings, cache, client.server), today)
        self.problem = "it does not listen yet"  # why nothing is answered; empty where it is
        self._told = ""

    def open(self) -> int:
        """The port that it listens at. Raises OSError where it is taken."""
        port = self._settings.webhook_port
        assert port is not None, "nobody keeps a door that there is not"
        self._webhook = Webhook(self._settings.listen, port, self._judge_one, self._knows_all, self._figures.count_answer)
        self.problem = _NONE
        return self._webhook.port

    def close(self) -> None:
        if self._webhook is not None:
            self._webhook.close()

    def run(self, stopped: threading.Event, beat: Callable[[], None]) -> None:
        again = 0.0
        while not stopped.wait(1.0):
            beat()
            if time.monotonic() >= again:
                self.look()
                again = time.monotonic() + (_SOON if self.problem else _LOOK)

    def look(self) -> None:
        """Keep the certificate where this one leads, and serve with it as it is now."""
        assert self._webhook is not None, "it is open"
        found = self._keep()
        found = self._serve(self._webhook) or found
        if found and found != self._told:
            _LOG.warning("webhook not served as it should be", extra={"fields": {"problem": found}})
        self._told = found
        # Where it answers, what is wrong with its renewal the figures tell.
        self.problem = "" if self._webhook.is_serving else found or _NONE

    def _serve(self, webhook: Webhook) -> str:
        """With the certificate as it stands in the Secret. What keeps it from that; empty where nothing does."""
        try:
            pair = self._authority.read()
            if pair is None:
                return _NONE
            if webhook.serve(pair):
                facts = read_facts(pair.certificate)
                assert facts is not None, "it is served"
                self._figures.certificate_ends.set(facts.ends.timestamp())
                told = {"ends": facts.ends.isoformat(), "names": sorted(facts.names)}
                _LOG.info("serves with another certificate", extra={"fields": told})
        except (ClusterError, ssl.SSLError, OSError) as problem:
            return _words(problem)
        return ""

    def _keep(self) -> str:
        if not self._is_leading():
            self._figures.webhook_problem.set(0)  # it is the business of another one
            return ""
        try:
            self._authority.keep()
        except ClusterError as problem:
            self._figures.webhook_problem.set(1)
            return _words(problem)
        except Exception:  # noqa: BLE001  the next look is another try
            self._figures.webhook_problem.set(1)
            _LOG.exception("a mistake")
            return "a mistake of the operator"
        self._figures.webhook_problem.set(0)
        return ""

    def _judge_one(self, review: Review, until: float) -> Judgement:
        return self.judge.judge(review.object, until)

    def _knows_all(self) -> bool:
        return all(map(self._cache.is_synced, KINDS))

    def _read_files(self, key: Key, stack: Object, until: float) -> Mapping[str, Object]:
        client = acting(self._client, self._settings, key.namespace)
        return read_files(client, key.namespace, stack, functools.partial(_left, until), _MOST_FILES)


def _left(until: float) -> float:
    """Raises ClusterError where no time is left."""
    left = until - time.monotonic()
    if left <= 0:
        raise ClusterError(Kind.TIMEOUT, "the files of a stack were not read in time")
    return left


def _words(problem: Exception) -> str:
    return problem.message if isinstance(problem, ClusterError) else f"the certificate cannot be used ({type(problem).__name__})"
