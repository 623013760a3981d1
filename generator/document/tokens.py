"""The tokens of JSON: blanks, strings, numbers, words, and the mistakes people make in them.

Mistakes that can be stepped over (comments, single quotes, NaN, ...) are collected; `Stop` ends the
reading where the text cannot be read on.
"""

from __future__ import annotations

import re
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import Any

from generator.document.source import Source
from generator.findings import Finding, Severity

_BLANK = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9.][0-9A-Za-z_.+-]*")
WORD = re.compile(r"[-+]?[A-Za-z_$][\w$.-]*")
_SINGLE = re.compile(r"'(?:[^'\\\n\r]|\\.)*'")
_HALF = re.compile("[\ud800-\udfff]")
_BLANK_LIKE = "\u00a0\u200b\u2028\u2029\u3000\ufeff\v\f\u2060"
_LITERALS = {"true": True, "false": False, "null": None}
_PYTHONIC = {"True": "true", "False": "false", "None": "null", "nil": "null", "undefined": "null"}
_NOT_FINITE = {"NaN", "Infinity", "-Infinity", "+Infinity", "-NaN"}


class Stop(Exception):
    """The text cannot be read on from here; what is wrong has been reported."""


class Tokens:
    """Reads one token at an offset and returns it with the offset behind it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.findings: list[Finding] = []

    def report(self, start: int, end: int, message: str, hint: str | None = None) -> None:
        span = self.source.span(start, max(start, min(end, len(self.text))))
        self.findings.append(
            Finding(self.source.name, span, "syntax", Severity.ERROR, message, hint=hint)
        )

    def stop(self, start: int, message: str, hint: str | None = None, end: int = 0) -> Stop:
        self.report(start, end or start + 1, message, hint)
        return Stop()

    def blank(self, at: int) -> int:
        """Return the offset of the next token; comments are reported and stepped over."""
        while True:
            at = _BLANK.match(self.text, at).end()  # type: ignore[union-attr]  # matches ""
            if self.text.startswith(("//", "/*", "#"), at):
                closing = "*/" if self.text.startswith("/*", at) else "\n"
                found = self.text.find(closing, at + 1)
                if found < 0 and closing == "*/":
                    raise self.stop(at, "a comment that never ends", end=at + 2)
                end = len(self.text) if found < 0 else found + (2 if closing == "*/" else 0)
                self.report(
                    at, end, "JSON has no comments", 'Say it in a key that starts with "x-".'
                )
                at = end
            elif at < len(self.text) and self.text[at] in _BLANK_LIKE:
                self.report(at, at + 1, f"{self.seen(at)} is not white space in JSON")
                at += 1
            else:
                return at

    def seen(self, at: int) -> str:
        if at >= len(self.text):
            return "the end of the document"
        char = self.text[at]
        if char in _BLANK_LIKE or not char.isprintable():
            return f"the character U+{ord(char):04X}"
        return f"`{char}`"

    def string(self, at: int) -> tuple[str, int]:
        try:
            value, end = scanstring(self.text, at + 1, True)
        except JSONDecodeError as error:
            raise self.broken_string(at, error) from None
        if not value.isascii() and _HALF.search(value):
            self.report(at, end, "half of a surrogate pair is no character")
        return value, end

    def broken_string(self, at: int, error: JSONDecodeError) -> Stop:
        place = error.pos
        if error.msg.startswith("Unterminated"):
            return self.stop(at, "a string that never ends", 'Close it with `"`.')
        if error.msg.startswith("Invalid control character"):
            char = self.text[place]
            if char in "\n\r":
                hint = 'Close it with `"`; a line break inside a string is written \\n.'
                return self.stop(at, "a string that does not end in its line", hint, end=place)
            name, escape = ("tab", "\\t") if char == "\t" else (self.seen(place), None)
            escape = escape or f"\\u{ord(char):04x}"
            return self.stop(place, f"a raw {name} inside a string", f"Write {escape}.")
        hint = 'After a backslash JSON knows only " \\ / b f n r t and u with four hex digits.'
        place = self.text.rfind("\\", at, place + 1)
        return self.stop(place, "an unknown escape in a string", hint, end=place + 2)

    def single(self, at: int) -> tuple[str, int]:
        found = _SINGLE.match(self.text, at)
        if not found:
            raise self.stop(at, "a single quote", "JSON strings stand in double quotes.")
        self.report(
            at, found.end(), "a string in single quotes", "JSON strings stand in double quotes."
        )
        return found.group()[1:-1], found.end()

    def scalar(self, at: int) -> tuple[Any, int]:
        if word := WORD.match(self.text, at):
            return self.word(at, word.group())
        number = _NUMBER.match(self.text, at)
        like = _NUMBER_LIKE.match(self.text, at)
        if number and like and number.end() == like.end():
            return self.number(at, number), number.end()
        if like:
            hint = "JSON numbers look like 10, -1.5 or 2e3."
            self.report(at, like.end(), "this is not a JSON number", hint)
            return 0, like.end()
        if self.text[at : at + 1] == ",":
            raise self.stop(at, "a comma with nothing before it")
        raise self.stop(at, f"a value should stand here, found {self.seen(at)}")

    def word(self, at: int, word: str) -> tuple[Any, int]:
        end = at + len(word)
        if word in _LITERALS:
            return _LITERALS[word], end
        if word in _NOT_FINITE:
            self.report(at, end, f"`{word}` is not JSON", "JSON has finite numbers only.")
        elif word in _PYTHONIC:
            self.report(at, end, f"`{word}` is not JSON", f"Write {_PYTHONIC[word]}.")
        else:
            self.report(at, end, "a text without quotes", "Put it in double quotes.")
        return None, end

    def number(self, at: int, match: re.Match[str]) -> int | float:
        text = match.group()
        try:
            value = float(text) if match.group(1) or match.group(2) else int(text)
        except ValueError:  # Python refuses to convert thousands of digits
            value = float("inf")
        if value in (float("inf"), float("-inf")):
            self.report(at, match.end(), "the number is too large")
        return value
