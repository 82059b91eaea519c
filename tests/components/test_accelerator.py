"""AcceleratedEntry: fixed addresses, one region by its dial, the other by health."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from openline import contract
from openline._aws.commands import dial
from openline_stacks.engine import ProgramError
from openline_stacks.states import States

GROUP = "aws:globalaccelerator/endpointGroup:EndpointGroup"
RECORD = "aws:route53/record:Record"
Shape = Callable[[str], States]


def test_the_primary_is_dialled_in_and_the_standby_waits_at_none(shape: Shape) -> None:
    dials = {
        s.inputs["endpointGroupRegion"]: s.inputs["trafficDialPercentage"]
        for s in shape("edge").of_type(GROUP)
    }
    assert dials == {"us-east-1": 100.0, "us-west-2": 0.0}


def test_endpoints_are_the_balancers_of_their_region_and_customers_keep_their_address(
    shape: Shape,
) -> None:
    states = shape("edge")
    for group in states.of_type(GROUP):
        (urn,) = group.property_dependencies["endpointConfigurations"]
        balancer = states.by_urn()[urn]
        assert balancer.type == "aws:lb/loadBalancer:LoadBalancer"
        assert balancer.inputs["region"] == group.inputs["endpointGroupRegion"]
        inputs: dict[str, Any] = dict(group.inputs)
        (endpoint,) = inputs["endpointConfigurations"]
        assert endpoint["clientIpPreservationEnabled"] is True
        assert endpoint["weight"] > 0
        # of a balancer Global Accelerator asks what it knows itself: its own checks are not used
        assert not [word for word in group.inputs if word.startswith("healthCheck")]


def test_the_public_name_is_the_accelerators_and_no_record_fails_over(shape: Shape) -> None:
    states = shape("edge")
    (record,) = (s for s in states.of_type(RECORD) if s.inputs["name"] == "chat.shop.example.net")
    (urn,) = record.property_dependencies["aliases"]
    assert states.by_urn()[urn].type.endswith(":Accelerator")
    chat = [s for s in states.of_type(RECORD) if "-chat-" in s.name]
    assert not [s for s in chat if "failoverRoutingPolicies" in s.inputs]


def test_regional_names_and_paging_checks_stay_and_there_is_no_switch(shape: Shape) -> None:
    states = shape("edge")
    names = {s.inputs["name"] for s in states.of_type(RECORD) if s.name.startswith("shop-chat-us")}
    assert names == {f"chat-{region}.shop.example.net" for region in ("us-east-1", "us-west-2")}
    checks = [
        s for s in states.of_type("aws:route53/healthCheck:HealthCheck") if "-chat-" in s.name
    ]
    assert [s.inputs["type"] for s in checks] == ["HTTPS", "HTTPS"]
    (routing,) = (s for s in states.of_type(contract.TYPE_ROUTING) if s.name == "shop-chat")
    assert routing.inputs["policy"] == "none"
    assert not {"switch", "switches", "name"} & routing.inputs.keys()


def test_flow_logs_are_written_where_a_lost_primary_does_not_take_them(shape: Shape) -> None:
    states = shape("edge")
    (accelerator,) = states.of_type("aws:globalaccelerator/accelerator:Accelerator")
    inputs: dict[str, Any] = dict(accelerator.inputs)
    assert inputs["attributes"]["flowLogsEnabled"] is True
    (urn,) = accelerator.property_dependencies["attributes"]
    policy = states.by_urn()[urn]  # known once Global Accelerator may write there
    assert policy.type == "aws:s3/bucketPolicy:BucketPolicy"
    assert policy.inputs["region"] == "us-west-2"


def test_a_dial_is_turned_in_us_west_2() -> None:
    assert dial("arn:aws:globalaccelerator::1:accelerator/a", 0) == (
        "aws globalaccelerator update-endpoint-group --region us-west-2 --endpoint-group-arn "
        "arn:aws:globalaccelerator::1:accelerator/a --traffic-dial-percentage 0"
    )


GOOD = """
from openline import AcceleratedEntry
args = {
    "stack": "shop", "account": "123456789012", "system": "chat", "zone_id": "Z1",
    "name": "chat.example.net", "targets": {"us-east-1": "primary"},
    "balancer_arns": {"us-east-1": "arn:balancer"}, "log_key_arn": "arn:key",
}
"""


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"targets": {"us-east-1": "standby"}}, "targets: 0 regions are primary"),
        (
            {"targets": {"us-east-1": "primary", "us-west-2": "witness"}},
            "a primary and at most one standby",
        ),
        ({"balancer_arns": {}}, "balancer_arns: none in us-east-1"),
    ],
)
def test_what_cannot_be_accelerated_is_refused(
    run: Callable[[str], States], change: dict[str, Any], line: str
) -> None:
    with pytest.raises(ProgramError) as caught:
        run(f"{GOOD}\nAcceleratedEntry('chat', args | {change!r})")
    assert line in str(caught.value)


def test_two_active_regions_both_take_who_is_near(run: Callable[[str], States]) -> None:
    change = {
        "targets": {"us-east-1": "active", "us-west-2": "active"},
        "balancer_arns": {"us-east-1": "arn:a", "us-west-2": "arn:b"},
    }
    states = run(f"{GOOD}\nAcceleratedEntry('chat', args | {change!r})")
    assert [s.inputs["trafficDialPercentage"] for s in states.of_type(GROUP)] == [100.0, 100.0]
