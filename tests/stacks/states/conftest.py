"""Stacks to be written and read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openline_stacks.cloud import LocalAws, SealedWall, sealed_chance
from openline_stacks.engine import bundled_stack, preview, up
from openline_stacks.states import States

Write = Callable[[Any], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a document, or a text as it is, to a file of its own."""

    def written(document: Any) -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return path

    return written


@pytest.fixture(scope="package")
def retail() -> States:
    return preview(bundled_stack("retail"), config={"aws:region": "us-east-1"})


@pytest.fixture(scope="package")
def deployed() -> States:
    """The starter stack as made in a local AWS."""
    with LocalAws() as aws, sealed_chance("states"), SealedWall():
        return up(bundled_stack("starter"), aws)
