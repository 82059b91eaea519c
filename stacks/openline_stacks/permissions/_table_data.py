"""Tables, buckets, keys, roles, logs, alarms, functions, queues, secrets and backups."""

from __future__ import annotations

from typing import Final

from openline_stacks.permissions._needs import Needs, needs

_TAGS = "TagResource UntagResource"
_BUCKET: Final = "aws:s3/bucket:Bucket"
_BUCKET_ARN = "arn:aws:s3:::{name}"
_ROLE: Final = "aws:iam/role:Role"
_ROLE_ARN = "arn:aws:iam::{account}:role/{name}"
_USER: Final = "aws:iam/user:User"
_USER_ARN = "arn:aws:iam::{account}:user/{name}"
_VAULT: Final = "aws:backup/vault:Vault"
_VAULT_ARN = "arn:aws:backup:*:{account}:backup-vault:{name}"
_TOPIC: Final = "aws:sns/topic:Topic"
_TOPIC_ARN = "arn:aws:sns:*:{account}:{name}"
_QUEUE: Final = "aws:sqs/queue:Queue"
_QUEUE_ARN = "arn:aws:sqs:*:{account}:{name}"
_FUNCTION: Final = "aws:lambda/function:Function"
_FUNCTION_ARN = "arn:aws:lambda:*:{account}:function:{name}"
_REPOSITORY: Final = "aws:ecr/repository:Repository"
_REPOSITORY_ARN = "arn:aws:ecr:*:{account}:repository/{name}"
_ALARM_ARN = "arn:aws:cloudwatch:*:{account}:alarm:{name}"
_RULE_ARN = "arn:aws:events:*:{account}:rule/*"
_SECRET: Final = "aws:secretsmanager/secret:Secret"
_SECRET_ARN = "arn:aws:secretsmanager:*:{account}:secret:{name}-*"  # and six letters of AWS's
# A service's use of a customer's key for what it makes: KMS guide, "Grants in AWS KMS".
_KEY_USE = "kms:CreateGrant kms:DescribeKey"


def _bucket_part(reads: str, writes: str) -> Needs:
    return needs("s3", reads, writes, arn=_BUCKET_ARN, of=_BUCKET)


_OBJECT: Final = needs(
    "s3",
    "ListBucket",
    "PutObject PutObjectTagging DeleteObject DeleteObjectVersion ListBucketVersions "
    "kms:GenerateDataKey",
    contents="GetObject GetObjectTagging kms:Decrypt",
    arn="arn:aws:s3:::{name}/*",
    of=_BUCKET,
)

DATA: Final[dict[str, Needs]] = {
    # The seven calls on items are the replication's, under the caller's name: DynamoDB guide,
    # "IAM and global tables".
    "aws:dynamodb/table:Table": needs(
        "dynamodb",
        "DescribeTable DescribeContinuousBackups DescribeTimeToLive ListTagsOfResource "
        "DescribeKinesisStreamingDestination DescribeContributorInsights",
        "CreateTable UpdateTable DeleteTable UpdateContinuousBackups UpdateTimeToLive "
        "CreateTableReplica DeleteTableReplica CreateGlobalTableWitness DeleteGlobalTableWitness "
        f"{_TAGS} Query Scan GetItem PutItem UpdateItem DeleteItem BatchWriteItem "
        "UpdateContributorInsights",
        arn="arn:aws:dynamodb:*:{account}:table/{name}",
    ),
    # The provider reads the whole of a bucket whatever of it is used.
    _BUCKET: needs(
        "s3",
        "ListBucket GetBucketLocation GetBucketTagging GetBucketPolicy GetBucketAcl GetBucketCORS "
        "GetBucketWebsite GetBucketVersioning GetAccelerateConfiguration GetBucketRequestPayment "
        "GetBucketLogging GetLifecycleConfiguration GetReplicationConfiguration "
        "GetEncryptionConfiguration GetBucketObjectLockConfiguration ListTagsForResource",
        "CreateBucket DeleteBucket PutBucketTagging PutBucketObjectLockConfiguration "
        f"PutBucketVersioning {_TAGS}",
        arn=_BUCKET_ARN,
        named="bucket",
        emptied="DeleteObject DeleteObjectVersion ListBucketVersions",
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _bucket_part(
        "GetLifecycleConfiguration", "PutLifecycleConfiguration"
    ),
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _bucket_part(
        "GetBucketObjectLockConfiguration", "PutBucketObjectLockConfiguration"
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _bucket_part(
        "GetBucketOwnershipControls", "PutBucketOwnershipControls"
    ),
    "aws:s3/bucketNotification:BucketNotification": _bucket_part(
        "GetBucketNotification", "PutBucketNotification"
    ),
    "aws:s3/bucketPolicy:BucketPolicy": _bucket_part(
        "GetBucketPolicy", "PutBucketPolicy DeleteBucketPolicy"
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _bucket_part(
        "GetBucketPublicAccessBlock", "PutBucketPublicAccessBlock"
    ),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": _bucket_part(
        "GetReplicationConfiguration", "PutReplicationConfiguration"
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:"
    "BucketServerSideEncryptionConfiguration": _bucket_part(
        "GetEncryptionConfiguration", "PutEncryptionConfiguration"
    ),
    "aws:s3/bucketVersioning:BucketVersioning": _bucket_part(
        "GetBucketVersioning", "PutBucketVersioning"
    ),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _bucket_part(
        "GetBucketCORS", "PutBucketCORS"
    ),
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": _bucket_part(
        "GetBucketWebsite", "PutBucketWebsite DeleteBucketWebsite"
    ),
    "aws:s3/bucketObject:BucketObject": _OBJECT,
    "aws:s3/bucketObjectv2:BucketObjectv2": _OBJECT,
    "aws:kms/key:Key": needs(
        "kms",
        "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
        "CreateKey EnableKey DisableKey EnableKeyRotation DisableKeyRotation PutKeyPolicy "
        "UpdateKeyDescription ScheduleKeyDeletion CreateGrant Decrypt Encrypt GenerateDataKey "
        f"GenerateDataKeyWithoutPlaintext ReplicateKey {_TAGS}",
    ),
    "aws:kms/replicaKey:ReplicaKey": needs(
        "kms",
        "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
        "ReplicateKey CreateKey EnableKey DisableKey PutKeyPolicy UpdateKeyDescription "
        f"ScheduleKeyDeletion {_TAGS}",
    ),
    "aws:kms/alias:Alias": needs("kms", "ListAliases", "CreateAlias UpdateAlias DeleteAlias"),
    _ROLE: needs(
        "iam",
        "GetRole ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole",
        "CreateRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy DeleteRole TagRole "
        "UntagRole PutRolePermissionsBoundary DeleteRolePermissionsBoundary",
        arn=_ROLE_ARN,
    ),
    "aws:iam/rolePolicy:RolePolicy": needs(
        "iam", "GetRolePolicy", "PutRolePolicy DeleteRolePolicy", arn=_ROLE_ARN, of=_ROLE
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": needs(
        "iam",
        "ListAttachedRolePolicies",
        "AttachRolePolicy DetachRolePolicy",
        arn=_ROLE_ARN,
        of=_ROLE,
    ),
    "aws:iam/policy:Policy": needs(
        "iam",
        "GetPolicy GetPolicyVersion ListPolicyVersions ListEntitiesForPolicy",
        "CreatePolicy CreatePolicyVersion DeletePolicyVersion DeletePolicy TagPolicy UntagPolicy",
        arn="arn:aws:iam::{account}:policy/{name}",
    ),
    "aws:iam/instanceProfile:InstanceProfile": needs(
        "iam",
        "GetInstanceProfile",
        "CreateInstanceProfile DeleteInstanceProfile AddRoleToInstanceProfile "
        "RemoveRoleFromInstanceProfile TagInstanceProfile UntagInstanceProfile",
        arn="arn:aws:iam::{account}:instance-profile/{name}",
    ),
    _USER: needs(
        "iam",
        "GetUser ListUserTags",
        "CreateUser UpdateUser DeleteUser TagUser UntagUser",
        arn=_USER_ARN,
    ),
    "aws:iam/userPolicy:UserPolicy": needs(
        "iam", "GetUserPolicy", "PutUserPolicy DeleteUserPolicy", arn=_USER_ARN, of=_USER
    ),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": needs(
        "iam",
        "ListAttachedUserPolicies",
        "AttachUserPolicy DetachUserPolicy",
        arn=_USER_ARN,
        of=_USER,
    ),
    "aws:cloudwatch/logGroup:LogGroup": needs(
        "logs",
        "DescribeLogGroups ListTagsForResource",
        "CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy AssociateKmsKey "
        f"DisassociateKmsKey {_TAGS}",
        arn="arn:aws:logs:*:{account}:log-group:{name}*",
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": needs(
        "logs",
        "GetDeliverySource ListTagsForResource",
        f"PutDeliverySource DeleteDeliverySource {_TAGS}",
        arn="arn:aws:logs:*:{account}:delivery-source:{name}",
    ),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": needs(
        "logs",
        "GetDeliveryDestination ListTagsForResource",
        f"PutDeliveryDestination DeleteDeliveryDestination {_TAGS}",
        arn="arn:aws:logs:*:{account}:delivery-destination:{name}",
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": needs(
        "logs",
        "GetDelivery ListTagsForResource",
        f"CreateDelivery UpdateDeliveryConfiguration DeleteDelivery {_TAGS}",
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": needs(
        "cloudwatch",
        "DescribeAlarms ListTagsForResource",
        f"PutMetricAlarm DeleteAlarms {_TAGS}",
        arn=_ALARM_ARN,
    ),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": needs(
        "cloudwatch",
        "DescribeAlarms ListTagsForResource",
        f"PutCompositeAlarm DeleteAlarms {_TAGS}",
        arn=_ALARM_ARN,
        named="alarmName",
    ),
    "aws:cloudwatch/dashboard:Dashboard": needs(
        "cloudwatch",
        "GetDashboard",
        "PutDashboard DeleteDashboards",
        arn="arn:aws:cloudwatch::{account}:dashboard/{name}",
        named="dashboardName",
    ),
    "aws:cloudwatch/eventBus:EventBus": needs(
        "events",
        "DescribeEventBus ListTagsForResource",
        f"CreateEventBus UpdateEventBus DeleteEventBus {_TAGS}",
        arn="arn:aws:events:*:{account}:event-bus/{name}",
    ),
    "aws:cloudwatch/eventRule:EventRule": needs(
        "events",
        "DescribeRule ListTagsForResource",
        f"PutRule DeleteRule EnableRule DisableRule {_TAGS}",
        arn=_RULE_ARN,
    ),
    "aws:cloudwatch/eventTarget:EventTarget": needs(
        "events", "ListTargetsByRule", "PutTargets RemoveTargets", arn=_RULE_ARN
    ),
    "aws:scheduler/schedule:Schedule": needs(
        "scheduler",
        "GetSchedule",
        "CreateSchedule UpdateSchedule DeleteSchedule",
        arn="arn:aws:scheduler:*:{account}:schedule/*/{name}",
    ),
    _FUNCTION: needs(
        "lambda",
        "GetFunction GetFunctionConfiguration GetFunctionCodeSigningConfig ListVersionsByFunction "
        "ListTags GetRuntimeManagementConfig GetFunctionRecursionConfig",
        "CreateFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction "
        f"PublishVersion PutFunctionConcurrency DeleteFunctionConcurrency {_TAGS}",
        arn=_FUNCTION_ARN,
    ),
    "aws:lambda/permission:Permission": needs(
        "lambda", "GetPolicy", "AddPermission RemovePermission", arn=_FUNCTION_ARN, of=_FUNCTION
    ),
    # A mapping has an id of AWS's and, for the function, a condition that no name can stand in.
    "aws:lambda/eventSourceMapping:EventSourceMapping": needs(
        "lambda",
        "GetEventSourceMapping ListTags",
        "CreateEventSourceMapping UpdateEventSourceMapping DeleteEventSourceMapping",
    ),
    _TOPIC: needs(
        "sns",
        "GetTopicAttributes ListTagsForResource",
        f"CreateTopic SetTopicAttributes DeleteTopic {_TAGS}",
        arn=_TOPIC_ARN,
    ),
    "aws:sns/topicPolicy:TopicPolicy": needs(
        "sns", "GetTopicAttributes", "SetTopicAttributes", arn=_TOPIC_ARN, of=_TOPIC
    ),
    "aws:sns/topicSubscription:TopicSubscription": needs(
        "sns",
        "GetSubscriptionAttributes ListSubscriptionsByTopic",
        "Subscribe Unsubscribe SetSubscriptionAttributes",
        arn=_TOPIC_ARN,
        of=_TOPIC,
    ),
    _QUEUE: needs(
        "sqs",
        "GetQueueAttributes GetQueueUrl ListQueueTags",
        "CreateQueue SetQueueAttributes DeleteQueue TagQueue UntagQueue",
        arn=_QUEUE_ARN,
    ),
    "aws:sqs/queuePolicy:QueuePolicy": needs(
        "sqs", "GetQueueAttributes", "SetQueueAttributes", arn=_QUEUE_ARN, of=_QUEUE
    ),
    _SECRET: needs(
        "secretsmanager",
        "DescribeSecret GetResourcePolicy",
        "CreateSecret UpdateSecret DeleteSecret PutResourcePolicy DeleteResourcePolicy "
        f"ReplicateSecretToRegions RemoveRegionsFromReplication {_TAGS}",
        arn=_SECRET_ARN,
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": needs(
        "secretsmanager",
        "DescribeSecret",
        "PutSecretValue UpdateSecretVersionStage",
        contents="GetSecretValue",
        arn=_SECRET_ARN,
        of=_SECRET,
    ),
    "aws:ssm/parameter:Parameter": needs(
        "ssm",
        "DescribeParameters ListTagsForResource",
        "PutParameter DeleteParameter AddTagsToResource RemoveTagsFromResource",
        contents="GetParameter GetParameters",
        arn="arn:aws:ssm:*:{account}:parameter/{name}",
    ),
    _VAULT: needs(
        "backup",
        "DescribeBackupVault ListTags",
        f"CreateBackupVault DeleteBackupVault {_TAGS} {_KEY_USE} kms:GenerateDataKey kms:Decrypt "
        "kms:RetireGrant backup-storage:MountCapsule",
        arn=_VAULT_ARN,
    ),
    "aws:backup/vaultPolicy:VaultPolicy": needs(
        "backup",
        "GetBackupVaultAccessPolicy",
        "PutBackupVaultAccessPolicy DeleteBackupVaultAccessPolicy",
        arn=_VAULT_ARN,
        of=_VAULT,
    ),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": needs(
        "backup",
        "DescribeBackupVault",
        "PutBackupVaultLockConfiguration DeleteBackupVaultLockConfiguration",
        arn=_VAULT_ARN,
        of=_VAULT,
    ),
    "aws:backup/plan:Plan": needs(
        "backup",
        "GetBackupPlan ListTags",
        f"CreateBackupPlan UpdateBackupPlan DeleteBackupPlan {_TAGS}",
    ),
    "aws:backup/selection:Selection": needs(
        "backup", "GetBackupSelection", "CreateBackupSelection DeleteBackupSelection"
    ),
    _REPOSITORY: needs(
        "ecr",
        "DescribeRepositories ListTagsForResource",
        "CreateRepository DeleteRepository PutImageScanningConfiguration PutImageTagMutability "
        + _TAGS,
        arn=_REPOSITORY_ARN,
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": needs(
        "ecr",
        "GetLifecyclePolicy",
        "PutLifecyclePolicy DeleteLifecyclePolicy",
        arn=_REPOSITORY_ARN,
        of=_REPOSITORY,
    ),
    "aws:kinesis/stream:Stream": needs(
        "kinesis",
        "DescribeStreamSummary ListShards ListTagsForStream ListTagsForResource",
        "CreateStream DeleteStream UpdateShardCount UpdateStreamMode StartStreamEncryption "
        "StopStreamEncryption IncreaseStreamRetentionPeriod DecreaseStreamRetentionPeriod "
        f"AddTagsToStream RemoveTagsFromStream {_TAGS}",
        arn="arn:aws:kinesis:*:{account}:stream/{name}",
    ),
    "aws:sfn/stateMachine:StateMachine": needs(
        "states",
        "DescribeStateMachine ListStateMachineVersions ListTagsForResource "
        "ValidateStateMachineDefinition",
        f"CreateStateMachine UpdateStateMachine DeleteStateMachine {_TAGS}",
        arn="arn:aws:states:*:{account}:stateMachine:{name}",
    ),
    "aws:rds/cluster:Cluster": needs(
        "rds",
        "DescribeDBClusters DescribeGlobalClusters ListTagsForResource",
        "CreateDBCluster ModifyDBCluster DeleteDBCluster AddTagsToResource RemoveTagsFromResource",
    ),
    "aws:rds/instance:Instance": needs(
        "rds",
        "DescribeDBInstances ListTagsForResource",
        "CreateDBInstance ModifyDBInstance DeleteDBInstance AddTagsToResource "
        "RemoveTagsFromResource",
    ),
    "aws:rds/subnetGroup:SubnetGroup": needs(
        "rds",
        "DescribeDBSubnetGroups ListTagsForResource",
        "CreateDBSubnetGroup ModifyDBSubnetGroup DeleteDBSubnetGroup AddTagsToResource "
        "RemoveTagsFromResource",
    ),
}
