"""The server behind the page. It listens to this machine alone, and answers only to who knows its address:

- the path begins with a random token, compared in constant time;
- Host must be this server, so that no other name that leads here (DNS rebinding) is answered;
- Origin must be this server where a browser tells one, and must be told with every question, so that no page
  of another site can ask;
- the page may load and run nothing but its own style and script, named by their hashes, and not be framed.
"""

import json
import secrets
import socketserver
import sys
import traceback
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from puncta.explore import sheet
from puncta.explore.explorer import Superseded

_loopback = "127.0.0.1"
_longest = 10_000  # bytes of a question


class Server(ThreadingHTTPServer):
    """Serves an Explorer until it is shut; OSError for a port that cannot be had."""

    def __init__(self, explorer, port=0):
        self.explorer, self.token = explorer, secrets.token_urlsafe(32)
        try:
            super().__init__((_loopback, port), _Answers)
        except OSError as error:
            raise OSError(f"cannot listen on {_loopback}, port {port}: {error.strerror}") from None
        self.hosts = tuple(f"{name}:{self.server_address[1]}" for name in (_loopback, "localhost"))
        self.page, self.policy = sheet.page(explorer)

    @property
    def address(self):
        return f"http://{self.hosts[0]}/{self.token}/"

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)  # HTTPServer would ask the network for this machine's name

    def server_close(self):
        super().server_close()
        self.explorer.close()

    def handle_error(self, request, client_address):
        # A browser that leaves in the middle of an answer is no error.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "puncta", ""

    def do_GET(self):
        path = self._path()
        if path is None:
            return
        name = path.removeprefix("scenario/")
        if path == "":
            self._send(200, "text/html", self.server.page)
        elif path == name or (text := self.server.explorer.exported(name)) is None:
            self._refuse(404, "there is nothing of that name")
        else:
            file = f"{Path(self.server.explorer.file).stem}_explored.toml"
            told = f"attachment; filename*=UTF-8''{urllib.parse.quote(file, safe='')}"
            self._send(200, "application/toml", text, {"Content-Disposition": told})

    def do_POST(self):
        path = self._path()
        if path is None:
            return
        question = {"look": self._look, "whole": self._whole, "leave": self._leave}.get(path)
        if question is None:
            return self._refuse(404, "there is nothing of that name")
        try:
            answer = question(self._asked())
        except Superseded:
            answer = {"reasons": ["a newer question came, or the program ends"]}
        except (ValueError, ArithmeticError) as error:
            answer = {"reasons": sheet.reasons(error)}
        except Exception:
            traceback.print_exc()
            return self._refuse(500, "an error of the program; the terminal tells which, please report it")
        self._send(200, "application/json", json.dumps(answer))

    def _look(self, asked):
        return sheet.answer(self.server.explorer.look(asked["page"], asked["values"]))

    def _whole(self, asked):
        explorer = self.server.explorer
        return sheet.answer(explorer.whole(asked["page"], asked["values"], asked["replicates"]))

    def _leave(self, asked):
        self.server.explorer.leave(asked["page"])
        return {}

    def _asked(self):
        """The question: {"page": who asks, "values": of the sliders, "replicates": how many}."""
        text = self.rfile.read(self._length)
        try:
            asked = json.loads(text)
        except (ValueError, RecursionError):
            raise ValueError("the question is no JSON") from None
        if not isinstance(asked, dict) or not isinstance(asked.get("page"), str):
            raise ValueError("the question does not say which page asks")
        return {"values": {}, "replicates": None} | asked

    def _path(self):
        """What is asked for, behind the token; None when it was refused."""
        origins = [f"http://{host}" for host in self.server.hosts]
        origin = self.headers.get("Origin")
        asks = self.command == "POST"
        token, _, path = self.path.removeprefix("/").partition("/")
        if self.headers.get("Host") not in self.server.hosts:
            self._refuse(403, "this server has another name")
        elif origin not in origins and (asks or origin is not None):
            self._refuse(403, "only its own page may ask this server")
        elif not secrets.compare_digest(token.encode(), self.server.token.encode()):
            self._refuse(404, "there is nothing of that name")
        elif asks and not 0 < self._length <= _longest:
            self._refuse(413, f"a question has 1 to {_longest} bytes, and says how many")
        else:
            return path
        return None

    @property
    def _length(self):
        told = self.headers.get("Content-Length", "")
        return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0

    def _refuse(self, status, *reasons):
        if self.command == "POST" and status in (403, 404, 413):
            self.close_connection = True  # the question was not read
        self._send(status, "application/json", json.dumps({"reasons": reasons}))

    def _send(self, status, kind, text, more=()):
        body = text.encode()
        self.send_response(status)
        headers = {
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": self.server.policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        for name, value in (headers | dict(more)).items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nothing: the terminal belongs to the command."""
