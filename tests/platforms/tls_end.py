"""A TLS end before a server that has none of its own, as a proxy beside it would be."""

import select
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def tls_end(port: int, certificate: tuple[str, str]) -> Iterator[int]:
    """The port where TLS is spoken for what listens at `port`. `certificate`: paths of it and its key."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    class Relay(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with (
                suppress(OSError),
                context.wrap_socket(self.request, server_side=True) as outer,
                socket.create_connection(("127.0.0.1", port)) as inner,
            ):
                _pass_on(outer, inner)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Relay) as server:
        server.daemon_threads = True
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()


def _pass_on(outer: ssl.SSLSocket, inner: socket.socket) -> None:
    """Until one of them has no more to say."""
    while True:
        ready = [outer] if outer.pending() else select.select([outer, inner], [], [])[0]
        for one in ready:
            said = one.recv(64 * 1024)
            if not said:
                return
            (inner if one is outer else outer).sendall(said)
