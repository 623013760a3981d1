"""Fixtures of the checks in `tests/`, which `cookgen verify` runs against a host."""

from __future__ import annotations

import os

import pytest
import testinfra

# Without an instance there is nothing to ask: pytest on the whole repo leaves them alone.
collect_ignore = [] if "COOKGEN_CONTEXT" in os.environ else ["tests"]

if "COOKGEN_CONTEXT" in os.environ:
    from support import Context, context_of_environment

    @pytest.fixture(scope="session")
    def context() -> Context:
        """Return the lab's facts about the instance."""
        return context_of_environment()

    @pytest.fixture(scope="session")
    def services(context: Context) -> testinfra.host.Host:
        """Return the services side, to be asked like a host."""
        return testinfra.get_host(f"cookgen://{context.services}")
