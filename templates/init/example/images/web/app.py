"""Answers every request with its version, on the unix socket that the command line names."""

import os
import signal
import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler

VERSION = os.environ["APP_VERSION"]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self):
        """Say hello."""
        body = f"Hello from {os.uname().nodename}, {VERSION}\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-App-Version", VERSION)
        self.end_headers()
        self.wfile.write(body)

    def address_string(self):
        """A unix socket has no address to log."""
        return "-"


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Ends only when the last answer is written."""

    daemon_threads = False
    request_queue_size = 128


def main(path):
    """Serve until asked to stop."""
    if os.path.exists(path):
        os.unlink(path)
    with Server(path, Handler) as server:
        os.chmod(path, 0o666)
        # shutdown() waits for the loop to end, so it must not be called from within it.
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
        print(f"{VERSION} listens on {path}", flush=True)
        server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main(sys.argv[1])
