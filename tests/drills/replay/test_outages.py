"""The outages that come with Openline, and files that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from openline.declaration import settable_paths
from openline_drills.rehearsal import BadInput
from openline_drills.replay import Outage, find_outage, outages

BUNDLED = outages()
DAYS = ["2011-04-21", "2020-11-25", "2021-12-07", "2025-10-20"]


def test_the_four_days_are_there() -> None:
    assert [outage.name for outage in BUNDLED] == DAYS


@pytest.mark.parametrize("outage", BUNDLED, ids=DAYS)
def test_each_names_its_source_and_says_what_is_assumed(outage: Outage) -> None:
    assert all("AWS post-event summary" in source for source in outage.sources)
    assert outage.assumptions
    assert outage.not_replayed
    assert outage.region == "us-east-1"
    assert outage.began.tzinfo is not None
    assert outage.title.startswith(outage.name)


@pytest.mark.parametrize("outage", BUNDLED, ids=DAYS)
def test_what_its_edits_set_exists(outage: Outage) -> None:
    known = set(settable_paths())
    assert {path for edit in outage.edits for path in edit.set} <= known


@pytest.mark.parametrize(
    ("name", "hours"),
    [("2011-04-21", 24), ("2020-11-25", 17), ("2021-12-07", 7), ("2025-10-20", 14)],
)
def test_each_lasts_as_long_as_it_did(name: str, hours: int) -> None:
    content = YAML(typ="safe").load(find_outage(name).path.read_text(encoding="utf-8"))
    faults = content["method"][0]["provider"]["arguments"]["faults"]
    assert max(fault["to_s"] for fault in faults) // 3600 == hours


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("openline-outage", "openline-outrage"), "it does not say which outage it replays"),
        (("region: us-east-1\n    began", "began"), "extensions[0].region: Field required"),
        (("sources:", "source:"), "extensions[0].source: Unexpected keyword argument"),
        (('"2025-10-19T23:48:00-07:00"', "midnight"), "extensions[0].began: "),
        (("23:48:00-07:00", "23:48:00"), "extensions[0].began: a time of no zone; write its zone"),
        (("set: {failover.decide: automatic}", "set: 3"), "extensions[0].edits.0.set: "),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_field(
    tmp_path: Path, edit: tuple[str, str], said: str
) -> None:
    text = find_outage("2025-10-20").path.read_text(encoding="utf-8")
    assert edit[0] in text
    path = tmp_path / "that-day.yaml"
    path.write_text(text.replace(*edit), encoding="utf-8")
    with pytest.raises(BadInput, match=r"that-day\.yaml: ") as refused:
        find_outage(str(path))
    assert said in str(refused.value)


def test_an_unknown_day_names_the_nearest() -> None:
    with pytest.raises(BadInput, match="no outage is called 2025-10; did you mean 2025-10-20"):
        find_outage("2025-10")
    with pytest.raises(BadInput, match="there are: 2011-04-21, 2020-11-25"):
        find_outage("yesterday")
