"""One store of one system: a DynamoDB table, copied to every region that serves."""

import math
from collections.abc import Iterator
from typing import Final, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws.arguments import checked
from openline._aws.site import Site

# What a new on-demand table takes at once (DynamoDB guide, "Warm throughput"); more must be asked
# for beforehand, or the first peak is throttled.
_NEW_READS_PER_S: Final = 12_000
_NEW_WRITES_PER_S: Final = 4_000
_MODES: Final = ("eventual", "strong")


class CustomerStoreArgs(TypedDict):
    stack: str
    system: str
    store: str
    """Its name within the system."""
    key: str
    """Name of the partition key, a string."""
    consistency: str
    """`eventual`, or `strong`: exactly three sites."""
    primary: str
    """The region that the table is made in."""
    replicas: list[str]
    """The other regions with a copy."""
    witness: NotRequired[str]
    """A region with the changes alone, for `strong`."""
    key_arns: dict[str, pulumi.Input[str]]
    """Region -> ARN of the key there, for the primary and each replica."""
    reads_per_s: NotRequired[float]
    """The most that is read in a second, all of it in one region after a failover."""
    writes_per_s: NotRequired[float]
    """The most that is written in a second, likewise."""
    protection: NotRequired[bool]


class CustomerStore(pulumi.ComponentResource):
    """An encrypted on-demand table with a stream, point-in-time recovery and deletion protection,
    as a global table where there are replicas. Raises `ArgumentsError`."""

    table_name: pulumi.Output[str]
    """The same in every region."""
    table_arn: pulumi.Output[str]
    """Of the primary region's table."""

    def __init__(
        self, name: str, args: CustomerStoreArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(type(self), name, CustomerStoreArgs, args, _problems)
        super().__init__(contract.TYPE_STORE, name, {**_inputs(args)}, opts)
        table = _table(
            Site(
                parent=self,
                name=name,
                stack=args["stack"],
                component=contract.COMPONENT_STORE,
                region=args["primary"],
                role="primary",
                system=args["system"],
                dots=True,
                protection=args.get("protection", True),
            ),
            args,
        )
        self.table_name = table.name
        self.table_arn = table.arn
        self.register_outputs({"tableName": self.table_name, "tableArn": self.table_arn})


def _problems(args: CustomerStoreArgs) -> Iterator[str]:
    if args["consistency"] not in _MODES:
        yield f"consistency: {args['consistency']!r}; write eventual or strong"
    sites = [args["primary"], *args["replicas"], *([args["witness"]] if "witness" in args else [])]
    if len(set(sites)) != len(sites):
        yield f"replicas: {', '.join(sites)} has a region twice; a table has one copy a region"
    if args["consistency"] == "strong" and len(sites) != 3:
        yield (
            f"consistency: strong over {len(sites)} regions; exactly three are needed, "
            "or two and a witness"
        )
    if args["consistency"] == "eventual" and "witness" in args:
        yield "witness: only a strong store has one"
    for region in [args["primary"], *args["replicas"]]:
        if region not in args["key_arns"]:
            yield f"key_arns: no key in {region}; every copy is encrypted with its region's key"


def _inputs(args: CustomerStoreArgs) -> contract.StoreInputs:
    inputs: contract.StoreInputs = {
        "schemaVersion": contract.SCHEMA_VERSION,
        "system": args["system"],
        "store": args["store"],
        "consistency": "strong" if args["consistency"] == "strong" else "eventual",
        "primary": args["primary"],
        "replicas": sorted(args["replicas"]),
    }
    if "witness" in args:
        inputs["witness"] = args["witness"]
    return inputs


def _table(site: Site, args: CustomerStoreArgs) -> aws.dynamodb.Table:
    return aws.dynamodb.Table(
        site.named("table"),
        region=site.region,
        attributes=[aws.dynamodb.TableAttributeArgs(name=args["key"], type="S")],
        hash_key=args["key"],
        billing_mode="PAY_PER_REQUEST",
        # a global table needs the stream, and it must hold both images
        stream_enabled=True,
        stream_view_type="NEW_AND_OLD_IMAGES",
        server_side_encryption=aws.dynamodb.TableServerSideEncryptionArgs(
            enabled=True, kms_key_arn=args["key_arns"][args["primary"]]
        ),
        point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(enabled=True),
        deletion_protection_enabled=site.protection,
        warm_throughput=_warm(args.get("reads_per_s", 0.0), args.get("writes_per_s", 0.0)),
        replicas=[_replica(site, args, region) for region in sorted(args["replicas"])] or None,
        global_table_witness=(
            aws.dynamodb.TableGlobalTableWitnessArgs(region_name=args["witness"])
            if "witness" in args
            else None
        ),
        tags=site.tags("table"),
        opts=site.options(stateful=True),
    )


def _replica(site: Site, args: CustomerStoreArgs, region: str) -> aws.dynamodb.TableReplicaArgs:
    """Tags are the table's own: a copy says which region it is a copy of."""
    return aws.dynamodb.TableReplicaArgs(
        region_name=region,
        kms_key_arn=args["key_arns"][region],
        point_in_time_recovery=True,
        deletion_protection_enabled=site.protection,
        propagate_tags=True,
        consistency_mode="STRONG" if args["consistency"] == "strong" else None,
    )


def _warm(reads_per_s: float, writes_per_s: float) -> aws.dynamodb.TableWarmThroughputArgs | None:
    """For items of up to 1 KB written and 4 KB read, a unit each. Every replica has it as well
    (DynamoDB guide, "Warm throughput"). It only ever rises: AWS takes none of it back."""
    reads = max(_NEW_READS_PER_S, math.ceil(reads_per_s))
    writes = max(_NEW_WRITES_PER_S, math.ceil(writes_per_s))
    if (reads, writes) == (_NEW_READS_PER_S, _NEW_WRITES_PER_S):
        return None
    return aws.dynamodb.TableWarmThroughputArgs(
        read_units_per_second=reads, write_units_per_second=writes
    )
