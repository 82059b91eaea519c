"""ReplicatedSecrets: there before they are needed, under each region's own key, without a value."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from openline_stacks.engine import ProgramError
from openline_stacks.states import States

SECRET, PARAMETER = "aws:secretsmanager/secret:Secret", "aws:ssm/parameter:Parameter"
Run = Callable[[str], States]
Shape = Callable[[str], States]
PROGRAM = """
from openline import ReplicatedSecrets
ReplicatedSecrets("orders", {{
    "stack": "aws-shop", "system": "orders", "primary": "us-east-1", "replicas": {replicas!r},
    "key_arns": {{"us-east-1": "arn:east", "us-west-2": "arn:west"}},
    "secrets": {secrets!r}, "parameters": {parameters!r},
}})
"""


def secrets(
    run: Run,
    secrets: list[str],
    parameters: dict[str, str] | None = None,
    replicas: list[str] | None = None,
) -> States:
    others = ["us-west-2"] if replicas is None else replicas
    return run(PROGRAM.format(secrets=secrets, parameters=parameters or {}, replicas=others))


def test_a_secret_has_a_copy_under_the_key_of_every_other_region(run: Run) -> None:
    (secret,) = secrets(run, ["token"]).of_type(SECRET)
    assert secret.inputs["region"] == "us-east-1"
    assert secret.inputs["kmsKeyId"] == "arn:east"
    assert secret.inputs["replicas"] == [{"region": "us-west-2", "kmsKeyId": "arn:west"}]
    # a copy that an earlier secret of this name has left behind would fail the next one
    assert secret.inputs["forceOverwriteReplicaSecret"] is True


def test_a_secret_has_neither_a_value_nor_a_policy_in_code(run: Run) -> None:
    states = secrets(run, ["token"])
    assert {state.type for state in states.resources if state.type.startswith("aws:")} == {SECRET}
    (secret,) = states.of_type(SECRET)
    assert not {"policy", "secretString"} & secret.inputs.keys()


def test_a_system_finds_its_secrets_by_name(run: Run) -> None:
    states = secrets(run, ["token"], {"currency": "EUR"})
    (secret,) = states.of_type(SECRET)
    assert secret.inputs["name"] == "openline/aws-shop/orders/token"
    # Systems Manager refuses names that begin with aws or ssm; the stack's does
    names = {one.inputs["name"] for one in states.of_type(PARAMETER)}
    assert names == {"/openline/aws-shop/orders/currency"}


def test_a_parameter_is_written_to_each_region_with_its_own_key(run: Run) -> None:
    parameters = secrets(run, [], {"currency": "EUR"}).of_type(PARAMETER)
    assert {(one.inputs["region"], one.inputs["keyId"]) for one in parameters} == {
        ("us-east-1", "arn:east"),
        ("us-west-2", "arn:west"),
    }
    assert {one.inputs["type"] for one in parameters} == {"SecureString"}


@pytest.mark.parametrize(("name", "days"), [("warm-standby", 30), ("cname-unprotected", 0)])
def test_16_protection_gives_a_month_to_change_ones_mind(
    shape: Shape, name: str, days: int
) -> None:
    (secret,) = shape(name).of_type(SECRET)
    assert secret.inputs["recoveryWindowInDays"] == days
    assert secret.protect is (days == 30)


def test_instances_read_their_own_systems_secrets_and_no_others(deployed: States) -> None:
    for policy in deployed.of_type("aws:iam/rolePolicy:RolePolicy"):
        if policy.name in ("shop-orders-us-west-2-role", "shop-portal-us-west-2-role"):
            system = policy.name.split("-")[1]
            found = {
                one["Sid"]: one for one in json.loads(str(policy.inputs["policy"]))["Statement"]
            }
            # six characters that nobody knows beforehand end the ARN
            assert found["OwnSecrets"]["Resource"] == (
                f"arn:aws:secretsmanager:us-west-2:123456789012:secret:openline/shop/{system}/*"
            )
            assert found["OwnSecrets"]["Action"] == [
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetSecretValue",
            ]
            assert (
                f"arn:aws:ssm:us-west-2:123456789012:parameter/openline/shop/{system}/*"
                in found["OwnParameters"]["Resource"]
            )
            via = found["KeyThroughServices"]["Condition"]["StringEquals"]["kms:ViaService"]
            assert "secretsmanager.us-west-2.amazonaws.com" in via


def test_in_the_local_aws_the_copy_is_there(deployed: States) -> None:
    (secret,) = deployed.of_type(SECRET)
    replicas = secret.outputs["replicas"]
    assert isinstance(replicas, list)
    (replica,) = replicas
    assert isinstance(replica, dict)
    assert (replica["region"], replica["status"]) == ("us-west-2", "InSync")
    assert replica["kmsKeyId"] == next(
        one.outputs["arn"] for one in deployed.of_type("aws:kms/replicaKey:ReplicaKey")
    )


@pytest.mark.parametrize(
    ("names", "replicas", "line"),
    [
        ([], ["us-west-2"], "secrets: neither secrets nor parameters; name one"),
        (["a", "a"], ["us-west-2"], "secrets: a, a has a name twice"),
        (["a"], ["us-east-1"], "replicas: us-east-1, us-east-1 has a region twice"),
        (["a"], ["eu-west-1"], "key_arns: no key in eu-west-1"),
    ],
)
def test_what_cannot_be_built_is_refused(
    run: Run, names: list[str], replicas: list[str], line: str
) -> None:
    with pytest.raises(ProgramError) as caught:
        secrets(run, names, replicas=replicas)
    assert f"ReplicatedSecrets(orders): {line}" in str(caught.value)
