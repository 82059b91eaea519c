"""EFS: file systems and where they are mounted. moto keeps no file."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Text

_TAGS: Final = Tagging({"ResourceId": "$id"})

_SYSTEM: Final = Declared(
    type="aws:efs/fileSystem:FileSystem",
    service="efs",
    create=Call("create_file_system", {"CreationToken": "$creationToken"}),
    id="FileSystemId",
    read=Call("describe_file_systems", {"FileSystemId": "$id"}, "FileSystems[0]"),
    sets={
        "lifecyclePolicies": (
            Call(
                "put_lifecycle_configuration",
                {"FileSystemId": "$id", "LifecyclePolicies": "$lifecyclePolicies"},
            ),
        )
    },
    out={
        "arn": "FileSystemArn",
        "dnsName": Text("{id}.efs.{region}.amazonaws.com"),
    },
    name=AutoName(property="creationToken", limit=64),
    life=Life(
        replace=frozenset(
            {"availabilityZoneName", "creationToken", "encrypted", "kmsKeyId", "performanceMode"}
        ),
        delete=(Call("delete_file_system", {"FileSystemId": "$id"}),),
        tags=_TAGS,
        tells={
            "lifecyclePolicies": Call(
                "describe_lifecycle_configuration", {"FileSystemId": "$id"}, "LifecyclePolicies"
            )
        },
        usual={
            "kmsKeyId": ...,
            "performanceMode": "generalPurpose",
            "throughputMode": "bursting",
            "protection": ...,
        },
        find=Call("describe_file_systems", {"CreationToken": "$creationToken"},
                  "FileSystems[0].FileSystemId"),
    ),
)  # fmt: skip

_MOUNT: Final = Declared(
    type="aws:efs/mountTarget:MountTarget",
    service="efs",
    create=Call("create_mount_target"),
    id="MountTargetId",
    read=Call("describe_mount_targets", {"MountTargetId": "$id"}, "MountTargets[0]"),
    out={
        "dnsName": Text("{fileSystemId}.efs.{region}.amazonaws.com"),
        "fileSystemArn": Text(
            "arn:aws:elasticfilesystem:{region}:{account}:file-system/{fileSystemId}"
        ),
    },
    life=Life(
        update=(
            Call(
                "modify_mount_target_security_groups",
                {"MountTargetId": "$id", "SecurityGroups": "$securityGroups"},
                named=False,
            ),
        ),
        replace=frozenset({"fileSystemId", "ipAddress", "subnetId"}),
        delete=(Call("delete_mount_target", {"MountTargetId": "$id"}),),
        tells={
            "securityGroups": Call(
                "describe_mount_target_security_groups", {"MountTargetId": "$id"}, "SecurityGroups"
            )
        },
        usual={"ipAddress": ..., "ipAddressType": ..., "securityGroups": ...},
        find=Call(
            "describe_mount_targets",
            {"FileSystemId": "$fileSystemId"},
            Text("MountTargets[?SubnetId=='{subnetId}'] | [0].MountTargetId"),
        ),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_MOUNT, _SYSTEM)
