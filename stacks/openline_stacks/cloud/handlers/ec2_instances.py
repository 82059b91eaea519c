"""EC2: instances and key pairs."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life
from openline_stacks.cloud._request import TOKEN, Request, Text
from openline_stacks.cloud.handlers._lives import EC2_TAGS


def _revise_instance(request: Request, id_: str, changed: frozenset[str]) -> None:
    """What AWS changes of an instance one attribute a call; the type only while it is stopped."""
    if "instanceType" in changed:
        request.call("ec2", "stop_instances", InstanceIds=[id_])
        kind = {"Value": request.get("instanceType")}
        request.call("ec2", "modify_instance_attribute", InstanceId=id_, InstanceType=kind)
        request.call("ec2", "start_instances", InstanceIds=[id_])
    if "vpcSecurityGroupIds" in changed:
        groups = [*request.get("vpcSecurityGroupIds", ())]
        request.call("ec2", "modify_instance_attribute", InstanceId=id_, Groups=groups)
    if "disableApiTermination" in changed:
        on = {"Value": bool(request.get("disableApiTermination"))}
        request.call("ec2", "modify_instance_attribute", InstanceId=id_, DisableApiTermination=on)
    if "sourceDestCheck" in changed:
        on = {"Value": request.get("sourceDestCheck") is not False}
        request.call("ec2", "modify_instance_attribute", InstanceId=id_, SourceDestCheck=on)


def _told_attribute(attribute: str, path: str) -> Call:
    params = {"InstanceId": "$id", "Attribute": attribute}
    return Call("describe_instance_attribute", params, path)


def _told(path: str) -> Call:
    return Call(
        "describe_instances", {"InstanceIds": ["$id"]}, f"Reservations[0].Instances[0]{path}"
    )


_INSTANCE: Final = Declared(
    type="aws:ec2/instance:Instance",
    service="ec2",
    create=Call(
        "run_instances",
        {
            "ImageId": "$ami",
            "MinCount": 1,
            "MaxCount": 1,
            "IamInstanceProfile": {"Name": "$iamInstanceProfile"},
            "Placement": {"AvailabilityZone": "$availabilityZone"},
            "Monitoring": {"Enabled": "$monitoring"},
        },
        "Instances[0]",
    ),
    id="InstanceId",
    read=_told(""),
    renames={
        "ami": "ImageId",
        "ebsBlockDevices": "BlockDeviceMappings",
        "rootBlockDevice": "BlockDeviceMappings",
        "securityGroups": "SecurityGroups",
        "vpcSecurityGroupIds": "SecurityGroupIds",
    },
    tagged="instance",
    out={
        "arn": Text("arn:aws:ec2:{region}:{account}:instance/{id}"),
        "availabilityZone": "Placement.AvailabilityZone",
        "instanceState": "State.Name",
        "primaryNetworkInterfaceId": "NetworkInterfaces[0].NetworkInterfaceId",
        "privateDns": "PrivateDnsName",
        "privateIp": "PrivateIpAddress",
        "publicDns": "PublicDnsName",
        "securityGroups": "SecurityGroups[].GroupName",
        "publicIp": "PublicIpAddress",
    },
    local=frozenset(
        {"associatePublicIpAddress", "forceDestroy", "getPasswordData", "hibernation",
         "userDataReplaceOnChange", "volumeTags"}
    ),
    deaf={
        "rootBlockDevice": "moto gives every instance a disk of its own making",
        "metadataOptions": "moto's instances serve no metadata",
    },
    life=Life(
        delete=(Call("terminate_instances", {"InstanceIds": ["$id"]}),),
        tags=EC2_TAGS,
        tells={
            "disableApiTermination": _told_attribute(
                "disableApiTermination", "DisableApiTermination.Value"
            ),
            "iamInstanceProfile": lambda request, _id: request.get("iamInstanceProfile"),
            "vpcSecurityGroupIds": _told(".SecurityGroups[].GroupId"),
        },
        back={"ebsBlockDevices": lambda _: None, "rootBlockDevice": lambda _: None,
              "monitoring": lambda held: held["State"] != "disabled"},
        keep=frozenset({"ebsBlockDevices", "monitoring", "userData", "userDataBase64"}),
        gone="State.Name=='terminated' || State.Name=='shutting-down'",
        usual={
            "cpuOptions": ..., "ebsOptimized": ..., "hibernation": ..., "privateIp": ...,
            "securityGroups": ..., "sourceDestCheck": True, "availabilityZone": ...,
            "vpcSecurityGroupIds": ..., "metadataOptions": ..., "maintenanceOptions": ...,
            "capacityReservationSpecification": ..., "privateDnsNameOptions": ...,
            "enclaveOptions": ..., "placementGroup": ..., "tenancy": "default",
            "ipv6Addresses": ..., "networkInterfaces": ..., "ephemeralBlockDevices": ...,
            "monitoring": ...,
        },
        find=Call(
            "describe_instances",
            {
                "Filters": [
                    {"Name": f"tag:{TOKEN}", "Values": ["$token"]},
                    {"Name": "instance-state-name",
                     "Values": ["pending", "running", "stopping", "stopped"]},
                ]
            },
            "Reservations[0].Instances[0].InstanceId",
        ),
        marked=True,
        revise=_revise_instance,
        revises=frozenset(
            {"disableApiTermination", "instanceType", "sourceDestCheck", "vpcSecurityGroupIds"}
        ),
    ),
)  # fmt: skip

_KEY_PAIR: Final = Declared(
    type="aws:ec2/keyPair:KeyPair",
    service="ec2",
    create=Call("import_key_pair", {"PublicKeyMaterial": "$publicKey"}),
    id="KeyName",
    read=Call("describe_key_pairs", {"KeyNames": ["$id"]}, "KeyPairs[0]"),
    tagged="key-pair",
    out={
        "arn": Text("arn:aws:ec2:{region}:{account}:key-pair/{id}"),
        "fingerprint": "KeyFingerprint",
    },
    name=AutoName(property="keyName", limit=255),
    life=Life(
        delete=(Call("delete_key_pair", {"KeyName": "$id"}),),
        keep=frozenset({"publicKey", "tags"}),
        tells={
            "publicKey": Call(
                "describe_key_pairs",
                {"KeyNames": ["$id"], "IncludePublicKey": True},
                "KeyPairs[0].PublicKey",
            )
        },
    ),
)


HANDLERS: Final[tuple[Handler, ...]] = (_INSTANCE, _KEY_PAIR)
