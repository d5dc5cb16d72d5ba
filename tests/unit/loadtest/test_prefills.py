"""How much of its forms people did not have to type, by what a counter counted before and after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from bouwsteen.adapters.service_figures import read_answers
from bouwsteen.loadtest.prefills import PrefillShare, measure_shares

SHOWN = b"""# TYPE forms_answers_total counter
forms_answers_total{form="move",origin="typed"} 6
forms_answers_total{form="move",origin="RR"} 3
forms_answers_total{origin="corrected",form="move"} 1
forms_answers_total{form="move",origin="nonsense"} many
forms_submitted_total{form="move",channel="web"} 2
"""


@contextmanager
def serve(status: int) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/metrics"
            self.send_response(status)
            self.end_headers()
            self.wfile.write(SHOWN)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/forms"
        server.shutdown()
        thread.join()


def test_what_a_counter_counted_is_read() -> None:
    with serve(200) as address:
        found = read_answers(address)
    assert found == {("move", "typed"): 6, ("move", "RR"): 3, ("move", "corrected"): 1}


def test_who_does_not_say_says_nothing() -> None:
    with serve(500) as address:
        assert read_answers(address) == {}
    for away in (address, "http://", "nonsense"):
        assert read_answers(away) == {}


def test_the_share_is_of_what_came_in_between() -> None:
    before = {("move", "typed"): 6.0, ("move", "RR"): 3.0, ("birth", "typed"): 9.0}
    after = {("move", "typed"): 9.0, ("move", "RR"): 9.0, ("move", "corrected"): 1.0, ("birth", "typed"): 9.0, ("new", "vault"): 2.0}
    assert measure_shares(before, after) == (PrefillShare("move", 10, 6), PrefillShare("new", 2, 2))
    assert measure_shares(before, after)[0].share == 0.6
    # It started anew.
    assert measure_shares({("move", "typed"): 6.0}, {("move", "typed"): 2.0}) == (PrefillShare("move", 2, 0),)
