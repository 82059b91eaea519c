"""The instances of a fleet: what runs, how many, and when there are more."""

from __future__ import annotations

import base64
from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws.balancer import Balancer
from openline._aws.site import Site

# Root volume of the Amazon Linux images, large enough for the image and a day of local logs.
_ROOT, _ROOT_GIB = "/dev/xvda", 20
# Tag specifications: what the template launches and tags. Network interfaces carry no data.
_LAUNCHED: Final = ("instance", "volume")

# Of a schedule: the provider takes this for "leave it", and 0 for nothing said.
_AS_IT_IS: Final = -1


def launch_template(
    site: Site,
    *,
    image: str,
    instance: str,
    user_data: str | None,
    profile_arn: pulumi.Input[str],
    security_group: pulumi.Input[str],
    key_arn: pulumi.Input[str],
) -> aws.ec2.LaunchTemplate:
    """`image` is an AMI or `resolve:ssm:/…`, looked up by EC2 at each launch.

    Nothing is said of EBS optimisation: types that have it have it by default, and an older one
    that has not, such as t2, is not launched where it is asked for (EC2 user guide, "Amazon
    EBS-optimized instance types").
    """
    return aws.ec2.LaunchTemplate(
        site.named("template"),
        region=site.region,
        image_id=image,
        instance_type=instance,
        user_data=base64.b64encode(user_data.encode()).decode() if user_data else None,
        update_default_version=True,
        iam_instance_profile=aws.ec2.LaunchTemplateIamInstanceProfileArgs(arn=profile_arn),
        vpc_security_group_ids=[security_group],
        metadata_options=aws.ec2.LaunchTemplateMetadataOptionsArgs(
            http_endpoint="enabled",
            http_tokens="required",  # IMDSv2 alone
            http_put_response_hop_limit=1,
        ),
        monitoring=aws.ec2.LaunchTemplateMonitoringArgs(enabled=True),
        block_device_mappings=[_volume(key_arn)],
        tag_specifications=[
            aws.ec2.LaunchTemplateTagSpecificationArgs(
                resource_type=launched, tags=site.tags("fleet")
            )
            for launched in _LAUNCHED
        ],
        tags=site.tags("template"),
        opts=site.options(),
    )


def _volume(key_arn: pulumi.Input[str]) -> aws.ec2.LaunchTemplateBlockDeviceMappingArgs:
    return aws.ec2.LaunchTemplateBlockDeviceMappingArgs(
        device_name=_ROOT,
        ebs=aws.ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
            volume_type="gp3",
            volume_size=_ROOT_GIB,
            encrypted="true",
            kms_key_id=key_arn,
            delete_on_termination="true",
        ),
    )


def group(
    site: Site,
    *,
    subnet_ids: pulumi.Input[list[str]],
    template: aws.ec2.LaunchTemplate,
    balancer: Balancer,
    min_size: int,
    max_size: int,
    warm_up_s: float,
) -> aws.autoscaling.Group:
    """Its desired size belongs to the scaling policy and to operators: an `up` in the middle of an
    incident must not scale it down."""
    ignored = ["desiredCapacity"]
    if min_size == 0:
        # Lighting it raises both by hand. A maximum that was put back would take instances away:
        # AWS lowers the desired size to it.
        ignored += ["maxSize", "minSize"]
    return aws.autoscaling.Group(
        site.named("fleet"),
        region=site.region,
        min_size=min_size,
        max_size=max_size,
        vpc_zone_identifiers=subnet_ids,
        launch_template=aws.autoscaling.GroupLaunchTemplateArgs(
            id=template.id, version=template.latest_version.apply(str)
        ),
        target_group_arns=[balancer.targets.arn],
        health_check_type="ELB",
        health_check_grace_period=round(warm_up_s),
        default_instance_warmup=round(warm_up_s),
        tags=[
            # instances get theirs from the launch template
            aws.autoscaling.GroupTagArgs(key=key, value=value, propagate_at_launch=False)
            for key, value in sorted(site.tags("fleet").items())
        ],
        opts=site.options(depends_on=[balancer.listener], ignore_changes=ignored),
    )


def scale_by_requests(
    site: Site,
    fleet: aws.autoscaling.Group,
    balancer: Balancer,
    *,
    per_instance_per_s: float,
    scale_at: float,
    warm_up_s: float,
) -> None:
    """ALBRequestCountPerTarget counts requests per target and minute (Application Auto Scaling,
    predefined metrics), so a rate per second counts sixty times."""
    label = pulumi.Output.concat(balancer.balancer.arn_suffix, "/", balancer.targets.arn_suffix)
    aws.autoscaling.Policy(
        site.named("scaling"),
        region=site.region,
        autoscaling_group_name=fleet.name,
        policy_type="TargetTrackingScaling",
        estimated_instance_warmup=round(warm_up_s),
        target_tracking_configuration=aws.autoscaling.PolicyTargetTrackingConfigurationArgs(
            target_value=scale_at * per_instance_per_s * 60.0,
            predefined_metric_specification=(
                aws.autoscaling.PolicyTargetTrackingConfigurationPredefinedMetricSpecificationArgs(
                    predefined_metric_type="ALBRequestCountPerTarget", resource_label=label
                )
            ),
        ),
        # the balancer must know the target group before its requests can be counted
        opts=site.options(depends_on=[balancer.listener]),
    )


def scale_for_a_season(
    site: Site,
    fleet: aws.autoscaling.Group,
    season: str,
    *,
    raised: tuple[str, int],
    lowered: tuple[str, int],
) -> None:
    """Day and least size of both turns, every year. The minimum alone: autoscaling follows demand
    above it, and an `up` between the two compares the program with what it said before, not with
    the group, so it undoes neither this nor what an operator raised by hand."""
    for word, (day, size) in (("raise", raised), ("lower", lowered)):
        month, number = day.split("-")
        name = site.named(f"{season}-{word}")
        aws.autoscaling.Schedule(
            name,
            region=site.region,
            autoscaling_group_name=fleet.name,
            scheduled_action_name=name,
            # no start: a time that has passed is refused, and this comes every year (UTC)
            recurrence=f"0 0 {int(number)} {int(month)} *",
            min_size=size,
            max_size=_AS_IT_IS,
            desired_capacity=_AS_IT_IS,
            opts=site.options(),
        )
