"""What was done to a local AWS, written down and read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openline_stacks.local import LocalError
from openline_stacks.local._record import FORMAT, read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        "\x00",
        json.dumps({"format": FORMAT}),
        json.dumps({"format": FORMAT, "account": "1", "requests": [1]}),
        json.dumps({"format": "openline-local/0", "account": "1", "requests": []}),
    ],
)
def test_what_is_no_saved_state_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)
    with pytest.raises(LocalError, match="this is no saved local AWS"):
        read(path)
    assert path.read_text() == text
