"""Policies over more resources than one document holds: as many of them as are needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws.policies import Document, as_json, document
from openline._aws.site import Site

# IAM quotas: a managed policy takes 6,144 characters, a role 10 of them. A table's ARN has 306
# characters at the longest and is named with what belongs to it, an index or a backup.
TABLES: Final = 9
# An ARN of a bucket has 76 characters and stands twice, with its objects.
BUCKETS: Final = 30
POLICIES: Final = 10
# A role's first tables stand in its own policy, the others in these.
MOST_TABLES: Final = TABLES * (1 + POLICIES)


def attach(
    site: Site,
    suffix: str,
    names: Sequence[pulumi.Input[str]],
    statements: Callable[[list[str]], Sequence[Document]],
    roles: Mapping[str, aws.iam.Role],
    *,
    each: int,
) -> list[aws.iam.RolePolicyAttachment]:
    """Policies over `names`, `each` of them in one, attached to each of the roles. How many there
    are is known beforehand, and so must be how long names can be: counts wait for no output."""
    made = []
    for start in range(0, len(names), each):
        own = suffix if start == 0 else f"{suffix}-{start // each}"
        policy = aws.iam.Policy(
            site.named(own),
            description=f"{suffix} of {site.stack}",
            policy=pulumi.Output.all(*names[start : start + each]).apply(
                lambda known: as_json(document(*statements(known)))
            ),
            tags=site.tags(own),
            opts=site.options(),
        )
        for job, role in roles.items():
            made.append(
                aws.iam.RolePolicyAttachment(
                    site.named(f"{own}-{job}"),
                    role=role.name,
                    policy_arn=policy.arn,
                    opts=site.options(),
                )
            )
    return made
