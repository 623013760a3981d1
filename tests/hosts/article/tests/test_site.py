"""The site as a visitor meets it."""

from __future__ import annotations

import pytest
from support import Context, query

FIRST_ROW = {"id": "1", "text": "the first row", "source": "migration"}


@pytest.mark.parametrize("port", [80, 443])
def test_the_app_answers_with_a_row_from_postgresql(context: Context, port: int) -> None:
    """nginx, HAProxy, unicorn and PostgreSQL are one chain, with and without TLS."""
    answer = context.ask(port=port)

    assert 200 == answer.status
    assert FIRST_ROW == answer.json["row"]


def test_what_is_posted_is_in_the_database(context: Context) -> None:
    """A POST goes through once: nothing in front of the app repeats it."""
    text = "posted by a test"
    before = query(context, f"SELECT count(*) FROM notes WHERE text = '{text}'")

    answer = context.ask("POST", body=text)

    after = query(context, f"SELECT count(*) FROM notes WHERE text = '{text}'")
    assert 201 == answer.status
    assert int(before[0][0]) + 1 == int(after[0][0])


def test_two_instances_share_the_work(context: Context) -> None:
    """Both instances answer, and each under its own name on this host."""
    instances = {context.ask().headers["x-app-instance"] for _ in range(20)}

    assert {f"app0.{context.hostname}", f"app1.{context.hostname}"} == instances


def test_the_static_volume_is_shared_with_nginx(context: Context) -> None:
    """What the app's image has in /var/static is served by nginx itself."""
    answer = context.ask(path="/static/hello.txt")

    assert 200 == answer.status
    assert "x-app-version" not in answer.headers
