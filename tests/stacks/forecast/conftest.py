"""Small stacks made by hand: the ones that the rehearsal's world is tested with."""

from __future__ import annotations

import pytest
from tests.drills.world.conftest import Stack


@pytest.fixture(scope="session")
def stack() -> type[Stack]:
    return Stack
