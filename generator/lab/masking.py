"""Blotting out of everything that goes into a report what nobody else may read.

The lab makes passwords, and a project's settings may hold some: those values are known and are
replaced wherever they stand. What only looks like a secret (a password in a URL, a private key, an
`auth` of Docker's) is replaced too: logs come from programs that we do not know.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

BLOT = "***"
# A shorter one would blot out half of the words of a log.
_SHORTEST = 4
_HARMLESS = frozenset({"true", "false", "none", "null"})
_SECRET_KEY = re.compile(
    r"pass(word|wd|phrase)|^pass$|secret|token|credential|^auth$|(api|access|private)_?key|_key$",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://[^\s/:@\"']*):(?P<password>[^\s/@\"']+)@")
_LOOKS_SECRET = (
    (_USERINFO, rf"\g<scheme>:{BLOT}@"),
    (re.compile(r'("(?:auth|identitytoken|registrytoken)"\s*:\s*)"[^"]+"'), rf'\1"{BLOT}"'),
    (
        re.compile(
            r"(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END [A-Z ]*PRIVATE KEY-----)", re.S
        ),
        rf"\1 {BLOT} \2",
    ),
)


class Mask:
    """What is known to be secret. It only ever learns: a password stays one when it is gone."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self.learn(secrets)

    def learn(self, secrets: Iterable[str]) -> None:
        """Add values, in the spellings in which they are met; those of under 4 letters are not."""
        found = {form for secret in secrets if _counts(secret) for form in _spellings(secret)}
        if found <= self._known:
            return
        self._known |= found
        # The longest first: one may be the beginning of another.
        words = sorted(self._known, key=lambda word: (-len(word), word))
        self._pattern = re.compile("|".join(re.escape(word) for word in words))

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        if self._pattern is not None:
            text = self._pattern.sub(BLOT, text)
        for pattern, instead in _LOOKS_SECRET:
            text = pattern.sub(instead, text)
        return text

    def value(self, value: Any) -> Any:
        """Return JSON values without secrets in their texts."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.value(item) for item in value]
        return value


def secrets_in(value: Any, inside: bool = False) -> Iterator[str]:
    """Yield what is secret in settings: what stands under a telling key, and passwords in URLs."""
    if isinstance(value, str):
        if inside:
            yield value
        yield from (match["password"] for match in _USERINFO.finditer(value))
    elif isinstance(value, Mapping):
        yield from _pairs(value)
        for key, item in value.items():
            yield from secrets_in(item, inside or _SECRET_KEY.search(str(key)) is not None)
    elif isinstance(value, Sequence):
        for item in value:
            yield from secrets_in(item, inside)


def inspected(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a `docker inspect` of a container with the values of its environment blotted out."""
    settings = {**found.get("Config", {})}
    settings["Env"] = [f"{line.partition('=')[0]}={BLOT}" for line in settings.get("Env") or []]
    return {**found, "Config": settings}


def _pairs(value: Mapping[Any, Any]) -> Iterator[str]:
    """Yield what Docker makes of a user name and a password."""
    username, password = value.get("username"), value.get("password")
    if username and isinstance(username, str) and password and isinstance(password, str):
        yield base64.b64encode(f"{username}:{password}".encode()).decode()


def _counts(secret: str) -> bool:
    return len(secret) >= _SHORTEST and secret.lower() not in _HARMLESS


def _spellings(secret: str) -> set[str]:
    raw = unquote(secret)
    packed = base64.b64encode(secret.encode()).decode()
    escaped = secret.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return {secret, quote(secret, safe=""), packed, escaped, *({raw} if _counts(raw) else ())}
