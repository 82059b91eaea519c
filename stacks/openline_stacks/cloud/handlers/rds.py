"""RDS: subnet groups, clusters, instances. moto stores them; nothing answers a query."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life
from openline_stacks.cloud._request import Text
from openline_stacks.cloud.handlers._lives import BY_RESOURCE_NAME


def _as_groups(held: list[dict[str, Any]]) -> list[str]:
    return [one["VpcSecurityGroupId"] for one in held]


_SUBNETS: Final = Declared(
    type="aws:rds/subnetGroup:SubnetGroup",
    service="rds",
    create=Call("create_db_subnet_group", {"DBSubnetGroupName": "$name"}),
    id=Text("{name}"),
    read=Call("describe_db_subnet_groups", {"DBSubnetGroupName": "$id"}, "DBSubnetGroups[0]"),
    renames={"description": "DBSubnetGroupDescription"},
    defaults={"description": "Managed by Pulumi"},
    out={"arn": "DBSubnetGroupArn"},
    name=AutoName(limit=255, lower=True),
    life=Life(
        unique="DBSubnetGroupAlreadyExists: The DB subnet group {name} already exists.",
        # moto's modify_db_subnet_group loses the group: a change makes another
        replace=frozenset({"description", "name", "namePrefix", "subnetIds"}),
        delete=(Call("delete_db_subnet_group", {"DBSubnetGroupName": "$id"}),),
        tags=BY_RESOURCE_NAME,
        tells={
            "subnetIds": Call(
                "describe_db_subnet_groups",
                {"DBSubnetGroupName": "$id"},
                "DBSubnetGroups[0].Subnets[].SubnetIdentifier",
            )
        },
    ),
)

_CLUSTER: Final = Declared(
    type="aws:rds/cluster:Cluster",
    service="rds",
    create=Call("create_db_cluster", answer="DBCluster"),
    id="DBClusterIdentifier",
    read=Call("describe_db_clusters", {"DBClusterIdentifier": "$id"}, "DBClusters[0]"),
    renames={
        "availabilityZones": "AvailabilityZones",
        "clusterIdentifier": "DBClusterIdentifier",
        "dbSubnetGroupName": "DBSubnetGroupName",
        "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
        "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
        "masterPassword": "MasterUserPassword",
        "serverlessv2ScalingConfiguration": "ServerlessV2ScalingConfiguration",
    },
    out={
        "arn": "DBClusterArn",
        "clusterResourceId": "DbClusterResourceId",
        "endpoint": "Endpoint",
        "engineVersionActual": "EngineVersion",
        "readerEndpoint": "ReaderEndpoint",
    },
    name=AutoName(property="clusterIdentifier", limit=63, lower=True),
    local=frozenset({"applyImmediately", "finalSnapshotIdentifier", "skipFinalSnapshot"}),
    life=Life(
        unique="DBClusterAlreadyExistsFault: DB Cluster already exists",
        update=(Call("modify_db_cluster", {"DBClusterIdentifier": "$id"}),),
        replace=frozenset({"availabilityZones", "clusterIdentifier", "databaseName",
                           "dbSubnetGroupName", "engine", "kmsKeyId", "masterUsername",
                           "storageEncrypted"}),
        delete=(
            Call("delete_db_cluster", {"DBClusterIdentifier": "$id", "SkipFinalSnapshot": True}),
        ),
        tags=BY_RESOURCE_NAME,
        keep=frozenset({"availabilityZones", "dbSubnetGroupName", "masterPassword"}),
        back={"vpcSecurityGroupIds": _as_groups},
        tells={
            "dbSubnetGroupName": Call(
                "describe_db_clusters", {"DBClusterIdentifier": "$id"},
                "DBClusters[0].DBSubnetGroup"),
            "vpcSecurityGroupIds": Call(
                "describe_db_clusters", {"DBClusterIdentifier": "$id"},
                "DBClusters[0].VpcSecurityGroups"),
        },
        usual=dict.fromkeys(
            ("allocatedStorage", "autoMinorVersionUpgrade", "availabilityZones", "engineMode",
             "engineVersion", "kmsKeyId", "networkType", "port", "preferredBackupWindow",
             "preferredMaintenanceWindow", "storageType", "vpcSecurityGroupIds"), ...),
    ),
)  # fmt: skip

INSTANCE: Final = Declared(
    type="aws:rds/instance:Instance",
    service="rds",
    create=Call("create_db_instance", {"VpcSecurityGroupIds": "$vpcSecurityGroupIds"},
                "DBInstance"),
    id="DBInstanceIdentifier",
    read=Call("describe_db_instances", {"DBInstanceIdentifier": "$id"}, "DBInstances[0]"),
    renames={
        "dbName": "DBName",
        "dbSubnetGroupName": "DBSubnetGroupName",
        "engineVersionActual": "EngineVersion",
        "hostedZoneId": "Endpoint.HostedZoneId",
        "identifier": "DBInstanceIdentifier",
        "resourceId": "DbiResourceId",
        "status": "DBInstanceStatus",
        "instanceClass": "DBInstanceClass",
        "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
        "multiAz": "MultiAZ",
        "parameterGroupName": "DBParameterGroupName",
        "password": "MasterUserPassword",
        "username": "MasterUsername",
    },
    out={
        "arn": "DBInstanceArn",
        "address": "Endpoint.Address",
        "endpoint": "Endpoint && join(':', [Endpoint.Address, to_string(Endpoint.Port)])",
        "identifier": "DBInstanceIdentifier",
    },
    name=AutoName(property="identifier", limit=63, lower=True),
    local=frozenset({"applyImmediately", "deleteAutomatedBackups", "finalSnapshotIdentifier",
                     "skipFinalSnapshot"}),
    life=Life(
        update=(Call("modify_db_instance", {"DBInstanceIdentifier": "$id"}),),
        replace=frozenset({"availabilityZone", "dbName", "dbSubnetGroupName", "engine",
                           "identifier", "identifierPrefix", "kmsKeyId", "storageEncrypted",
                           "username"}),
        delete=(
            Call("delete_db_instance", {"DBInstanceIdentifier": "$id", "SkipFinalSnapshot": True}),
        ),
        tags=BY_RESOURCE_NAME,
        keep=frozenset({"dbSubnetGroupName", "parameterGroupName", "password"}),
        back={"vpcSecurityGroupIds": _as_groups},
        tells={
            "dbSubnetGroupName": Call(
                "describe_db_instances", {"DBInstanceIdentifier": "$id"},
                "DBInstances[0].DBSubnetGroup.DBSubnetGroupName"),
            "vpcSecurityGroupIds": Call(
                "describe_db_instances", {"DBInstanceIdentifier": "$id"},
                "DBInstances[0].VpcSecurityGroups"),
        },
        usual=dict.fromkeys(
            ("autoMinorVersionUpgrade", "availabilityZone", "backupRetentionPeriod",
             "backupWindow", "caCertIdentifier", "engineVersion", "kmsKeyId", "licenseModel",
             "maintenanceWindow", "networkType", "optionGroupName", "parameterGroupName", "port",
             "storageType", "vpcSecurityGroupIds"), ...),
    ),
)  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (_CLUSTER, INSTANCE, _SUBNETS)
