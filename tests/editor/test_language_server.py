"""The language server that Neovim, Helix, Zed and Emacs start, asked over its own protocol."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

SCHEMA = Path(__file__).resolve().parents[2] / "schema" / "stack.schema.json"
TIMEOUT = 30

Json = Any

BROKEN = """\
{
  "$schema": "./stack.schema.json",
  "deploy": {
    "shop": {
      "containers": [
        {
          "web": {
            "image": "nginx",
            "environment": {"A": "b"}
          }
        }
      ]
    }
  }
}
"""
GUIDING = "`environment` is compose's word. Write `env`, an object of `NAME: value`"


class Server:
    """One server process; a request waits for its answer, a notification for nothing."""

    def __init__(self, command: Path) -> None:
        self.process = subprocess.Popen(
            [str(command), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.process.stdin is not None and self.process.stdout is not None
        self.input: IO[bytes] = self.process.stdin
        self.output: IO[bytes] = self.process.stdout
        self.requests = 0

    def send(self, message: Json) -> None:
        """Write one message with its header."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.input.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        self.input.flush()

    def receive(self) -> Json:
        """Read one message."""
        length = 0
        while (line := self.output.readline()) != b"\r\n":
            assert line, "the server has gone"
            name, _, value = line.partition(b":")
            length = int(value) if name == b"Content-Length" else length
        return json.loads(self.output.read(length))

    def notify(self, method: str, params: Json) -> None:
        """Tell the server something."""
        self.send({"method": method, "params": params})

    def request(self, method: str, params: Json) -> Json:
        """Ask the server something; what it asks meanwhile is answered with nothing."""
        self.requests += 1
        self.send({"id": self.requests, "method": method, "params": params})
        patience = threading.Timer(TIMEOUT, self.process.kill)  # reading then ends
        patience.start()
        try:
            while True:
                message = self.receive()
                if "method" in message and "id" in message:
                    self.send({"id": message["id"], "result": None})
                elif message.get("id") == self.requests:
                    assert "error" not in message, message["error"]
                    return message["result"]
        finally:
            patience.cancel()

    def end(self) -> None:
        """Shut the server down as the protocol says; kill it where it does not listen."""
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            self.process.wait(TIMEOUT)
        finally:
            self.process.kill()
            self.process.wait()
            self.input.close()
            self.output.close()


@pytest.fixture(scope="module")
def server(node_modules: Path) -> Iterator[Server]:
    """Start the server as an editor does; it may read files and nothing else."""
    started = Server(node_modules / ".bin" / "vscode-json-language-server")
    hover = {"contentFormat": ["markdown", "plaintext"]}
    items = {"snippetSupport": True, "documentationFormat": ["markdown", "plaintext"]}
    asks = {"diagnostic": {}, "hover": hover, "completion": {"completionItem": items}}
    started.request(
        "initialize",
        {
            "processId": None,
            "rootUri": None,
            "capabilities": {"textDocument": asks},
            "initializationOptions": {"handledSchemaProtocols": ["file"]},
        },
    )
    started.notify("initialized", {})
    yield started
    started.end()


def opened(server: Server, path: Path, text: str, settings: Json) -> str:
    """Open a document with these settings; return its address."""
    path.write_text(text, encoding="utf-8")
    server.notify("workspace/didChangeConfiguration", {"settings": {"json": settings}})
    document = {"uri": path.as_uri(), "languageId": "json", "version": 1, "text": text}
    server.notify("textDocument/didOpen", {"textDocument": document})
    return path.as_uri()


def at(text: str, needle: str) -> dict[str, int]:
    """Return the protocol's position of the first character of a piece of the text."""
    before = text[: text.index(needle)]
    return {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}


def problems(server: Server, uri: str) -> list[str]:
    """Pull the diagnostics as `line:column text`, counted from 1."""
    answer = server.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    return [
        f"{item['range']['start']['line'] + 1}:{item['range']['start']['character'] + 1} "
        f"{item['message']}"
        for item in answer["items"]
    ]


def test_a_schema_beside_the_stack_is_found_by_its_name(server: Server, tmp_path: Path) -> None:
    """A relative `$schema` is all it takes: mistakes, hovers and completions are there."""
    shutil.copy(SCHEMA, tmp_path / "stack.schema.json")
    uri = opened(server, tmp_path / "a.stack.json", BROKEN, {"validate": {"enable": True}})
    place = {"textDocument": {"uri": uri}, "position": at(BROKEN, 'image"')}
    value = {"textDocument": {"uri": uri}, "position": at(BROKEN, '"environment"')}

    assert [f"9:28 {GUIDING}"] == problems(server, uri)
    assert "The image without its tag" in str(server.request("textDocument/hover", place))
    offered = {i["label"] for i in server.request("textDocument/completion", value)["items"]}
    assert {"tag", "command", "readiness"} <= offered
    assert not {"image", "environment", "build"} & offered


def test_a_schema_is_found_by_the_settings_of_the_editor(server: Server, tmp_path: Path) -> None:
    """Without `$schema`, what `cookgen init --editor` writes maps *.stack.json to the schema."""
    text = BROKEN.replace('  "$schema": "./stack.schema.json",\n', "")
    schemas = [{"fileMatch": ["*.stack.json"], "url": SCHEMA.as_uri()}]
    settings = {"validate": {"enable": True}, "schemas": schemas}
    uri = opened(server, tmp_path / "b.stack.json", text, settings)
    other = opened(server, tmp_path / "c.json", text, settings)

    assert [f"8:28 {GUIDING}"] == problems(server, uri)
    assert [] == problems(server, other)
