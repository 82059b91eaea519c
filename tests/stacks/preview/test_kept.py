"""Data that goes with its resource is found, and what keeps it from going."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from openline_stacks.preview import compare
from openline_stacks.preview._kept import about_data
from openline_stacks.preview._pairs import paired
from openline_stacks.states import ResourceState, States

if TYPE_CHECKING:
    from tests.stacks.preview.conftest import Make

BUCKET = "aws:s3/bucket:Bucket"
ROLE = "aws:iam/role:Role"
KEPT: dict[str, Any] = {"deletionProtectionEnabled": True}


def codes(before: list[ResourceState], after: list[ResourceState]) -> list[tuple[str, str]]:
    old, new = States(tuple(before)), States(tuple(after))
    pairs = paired(old, new)
    known = {**pairs.both, **{state.urn: state for state in pairs.gone}}
    found = about_data(compare(old, new), known, new.by_urn())
    return [(one.code.id, one.property) for one in found]


def test_a_table_that_is_replaced_or_deleted_takes_its_data(make: Make) -> None:
    table, other = make(inputs={"hashKey": "a"}), make(inputs={"hashKey": "b"})
    assert codes([table], [other]) == [("OL517", "hashKey")]
    assert codes([table], []) == [("OL517", "")]
    assert codes([], [table]) == []
    assert codes([make(inputs={"ttl": 1})], [make(inputs={"ttl": 2})]) == []


def test_what_keeps_it_stops_the_deployment(make: Make) -> None:
    by_aws = make(inputs={"hashKey": "a"} | KEPT), make(inputs={"hashKey": "b"} | KEPT)
    by_pulumi = (
        make(inputs={"hashKey": "a"}, protect=True),
        make(inputs={"hashKey": "b"}, protect=True),
    )
    for old, new in (by_aws, by_pulumi):
        assert codes([old], [new]) == [("OL518", "hashKey")]
    assert codes([make(ROLE, inputs={"name": "a"}, protect=True)], []) == [("OL518", "")]


def test_protection_lifted_in_the_same_change_does_not_keep_it(make: Make) -> None:
    old = make(inputs={"hashKey": "a"} | KEPT, protect=True)
    new = make(inputs={"hashKey": "b", "deletionProtectionEnabled": False})
    assert [code for code, _ in codes([old], [new])] == ["OL517"]


def test_a_bucket_goes_only_where_the_program_empties_it(make: Make) -> None:
    assert codes([make(BUCKET)], []) == [("OL518", "")]
    assert codes([make(BUCKET, inputs={"forceDestroy": True})], []) == [("OL517", "")]


def test_what_is_kept_in_the_cloud_is_no_loss(make: Make) -> None:
    assert codes([make(retained=True)], []) == []


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        (KEPT, {"deletionProtectionEnabled": False}, "deletionProtectionEnabled"),
        (KEPT, {}, "deletionProtectionEnabled"),
    ],
)
def test_protection_taken_off_a_store_is_said(
    make: Make, before: dict[str, Any], after: dict[str, Any], path: str
) -> None:
    assert codes([make(inputs=before)], [make(inputs=after)]) == [("OL519", path)]
    assert codes([make(inputs=after)], [make(inputs=before)]) == []
    assert codes([make(protect=True)], [make()]) == [("OL519", "options.protect")]
    assert codes([make(ROLE, protect=True)], [make(ROLE)]) == []
