"""Policies over many resources: IAM takes each of them at the longest that names can be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from openline._aws import backup_roles, duties, identity
from openline._aws.attached import BUCKETS, MOST_TABLES, TABLES
from openline._aws.policies import document
from openline._aws.site import Site
from openline_stacks.states import States

Run = Callable[[str], States]
# The longest name of a region with what these services have, and of a table and a bucket.
REGION, ACCOUNT = "ap-southeast-2", "123456789012"
NAMES = [f"{number:0>255}" for number in range(TABLES)]
ARNS = [f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}" for name in NAMES]
KEYS = [f"arn:aws:kms:{REGION}:{ACCOUNT}:key/mrk-{'0' * 32}"] * 3
VAULTS = [f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-vault:{'v' * 50}"] * 2
POINTS = f"arn:aws:backup:*:{ACCOUNT}:recovery-point:*"
LONG = "s" * 63
POLICY, ATTACHED = "aws:iam/policy:Policy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"


def site() -> Site:
    return Site(parent=None, name=LONG, stack=LONG, component="fleet", region=REGION,  # type: ignore[arg-type]
                role="primary", system=LONG)  # fmt: skip


def length(one: Any) -> int:
    """As IAM counts: without white space."""
    return len(re.sub(r"\s", "", json.dumps(one)))


def test_a_managed_policy_takes_the_longest_names() -> None:
    tables = identity._own_tables(site(), ACCOUNT, NAMES)
    assert length(document(tables)) <= 6_144
    assert length(document(*backup_roles._of_tables(ARNS))) <= 6_144
    buckets = [f"{number:0>63}" for number in range(BUCKETS)]
    assert length(document(*duties.access_logs([REGION], buckets))) <= 6_144
    dial = f"arn:aws:globalaccelerator::{ACCOUNT}:accelerator/{'a' * 36}/listener/{'b' * 8}"
    dials = [f"{dial}/endpoint-group/{number:0>12}" for number in range(30)]
    assert length(document(duties.dialling(dials))) <= 6_144
    groups = [f"{number:0>255}" for number in range(15)]
    assert length(document(duties.lighting(ACCOUNT, REGION, groups))) <= 6_144


def test_a_roles_own_policy_takes_the_first_of_them_beside_the_rest() -> None:
    log_group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{'l' * 128}"
    log = f"arn:aws:s3:::{'b' * 63}"
    instances = identity._permissions(site(), ACCOUNT, NAMES, KEYS[0], log_group, log)
    assert length(instances) <= 10_240
    assert length(backup_roles._backing_up(POINTS, ARNS, VAULTS, KEYS)) <= 10_240
    regions = [REGION, "ap-northeast-3"]
    auditor = document(
        *duties.trails(regions),
        *duties.log_groups(ACCOUNT, LONG, regions),
        *duties.access_logs(regions, [f"{number:0>63}" for number in range(BUCKETS)]),
        *duties.interactions(regions, [f"{region:0>63}" for region in regions]),
    )
    assert length(auditor) <= 10_240


FLEET = """
from openline import ServiceFleet
ServiceFleet("orders", {{
    "stack": "shop", "account": "123456789012", "system": "orders", "region": "us-east-1",
    "role": "primary", "vpc_id": "vpc-1", "public_subnet_ids": ["s-1"],
    "private_subnet_ids": ["s-2"], "log_bucket": "logs", "certificate_arn": "arn:c",
    "key_arn": "arn:k", "image": "ami-0123456789abcdef0", "instance": "m7g.large", "port": 8443,
    "health_path": "/healthz", "min_size": 2, "max_size": 4, "full_size": 2, "warm_up_s": 180,
    "requests_per_instance_per_s": 120, "buffer": 0.3, "scale_at": 0.7,
    "table_names": [f"table-{{n}}" for n in range({tables})],
}})
"""
BACKUPS = """
from openline import Backups
Backups("shop-backups", {{
    "stack": "shop", "account": "123456789012", "regions": {{"us-east-1": "primary"}},
    "table_arns": {{
        str(n): f"arn:aws:dynamodb:us-east-1:123456789012:table/table-{{n}}"
        for n in range({tables})
    }},
    "key_arns": {{"us-east-1": "k1"}},
    "every_days": 1, "keep_days": 35, "copy_days": 90, "lock": "off",
}})
"""


def tables(states: States) -> set[str]:
    """What the managed policies are over."""
    said = " ".join(str(one.inputs["policy"]) for one in states.of_type(POLICY))
    return set(re.findall(r"table/(table-\d+)", said))


@pytest.mark.parametrize("program", [FLEET, BACKUPS])
def test_one_role_reaches_every_table_that_there_can_be(run: Run, program: str) -> None:
    assert not run(program.format(tables=TABLES)).of_type(POLICY)

    most = run(program.format(tables=MOST_TABLES))

    assert len(tables(most)) == MOST_TABLES - TABLES  # the first ones are in its own policy
    assert len(most.of_type(POLICY)) == len(most.of_type(ATTACHED)) == 10
    if program is FLEET:
        (profile,) = most.of_type("aws:iam/instanceProfile:InstanceProfile")
        assert {one.urn for one in most.of_type(ATTACHED)} <= set(profile.dependencies)
