"""Protection: what holds data that nobody can make again, and what keeps it from going."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack
from openline_stacks.states import UNKNOWN, ResourceState

# The input by which AWS keeps it from deletion; "" where there is none.
STORES: Final[Mapping[str, str]] = {
    "aws:backup/vault:Vault": "",
    "aws:cognito/userPool:UserPool": "deletionProtection",
    "aws:docdb/cluster:Cluster": "deletionProtection",
    "aws:dynamodb/table:Table": "deletionProtectionEnabled",
    "aws:efs/fileSystem:FileSystem": "",
    "aws:elasticache/replicationGroup:ReplicationGroup": "",
    "aws:kinesis/stream:Stream": "",
    "aws:kms/key:Key": "",
    "aws:kms/replicaKey:ReplicaKey": "",
    "aws:opensearch/domain:Domain": "",
    "aws:rds/cluster:Cluster": "deletionProtection",
    "aws:rds/globalCluster:GlobalCluster": "deletionProtection",
    "aws:rds/instance:Instance": "deletionProtection",
    "aws:s3/bucket:Bucket": "",
    "aws:s3/bucketV2:BucketV2": "",
    "aws:secretsmanager/secret:Secret": "",
    "aws:sqs/queue:Queue": "",
}


def protected(state: ResourceState) -> bool:
    """AWS keeps it from being deleted."""
    flag = STORES.get(state.type, "")
    return bool(flag) and state.inputs.get(flag) in (True, "true", "ACTIVE")


@rule(
    "OL208",
    "A store that nothing keeps from being deleted",
    why="The next change that replaces it, a `pulumi destroy` or a slip in the console takes its "
    "data; a replica follows.",
    source="DynamoDB, RDS and Cognito developer guides, 'Deletion protection'",
    mend="Turn the deletion protection on, or give the resource `protect` in the program.",
    severity="note",
)
def unprotected(stack: Stack) -> Iterator[Broken]:
    for state in stack.aws:
        flag = STORES.get(state.type, "")
        known = flag and state.inputs.get(flag) is not UNKNOWN
        if known and not state.protect and not protected(state):
            yield Broken(state, flag, "neither deletion protection nor protect")


RULES: Final = (unprotected,)
