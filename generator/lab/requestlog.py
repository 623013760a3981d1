"""The requests of a load, one a line: `requests.csv.gz`, for the picture and for whoever asks."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.errors import UnreadableInput
from generator.lab.traffic import Record

FILE = "requests.csv.gz"


def write(folder: Path, records: Iterable[Record]) -> Path:
    """Write all records, in the order of their numbers; the same records give the same bytes."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(Record._fields)
    rows.writerows(_row(record) for record in sorted(records, key=lambda record: record.number))
    path = folder / FILE
    folder.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), 6, mtime=0))
    return path


def read(folder: Path) -> list[Record]:
    """Return the records; none where there is no file."""
    path = folder / FILE
    try:
        text = gzip.decompress(path.read_bytes()).decode("utf-8")
        return list(_records(csv.reader(io.StringIO(text, newline=""))))
    except FileNotFoundError:
        return []
    except (OSError, EOFError, ValueError, TypeError) as error:
        raise UnreadableInput(f"{path}: not what the lab has written: {error}") from error


def _row(record: Record) -> list[object]:
    times = (record.scheduled, record.started, record.ended)
    return [
        record.number,
        record.method,
        record.path,
        int(record.kept),
        *(f"{seconds:.5f}" for seconds in times),
        record.status or "",
        record.version or "",
        record.instance or "",
        record.error or "",
    ]


def _records(rows: Iterator[list[str]]) -> Iterator[Record]:
    if next(rows, None) != list(Record._fields):
        raise ValueError("other columns")
    for number, method, path, kept, due, began, ended, status, version, instance, error in rows:
        yield Record(
            int(number),
            method,
            path,
            kept == "1",
            float(due),
            float(began),
            float(ended),
            int(status) if status else None,
            version or None,
            instance or None,
            error or None,
        )
