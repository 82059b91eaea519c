"""Auto Scaling: launch configurations, which AWS keeps for those who have some."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life
from openline_stacks.cloud._request import Text

_CONFIGURATION: Final = Declared(
    type="aws:ec2/launchConfiguration:LaunchConfiguration",
    service="autoscaling",
    create=Call("create_launch_configuration", {"LaunchConfigurationName": "$name"}),
    id=Text("{name}"),
    read=Call(
        "describe_launch_configurations",
        {"LaunchConfigurationNames": ["$id"]},
        "LaunchConfigurations[0]",
    ),
    renames={"enableMonitoring": "InstanceMonitoring", "keyName": "KeyName"},
    out={"arn": "LaunchConfigurationARN"},
    name=AutoName(limit=255),
    deaf={
        "ebsBlockDevices": "moto tells other volumes of it",
        "enableMonitoring": "moto watches no instance closer than another",
        "rootBlockDevice": "moto tells other volumes of it",
    },
    local=frozenset({"userDataBase64"}),
    life=Life(
        delete=(Call("delete_launch_configuration", {"LaunchConfigurationName": "$id"}),),
        keep=frozenset({"userData"}),
        usual={"ebsOptimized": False, "enableMonitoring": ...},
        unique="AlreadyExists: Launch Configuration by this name already exists - A launch "
        "configuration already exists with the name {name}",
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_CONFIGURATION,)
