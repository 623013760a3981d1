"""What hands a node to Chef: one module per runtime, each with `plan(feed) -> Plan`."""

from __future__ import annotations

from types import ModuleType

from generator.lab.runtimes import local, opsworks12

RUNTIMES: dict[str, ModuleType] = {
    "local": local,
    "opsworks12": opsworks12,
}
