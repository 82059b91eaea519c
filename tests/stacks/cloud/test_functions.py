"""Functions of the package that programs call: what they find, in the shapes that the SDK takes."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from keyword import iskeyword
from typing import Any

import pytest
from pulumi.runtime.rpc import translate_output_properties
from tests.stacks.cloud.conftest import POLICY, Maker
from tests.stacks.cloud.test_handlers import EXAMPLES, REGIONLESS

from openline_stacks.cloud import HandlerError, LocalAws
from openline_stacks.cloud._fixed import FIXED
from openline_stacks.cloud._held import _HELD
from openline_stacks.cloud._invokes import functions

EAST, WEST = "us-east-1", "us-west-2"


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws() as opened:
        yield opened


@pytest.fixture(scope="module")
def maker(aws: LocalAws) -> Maker:
    return Maker(aws)


def _class(name: str) -> Any:
    folder, _, function = name.partition("/")
    below = "" if folder == "index" else f".{folder}{'_' * iskeyword(folder)}"
    package = importlib.import_module(f"pulumi_aws{below}")
    return getattr(package, f"{function[0].upper()}{function[1:]}Result")


def ask(aws: LocalAws, name: str, /, **args: Any) -> Any:
    """What a program is answered: the SDK refuses a value of another shape than it declares."""
    answer = aws.invoke(f"aws:{name}:{name.partition('/')[2]}", {"region": WEST, **args})
    class_ = _class(name)
    return translate_output_properties(dict(answer), lambda key: key, class_)


@pytest.mark.parametrize("name", functions())
def test_a_function_is_one_of_the_package(name: str) -> None:
    assert _class(name).__name__.endswith("Result")


@pytest.mark.parametrize("name", sorted(FIXED))
def test_what_is_known_without_asking_has_the_form_of_its_class(name: str, aws: LocalAws) -> None:
    policy = {"statements": [{"actions": ["s3:GetObject"], "resources": ["*"]}]}
    args = policy if name == "iam/getPolicyDocument" else {"name": "us-west-2b", "arn": "arn:aws:x"}
    assert ask(aws, name, **args) is not None


@pytest.mark.parametrize("name", sorted(_HELD))
def test_what_a_handler_makes_its_function_tells(name: str, aws: LocalAws, maker: Any) -> None:
    of = _HELD[name]
    example = EXAMPLES[of.type]
    region = {} if of.type.startswith(REGIONLESS) else {"region": WEST}
    made = maker.make(of.type, "example", **example.inputs(maker) | region)
    own = {"arn": made.outputs.get("arn"), "name": made.outputs.get("name"), "id": made.id}
    arg = of.args[0]
    given = own.get(arg) or made.id if of.id == "{given}" else own["name"]

    found = aws.invoke(f"aws:{name}:{name.partition('/')[2]}", {"region": WEST, arg: given})

    assert found["id"] == made.id
    assert {k: found[k] for k in ("arn",) if k in found} == {
        k: made.outputs[k] for k in ("arn",) if k in found
    }
    assert ask(aws, name, **{arg: given}) is not None
    with pytest.raises(HandlerError):
        aws.invoke(f"aws:{name}:{name.partition('/')[2]}", {"region": WEST, arg: f"{given}x"})


def test_an_image_that_others_publish_is_there(aws: LocalAws) -> None:
    filters = [{"name": "name", "values": ["al2023-ami-2023.*-arm64"]}]
    found = ask(aws, "ec2/getAmi", owners=["amazon"], mostRecent=True, filters=filters)
    again = ask(aws, "ec2/getAmi", owners=["amazon"], mostRecent=True, filters=filters)
    assert found.id.startswith("ami-")
    assert found.id == again.id
    asked = ask(aws, "ec2/getAmi", owners=["amazon"], mostRecent="true", filters=filters)
    assert asked.most_recent is True
    assert (found.architecture, found.name) == ("arm64", "al2023-ami-2023.1-arm64")
    with pytest.raises(HandlerError, match="0 images match"):
        ask(aws, "ec2/getAmi", owners=["self"], mostRecent=True, filters=filters)


def test_an_image_of_the_account_comes_first(aws: LocalAws, maker: Any) -> None:
    one = maker.one("aws:ec2/instance:Instance", region=WEST, ami="ami-12345678",
                    instanceType="t3.micro", subnetId=maker.subnet(0))  # fmt: skip
    own = aws.client("ec2", WEST).create_image(InstanceId=one.id, Name="shop-1")["ImageId"]
    filters = [{"name": "name", "values": ["shop-*"]}]
    assert ask(aws, "ec2/getAmi", owners=["self"], filters=filters).id == own
    assert ask(aws, "ec2/getAmiIds", owners=["self"], filters=filters).ids == [own]


def test_a_network_and_what_lies_in_it_are_found(aws: LocalAws, maker: Any) -> None:
    vpc, subnet, group = maker.vpc, maker.subnet(0), maker.group
    maker.one("aws:ec2/routeTableAssociation:RouteTableAssociation", region=WEST, subnetId=subnet,
              routeTableId=maker.route_table)  # fmt: skip

    assert ask(aws, "ec2/getVpc", default=True).default is True
    assert ask(aws, "ec2/getVpc", id=vpc).cidr_block == "10.0.0.0/16"
    assert vpc in ask(aws, "ec2/getVpcs").ids
    found = ask(aws, "ec2/getSubnets", filters=[{"name": "vpc-id", "values": [vpc]}])
    assert subnet in found.ids
    assert ask(aws, "ec2/getSubnet", id=subnet).vpc_id == vpc
    assert ask(aws, "ec2/getSecurityGroup", id=group).vpc_id == vpc
    assert group in ask(aws, "ec2/getSecurityGroups").ids
    assert ask(aws, "ec2/getRouteTable", subnetId=subnet).route_table_id == maker.route_table
    assert maker.route_table in ask(aws, "ec2/getRouteTables", vpcId=vpc).ids
    assert ask(aws, "ec2/getInternetGateway", internetGatewayId=maker.gateway).id == maker.gateway
    assert ask(aws, "ec2/getElasticIp", id=maker.eip).public_ip
    assert WEST in ask(aws, "index/getRegions").names


def test_an_instance_and_a_gateway_are_found(aws: LocalAws, maker: Any) -> None:
    one = maker.make("aws:ec2/instance:Instance", "web", region=WEST, ami="ami-12345678",
                    instanceType="t3.micro", subnetId=maker.subnet(0),
                    tags={"Name": "web"})  # fmt: skip
    nat = maker.one("aws:ec2/natGateway:NatGateway", region=WEST, allocationId=maker.eip,
                    subnetId=maker.subnet(0))  # fmt: skip

    found = ask(aws, "ec2/getInstance", filters=[{"name": "tag:Name", "values": ["web"]}])
    assert (found.id, found.instance_type, found.tags["Name"]) == (one.id, "t3.micro", "web")
    assert ask(aws, "ec2/getNatGateway", id=nat.id).subnet_id == maker.subnet(0)


def test_a_balancer_and_its_targets_are_found_by_name_and_by_arn(aws: LocalAws, maker: Any) -> None:
    balancer, targets = maker.balancer.outputs, maker.target_group.outputs
    for module in ("alb", "lb"):
        found = ask(aws, f"{module}/getLoadBalancer", name=balancer["name"])
        assert (found.arn, found.zone_id) == (balancer["arn"], balancer["zoneId"])
        assert found.dns_name == balancer["dnsName"]
        assert found.arn_suffix == balancer["arnSuffix"]
        found = ask(aws, f"{module}/getTargetGroup", arn=targets["arn"])
        assert (found.name, found.arn_suffix) == (targets["name"], targets["arnSuffix"])


def test_policies_of_the_account_and_of_aws_are_found(aws: LocalAws, maker: Any) -> None:
    text = POLICY
    own = aws.client("iam", EAST).create_policy(PolicyName="own", PolicyDocument=text)["Policy"]
    assert ask(aws, "iam/getPolicy", name="own").arn == own["Arn"]
    assert (
        ask(aws, "iam/getPolicy", arn=own["Arn"]).policy.replace(": ", ":").replace(", ", ",")
        == text
    )
    amazons = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    assert ask(aws, "iam/getPolicy", arn=amazons).name == "AmazonS3ReadOnlyAccess"
    with pytest.raises(HandlerError, match="0 policies match"):
        ask(aws, "iam/getPolicy", name="nobody's")


def test_an_object_and_a_queue_are_found(aws: LocalAws) -> None:
    s3, sqs = aws.client("s3", WEST), aws.client("sqs", WEST)
    s3.create_bucket(Bucket="pages", CreateBucketConfiguration={"LocationConstraint": WEST})
    s3.put_object(Bucket="pages", Key="a.txt", Body=b"hello")
    url = sqs.create_queue(QueueName="orders")["QueueUrl"]
    assert ask(aws, "s3/getObject", bucket="pages", key="a.txt").body == "hello"
    assert ask(aws, "s3/getBucketObject", bucket="pages", key="a.txt").body == "hello"
    assert ask(aws, "sqs/getQueue", name="orders").url == url


def test_cloudfronts_own_policies_are_known_by_name(aws: LocalAws) -> None:
    found = ask(aws, "cloudfront/getCachePolicy", name="Managed-CachingDisabled")
    assert found.id == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"


def test_who_issued_a_session_is_the_role(aws: LocalAws) -> None:
    arn = "arn:aws:sts::123456789012:assumed-role/deployer/run"
    found = ask(aws, "iam/getSessionContext", arn=arn)
    assert found.issuer_arn == "arn:aws:iam::123456789012:role/deployer"
    assert (found.issuer_name, found.session_name) == ("deployer", "run")
