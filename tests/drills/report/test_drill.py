"""The page of a drill: what it says beside its table."""

from __future__ import annotations

from typing import Any

from openline_drills.report import notes_lines
from openline_drills.report._drill import _composition


def result(**changed: Any) -> dict[str, Any]:
    """One operation; the median seed took 691 s, the median over the seeds is 670 s."""
    operation = {
        "critical": True,
        "rto": {"p50_s": 670.0},
        "recovered_by": "failover",
        "timeline": {"recovered_s": 691.0},
        "knock_outs": [
            {"step": "decision", "rto_p50_s": 391.0},
            {"step": "detection", "rto_p50_s": 651.0},
            {"step": "dns", "rto_p50_s": 852.0},
            {"step": "capacity", "rto_p50_s": 691.0},
        ],
    }
    return {"systems": [{"name": "portal", "operations": [operation | changed]}]}


def test_a_gain_is_a_difference_to_the_seed_that_the_step_was_taken_from() -> None:
    first, *_, herd = _composition(result())
    assert first == "what it is made of (portal): people 5 min · detection 40 s"
    assert herd == "   instant DNS would make it 2m 41s longer: all return at once"


def test_a_median_seed_that_did_not_recover_is_made_of_nothing() -> None:
    lifted = {"recovered_by": "lift", "timeline": {"recovered_s": 3605.0}}
    assert list(_composition(result(**lifted))) == []


def test_of_many_notes_the_first_are_told_and_how_many_there_are() -> None:
    assert notes_lines(["a", "b"]) == ["note: a", "note: b"]
    told = ["note: a", "note: b", "note: c", "note: and 2 more, in the report"]
    assert notes_lines(["a", "b", "c", "d", "e"]) == told
