"""A text back to its file, so that nobody ever sees half of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from generator.document.source import Source
from generator.errors import RefusedOutput


def save(source: Source) -> None:
    """Replace the file that the source was read from; raises RefusedOutput where it cannot be.

    What a symbolic link leads to is replaced, not the link; the mode of the file stays.
    """
    target = Path(source.name).resolve()
    staged = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as file:
            staged = file.name
            file.write(source.text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, staged)
        os.replace(staged, target)
    except OSError as error:
        if staged is not None:
            Path(staged).unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise RefusedOutput(f"{source.name} cannot be written: {reason}") from None
