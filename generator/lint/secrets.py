"""Does a text look like a secret? Nothing here ever gives one back whole."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from typing import Any

from generator.document.pointer import Pointer
from generator.lint.fields import split


class Kind(Enum):
    """What gives a secret away, the surest sign first."""

    FORMAT = "format"
    URL = "url"
    NAME = "name"
    RANDOM = "random"


REFERENCE = re.compile(r"[$%]\{[^}]*\}|^\$[A-Za-z_][A-Za-z0-9_]*$")

_FORMATS = (
    ("a private key", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----|AGE-SECRET-KEY-1"),
    ("an AWS access key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,})"),
    ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a Slack webhook", r"\bhooks\.slack\.com/services/T\w+/B\w+/\w+"),
    ("a Stripe key", r"\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}"),
    ("a Google API key", r"\bAIza[0-9A-Za-z_-]{35}"),
    ("a SendGrid key", r"\bSG\.[\w-]{16,}\.[\w-]{16,}"),
    ("an npm token", r"\bnpm_[A-Za-z0-9]{30,}"),
    ("a PyPI token", r"\bpypi-[A-Za-z0-9_-]{32,}"),
    ("a Docker Hub token", r"\bdckr_pat_[\w-]{20,}"),
    ("a DigitalOcean token", r"\bdo[opr]_v1_[0-9a-f]{64}\b"),
    ("an API key", r"\bsk-(?:[a-z]+-)*[A-Za-z0-9_-]{20,}"),
    ("a signed token", r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
)
_FORMAT = re.compile("|".join(f"({pattern})" for _, pattern in _FORMATS), re.ASCII)
_USERINFO = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/\s:@?#]*:([^/\s@?#]+)@")

_SECRET_WORDS = {
    *("password", "passwd", "passphrase", "pwd", "pass", "secret", "secrets", "token"),
    *("key", "apikey", "credential", "credentials", "dsn"),
}
# Words that make a name of the above harmless: at its end, anywhere in it.
_ENDS = {
    *("file", "path", "dir", "ttl", "id", "name", "url", "uri", "host", "port", "user", "username"),
    *("length", "size", "count", "expiry", "expires", "expiration", "timeout", "type", "alg"),
    *("algorithm", "header", "prefix", "suffix", "region", "version", "var", "method", "enabled"),
    *("required", "field", "param", "rotation", "age", "days", "hours", "minutes", "seconds"),
    *("in", "at"),
}
_HARMLESS = {
    *("public", "publishable", "site", "cache", "sort", "partition", "primary", "foreign"),
    *("routing", "keyboard"),
}
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_HASH = {"revision", "rev", "sha", "sha1", "sha256", "commit", "digest", "hash", "checksum"}
_PLAIN = {"true", "false", "yes", "no", "on", "off", "none", "null"}

_RANDOM = re.compile(r"[A-Za-z0-9+/_=-]{16,}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_RESOURCE = re.compile(r"[a-z]{1,8}-[0-9a-f]{8,17}")  # of AWS: vpc-0a1b2c3d4e5f67890
_WORDLIKE = re.compile(r"[A-Za-z]*[0-9]{0,4}|[0-9]+[A-Za-z]{0,3}")
_LEAST_ENTROPY = 3.5  # bits per character


def shown(text: str) -> str:
    """Return what may be printed of a secret."""
    return f"{text[:2]}…"


def suspicion(key: str, text: str) -> tuple[Kind, str, str] | None:
    """Return (kind, what it is, the part that is secret), None where nothing speaks for one."""
    if found := _FORMAT.search(text):
        return Kind.FORMAT, _FORMATS[(found.lastindex or 1) - 1][0], found.group()
    if (found := _USERINFO.search(text)) and not REFERENCE.search(found[1]):
        return Kind.URL, "a password", found[1]
    if not text.strip() or REFERENCE.search(text):
        return None
    if names_secret(key) and _is_literal(text):
        return Kind.NAME, "a value", text
    if word := _random(key, text):
        return Kind.RANDOM, "a random text", word
    return None


def names_secret(key: str) -> bool:
    """Say whether what stands under this name is a secret: `DB_PASSWORD` yes, `KEY_FILE` no."""
    words = [word.lower() for word in _WORDS.findall(key)]
    if not words or words[-1] in _ENDS or _HARMLESS & set(words):
        return False
    return bool(_SECRET_WORDS & set(words))


def entropy(text: str) -> float:
    """Return Shannon's entropy in bits per character."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)


def values(value: Any, at: Pointer, key: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield (place, key, text) for each text in a value; the items of a list have its key."""
    if isinstance(value, str):
        yield at, key, value
    elif isinstance(value, dict) and "$secret" not in value:
        for name, item in value.items():
            yield from values(item, at / name, name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from values(item, at / index, key)


def arguments(value: Any, at: Pointer) -> Iterator[tuple[str, str, str]]:
    """Yield (place, option or variable, text) for each word of a command.

    `--password x`, `--password=x` and `PASSWORD=x` all have a key.
    """
    words = [(at, word) for word in split(value)] if isinstance(value, str) else []
    if isinstance(value, list):
        words = [(at / index, word) for index, word in enumerate(value)]
    option = ""
    for place, word in words:
        key, equals, rest = word.partition("=")
        if word.startswith("-"):
            option = "" if equals else word
            yield place, key, rest
        elif equals and re.fullmatch(r"\w+", key):
            yield place, key, rest
            option = ""
        else:
            yield place, option, word
            option = ""


def _is_literal(text: str) -> bool:
    """Say whether it can be the secret itself: not a path, an address, or a switch."""
    return not text.startswith("/") and "://" not in text and text.lower() not in _PLAIN


def _random(key: str, text: str) -> str | None:
    words = {word.lower() for word in _WORDS.findall(key)}
    if text.startswith(("/", "./", "sha256:")) or "://" in text or words & _HASH:
        return None
    return next((word for word in _RANDOM.findall(text) if _is_random(word)), None)


def _is_random(word: str) -> bool:
    known = _UUID.fullmatch(word) or _RESOURCE.fullmatch(word)
    if known or entropy(word) < _LEAST_ENTROPY:
        return False
    if all(_WORDLIKE.fullmatch(piece) for piece in re.split(r"[-_/=+]", word)):
        return False
    return any(char.isdigit() for char in word) and any(char.isalpha() for char in word)
