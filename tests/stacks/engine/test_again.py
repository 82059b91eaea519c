"""What an export records stands again in another cloud, under that cloud's own names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openline_stacks.cloud import LocalAws, SealedWall, sealed_chance
from openline_stacks.engine import ResourceError, bundled_stack, made_again, up
from openline_stacks.engine._words import renamed
from openline_stacks.states import States
from openline_stacks.topology import read
from openline_stacks.topology._values import texts

Pair = tuple[States, States]
pytestmark = pytest.mark.slow  # a stack stands up twice


@pytest.fixture(scope="module")
def both() -> Pair:
    """The starter stack as its program made it in one cloud, and made again in another: their ids
    have nothing in common."""
    with LocalAws() as aws, sealed_chance("there"), SealedWall():
        there = up(bundled_stack("starter"), aws)
    exported = States(
        tuple(replace(one, origin="exported") for one in there.resources), there.stack_outputs
    )
    with LocalAws() as aws, sealed_chance("here"), SealedWall():
        return there, made_again(exported, aws)


def test_the_topology_is_the_same_under_other_ids(both: Pair) -> None:
    there, here = both
    found, was = read(here), read(there)
    assert [s.id for s in here.resources] != [s.id for s in there.resources]
    assert found.resources == was.resources
    assert found.not_understood == was.not_understood
    for mine, theirs in zip(found.systems, was.systems, strict=True):
        assert mine.path_urns == theirs.path_urns
        assert [f.min for f in mine.fleets] == [f.min for f in theirs.fleets]
        assert mine.entry is not None
        assert theirs.entry is not None
        assert [t.role for t in mine.entry.targets] == [t.role for t in theirs.entry.targets]


def test_no_id_of_the_other_cloud_is_left_in_what_was_sent(both: Pair) -> None:
    there, here = both
    fixed = {one.id for one in here.resources}
    old = {
        one.id
        for one in there.resources
        if one.custom and one.type.startswith("aws:") and one.id not in fixed
    }
    sent = repr([one.inputs for one in here.resources])
    assert old
    assert [id_ for id_ in sorted(map(str, old)) if len(id_) > 8 and id_ in sent] == []


def test_stack_outputs_name_what_is_here(both: Pair) -> None:
    there, here = both
    assert here.stack_outputs.keys() == there.stack_outputs.keys()
    ids = {str(one.id) for one in here.of_type("aws:route53/healthCheck:HealthCheck")}
    assert set(texts(here.stack_outputs["healthCheckIds"])) <= ids


def test_what_cannot_be_made_is_told_once_with_its_line(both: Pair) -> None:
    tables = both[0].of_type("aws:dynamodb/table:Table")
    broken = [replace(one, inputs={**one.inputs, "hashKey": {}}) for one in tables]
    needing = replace(tables[0], urn=tables[0].urn + "-2", dependencies=(tables[0].urn,))
    with LocalAws() as aws, pytest.raises(ResourceError) as caught:
        made_again(States((needing, *broken)), aws)
    assert [failure.urn for failure in caught.value.failures] == [one.urn for one in broken]
    assert "__main__.py:" in str(caught.value)


def test_a_longer_name_is_replaced_before_the_id_within_it() -> None:
    words = {"vpc-12345678": "vpc-a", "arn:aws:ec2:::vpc/vpc-12345678": "arn:here", "ab": "xy"}
    text = '{"Resource": "arn:aws:ec2:::vpc/vpc-12345678", "Id": "vpc-12345678", "w": "cab"}'
    assert renamed(text, words) == '{"Resource": "arn:here", "Id": "vpc-a", "w": "cab"}'
    assert renamed(["ab", {"k": "ab"}], words) == ["xy", {"k": "xy"}]
