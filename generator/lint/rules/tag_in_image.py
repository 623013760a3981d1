"""The tag stands inside `image`, or beside a digest."""

from __future__ import annotations

from collections.abc import Iterator

from generator.document.reader import Document
from generator.findings import Severity
from generator.lint.fix import Edit, insert_after, replace, value_at
from generator.lint.rule import Problem
from generator.model.parts import Image
from generator.model.stack import Stack

NAME = "tag-in-image"
CODE = "CG402"
SEVERITY = Severity.ERROR
HINT = 'Write the tag in "tag", where an override can reach it.'
TITLE = "The tag stands inside `image`, or beside a digest"
WHY = (
    "An override replaces the field `tag`. With a tag inside `image`, both are asked for, and"
    " neither wins clearly."
)
BAD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web:v1"}}]
    }
  }
}
"""
GOOD = """
{
  "deploy": {
    "shop": {
      "containers": [{"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}]
    }
  }
}
"""


def check(stack: Stack) -> Iterator[Problem]:
    """Yield a problem per image with a tag in it, and per tag beside a digest."""
    for app in stack.apps:
        for container in app.containers:
            image = Image.parse(container.fields.get("image", ""))
            if image.tag is not None:
                hint = f'Write "image": "{image.repository}" and "tag": "{image.tag}".'
                if image.digest is not None:
                    hint = "Leave the tag out: the digest says which image it is."
                yield Problem(f"{container.at}/image", "the image has its tag inside", hint)
            elif image.digest is not None and "tag" in container.fields:
                hint = "Leave out one of the two."
                yield Problem(f"{container.at}/tag", "a tag beside a digest says nothing", hint)


def fix(problem: Problem, document: Document) -> list[Edit]:
    """Give the tag a field of its own; which one of two is meant is not ours to say."""
    if not problem.at.endswith("/image"):
        return []
    fields = value_at(document, problem.at.rpartition("/")[0])
    image = Image.parse(fields["image"])
    if image.tag is None:
        return []
    if image.digest is not None:
        return [replace(document, problem.at, f"{image.repository}@{image.digest}")]
    edit = replace(document, problem.at, image.repository)
    if "tag" in fields:
        return [edit] if fields["tag"] == image.tag else []
    return [edit, insert_after(document, problem.at, "tag", image.tag)]
