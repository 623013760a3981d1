"""cookgen: one Stack JSON in, one Chef cookbook out, proved on real hosts."""

from __future__ import annotations

__version__ = "0.1.0"
