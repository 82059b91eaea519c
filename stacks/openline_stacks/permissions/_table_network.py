"""Networks, instances, groups, balancers, names and edges."""

from __future__ import annotations

from typing import Final

from openline_stacks.permissions._needs import Needs, needs

_TAGS = "CreateTags DeleteTags"
_LB_TAGS = "AddTags RemoveTags"
_CF_TAGS = "TagResource UntagResource"
_GROUP_RULES = (
    "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress "
    "RevokeSecurityGroupEgress UpdateSecurityGroupRuleDescriptionsIngress "
    "UpdateSecurityGroupRuleDescriptionsEgress ModifySecurityGroupRules"
)
_LOADED = "arn:aws:autoscaling:*:{account}:autoScalingGroup:*:autoScalingGroupName/{name}"
_GROUP: Final = "aws:autoscaling/group:Group"

NETWORK: Final[dict[str, Needs]] = {
    "aws:ec2/vpc:Vpc": needs(
        "ec2",
        "DescribeVpcs DescribeVpcAttribute DescribeNetworkAcls DescribeRouteTables "
        "DescribeSecurityGroups",
        f"CreateVpc DeleteVpc ModifyVpcAttribute ModifyVpcTenancy {_TAGS}",
    ),
    "aws:ec2/subnet:Subnet": needs(
        "ec2",
        "DescribeSubnets DescribeNetworkInterfaces",
        f"CreateSubnet DeleteSubnet ModifySubnetAttribute {_TAGS}",
    ),
    "aws:ec2/internetGateway:InternetGateway": needs(
        "ec2",
        "DescribeInternetGateways",
        "CreateInternetGateway DeleteInternetGateway AttachInternetGateway DetachInternetGateway "
        + _TAGS,
    ),
    "aws:ec2/eip:Eip": needs(
        "ec2",
        "DescribeAddresses DescribeAddressesAttribute",
        f"AllocateAddress ReleaseAddress AssociateAddress DisassociateAddress {_TAGS}",
    ),
    "aws:ec2/natGateway:NatGateway": needs(
        "ec2", "DescribeNatGateways", f"CreateNatGateway DeleteNatGateway {_TAGS}"
    ),
    "aws:ec2/routeTable:RouteTable": needs(
        "ec2",
        "DescribeRouteTables",
        "CreateRouteTable DeleteRouteTable DisassociateRouteTable CreateRoute ReplaceRoute "
        f"DeleteRoute EnableVgwRoutePropagation DisableVgwRoutePropagation {_TAGS}",
    ),
    "aws:ec2/route:Route": needs(
        "ec2", "DescribeRouteTables", "CreateRoute ReplaceRoute DeleteRoute"
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": needs(
        "ec2",
        "DescribeRouteTables",
        "AssociateRouteTable DisassociateRouteTable ReplaceRouteTableAssociation",
    ),
    "aws:ec2/securityGroup:SecurityGroup": needs(
        "ec2",
        "DescribeSecurityGroups DescribeSecurityGroupRules DescribeNetworkInterfaces",
        f"CreateSecurityGroup DeleteSecurityGroup {_GROUP_RULES} {_TAGS}",
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": needs(
        "ec2", "DescribeSecurityGroups DescribeSecurityGroupRules", f"{_GROUP_RULES} {_TAGS}"
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": needs(
        "ec2", "DescribeSecurityGroupRules", f"{_GROUP_RULES} {_TAGS}"
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": needs(
        "ec2", "DescribeSecurityGroupRules", f"{_GROUP_RULES} {_TAGS}"
    ),
    "aws:ec2/managedPrefixList:ManagedPrefixList": needs(
        "ec2",
        "DescribeManagedPrefixLists GetManagedPrefixListEntries",
        f"CreateManagedPrefixList DeleteManagedPrefixList ModifyManagedPrefixList {_TAGS}",
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": needs(
        "ec2",
        "DescribeVpcEndpoints DescribeVpcEndpointServices DescribePrefixLists",
        f"CreateVpcEndpoint DeleteVpcEndpoints ModifyVpcEndpoint {_TAGS}",
    ),
    # The flow log's delivery to a bucket is vouched for by the caller: VPC guide, "Publish flow
    # logs to Amazon S3", the permissions of the IAM principal.
    "aws:ec2/flowLog:FlowLog": needs(
        "ec2",
        "DescribeFlowLogs",
        f"CreateFlowLogs DeleteFlowLogs logs:CreateLogDelivery logs:DeleteLogDelivery {_TAGS}",
    ),
    "aws:ec2/keyPair:KeyPair": needs(
        "ec2", "DescribeKeyPairs", f"ImportKeyPair DeleteKeyPair {_TAGS}"
    ),
    "aws:ec2/instance:Instance": needs(
        "ec2",
        "DescribeInstances DescribeInstanceAttribute DescribeInstanceTypes DescribeImages "
        "DescribeVolumes DescribeInstanceCreditSpecifications DescribeNetworkInterfaces "
        "DescribeSubnets DescribeVpcs DescribeTags",
        "RunInstances TerminateInstances StopInstances StartInstances ModifyInstanceAttribute "
        f"ModifyInstanceMetadataOptions {_TAGS}",
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": needs(
        "ec2",
        "DescribeLaunchTemplates DescribeLaunchTemplateVersions",
        "CreateLaunchTemplate DeleteLaunchTemplate CreateLaunchTemplateVersion "
        f"ModifyLaunchTemplate {_TAGS}",
    ),
    # Who makes a group from a template is asked for what the instances need: Auto Scaling guide,
    # "Control Amazon EC2 launch template usage": RunInstances, CreateTags, PassRole.
    _GROUP: needs(
        "autoscaling",
        "DescribeAutoScalingGroups DescribeScalingActivities DescribeLifecycleHooks DescribeTags "
        "DescribeWarmPool DescribeInstanceRefreshes ec2:DescribeLaunchTemplates "
        "ec2:DescribeLaunchTemplateVersions elasticloadbalancing:DescribeTargetHealth "
        "ec2:DescribeImages ec2:DescribeSubnets",
        "CreateAutoScalingGroup UpdateAutoScalingGroup DeleteAutoScalingGroup CreateOrUpdateTags "
        "DeleteTags EnableMetricsCollection DisableMetricsCollection SuspendProcesses "
        "ResumeProcesses PutLifecycleHook DeleteLifecycleHook SetInstanceProtection "
        "AttachLoadBalancerTargetGroups DetachLoadBalancerTargetGroups AttachTrafficSources "
        "DetachTrafficSources StartInstanceRefresh CancelInstanceRefresh ec2:RunInstances "
        "ec2:CreateTags",
        arn=_LOADED,
    ),
    "aws:autoscaling/policy:Policy": needs(
        "autoscaling", "DescribePolicies", "PutScalingPolicy DeletePolicy", arn=_LOADED, of=_GROUP
    ),
    "aws:autoscaling/schedule:Schedule": needs(
        "autoscaling",
        "DescribeScheduledActions",
        "PutScheduledUpdateGroupAction DeleteScheduledAction",
        arn=_LOADED,
        of=_GROUP,
    ),
    "aws:lb/loadBalancer:LoadBalancer": needs(
        "elasticloadbalancing",
        "DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeTags "
        "DescribeCapacityReservation ec2:DescribeNetworkInterfaces",
        "CreateLoadBalancer DeleteLoadBalancer ModifyLoadBalancerAttributes "
        "ModifyCapacityReservation SetSecurityGroups SetSubnets SetIpAddressType SetWebAcl "
        + _LB_TAGS,
    ),
    "aws:lb/targetGroup:TargetGroup": needs(
        "elasticloadbalancing",
        "DescribeTargetGroups DescribeTargetGroupAttributes DescribeTags",
        "CreateTargetGroup DeleteTargetGroup ModifyTargetGroup ModifyTargetGroupAttributes "
        + _LB_TAGS,
    ),
    "aws:lb/listener:Listener": needs(
        "elasticloadbalancing",
        "DescribeListeners DescribeListenerAttributes DescribeListenerCertificates DescribeTags",
        f"CreateListener DeleteListener ModifyListener ModifyListenerAttributes {_LB_TAGS}",
    ),
    "aws:lb/listenerRule:ListenerRule": needs(
        "elasticloadbalancing",
        "DescribeRules DescribeTags",
        f"CreateRule DeleteRule ModifyRule SetRulePriorities {_LB_TAGS}",
    ),
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": needs(
        "elasticloadbalancing", "DescribeTargetHealth", "RegisterTargets DeregisterTargets"
    ),
    "aws:route53/zone:Zone": needs(
        "route53",
        "GetHostedZone ListResourceRecordSets ListTagsForResource GetChange GetDNSSEC",
        "CreateHostedZone DeleteHostedZone UpdateHostedZoneComment ChangeTagsForResource "
        "ChangeResourceRecordSets",
    ),
    "aws:route53/record:Record": needs(
        "route53",
        "GetHostedZone ListResourceRecordSets GetChange",
        "ChangeResourceRecordSets",
        arn="arn:aws:route53:::hostedzone/{name}",
        named="zoneId",
    ),
    "aws:route53/healthCheck:HealthCheck": needs(
        "route53",
        "GetHealthCheck ListTagsForResource",
        "CreateHealthCheck UpdateHealthCheck DeleteHealthCheck ChangeTagsForResource",
    ),
    "aws:globalaccelerator/accelerator:Accelerator": needs(
        "globalaccelerator",
        "DescribeAccelerator DescribeAcceleratorAttributes ListTagsForResource",
        f"CreateAccelerator UpdateAccelerator UpdateAcceleratorAttributes DeleteAccelerator "
        f"{_CF_TAGS}",
    ),
    "aws:globalaccelerator/listener:Listener": needs(
        "globalaccelerator",
        "DescribeListener DescribeAccelerator",
        "CreateListener UpdateListener DeleteListener",
    ),
    "aws:globalaccelerator/endpointGroup:EndpointGroup": needs(
        "globalaccelerator",
        "DescribeEndpointGroup DescribeAccelerator",
        "CreateEndpointGroup UpdateEndpointGroup DeleteEndpointGroup",
    ),
    "aws:cloudfront/distribution:Distribution": needs(
        "cloudfront",
        "GetDistribution GetDistributionConfig ListTagsForResource",
        # Standard logging v2 asks the distribution's owner, too: CloudFront guide, "Permissions".
        "CreateDistribution UpdateDistribution DeleteDistribution "
        f"AllowVendedLogDeliveryForResource {_CF_TAGS}",
    ),
    "aws:cloudfront/cachePolicy:CachePolicy": needs(
        "cloudfront",
        "GetCachePolicy",
        "CreateCachePolicy UpdateCachePolicy DeleteCachePolicy",
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": needs(
        "cloudfront",
        "GetOriginAccessControl",
        "CreateOriginAccessControl UpdateOriginAccessControl DeleteOriginAccessControl",
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": needs(
        "cloudfront",
        "GetResponseHeadersPolicy",
        "CreateResponseHeadersPolicy UpdateResponseHeadersPolicy DeleteResponseHeadersPolicy",
    ),
    "aws:wafv2/webAcl:WebAcl": needs(
        "wafv2",
        "GetWebACL ListTagsForResource",
        "CreateWebACL UpdateWebACL DeleteWebACL TagResource UntagResource",
    ),
    # To log groups WAF asks for these of whoever sets it up: WAF guide, "CloudWatch Logs".
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": needs(
        "wafv2",
        "GetLoggingConfiguration logs:DescribeResourcePolicies logs:DescribeLogGroups",
        "PutLoggingConfiguration DeleteLoggingConfiguration logs:CreateLogDelivery "
        "logs:DeleteLogDelivery logs:PutResourcePolicy",
    ),
    "aws:acm/certificate:Certificate": needs(
        "acm",
        "DescribeCertificate ListTagsForCertificate",
        "RequestCertificate DeleteCertificate UpdateCertificateOptions AddTagsToCertificate "
        "RemoveTagsFromCertificate",
    ),
    "aws:acm/certificateValidation:CertificateValidation": needs("acm", "DescribeCertificate", ""),
    "aws:ecs/cluster:Cluster": needs(
        "ecs",
        "DescribeClusters ListTagsForResource",
        "CreateCluster UpdateCluster DeleteCluster PutClusterCapacityProviders TagResource "
        "UntagResource",
        arn="arn:aws:ecs:*:{account}:cluster/{name}",
    ),
    "aws:ecs/service:Service": needs(
        "ecs",
        "DescribeServices ListTagsForResource",
        "CreateService UpdateService DeleteService TagResource UntagResource",
        arn="arn:aws:ecs:*:{account}:service/*/{name}",
    ),
    # Registering has no ARN to be limited to: service authorization reference, ECS.
    "aws:ecs/taskDefinition:TaskDefinition": needs(
        "ecs",
        "DescribeTaskDefinition ListTagsForResource",
        "RegisterTaskDefinition DeregisterTaskDefinition TagResource UntagResource",
    ),
}
