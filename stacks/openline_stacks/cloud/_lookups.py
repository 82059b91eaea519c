"""Functions that look something up in the local AWS: a zone, a balancer, a parameter, a secret."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from openline_stacks.cloud._function import Look, plain_answer
from openline_stacks.cloud._lookups_ec2 import EC2_LOOKUPS
from openline_stacks.cloud._shapes import plain
from openline_stacks.cloud.handlers.elbv2 import zone_of_balancers


def _balancer(look: Look) -> dict[str, Any]:
    asked = {"LoadBalancerArns": [look.args["arn"]]} if look.args.get("arn") else {}
    asked = asked or {"Names": [look.args.get("name")]}
    found = look.only(
        look.call("elbv2", "describe_load_balancers", **asked)["LoadBalancers"], "load balancers"
    )
    arn = found["LoadBalancerArn"]
    return {**plain(found), "id": arn, "arn": arn, "name": found["LoadBalancerName"],
            "arnSuffix": arn.partition("loadbalancer/")[2], "dnsName": found["DNSName"],
            "internal": found["Scheme"] == "internal", "loadBalancerType": found["Type"],
            "subnets": [one["SubnetId"] for one in found["AvailabilityZones"]],
            "zoneId": zone_of_balancers(look.region) or found["CanonicalHostedZoneId"]}  # fmt: skip


def _target_group(look: Look) -> dict[str, Any]:
    asked = {"TargetGroupArns": [look.args["arn"]]} if look.args.get("arn") else {}
    asked = asked or {"Names": [look.args.get("name")]}
    found = look.only(
        look.call("elbv2", "describe_target_groups", **asked)["TargetGroups"], "target groups"
    )
    arn = found["TargetGroupArn"]
    return {**plain(found), "id": arn, "arn": arn, "name": found["TargetGroupName"],
            "arnSuffix": arn.rpartition(":")[2]}  # fmt: skip


def _queue(look: Look) -> dict[str, Any]:
    url = look.call("sqs", "get_queue_url", QueueName=look.args.get("name"))["QueueUrl"]
    arn = f"arn:aws:sqs:{look.region}:{look.account}:{look.args.get('name')}"
    return {"id": url, "url": url, "arn": arn, "tags": {}}


def _policy(look: Look) -> dict[str, Any]:
    """AWS's own ones are there whether moto has loaded them or not."""
    arn = str(look.args.get("arn") or "")
    name = str(look.args.get("name") or arn.rpartition("/")[2])
    listed = look.call("iam", "list_policies", Scope="All", MaxItems=1000)["Policies"]
    found = [one for one in listed if one["Arn"] == arn or (not arn and one["PolicyName"] == name)]
    if arn.startswith("arn:aws:iam::aws:") and not found:
        return {"id": arn, "arn": arn, "name": name, "path": "/"}
    held = look.only(found, "policies")
    version = look.call(
        "iam", "get_policy_version", PolicyArn=held["Arn"], VersionId=held["DefaultVersionId"]
    )["PolicyVersion"]
    return {**plain_answer(held), "id": held["Arn"], "name": held["PolicyName"],
            "policy": json.dumps(version["Document"])}  # fmt: skip


def _object(look: Look) -> dict[str, Any]:
    place = {"Bucket": look.args.get("bucket"), "Key": look.args.get("key")}
    answer = look.call("s3", "get_object", **place)
    text = answer["Body"].read()
    return {**plain({k: v for k, v in answer.items() if k not in ("Body", "ResponseMetadata")}),
            "id": f"{place['Bucket']}/{place['Key']}", "body": text.decode("utf-8", "replace"),
            "arn": f"arn:aws:s3:::{place['Bucket']}/{place['Key']}",
            "etag": answer["ETag"].strip('"')}  # fmt: skip


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
    return {**plain_answer(found), "id": found["RoleName"], "name": found["RoleName"],
            "uniqueId": found["RoleId"]}  # fmt: skip


def _bucket(look: Look) -> dict[str, Any]:
    name = str(look.args.get("bucket"))
    look.call("s3", "head_bucket", Bucket=name)
    domain = f"{name}.s3.amazonaws.com"
    regional = f"{name}.s3.{look.region}.amazonaws.com"
    return {"id": name, "bucket": name, "arn": f"arn:aws:s3:::{name}", "bucketDomainName": domain,
            "bucketRegionalDomainName": regional, "bucketRegion": look.region}  # fmt: skip


LOOKUPS: Final[Mapping[str, Callable[[Look], dict[str, Any]]]] = {
    **EC2_LOOKUPS,
    "acm/getCertificate": _certificate,
    "alb/getLoadBalancer": _balancer,
    "alb/getTargetGroup": _target_group,
    "iam/getPolicy": _policy,
    "iam/getRole": _role,
    "lb/getLoadBalancer": _balancer,
    "lb/getTargetGroup": _target_group,
    "route53/getZone": _zone,
    "s3/getBucket": _bucket,
    "s3/getBucketObject": _object,
    "s3/getObject": _object,
    "secretsmanager/getSecretVersion": _secret_version,
    "sqs/getQueue": _queue,
    "ssm/getParameter": _parameter,
}
