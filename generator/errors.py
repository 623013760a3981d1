"""The exceptions: the world did not cooperate.

A problem in the user's document is a `Finding`, never an exception.

    CookgenError            exit 3   could not find out
    ├── UnreadableInput     exit 2   a path or a text that cannot be read at all
    ├── RefusedOutput       exit 2   a folder that must not or cannot be written as asked
    ├── HostError           exit 3   Docker not reachable, image missing, host died, time over
    │   └── CommandError    exit 3   a command in a host failed: argv, status, last lines
    └── TemplateError       exit 4   a template of ours is broken
"""

from __future__ import annotations

from collections.abc import Sequence


class CookgenError(Exception):
    """`message`: one sentence, what is the case. `hint`: what to do about it, or None."""

    exit_code = 3

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UnreadableInput(CookgenError):
    """A file, a folder or a configuration that cannot be read at all."""

    exit_code = 2


class RefusedOutput(CookgenError):
    """A folder that must not or cannot be written as asked: foreign files are in the way."""

    exit_code = 2


class HostError(CookgenError):
    """The lab could not get an answer: no engine, no image, a host that died."""


class CommandError(HostError):
    """A command in a host ended with a status that was not expected."""

    def __init__(
        self, argv: Sequence[str], status: int, output: str, hint: str | None = None
    ) -> None:
        self.argv = tuple(argv)
        self.status = status
        self.output = output
        tail = "\n".join(output.strip().splitlines()[-15:])
        super().__init__(f"`{' '.join(argv)}` ended with status {status}:\n{tail}", hint)


class TemplateError(CookgenError):
    """A template of ours is broken: a bug in cookgen."""

    exit_code = 4
