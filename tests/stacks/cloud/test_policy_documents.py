"""`aws.iam.get_policy_document` as the genuine provider writes it."""

from __future__ import annotations

import json
from typing import Any

from openline_stacks.cloud._policy_documents import policy_document


def _document(**args: Any) -> Any:
    return json.loads(policy_document(args)["json"])


def test_single_values_stand_bare_and_several_in_a_list() -> None:
    statement = {
        "actions": ["s3:GetObject"],
        "resources": ["arn:aws:s3:::a", "arn:aws:s3:::b"],
        "principals": [{"type": "Service", "identifiers": ["ec2.amazonaws.com"]}],
        "conditions": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["true"]}],
    }

    assert _document(statements=[statement]) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::a"],
                "Principal": {"Service": "ec2.amazonaws.com"},
                "Condition": {"Bool": {"aws:SecureTransport": "true"}},
            }
        ],
    }


def test_everybody_is_a_star() -> None:
    principals = [{"type": "*", "identifiers": ["*"]}]
    (statement,) = _document(statements=[{"principals": principals}])["Statement"]
    assert statement["Principal"] == "*"


def test_a_statement_takes_the_place_of_one_with_its_sid() -> None:
    base = json.dumps({"Statement": [{"Sid": "a", "Effect": "Deny"}, {"Effect": "Deny"}]})
    held = _document(
        sourcePolicyDocuments=[base], statements=[{"sid": "a", "actions": ["*"]}, {"sid": "b"}]
    )["Statement"]

    assert [(one.get("Sid"), one["Effect"]) for one in held] == [
        ("a", "Allow"),
        (None, "Deny"),
        ("b", "Allow"),
    ]
