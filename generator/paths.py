"""Where the data folders are: in a checkout at its root, in a wheel under `generator/_data`."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data(*parts: str) -> Path:
    """Return the path of a file or folder below `templates/`, `schema/` or `cookbooks/`."""
    shipped = _PACKAGE / "_data"
    root = shipped if shipped.is_dir() else _PACKAGE.parent
    return root.joinpath(*parts)
