"""Times and numbers as people write them."""

from __future__ import annotations

from datetime import datetime, timezone


def seconds(value: float) -> str:
    """Return a duration: 0.42 s, 8.6 s, 39 s, 2 min 05 s."""
    if value < 1:
        return f"{value:.2f} s"
    if value < 20:
        return f"{value:.1f} s"
    if value < 120:
        return f"{value:.0f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest:02d} s"


def milliseconds(value: float) -> str:
    """Return a duration in milliseconds: 0.8 ms, 151 ms, 1,070 ms."""
    return f"{value:.1f} ms" if value < 10 else f"{value:,.0f} ms"


def moment(epoch: float) -> str:
    """Return a time as UTC: 2 January 2026, 03:04:05 UTC."""
    stamp = datetime.fromtimestamp(epoch, timezone.utc)
    return f"{stamp.day} {stamp:%B %Y, %H:%M:%S} UTC"


def count(many: int, one: str, several: str | None = None) -> str:
    """Return `1 check`, `3,120 checks`."""
    return f"{many:,} {one if many == 1 else several or one + 's'}"
