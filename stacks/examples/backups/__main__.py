"""A table of your own, backed up every day, each backup copied to a second region and locked."""

import pulumi
import pulumi_aws as aws

from openline import Backups, EncryptionKeys

config = pulumi.Config()
ACCOUNT = config.require("account")
REGIONS = {"eu-west-1": "primary", "eu-central-1": "standby"}

keys = EncryptionKeys(
    "shop-keys", {"stack": "example-backups", "account": ACCOUNT, "regions": REGIONS}
)
orders = aws.dynamodb.Table(
    "orders",
    region="eu-west-1",
    attributes=[aws.dynamodb.TableAttributeArgs(name="id", type="S")],
    hash_key="id",
    billing_mode="PAY_PER_REQUEST",
    server_side_encryption=aws.dynamodb.TableServerSideEncryptionArgs(
        enabled=True, kms_key_arn=keys.arn("eu-west-1")
    ),
    point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(enabled=True),
    deletion_protection_enabled=True,
)
backups = Backups(
    "shop-backups",
    {
        "stack": "example-backups",
        "account": ACCOUNT,
        "regions": REGIONS,
        "table_arns": {"orders": orders.arn},
        "key_arns": {region: keys.arn(region) for region in REGIONS},
        "every_days": 1,
        "keep_days": 35,
        "copy_days": 35,
        "lock": "governance",
    },
)

pulumi.export("vaults", backups.vaults)
pulumi.export("restoreRoleArn", backups.restore_role_arn)
