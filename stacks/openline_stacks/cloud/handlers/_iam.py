"""What roles and users have in common: where IAM is, tags, and policies put in or attached."""

from __future__ import annotations

import json
from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Life, Tagging
from openline_stacks.cloud._request import Text

HOME: Final = "us-east-1"  # IAM's control plane: planes.py


def tags_of(whom: str, member: str) -> Tagging:
    return Tagging({member: "$id"}, f"tag_{whom}", f"untag_{whom}", f"list_{whom}_tags")


def policy_inside(whom: str) -> Declared:
    """A policy that stands in one role or user and goes with it."""
    which = {f"{whom.title()}Name": f"${whom}", "PolicyName": "$name"}
    put = {**which, "PolicyDocument": "$policy"}
    return Declared(
        type=f"aws:iam/{whom}Policy:{whom.title()}Policy",
        service="iam",
        create=Call(f"put_{whom}_policy", put),
        id=Text(f"{{{whom}}}:{{name}}"),
        read=Call(f"get_{whom}_policy", which),
        name=AutoName(limit=128),
        home=HOME,
        life=Life(
            update=(Call(f"put_{whom}_policy", put, named=False),),
            replace=frozenset({"name", whom}),
            delete=(Call(f"delete_{whom}_policy", which),),
            tells={"policy": Call(f"get_{whom}_policy", which, "PolicyDocument")},
            back={"policy": json.dumps},
        ),
    )


def policy_attached(whom: str) -> Declared:
    """A policy of its own that a role or a user was given."""
    which = {f"{whom.title()}Name": f"${whom}"}
    both = {**which, "PolicyArn": "$policyArn"}
    return Declared(
        type=f"aws:iam/{whom}PolicyAttachment:{whom.title()}PolicyAttachment",
        service="iam",
        create=Call(f"attach_{whom}_policy", both),
        id=Text(f"{{{whom}}}/{{policyArn}}"),
        read=Call(
            f"list_attached_{whom}_policies",
            which,
            Text("AttachedPolicies[?PolicyArn=='{policyArn}'] | [0]"),
        ),
        home=HOME,
        life=Life(
            delete=(Call(f"detach_{whom}_policy", both),),
            parts=rf"(?P<{whom}>[^/]+)/(?P<policyArn>.+)",
        ),
    )
