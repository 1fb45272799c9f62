"""How a counterpart serves: alone in its process, until its input closes; so it never outlives the tests."""

import json
import sys
import threading
from collections.abc import Callable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None: ...


def serve(make_app: Callable[[str], Any]) -> None:
    """Says its address in one line of JSON. One thread: what is kept in memory needs no lock."""
    server = make_server("127.0.0.1", 0, None, handler_class=Quiet)
    base_url = f"http://127.0.0.1:{server.server_port}"
    server.set_app(make_app(base_url))
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    print(json.dumps({"base_url": base_url}), flush=True)
    server.serve_forever(poll_interval=0.05)
