"""A stack that cannot be stood up is refused in a line, whoever found the mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openline_drills.rehearsal import BadInput
from openline_drills.rehearsal._settings import resolve
from openline_drills.rehearsal._stand import stand_up


@pytest.mark.parametrize(
    ("configuration", "why"),
    [
        ({"stack": "retial"}, "did you mean retail?"),
        ({"region": "eu-west-1"}, "the stack is not there; shop has us-east-1 and us-west-2"),
        ({"parameters": {"replication.stal_s": "1m"}}, "did you mean replication.stall_s?"),
        ({"set": {"failover.decison": "1m"}}, "failover.decison"),
        ({"set": {"failover.decision": "soon"}}, "failover.decision"),
    ],
)
def test_a_stand_that_cannot_be_is_refused_in_a_line(
    shop: Path, configuration: dict[str, Any], why: str
) -> None:
    with pytest.raises(BadInput) as told:
        stand_up(resolve({"stack": str(shop)} | configuration))
    assert len(told.value.lines) == 1
    assert why in told.value.lines[0]
