"""Functions that look something up in the local AWS: an image, a zone, a network, a parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from botocore.exceptions import BotoCoreError, ClientError

from openline_stacks.cloud._errors import HandlerError
from openline_stacks.cloud._shapes import plain

Client: TypeAlias = Callable[[str, str], Any]


@dataclass(frozen=True, slots=True)
class Look:
    """One look-up: its arguments, and the way to AWS."""

    token: str
    args: Mapping[str, Any]
    region: str
    account: str
    client: Client

    def call(self, service: str, operation: str, **params: Any) -> Any:
        """Raises `HandlerError` in AWS's own words."""
        try:
            return getattr(self.client(service, self.region), operation)(**params)
        except ClientError as error:
            raise self.error(str(error)) from error
        except (BotoCoreError, NotImplementedError) as error:
            raise self.error(f"{operation}: {error}") from error

    def error(self, reason: str) -> HandlerError:
        return HandlerError(self.token, self.token.rsplit(":", 1)[-1], self.token, reason)

    def only(self, found: Sequence[Any], what: str) -> Any:
        """The one that was meant. Raises `HandlerError` for none or several."""
        if len(found) != 1:
            raise self.error(f"{len(found)} {what} match {dict(self.args)}; exactly one has to")
        return found[0]

    def filters(self, **known: str) -> list[dict[str, Any]]:
        """EC2's filters: the program's, and one for each argument that has one."""
        given = [
            {"Name": one["name"], "Values": list(one["values"])}
            for one in self.args.get("filters") or ()
        ]
        for input_, name in known.items():
            if self.args.get(input_) is not None:
                given.append({"Name": name, "Values": [str(self.args[input_]).lower()]})
        for key, value in (self.args.get("tags") or {}).items():
            given.append({"Name": f"tag:{key}", "Values": [value]})
        return given


def _ami(look: Look) -> dict[str, Any]:
    asked: dict[str, Any] = {"Filters": look.filters()}
    if look.args.get("owners"):
        asked["Owners"] = list(look.args["owners"])
    images = look.call("ec2", "describe_images", **asked)["Images"]
    images.sort(key=lambda one: (one.get("CreationDate", ""), one["ImageId"]), reverse=True)
    found = images[0] if images and look.args.get("mostRecent") else look.only(images, "images")
    return {**plain(found), "id": found["ImageId"], "arn": _image_arn(look, found["ImageId"])}


def _image_arn(look: Look, id_: str) -> str:
    return f"arn:aws:ec2:{look.region}::image/{id_}"


def _vpc(look: Look) -> dict[str, Any]:
    filters = look.filters(default="is-default", cidrBlock="cidr", state="state")
    asked: dict[str, Any] = {"Filters": filters}
    if look.args.get("id"):
        asked["VpcIds"] = [look.args["id"]]
    found = look.only(look.call("ec2", "describe_vpcs", **asked)["Vpcs"], "networks")
    id_ = found["VpcId"]
    arn = f"arn:aws:ec2:{look.region}:{look.account}:vpc/{id_}"
    return {**plain(found), "id": id_, "arn": arn, "default": found.get("IsDefault", False)}


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
    return {**plain(found), "id": found["SubnetId"], "arn": found.get("SubnetArn", "")}


def _security_group(look: Look) -> dict[str, Any]:
    asked: dict[str, Any] = {"Filters": look.filters(name="group-name", vpcId="vpc-id")}
    if look.args.get("id"):
        asked["GroupIds"] = [look.args["id"]]
    groups = look.call("ec2", "describe_security_groups", **asked)["SecurityGroups"]
    found = look.only(groups, "security groups")
    id_ = found["GroupId"]
    arn = f"arn:aws:ec2:{look.region}:{look.account}:security-group/{id_}"
    return {**plain(found), "id": id_, "arn": arn, "name": found["GroupName"]}


def _zone(look: Look) -> dict[str, Any]:
    named = str(look.args.get("name") or "").rstrip(".")
    zones = look.call("route53", "list_hosted_zones")["HostedZones"]
    private = bool(look.args.get("privateZone"))
    matching = [
        zone
        for zone in zones
        if look.args.get("zoneId") in (None, "", _bare_id(zone))
        and (not named or zone["Name"].rstrip(".") == named)
        and bool(zone.get("Config", {}).get("PrivateZone")) == private
    ]
    found = look.only(matching, "hosted zones")
    id_ = _bare_id(found)
    return {"id": id_, "zoneId": id_, "name": found["Name"].rstrip("."),
            "arn": f"arn:aws:route53:::hostedzone/{id_}", "privateZone": private,
            "nameServers": [], "callerReference": found.get("CallerReference", "")}  # fmt: skip


def _bare_id(zone: Mapping[str, Any]) -> str:
    return str(zone["Id"]).rsplit("/", 1)[-1]


def _parameter(look: Look) -> dict[str, Any]:
    decrypted = look.args.get("withDecryption") is not False
    answer = look.call(
        "ssm", "get_parameter", Name=look.args.get("name"), WithDecryption=decrypted
    )["Parameter"]
    value = answer["Value"]
    return {"id": answer["Name"], "name": answer["Name"], "arn": answer.get("ARN", ""),
            "type": answer["Type"], "value": value, "insecureValue": value,
            "version": answer["Version"]}  # fmt: skip


def _secret_version(look: Look) -> dict[str, Any]:
    answer = look.call("secretsmanager", "get_secret_value", SecretId=look.args.get("secretId"))
    text = answer.get("SecretString", "")
    return {"id": f"{answer['ARN']}|{answer['VersionId']}", "arn": answer["ARN"],
            "secretId": look.args.get("secretId"), "secretString": text,
            "secretBinary": "", "versionId": answer["VersionId"],
            "versionStage": "AWSCURRENT", "versionStages": ["AWSCURRENT"]}  # fmt: skip


def _certificate(look: Look) -> dict[str, Any]:
    held = look.call("acm", "list_certificates")["CertificateSummaryList"]
    matching = [one for one in held if one["DomainName"] == look.args.get("domain")]
    recent = matching[:1] if look.args.get("mostRecent") else matching
    found = look.only(recent, "certificates")
    arn = found["CertificateArn"]
    return {"id": arn, "arn": arn, "domain": found["DomainName"], "status": "ISSUED", "tags": {}}


def _role(look: Look) -> dict[str, Any]:
    found = look.call("iam", "get_role", RoleName=look.args.get("name"))["Role"]
    return {**plain(found), "id": found["RoleName"], "name": found["RoleName"],
            "uniqueId": found["RoleId"]}  # fmt: skip


def _bucket(look: Look) -> dict[str, Any]:
    name = str(look.args.get("bucket"))
    look.call("s3", "head_bucket", Bucket=name)
    domain = f"{name}.s3.amazonaws.com"
    regional = f"{name}.s3.{look.region}.amazonaws.com"
    return {"id": name, "bucket": name, "arn": f"arn:aws:s3:::{name}", "bucketDomainName": domain,
            "bucketRegionalDomainName": regional, "bucketRegion": look.region}  # fmt: skip


LOOKUPS: Final[Mapping[str, Callable[[Look], dict[str, Any]]]] = {
    "acm/getCertificate": _certificate,
    "ec2/getAmi": _ami,
    "ec2/getSecurityGroup": _security_group,
    "ec2/getSubnet": _subnet,
    "ec2/getSubnets": _subnets,
    "ec2/getVpc": _vpc,
    "iam/getRole": _role,
    "route53/getZone": _zone,
    "s3/getBucket": _bucket,
    "secretsmanager/getSecretVersion": _secret_version,
    "ssm/getParameter": _parameter,
}
