"""InteractionLog: what was said to a customer is there for years, in both regions, unchanged."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from openline import contract
from openline_stacks.engine import ProgramError
from openline_stacks.states import ResourceState, States

Shape = Callable[[str], States]
Run = Callable[[str], States]
EAST, WEST = "us-east-1", "us-west-2"
BUCKET = "aws:s3/bucket:Bucket"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
PARAMETER = "aws:ssm/parameter:Parameter"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"

GOOD = """
from openline import InteractionLog
args = {
    "stack": "shop", "regions": {"us-east-1": "primary", "us-west-2": "standby"},
    "key_arns": {"us-east-1": "k1", "us-west-2": "k2"},
    "keep_days": 2555, "lock": "governance",
}
"""


def built(run: Run, **change: Any) -> States:
    return run(f"{GOOD}\nInteractionLog('shop-log', args | {change!r})")


def by_region(states: States, type_: str) -> dict[str, ResourceState]:
    found = [state for state in states.of_type(type_) if "-log-" in state.name]
    return {str(state.inputs["region"]): state for state in found}


def rule(state: ResourceState) -> Mapping[str, Any]:
    rules = state.inputs["rules"]
    assert isinstance(rules, list)
    (found,) = rules
    assert isinstance(found, Mapping)
    return found


@pytest.mark.parametrize("lock", ["governance", "compliance"])
def test_every_object_is_locked_for_as_long_as_was_declared(run: Run, lock: str) -> None:
    states = built(run, lock=lock)
    for region in (EAST, WEST):
        # it can be set when the bucket is made, and never again
        assert by_region(states, BUCKET)[region].inputs["objectLockEnabled"] is True
        assert by_region(states, LOCK)[region].inputs["rule"] == {
            "defaultRetention": {"mode": lock.upper(), "days": 2555}
        }


def test_13_each_region_copies_to_the_other_under_the_others_key(run: Run) -> None:
    states = built(run)
    for region, other, key in ((EAST, WEST, "k2"), (WEST, EAST, "k1")):
        replication = by_region(states, REPLICATION)[region]
        found = rule(replication)
        destination = found["destination"]
        assert destination["encryptionConfiguration"] == {"replicaKmsKeyId": key}
        assert found["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
        assert destination["replicationTime"] == {"status": "Enabled", "time": {"minutes": 15}}
        assert found["deleteMarkerReplication"] == {"status": "Disabled"}
        buckets = by_region(states, BUCKET)
        assert buckets[other].urn in replication.property_dependencies["rules"]
        needed = {by_region(states, kind)[one].urn for kind in (VERSIONING, LOCK)
                  for one in (EAST, WEST)}  # fmt: skip
        assert needed <= set(replication.dependencies)


def test_a_copy_keeps_its_lock_and_nobody_deletes_through_it(deployed: States) -> None:
    policies = [s for s in deployed.of_type(ROLE_POLICY) if "-log-" in s.name]
    assert len(policies) == 2
    for one in policies:
        statements = json.loads(str(one.inputs["policy"]))["Statement"]
        actions = {action for statement in statements for action in statement["Action"]}
        assert {"s3:GetObjectRetention", "s3:GetObjectLegalHold"} < actions
        assert "s3:ReplicateDelete" not in actions
    regions = {one.name.split("-copies")[0][-9:] for one in policies}
    assert regions == {EAST, WEST}  # roles are global


def test_fleets_add_and_do_nothing_else(deployed: States) -> None:
    arns = {region: state.outputs["arn"] for region, state in by_region(deployed, BUCKET).items()}
    fleets = [s for s in deployed.of_type(ROLE_POLICY) if contract.TYPE_FLEET in (s.parent or "")]
    assert fleets
    for one in fleets:
        region = EAST if EAST in one.name else WEST
        statements = {s["Sid"]: s for s in json.loads(str(one.inputs["policy"]))["Statement"]}
        adds = statements["AddInteractions"]
        system = "orders" if "orders" in one.name else "portal"
        assert adds["Action"] == ["s3:PutObject"]
        assert adds["Resource"] == f"{arns[region]}/{system}/*"
        s3 = [a for s in statements.values() for a in s["Action"] if a.startswith("s3:")]
        assert s3 == ["s3:PutObject"]
        via = statements["KeyThroughServices"]["Condition"]["StringEquals"]["kms:ViaService"]
        assert f"s3.{region}.amazonaws.com" in via
        found = statements["FindInteractionLog"]
        assert found["Resource"].endswith("parameter/openline/shop/interactions")


def test_every_region_says_where_its_own_log_is(deployed: States) -> None:
    buckets = by_region(deployed, BUCKET)
    for region, one in by_region(deployed, PARAMETER).items():
        assert one.inputs["name"] == "/openline/shop/interactions"
        assert one.property_dependencies["value"] == (buckets[region].urn,)


def test_what_is_not_kept_adds_nothing(shape: Shape) -> None:
    states = shape("warm-standby")
    assert not states.of_type(contract.TYPE_INTERACTIONS, LOCK)
    assert not by_region(states, PARAMETER)


@pytest.mark.parametrize(("keep_days", "colder"), [(2555, True), (30, False)])
def test_what_is_kept_long_gets_colder_and_what_is_over_goes(
    run: Run, keep_days: int, colder: bool
) -> None:
    for one in by_region(built(run, keep_days=keep_days), LIFECYCLE).values():
        found = rule(one)
        assert found["expiration"] == {"days": keep_days}
        assert found["noncurrentVersionExpiration"] == {"noncurrentDays": 1}
        assert ("transitions" in found) is colder
        if colder:
            (transition,) = found["transitions"]
            assert transition == {"days": 90, "storageClass": "GLACIER_IR"}


@pytest.mark.parametrize("on", [True, False])
def test_16_protection_lets_nobody_bypass_the_lock(run: Run, on: bool) -> None:
    states = built(run, protection=on)
    for region, one in by_region(states, BUCKET).items():
        assert one.protect is on
        assert one.inputs["forceDestroy"] is not on
        assert region in (EAST, WEST)


def test_only_the_regions_own_key_may_be_named(deployed: States) -> None:
    for one in by_region(deployed, POLICY).values():
        statements = {s["Sid"]: s for s in json.loads(str(one.inputs["policy"]))["Statement"]}
        assert {"KmsAlone", "OwnKeyAlone", "NobodyUnlocks", "TlsOnly"} == set(statements)
        assert all(s["Effect"] == "Deny" for s in statements.values())
        unlock = statements["NobodyUnlocks"]
        assert (unlock["Action"], unlock["Principal"]) == ("s3:BypassGovernanceRetention", "*")
        assert "Condition" not in unlock


def test_what_is_in_the_log_is_the_buckets_own_whoever_wrote_it(run: Run) -> None:
    controls = by_region(built(run), "aws:s3/bucketOwnershipControls:BucketOwnershipControls")
    assert {region: one.inputs["rule"] for region, one in controls.items()} == {
        EAST: {"objectOwnership": "BucketOwnerEnforced"},
        WEST: {"objectOwnership": "BucketOwnerEnforced"},
    }
    for one in by_region(built(run), LIFECYCLE).values():
        assert rule(one)["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}


def test_one_region_has_nothing_to_copy_to(run: Run) -> None:
    states = built(run, regions={EAST: "primary"})
    assert list(by_region(states, BUCKET)) == [EAST]
    assert not states.of_type(REPLICATION)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"lock": "off"}, "lock: 'off'; write governance or compliance"),
        ({"keep_days": 0}, "keep_days: 0; 1 to 36500 days are needed"),
        ({"regions": {EAST: "standby"}}, "regions: 0 regions are primary"),
        ({"regions": {"eu-west-1": "primary"}}, "key_arns: no key in eu-west-1"),
        (
            {"regions": {EAST: "primary", WEST: "standby", "eu-west-1": "replica"}},
            "regions: 3; one or two, each copied to the other",
        ),
    ],
)
def test_what_cannot_be_built_is_refused(run: Run, change: dict[str, Any], line: str) -> None:
    with pytest.raises(ProgramError) as caught:
        built(run, **change)
    assert line in str(caught.value)
