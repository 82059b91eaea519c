"""Functions that look something of EC2 up: an image, a network, what lies in one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from openline_stacks.cloud._function import Look, plain_answer

_AMAZON: Final = "137112412989"  # the account that publishes Amazon Linux


def _images(look: Look) -> list[dict[str, Any]]:
    """The latest first. Where no image of the account is asked for, and moto has none like it,
    one that others would have published."""
    asked: dict[str, Any] = {"Filters": look.filters()}
    owners = list(look.args.get("owners") or ())
    if owners:
        asked["Owners"] = owners
    images: list[dict[str, Any]] = look.call("ec2", "describe_images", **asked)["Images"]
    images.sort(key=lambda one: (one.get("CreationDate", ""), one["ImageId"]), reverse=True)
    return images if images or "self" in owners else [_published(look)]


def _published(look: Look) -> dict[str, Any]:
    asked = {one["name"]: one["values"][0] for one in look.args.get("filters") or ()}
    name = str(asked.get("name") or look.args.get("nameRegex") or "image").replace("*", "1")
    words = json.dumps([look.region, look.args.get("owners"), asked], sort_keys=True)
    owner = next(iter(look.args.get("owners") or ()), "amazon")
    digest = hashlib.sha256(words.encode()).hexdigest()
    arm = "arm64" in name or "aarch64" in name
    return {
        "Architecture": asked.get("architecture") or ("arm64" if arm else "x86_64"),
        "CreationDate": "2026-01-01T00:00:00.000Z",
        "ImageId": asked.get("image-id") or f"ami-{digest[:17]}",
        "ImageType": "machine",
        "Name": name,
        "OwnerId": owner if owner.isdigit() else _AMAZON,
        "Public": True,
        "RootDeviceName": "/dev/xvda",
        "RootDeviceType": asked.get("root-device-type") or "ebs",
        "State": "available",
        "VirtualizationType": asked.get("virtualization-type") or "hvm",
    }


def _ami(look: Look) -> dict[str, Any]:
    images = _images(look)
    found = images[0] if images and look.args.get("mostRecent") else look.only(images, "images")
    id_ = found["ImageId"]
    return {**plain_answer(found), "id": id_, "arn": f"arn:aws:ec2:{look.region}::image/{id_}"}


def _ami_ids(look: Look) -> dict[str, Any]:
    return {"id": look.region, "ids": [one["ImageId"] for one in _images(look)]}


def _vpc(look: Look) -> dict[str, Any]:
    filters = look.filters(default="is-default", cidrBlock="cidr", state="state")
    asked: dict[str, Any] = {"Filters": filters}
    if look.args.get("id"):
        asked["VpcIds"] = [look.args["id"]]
    found = look.only(look.call("ec2", "describe_vpcs", **asked)["Vpcs"], "networks")
    id_ = found["VpcId"]
    arn = f"arn:aws:ec2:{look.region}:{look.account}:vpc/{id_}"
    return {**plain_answer(found), "id": id_, "arn": arn, "default": found.get("IsDefault", False)}


def _subnets(look: Look) -> dict[str, Any]:
    found = look.call("ec2", "describe_subnets", Filters=look.filters())["Subnets"]
    return {"id": look.region, "ids": sorted(one["SubnetId"] for one in found)}


def _subnet(look: Look) -> dict[str, Any]:
    filters = look.filters(
        vpcId="vpc-id", cidrBlock="cidr-block", availabilityZone="availability-zone"
    )
    asked: dict[str, Any] = {"Filters": filters}
    if look.args.get("id"):
        asked["SubnetIds"] = [look.args["id"]]
    found = look.only(look.call("ec2", "describe_subnets", **asked)["Subnets"], "subnets")
    return {**plain_answer(found), "id": found["SubnetId"], "arn": found.get("SubnetArn", "")}


def _security_group(look: Look) -> dict[str, Any]:
    asked: dict[str, Any] = {"Filters": look.filters(name="group-name", vpcId="vpc-id")}
    if look.args.get("id"):
        asked["GroupIds"] = [look.args["id"]]
    groups = look.call("ec2", "describe_security_groups", **asked)["SecurityGroups"]
    found = look.only(groups, "security groups")
    id_ = found["GroupId"]
    arn = f"arn:aws:ec2:{look.region}:{look.account}:security-group/{id_}"
    return {**plain_answer(found), "id": id_, "arn": arn, "name": found["GroupName"]}


def _all(service: str, operation: str, member: str, id_: str) -> Callable[[Look], dict[str, Any]]:
    """The ids of everything that EC2's filters let through."""

    def look_up(look: Look) -> dict[str, Any]:
        found = look.call(service, operation, Filters=look.filters(vpcId="vpc-id"))[member]
        return {"id": look.region, "ids": sorted(one[id_] for one in found)}

    return look_up


def _one(
    kind: str, operation: str, member: str, id_: str, **known: str
) -> Callable[[Look], dict[str, Any]]:
    """The only one of EC2's `kind` that the filters let through."""

    def look_up(look: Look) -> dict[str, Any]:
        answer = look.call("ec2", operation, Filters=look.filters(**known))
        # instances come in reservations
        many = [one for one in answer[member] for one in one.get("Instances") or (one,)]
        found = look.only(many, f"{kind}s")
        own = str(found[id_])
        arn = f"arn:aws:ec2:{look.region}:{look.account}:{kind}/{own}"
        return {"arn": arn, **plain_answer(found), "id": own}

    return look_up


def _route_table(look: Look) -> dict[str, Any]:
    found = _one(
        "route-table",
        "describe_route_tables",
        "RouteTables",
        "RouteTableId",
        gatewayId="association.gateway-id",
        routeTableId="route-table-id",
        subnetId="association.subnet-id",
        vpcId="vpc-id",
    )(look)
    return {**found, "routeTableId": found["id"]}


def _regions(look: Look) -> dict[str, Any]:
    every = bool(look.args.get("allRegions"))
    found = look.call("ec2", "describe_regions", AllRegions=every)["Regions"]
    return {"id": "aws", "names": sorted(one["RegionName"] for one in found)}


EC2_LOOKUPS: Final[Mapping[str, Callable[[Look], dict[str, Any]]]] = {
    "ec2/getAmi": _ami,
    "ec2/getAmiIds": _ami_ids,
    "ec2/getElasticIp": _one("elastic-ip", "describe_addresses", "Addresses", "AllocationId",
                             id="allocation-id", publicIp="public-ip"),
    "ec2/getInstance": _one("instance", "describe_instances", "Reservations", "InstanceId",
                            instanceId="instance-id"),
    "ec2/getInternetGateway": _one(
        "internet-gateway", "describe_internet_gateways", "InternetGateways", "InternetGatewayId",
        internetGatewayId="internet-gateway-id"),
    "ec2/getNatGateway": _one("nat-gateway", "describe_nat_gateways", "NatGateways",
                              "NatGatewayId", id="nat-gateway-id", subnetId="subnet-id",
                              vpcId="vpc-id", state="state"),
    "ec2/getRouteTable": _route_table,
    "ec2/getRouteTables": _all("ec2", "describe_route_tables", "RouteTables", "RouteTableId"),
    "ec2/getSecurityGroup": _security_group,
    "ec2/getSecurityGroups": _all("ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    "ec2/getSubnet": _subnet,
    "ec2/getSubnets": _subnets,
    "ec2/getVpc": _vpc,
    "ec2/getVpcs": _all("ec2", "describe_vpcs", "Vpcs", "VpcId"),
    "index/getRegions": _regions,
}  # fmt: skip
