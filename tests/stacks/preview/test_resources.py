"""What is created, updated, replaced and deleted, by which property, and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_stacks.cloud import LocalAws, SealedWall, sealed_chance
from openline_stacks.engine import bundled_stack, preview, up
from openline_stacks.preview import ResourceChange, compare
from openline_stacks.states import UNKNOWN, ResourceState, States, read_files

if TYPE_CHECKING:
    from tests.stacks.preview.conftest import Diff, Make

Change = Callable[..., ResourceChange | None]
SUBNET = "aws:ec2/subnet:Subnet"
VPC = "aws:ec2/vpc:Vpc"
GROUP = "aws:autoscaling/group:Group"


def paths(change: ResourceChange | None) -> list[tuple[str, str]]:
    return [] if change is None else [(one.path, one.kind) for one in change.properties]


def sha(beginning: str) -> str:
    return beginning.ljust(64, "0")


CODE = {"path": "app", "hash": sha("aa11bb22")}


@pytest.mark.parametrize(
    ("before", "after", "path", "shown"),
    [
        # a genuine engine tells contents by their hash, wherever they lie
        (CODE, CODE | {"hash": sha("dd44ee55")}, "code",
         ("app (sha256 aa11bb22)", "app (sha256 dd44ee55)")),
        ({"assets": {"a.py": {"text": "1", "hash": sha("1")}, "b": CODE}, "hash": sha("a")},
         {"assets": {"a.py": {"text": "2", "hash": sha("2")}, "b": CODE}, "hash": sha("b")},
         "code.assets.a.py.text", ("1", "2")),
        # inside of an archive a state of Pulumi's has no hashes
        ({"assets": {"a.py": {"path": "a.py"}}, "hash": sha("a1234567")},
         {"assets": {"a.py": {"path": "a.py", "hash": sha("1")}}, "hash": sha("b1234567")},
         "code", ("sha256 a1234567", "sha256 b1234567")),
        # an event leaves the text out
        ({"text": UNKNOWN, "hash": sha("a1234567")}, {"text": "2", "hash": sha("b1234567")},
         "code", ("sha256 a1234567", "sha256 b1234567")),
    ],
)  # fmt: skip
def test_code_of_other_contents_is_updated(
    change: Change, before: Any, after: Any, path: str, shown: tuple[str, str]
) -> None:
    found = change({"code": before}, {"code": after}, "aws:lambda/function:Function")
    assert found is not None
    assert found.op == "update"
    assert [(one.path, one.before, one.after) for one in found.properties] == [(path, *shown)]


@pytest.mark.parametrize(
    "after",
    [
        CODE,
        CODE | {"path": "/elsewhere/app"},
        {"assets": {}, "hash": CODE["hash"]},
        {"text": UNKNOWN, "hash": CODE["hash"]},
    ],
)
def test_code_of_the_same_contents_is_the_same_wherever_it_lies(change: Change, after: Any) -> None:
    assert change({"code": CODE}, {"code": after}, "aws:lambda/function:Function") is None


def test_code_that_is_not_built_on_one_side_is_not_compared_and_counted(
    make: Make, diff: Diff
) -> None:
    unread = {"path": "app", "unread": "there is no such file or folder"}
    found = diff([make(inputs={"code": unread})], [make(inputs={"code": CODE})])
    assert found.changes == ()
    assert [(one.path, one.why) for one in found.uncompared] == [("code", "unread")]


@pytest.mark.parametrize(
    ("before", "after", "paths_"),
    [
        ({"hash": "1"}, {"hash": "2"}, ["tags.hash"]),
        ({"hash": sha("1")}, {"hash": sha("2")}, ["tags.hash"]),
        ({"path": "/a", "hash": "1"}, {"path": "/b", "hash": "1"}, ["tags.path"]),
        ({"text": "a", "hash": 1}, {"text": "b", "hash": 2}, ["tags.text", "tags.hash"]),
    ],
)
def test_tags_that_are_called_as_code_is_are_compared_as_tags(
    change: Change, before: Any, after: Any, paths_: list[str]
) -> None:
    found = paths(change({"tags": before}, {"tags": after}))
    assert found == [(path, "change") for path in paths_]


def test_each_operation(make: Make, diff: Diff) -> None:
    before = [
        make(name="a"),
        make(name="b", inputs={"ttl": 1}),
        make(name="c", inputs={"hashKey": "x"}),
    ]
    after = [
        make(name="b", inputs={"ttl": 2}),
        make(name="c", inputs={"hashKey": "y"}),
        make(name="d"),
    ]
    found = diff(before, after)
    assert [(one.op, one.name) for one in found.changes] == [
        ("update", "b"),
        ("replace", "c"),
        ("create", "d"),
        ("delete", "a"),
    ]
    assert found.same == 0
    assert diff(before, before).same == 3


@pytest.mark.parametrize(
    ("before", "after", "path", "kind"),
    [
        ({"ttl": 1}, {"ttl": 2}, "ttl", "change"),
        ({}, {"ttl": 2}, "ttl", "add"),
        ({"ttl": 1}, {}, "ttl", "remove"),
        ({"a": {"b": [{"c": 1}]}}, {"a": {"b": [{"c": 2}]}}, "a.b[0].c", "change"),
        ({"a": [{"name": "x"}]}, {"a": [{"name": "w"}, {"name": "x"}]}, "a[0]", "add"),
        (
            {"a": [{"name": "x", "v": 1}]},
            {"a": [{"name": "w"}, {"name": "x", "v": 1}]},
            "a[0]",
            "add",
        ),
        ({"a": [{"name": "w"}, {"name": "x"}]}, {"a": [{"name": "x"}]}, "a[0]", "remove"),
        ({"zones": ["a", "b"]}, {"zones": ["b", "c"]}, "zones", "change"),
        ({"a": True}, {"a": 1}, "a", "change"),
        ({"policy": '{"a": 1}'}, {"policy": '{"a": 2}'}, "policy.a", "change"),
        ({"x": '{"a": ["b", "c"]}'}, {"x": '{"a": ["c", "b"]}'}, "x", "change"),
    ],
)
def test_the_path_of_what_differs(
    change: Change, before: dict[str, Any], after: dict[str, Any], path: str, kind: str
) -> None:
    assert paths(change(before, after)) == [(path, kind)]


def test_a_document_that_is_too_deep_is_compared_as_a_whole(change: Change) -> None:
    old, new = (f"{'[' * 800}{word}{']' * 800}" for word in ("1", "2"))
    assert paths(change({"policy": old}, {"policy": new})) == [("policy", "change")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"zones": ["a", "b"]}, {"zones": ["b", "a"]}),
        ({"ttl": 60}, {"ttl": "60"}),
        ({"ttl": 60}, {"ttl": 60.0}),
        ({"on": True}, {"on": "true"}),
        ({"a": None, "b": [], "c": {}, "d": ""}, {}),
        ({"policy": '{"a": 1, "b": 2}'}, {"policy": '{"b":2,"a":1}'}),
        ({"a": [{"name": "x"}, {"name": "y"}]}, {"a": [{"name": "y"}, {"name": "x"}]}),
    ],
)
def test_what_is_the_same_written_otherwise(
    change: Change, before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert change(before, after) is None


def test_what_can_only_be_set_when_it_is_made_replaces(change: Change) -> None:
    found = change(
        {"cidrBlock": "10.0.0.0/24", "a": 1}, {"cidrBlock": "10.0.1.0/24", "a": 2}, SUBNET
    )
    assert found is not None
    assert found.op == "replace"
    assert [(one.path, one.replaces) for one in found.reasons] == [
        ("cidrBlock", "can only be set when it is made")
    ]


@pytest.mark.parametrize(
    ("type_", "before", "after", "op"),
    [
        (
            "aws:route53/healthCheck:HealthCheck",
            {"requestInterval": 30},
            {"requestInterval": 10},
            "replace",
        ),
        (
            "aws:route53/healthCheck:HealthCheck",
            {"failureThreshold": 3},
            {"failureThreshold": 2},
            "update",
        ),
        ("aws:route53/record:Record", {"ttl": 60}, {"ttl": 300}, "update"),
        ("aws:dynamodb/table:Table", {"replicas": [{"regionName": "x"}]}, {}, "update"),
        (
            "aws:dynamodb/table:Table",
            {"replicas": [{"regionName": "x", "consistencyMode": "EVENTUAL"}]},
            {"replicas": [{"regionName": "x", "consistencyMode": "STRONG"}]},
            "update",  # the provider makes the replica anew, and leaves the table
        ),
        (
            "aws:secretsmanager/secretVersion:SecretVersion",
            {"secretString": "a"},
            {"secretString": "b"},
            "replace",
        ),
        ("aws:ecs/taskDefinition:TaskDefinition", {"cpu": "1"}, {"cpu": "2"}, "replace"),
        (
            "aws:ecs/taskDefinition:TaskDefinition",
            {"tags": {"a": "1"}},
            {"tags": {"a": "2"}},
            "update",
        ),
        ("aws:rds/instance:Instance", {"kmsKeyId": "a"}, {}, "update"),  # AWS keeps the one it has
        ("aws:rds/instance:Instance", {"kmsKeyId": "a"}, {"kmsKeyId": "b"}, "replace"),
        ("aws:unheard/of:Of", {"name": "a"}, {"name": "b"}, "update"),
    ],
)
def test_which_changes_replace(
    change: Change, type_: str, before: Mapping[str, Any], after: Mapping[str, Any], op: str
) -> None:
    found = change(before, after, type_)
    assert found is not None
    assert found.op == op


def test_a_region_is_compared_where_it_takes_effect(change: Change) -> None:
    said = {"region": "us-east-1"}
    assert change(said, {}, now={"region": "us-east-1"}) is None
    moved = change(said, {}, now={"region": "us-west-2"})
    assert moved is not None
    assert moved.reasons[0].replaces == "a resource does not move from region to region"


def test_replace_on_changes_replaces_and_ignore_changes_ignores(make: Make, diff: Diff) -> None:
    before = [make(inputs={"a": {"b": 1}, "c": 1})]
    (found,) = diff(before, [make(inputs={"a": {"b": 2}, "c": 1}, replace_on=("a.b",))]).changes
    assert found.op == "replace"
    quiet = diff(before, [make(inputs={"a": {"b": 2}, "c": 1}, ignored=("a",))])
    assert (quiet.changes, quiet.folded) == ((), {"changes that the program ignores": 1})


def test_what_the_provider_filled_in_is_folded_with_a_count(make: Make, diff: Diff) -> None:
    filled = {"name": "orders-1a2b3c4", "ttl": 1, "tagsAll": {"a": "b"}}
    found = diff([make(inputs=filled, defaulted=("name",))], [make(inputs={"ttl": 1})])
    assert found.changes == ()
    assert found.folded == {"filled in by the provider": 1, "tagsAll, which repeats tags": 1}
    named = diff(
        [make(inputs=filled, defaulted=("name",))], [make(inputs={"name": "mine", "ttl": 1})]
    )
    assert [(c.op, paths(c)) for c in named.changes] == [("replace", [("name", "change")])]


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("orders-1a2b3c4", True),
        ("orders-1A2B3C4", False),
        ("orders-1a2b3c", False),
        ("order-1a2b3c4", False),
        ("legacy", False),
    ],
)
def test_an_automatic_name_is_no_change_though_no_provider_says_that_it_is_one(
    make: Make, diff: Diff, name: str, same: bool
) -> None:
    found = diff([make(inputs={"name": name})], [make()])
    assert (found.changes == ()) is same
    assert diff([make()], [make(inputs={"name": name})]).changes == () or not same


def test_an_export_of_what_a_program_made_does_not_differ_from_the_program(
    export: Callable[..., Any], tmp_path: Path
) -> None:
    """Names, ids and defaults of the cloud it stands in are none of the program's doing."""
    with LocalAws() as aws, sealed_chance("export"), SealedWall():
        made = up(bundled_stack("starter"), aws)
    path = tmp_path / "export.json"
    path.write_text(json.dumps(export(made)))
    found = compare(read_files([path]).after, preview(bundled_stack("starter")))
    assert (found.changes, found.grouping) == ((), ())
    assert found.folded["filled in by the provider"] > 50


def test_what_a_replaced_resource_is_needed_by_changes_with_it(make: Make, diff: Diff) -> None:
    """A subnet cannot move to another VPC, an autoscaling group takes another subnet."""

    def stack(cidr: str) -> list[ResourceState]:
        vpc = make(VPC, "net", {"cidrBlock": cidr})
        subnet = make(SUBNET, "a", {"vpcId": UNKNOWN}, property_dependencies={"vpcId": (vpc.urn,)})
        group = make(
            GROUP,
            "fleet",
            {"vpcZoneIdentifiers": [UNKNOWN]},
            property_dependencies={"vpcZoneIdentifiers": (subnet.urn,)},
        )
        return [vpc, subnet, group]

    found = diff(stack("10.0.0.0/16"), stack("10.1.0.0/16"))
    vpc, subnet, group = found.changes
    assert [one.op for one in found.changes] == ["replace", "replace", "update"]
    assert subnet.properties[0].follows == vpc.urn
    assert group.properties[0].follows == subnet.urn
    assert group.properties[0].path == "vpcZoneIdentifiers[0]"


def test_an_unknown_that_comes_from_the_same_resource_is_not_compared_and_said(
    make: Make, diff: Diff
) -> None:
    vpc = make(VPC, "net")
    links = {"vpcId": (vpc.urn,)}
    before = make(SUBNET, "a", {"vpcId": "vpc-1"}, property_dependencies=links)
    after = make(SUBNET, "a", {"vpcId": UNKNOWN}, property_dependencies=links)
    found = diff([vpc, before], [vpc, after])
    assert found.changes == ()
    assert [(one.path, one.why) for one in found.uncompared] == [("vpcId", "unknown")]
    other = make(VPC, "other")
    elsewhere = make(SUBNET, "a", {"vpcId": UNKNOWN}, property_dependencies={"vpcId": (other.urn,)})
    (changed,) = diff([vpc, other, before], [vpc, other, elsewhere]).changes
    assert (changed.op, changed.properties[0].follows) == ("replace", other.urn)


def test_secrets_are_not_compared_and_said(make: Make, diff: Diff) -> None:
    one = make(inputs={"password": "[secret]"})
    found = diff([one], [one])
    assert [(u.path, u.why) for u in found.uncompared] == [("password", "secret")]
    (changed,) = diff([one], [make(inputs={})]).changes
    assert paths(changed) == [("password", "remove")]


def test_an_alias_is_a_rename_and_no_deletion(make: Make, diff: Diff) -> None:
    old = make(name="orders")
    new = make(name="sales", aliases=(old.urn,))
    (change,) = diff([old], [new]).changes
    assert (change.op, change.was, change.urn) == ("rename", old.urn, new.urn)
    (changed,) = diff([old], [make(name="sales", aliases=(old.urn,), inputs={"a": 1})]).changes
    assert (changed.op, changed.was) == ("update", old.urn)


def test_who_depends_on_a_renamed_resource_is_unchanged(make: Make, diff: Diff) -> None:
    old, new = make(VPC, "net"), make(VPC, "wan", aliases=(make(VPC, "net").urn,))

    def subnet(vpc: ResourceState) -> ResourceState:
        return make(SUBNET, "a", {"vpcId": UNKNOWN}, property_dependencies={"vpcId": (vpc.urn,)})

    found = diff([old, subnet(old)], [new, subnet(new)])
    assert [one.op for one in found.changes] == ["rename"]


def test_a_stack_under_another_name_is_the_same_stack(make: Make, diff: Diff) -> None:
    before = [make(stack="prod", project="shop"), make(name="b", stack="prod", project="shop")]
    after = [
        make(stack="dev", project="checkout-7"),
        make(name="b", stack="dev", project="checkout-7"),
    ]
    assert diff(before, after).changes == ()
    root = "pulumi:pulumi:Stack"
    old = make(root, "shop-prod", stack="prod", project="shop", custom=False)
    new = make(root, "checkout-7-dev", stack="dev", project="checkout-7", custom=False)
    assert diff([old, *before], [new, *after]).grouping == ()
    other = [*before, make(name="c", stack="west", project="shop")]
    assert {one.op for one in diff(other, after).changes} == {"create", "delete"}


def test_protection_is_said_where_pulumi_would_stop(make: Make, diff: Diff) -> None:
    kept = make(inputs={"hashKey": "a"}, protect=True)
    (replaced,) = diff([kept], [make(inputs={"hashKey": "b"}, protect=True)]).changes
    (deleted,) = diff([kept], []).changes
    assert (replaced.protected, deleted.protected) == (True, True)
    (off,) = diff([kept], [make(inputs={"hashKey": "a"})]).changes
    assert paths(off) == [("options.protect", "change")]


def test_a_preview_of_pulumis_own_decides_what_is_replaced(make: Make, diff: Diff) -> None:
    old, new = make(inputs={"ttl": 1}), make(inputs={"ttl": 2})
    (told,) = diff([old], [new], told={new.urn: ("ttl",)}).changes
    assert (told.op, told.reasons[0].replaces) == ("replace", "as Pulumi's own preview says")
    (hash_,) = diff(
        [make(inputs={"hashKey": "a"})], [make(inputs={"hashKey": "b"})], told={}
    ).changes
    assert hash_.op == "update"


def test_components_and_providers_are_no_resources_of_a_cloud(make: Make, diff: Diff) -> None:
    def stack(version: str) -> list[ResourceState]:
        return [
            make("openline:index:Stack", "s", {"declarationDigest": version}, custom=False),
            make("pulumi:providers:aws", "default", {"version": version}),
        ]

    found = diff(stack("1"), stack("2"))
    assert (found.changes, len(found.grouping), found.same) == ((), 2, 0)


trees = st.dictionaries(
    st.sampled_from(["name", "a", "b", "hashKey"]),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(0, 3)
        | st.sampled_from(["x", "y", "[secret]", UNKNOWN]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["name", "id", "c"]), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=3,
)


@given(before=trees, after=trees)
def test_any_two_trees_differ_alike_both_ways_and_a_tree_not_from_itself(
    before: dict[str, Any], after: dict[str, Any], make: Make, diff: Diff
) -> None:
    one, other = make(inputs=before), make(inputs=after)
    assert diff([one], [one]).changes == ()
    there, back = diff([one], [other]).changes, diff([other], [one]).changes
    assert bool(there) == bool(back)


def test_a_bundled_stack_does_not_differ_from_itself() -> None:
    states = preview(bundled_stack("starter"))
    found = compare(states, states)
    assert (found.changes, found.grouping) == ((), ())
    nothing = States(())
    created = compare(nothing, states)
    assert {change.op for change in created.changes} == {"create"}
    assert len(created.changes) == found.same > 100
    assert {change.op for change in compare(states, nothing).changes} == {"delete"}
