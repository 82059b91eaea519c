"""Every stack that comes with Openline keeps its promises when its primary region goes dark."""

from __future__ import annotations

from pathlib import Path

import pytest

from openline_drills.rehearsal import BadInput, Settings, find_stack, rehearse
from openline_stacks.engine import BUNDLED

# The reference stack has tests of its own, with more seeds.
OTHERS = [name for name in BUNDLED if name != "retail"]


@pytest.mark.slow
@pytest.mark.parametrize("stack", OTHERS)
def test_it_recovers_by_failover_within_its_targets(stack: str, tmp_path: Path) -> None:
    """Two seeds: enough to see that it recovers, too few for a verdict on one in twenty."""
    settings = Settings(stack=stack, seeds=2, workers=2, runs=tmp_path)
    result = rehearse("region-outage", settings).result
    assert result["findings"] == []
    assert result["resources"]["not_understood"] == 0
    for system in result["systems"]:
        for operation in system["operations"]:
            name = f"{system['name']} · {operation['name']}"
            # what an edge asks of the other region by itself never falls below its level
            assert operation["recovered_by"] in ("failover", "unaffected", "edge"), name
            assert operation["rto"]["p95_s"] < operation["target_s"], name
            # or the verdict would rest on what is only recorded, or on nothing
            assert operation["verdict"] == "would meet", (name, operation["reason"])
        for store in system["stores"]:
            name = f"{system['name']} · {store['name']}"
            assert store["rpo"]["at_declared_rate_p95_s"] <= store["target_s"], name


def test_a_name_that_is_close_to_a_bundled_stack_is_offered_it() -> None:
    with pytest.raises(BadInput, match="did you mean starter"):
        find_stack("startr")
    with pytest.raises(BadInput, match="eu-residency, retail and starter come with Openline"):
        find_stack("xyzzy-42")
