"""What each type needs, and what AWS asks besides.

Sources, of 2026-11: the calls of the local AWS's own handlers; the `handlers.permissions` of AWS's
CloudFormation resource schemas; for each action's name, and for what it can be limited by, the
Service Authorization Reference.
"""

from __future__ import annotations

from typing import Final

from openline_stacks.older_names import with_older
from openline_stacks.permissions._needs import Needs
from openline_stacks.permissions._table_apis import APIS
from openline_stacks.permissions._table_data import DATA
from openline_stacks.permissions._table_further import FURTHER
from openline_stacks.permissions._table_network import NETWORK
from openline_stacks.permissions._table_services import SERVICES

NEEDS: Final[dict[str, Needs]] = dict(
    sorted(with_older({**NETWORK, **DATA, **APIS, **FURTHER, **SERVICES}).items())
)

# Of what AWS names itself: allowed on what carries the stack's tag alone, which it has from its
# creation on. Only what destroys or rewrites; KMS may take five minutes to know a tag (KMS guide,
# "ABAC for AWS KMS"), so the use of a key is not among them.
MARKED: Final = frozenset(
    f"{service}:{action}"
    for service, actions in {
        "acm": "DeleteCertificate",
        "backup": "DeleteBackupPlan",
        "cloudfront": "DeleteDistribution UpdateDistribution",
        "ec2": "DeleteFlowLogs DeleteInternetGateway DeleteKeyPair DeleteLaunchTemplate "
        "DeleteManagedPrefixList DeleteNatGateway DeleteRouteTable DeleteSecurityGroup "
        "DeleteSubnet DeleteTransitGateway DeleteTransitGatewayRouteTable "
        "DeleteTransitGatewayVpcAttachment DeleteVpc DeleteVpcEndpoints ModifyLaunchTemplate "
        "ModifyManagedPrefixList ModifyVpcEndpoint ReleaseAddress TerminateInstances",
        "elasticloadbalancing": "DeleteListener DeleteLoadBalancer DeleteRule DeleteTargetGroup",
        "globalaccelerator": "DeleteAccelerator UpdateAccelerator",
        "kms": "DisableKey ScheduleKeyDeletion",
        "rds": "DeleteDBCluster DeleteDBInstance DeleteDBSubnetGroup",
    }.items()
    for action in actions.split()
)

# Service Authorization Reference: no resource can be named for these.
NOWHERE: Final = frozenset(
    {"kinesis:UpdateShardCount", "kinesis:UpdateStreamMode", "sns:SetSubscriptionAttributes",
     "sns:Unsubscribe"}
)  # fmt: skip

# Roles that a service makes for itself at first use, in the caller's name (IAM guide, "AWS services
# that work with IAM", column "Service-linked roles").
LINKED: Final = with_older(
    {
        "aws:autoscaling/group:Group": "autoscaling.amazonaws.com",
        "aws:backup/vault:Vault": "backup.amazonaws.com",
        "aws:dynamodb/table:Table": "replication.dynamodb.amazonaws.com",
        "aws:ecs/cluster:Cluster": "ecs.amazonaws.com",
        "aws:ec2transitgateway/vpcAttachment:VpcAttachment": "transitgateway.amazonaws.com",
        "aws:globalaccelerator/accelerator:Accelerator": "globalaccelerator.amazonaws.com",
        "aws:elasticache/cluster:Cluster": "elasticache.amazonaws.com",
        "aws:elasticache/replicationGroup:ReplicationGroup": "elasticache.amazonaws.com",
        "aws:lb/loadBalancer:LoadBalancer": "elasticloadbalancing.amazonaws.com",
        "aws:rds/cluster:Cluster": "rds.amazonaws.com",
        "aws:rds/instance:Instance": "rds.amazonaws.com",
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "wafv2.amazonaws.com",
    }
)

# Where a global service's API is; its calls count as that region's in `aws:RequestedRegion`.
HOMES: Final = {
    "cloudfront": "us-east-1",
    "globalaccelerator": "us-west-2",
    "iam": "us-east-1",
    "route53": "us-east-1",
}
