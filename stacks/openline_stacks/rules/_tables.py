"""DynamoDB tables, their keys, replicas and consistency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, blocks, region_of
from openline_stacks.states import UNKNOWN, ResourceState, Value
from openline_stacks.topology._graph import TABLE, TABLE_REPLICA
from openline_stacks.topology._values import dig, items, text, texts

_INDEXES: Final = ("globalSecondaryIndexes", "localSecondaryIndexes")


def _attributes(table: ResourceState) -> set[str] | None:
    """Names of what is declared; None where something of it is not known."""
    listed = table.inputs.get("attributes")
    names = [dig(one, "name") for one in items(listed)]
    if listed is UNKNOWN or UNKNOWN in names:
        return None
    return {name for name in names if isinstance(name, str)}


def _keys(table: ResourceState) -> Iterator[tuple[str, Value]]:
    """Every property that names a key of the table or of an index."""
    for key in ("hashKey", "rangeKey"):
        yield key, table.inputs.get(key)
    for property_ in _INDEXES:
        for path, index in blocks(table.inputs.get(property_), property_):
            for key in ("hashKey", "rangeKey"):
                yield f"{path}.{key}", dig(index, key)
            for at, schema in blocks(dig(index, "keySchemas"), f"{path}.keySchemas"):
                yield f"{at}.attributeName", dig(schema, "attributeName")


def _sites(table: ResourceState) -> Iterator[tuple[str, str]]:
    for path, replica in blocks(table.inputs.get("replicas"), "replicas"):
        region = text(dig(replica, "regionName"))
        if region is not None:
            yield f"{path}.regionName", region


def _strong(table: ResourceState) -> bool:
    return any(
        dig(replica, "consistencyMode") == "STRONG"
        for replica in items(table.inputs.get("replicas"))
    )


@rule(
    "OL160",
    "A key that is no attribute",
    why="Every key of a table and of its indexes is declared among the attributes, with its type.",
    source="DynamoDB API reference, CreateTable: AttributeDefinitions",
    mend="Add the attribute, or correct the key's name.",
)
def keys(stack: Stack) -> Iterator[Broken]:
    for table in stack.of_type(TABLE):
        known = _attributes(table)
        for path, name in _keys(table) if known is not None else ():
            if isinstance(name, str) and name not in known:  # type: ignore[operator]
                yield Broken(table, path, f"{name} is none of the attributes")


@rule(
    "OL161",
    "An attribute that no key uses",
    why="Only key attributes are declared; DynamoDB refuses others (and the provider finds a "
    "change for ever).",
    source="DynamoDB API reference, CreateTable: AttributeDefinitions",
    mend="Take it out; items may have it all the same.",
)
def used(stack: Stack) -> Iterator[Broken]:
    for table in stack.of_type(TABLE):
        keyed = [name for _, name in _keys(table)]
        if UNKNOWN in keyed or any(table.inputs.get(one) is UNKNOWN for one in _INDEXES):
            continue
        if "hashKey" not in table.inputs:
            continue  # restored or imported: its keys come with it
        for path, attribute in blocks(table.inputs.get("attributes"), "attributes"):
            name = dig(attribute, "name")
            if isinstance(name, str) and name not in keyed:
                yield Broken(table, path, f"{name} is no key")


@rule(
    "OL162",
    "A replica in the table's own region, or two in one",
    why="A global table has one replica a region, and the table itself is that of its own.",
    source="DynamoDB API reference, CreateReplicationGroupMemberAction",
    mend="List the other regions only.",
)
def elsewhere(stack: Stack) -> Iterator[Broken]:
    for table in stack.of_type(TABLE):
        seen = {region_of(table)}
        for path, region in _sites(table):
            if region in seen:
                own = "its own region" if region == region_of(table) else "a region named before"
                yield Broken(table, path, f"{region} is {own}")
            seen.add(region)
    for replica in stack.of_type(TABLE_REPLICA):
        for table in stack.links(replica, "globalTableArn", TABLE):
            if region_of(replica) and region_of(replica) == region_of(table):
                yield Broken(replica, "region", f"{region_of(replica)} is that of {table.name}")


@rule(
    "OL163",
    "A strongly consistent table without exactly three sites",
    why="Multi-Region strong consistency needs three replicas, or two and a witness.",
    source="DynamoDB developer guide, 'Multi-Region strong consistency'",
    mend="Add a replica or a witness in a third region of the same set.",
)
def three(stack: Stack) -> Iterator[Broken]:
    for table in stack.of_type(TABLE):
        modes = [dig(one, "consistencyMode") for one in items(table.inputs.get("replicas"))]
        known = table.inputs.get("replicas") is not UNKNOWN and UNKNOWN not in modes
        if not _strong(table):
            if table.inputs.get("globalTableWitness") not in (None, UNKNOWN) and known:
                yield Broken(table, "globalTableWitness", "a witness of a table not strong")
            continue
        count = 1 + len(modes) + (table.inputs.get("globalTableWitness") is not None)
        if count != 3:
            yield Broken(table, "replicas", f"strong over {count} sites")
        if any(mode not in ("STRONG", UNKNOWN) for mode in modes):
            yield Broken(table, "replicas", "some replicas are strong and some are not")


# Where all three sites of a strong table must be.
_SETS: Final = (
    frozenset({"us-east-1", "us-east-2", "us-west-2"}),
    frozenset({"eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1"}),
    frozenset({"ap-northeast-1", "ap-northeast-2", "ap-northeast-3"}),
)


@rule(
    "OL164",
    "A strongly consistent table in regions that do not go together",
    why="All three sites are in one of the sets: US (N. Virginia, Ohio, Oregon), Europe "
    "(Ireland, London, Paris, Frankfurt), Asia Pacific (Tokyo, Seoul, Osaka).",
    source="DynamoDB developer guide, 'Multi-Region strong consistency'",
    mend="Move a site into the set of the others, or take eventual consistency.",
)
def one_set(stack: Stack) -> Iterator[Broken]:
    for table in stack.of_type(TABLE):
        witness = text(dig(table.inputs.get("globalTableWitness"), "regionName"))
        named = (region_of(table), witness, *(region for _, region in _sites(table)))
        regions = {region for region in named if region}
        if _strong(table) and not any(regions <= one for one in _SETS):
            yield Broken(table, "replicas", f"{', '.join(sorted(regions))} are of no one set")


@rule(
    "OL165",
    "A strongly consistent table with a TTL or a local index",
    why="Multi-Region strong consistency takes neither.",
    source="DynamoDB developer guide, 'Multi-Region strong consistency': considerations",
    mend="Leave them out: expire items by a job, query by a global index.",
)
def without(stack: Stack) -> Iterator[Broken]:
    for table in stack.of_type(TABLE):
        if not _strong(table):
            continue
        if dig(table.inputs.get("ttl"), "enabled") is True:
            yield Broken(table, "ttl", "a strong table with a TTL")
        if items(table.inputs.get("localSecondaryIndexes")):
            yield Broken(table, "localSecondaryIndexes", "a strong table with a local index")


@rule(
    "OL166",
    "A global table without the stream that feeds its replicas",
    why="Replication reads the table's stream, which must hold new and old images.",
    source="DynamoDB developer guide, 'Global tables'; the provider's documentation of `replicas`",
    mend="Set streamEnabled and streamViewType NEW_AND_OLD_IMAGES.",
)
def stream(stack: Stack) -> Iterator[Broken]:
    for table in stack.of_type(TABLE):
        if not items(table.inputs.get("replicas")) or _strong(table):
            continue
        view = table.inputs.get("streamViewType")
        if table.inputs.get("streamEnabled") in (None, False):
            yield Broken(table, "streamEnabled", "replicas and no stream")
        elif view not in ("NEW_AND_OLD_IMAGES", UNKNOWN):
            yield Broken(table, "streamViewType", f"a stream of {view}")


@rule(
    "OL167",
    "Capacity that does not go with how the table is billed",
    why="A provisioned table states what it can read and write; one billed by request has no "
    "such figures. Warm throughput is 12,000 reads and 4,000 writes a second or more.",
    source="DynamoDB API reference, CreateTable: BillingMode, ProvisionedThroughput, "
    "WarmThroughput",
    mend="Set both capacities, or billingMode PAY_PER_REQUEST and none.",
)
def capacity(stack: Stack) -> Iterator[Broken]:
    for table in stack.of_type(TABLE):
        mode = table.inputs.get("billingMode", "PROVISIONED")
        for key in ("readCapacity", "writeCapacity"):
            given = table.inputs.get(key)
            if mode == "PROVISIONED" and given is None and "hashKey" in table.inputs:
                yield Broken(table, key, f"provisioned without {key}")
            elif mode == "PAY_PER_REQUEST" and given not in (None, 0, UNKNOWN):
                yield Broken(table, key, f"{given} beside PAY_PER_REQUEST")
        yield from _warm(table)


def _warm(table: ResourceState) -> Iterator[Broken]:
    for key, least in (("readUnitsPerSecond", 12_000), ("writeUnitsPerSecond", 4_000)):
        value = dig(table.inputs.get("warmThroughput"), key)
        if isinstance(value, int | float) and value < least:
            yield Broken(table, f"warmThroughput.{key}", f"{value:g}, at least {least}")


@rule(
    "OL168",
    "More indexes than a table has, or a local one without a range key",
    why="A table takes 20 global and 5 local indexes of different names; a local one needs a "
    "range key in the table.",
    source="DynamoDB API reference, CreateTable; DynamoDB quotas",
    mend="Take indexes out, or give the table a range key.",
)
def indexes(stack: Stack) -> Iterator[Broken]:
    for table in stack.of_type(TABLE):
        for property_, most in zip(_INDEXES, (20, 5), strict=True):
            count = len(items(table.inputs.get(property_)))
            if count > most:
                yield Broken(table, property_, f"{count} indexes, at most {most}")
        if items(table.inputs.get("localSecondaryIndexes")) and "rangeKey" not in table.inputs:
            yield Broken(table, "localSecondaryIndexes", "the table has no range key")
        names = [
            name
            for property_ in _INDEXES
            for index in items(table.inputs.get(property_))
            for name in texts(dig(index, "name"))
        ]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Broken(table, _INDEXES[0], f"two indexes are called {name}")


RULES: Final = (
    keys,
    used,
    elsewhere,
    three,
    one_set,
    without,
    stream,
    capacity,
    indexes,
)
