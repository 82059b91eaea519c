"""EC2: launch templates."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request
from openline_stacks.cloud._shapes import fit
from openline_stacks.cloud.handlers._lives import EC2_TAGS

_TEMPLATE_INPUTS: Final = frozenset(
    {"blockDeviceMappings", "cpuOptions", "creditSpecification", "disableApiStop",
     "disableApiTermination", "ebsOptimized", "iamInstanceProfile", "imageId",
     "instanceInitiatedShutdownBehavior", "instanceType", "keyName", "maintenanceOptions",
     "metadataOptions", "monitoring", "networkInterfaces", "placement", "securityGroupNames",
     "tagSpecifications", "userData", "vpcSecurityGroupIds"}
)  # fmt: skip
_TEMPLATE_RENAMES: Final = {
    "securityGroupNames": "SecurityGroups",
    "vpcSecurityGroupIds": "SecurityGroupIds",
    "networkInterfaces.securityGroups": "Groups",
}


def _template_parameters(request: Request) -> dict[str, Any]:
    shape = request.shape("ec2", "create_launch_template").members["LaunchTemplateData"]
    data = {k: v for k, v in request.inputs.items() if k in _TEMPLATE_INPUTS and v is not None}
    filled = fit(shape, data, _TEMPLATE_RENAMES)
    if request.urn:
        for path in filled.strays:
            request.say(path, "launch templates have no such member here")
    params: dict[str, Any] = {
        "LaunchTemplateName": request.get("name"),
        "LaunchTemplateData": filled.values,
    }
    if request.get("description"):
        params["VersionDescription"] = request.get("description")
    tags = request.tags()
    if tags:
        params["TagSpecifications"] = [{"ResourceType": "launch-template", "Tags": tags}]
    return params


def _create_template(request: Request) -> str:
    answer = request.call("ec2", "create_launch_template", **_template_parameters(request))
    return str(answer["LaunchTemplate"]["LaunchTemplateId"])


def _read_template(request: Request, id_: str) -> Outputs:
    answer = request.call("ec2", "describe_launch_templates", LaunchTemplateIds=[id_])
    if not answer["LaunchTemplates"]:
        raise request.missing("describe_launch_templates", id_)
    template = answer["LaunchTemplates"][0]
    versions = request.call(
        "ec2", "describe_launch_template_versions", LaunchTemplateId=id_, Versions=["$Latest"]
    )
    return {
        "@": {},
        "@held": versions["LaunchTemplateVersions"][0]["LaunchTemplateData"],
        "arn": f"arn:aws:ec2:{request.region}:{request.account}:launch-template/{id_}",
        "defaultVersion": template["DefaultVersionNumber"],
        "latestVersion": template["LatestVersionNumber"],
        "name": template["LaunchTemplateName"],
    }


def _revise_template(request: Request, id_: str, _changed: frozenset[str]) -> None:
    """What is in force is never changed: a new version is made beside it."""
    sent = _template_parameters(request)
    words = {k: sent[k] for k in ("LaunchTemplateData", "VersionDescription") if k in sent}
    answer = request.call("ec2", "create_launch_template_version", LaunchTemplateId=id_, **words)
    number = str(answer["LaunchTemplateVersion"]["VersionNumber"])
    wanted = request.get("defaultVersion")
    if request.get("updateDefaultVersion") or wanted is not None:
        version = number if wanted is None else str(int(wanted))
        request.call("ec2", "modify_launch_template", LaunchTemplateId=id_, DefaultVersion=version)


_LAUNCH_TEMPLATE: Final = Irregular(
    type="aws:ec2/launchTemplate:LaunchTemplate",
    service="ec2",
    operation="create_launch_template",
    params=_template_parameters,
    create=_create_template,
    read=_read_template,
    inputs=_TEMPLATE_INPUTS | {"description", "name", "tags"},
    held=Call(
        "describe_launch_template_versions",
        answer="LaunchTemplateVersions[0].LaunchTemplateData",
    ),
    inside="LaunchTemplateData",
    members=_TEMPLATE_RENAMES | {"name": "LaunchTemplateName"},
    name=AutoName(limit=128),
    local=frozenset({"updateDefaultVersion"}),
    life=Life(
        replace=frozenset({"name", "namePrefix"}),
        delete=(Call("delete_launch_template", {"LaunchTemplateId": "$id"}),),
        tags=EC2_TAGS,
        keep=frozenset({"description"}),
        # moto keeps the template's own tags among those of what is launched from it
        back={
            "tagSpecifications": lambda many: [
                one for one in many if one["ResourceType"] != "launch-template"
            ]
        },
        usual={"defaultVersion": ...},
        find=Call(
            "describe_launch_templates",
            {"LaunchTemplateNames": ["$name"]},
            "LaunchTemplates[0].LaunchTemplateId",
        ),
        revise=_revise_template,
        revises=_TEMPLATE_INPUTS | {"description", "defaultVersion"},
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_LAUNCH_TEMPLATE,)
