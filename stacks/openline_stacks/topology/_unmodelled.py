"""What a system has beside its records, balancers, fleets and tables: named, because a figure that
left it out would be of another system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from openline_stacks.topology._graph import Graph
from openline_stacks.topology._notes import SystemNotes

_FUNCTION = "a function is not modelled: how many requests it takes at once, nobody said"
_GATEWAY = "an API gateway is not modelled"
_QUEUE = "a queue is not modelled: what waits in it while its region is dark, and how long"
_STREAM = "a stream is not modelled: what waits in it while its region is dark, and how long"
_DATABASE = "a database is not modelled: when another takes writes, and what it has by then"
_CACHE = "a cache is not modelled: what becomes of the stores behind it while it is empty"
_REPLICATED = (
    "a cache is not modelled: when a replica of it takes writes, what that has by then, and what "
    "becomes of the stores behind it while it is empty"
)
_FILES = "a file system is not modelled"
_INSTANCE = "an instance without a group is not modelled: nothing starts another one"

UNMODELLED: Final[Mapping[str, str]] = {
    "aws:apigateway/restApi:RestApi": _GATEWAY,
    "aws:apigatewayv2/api:Api": _GATEWAY,
    "aws:appsync/graphQLApi:GraphQLApi": _GATEWAY,
    "aws:docdb/cluster:Cluster": _DATABASE,
    "aws:ec2/instance:Instance": _INSTANCE,
    "aws:efs/fileSystem:FileSystem": _FILES,
    "aws:elasticache/cluster:Cluster": _CACHE,
    "aws:elasticache/replicationGroup:ReplicationGroup": _REPLICATED,
    "aws:elasticache/serverlessCache:ServerlessCache": _CACHE,
    "aws:kinesis/stream:Stream": _STREAM,
    "aws:lambda/function:Function": _FUNCTION,
    "aws:neptune/cluster:Cluster": _DATABASE,
    "aws:rds/cluster:Cluster": _DATABASE,
    "aws:rds/globalCluster:GlobalCluster": _DATABASE,
    "aws:rds/instance:Instance": _DATABASE,
    "aws:sqs/queue:Queue": _QUEUE,
}


def doubt_unmodelled(graph: Graph, notes: SystemNotes) -> None:
    """Of what is tagged as the system's."""
    for state in graph.of_type(*UNMODELLED):
        if graph.system(state) == notes.system:
            notes.doubt(state, "", UNMODELLED[state.type])
