"""RoleBasedAccess: each job may do what it must, and the operator nothing beyond the switch."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.core import set_initial_no_auth_action_count

from openline import contract
from openline_stacks.cloud import LocalAws
from openline_stacks.engine import Program, ProgramError, up
from openline_stacks.states import States

Run = Callable[[str], States]
EAST, WEST = "us-east-1", "us-west-2"
JOBS = ("agent", "auditor", "operator", "supervisor")
ROLE, OWN = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
SHARED, ATTACHED = "aws:iam/policy:Policy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
PROGRAM = """
from openline import RoleBasedAccess
RoleBasedAccess("access", {{
    "stack": "shop", "account": "123456789012", "regions": ["us-east-1", "us-west-2"],
    {more}
}})
"""
DIAL = "arn:aws:globalaccelerator::123456789012:accelerator/a/listener/b/c"
EVERYTHING = f"""
    "switches": ["us-west-2"],
    "tables": {{"orders.book": "book-1", "portal.profiles": "profiles-1"}},
    "log_buckets": {{"us-east-1": "logs-east"}},
    "interaction_buckets": {{"us-east-1": "talks-east"}},
    "pilot_lights": {{"orders": "orders-fleet"}},
    "dials": {{"chat": "{DIAL}"}},
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder: Path = tmp_path_factory.mktemp("access")
    (folder / "__main__.py").write_text(PROGRAM.format(more=EVERYTHING))
    return Program.find(folder)


@pytest.fixture(scope="module")
def alone(program: Program) -> States:
    """The component by itself, with its ARNs."""
    with LocalAws() as aws:
        return up(program, aws)


def statements(states: States, job: str, component: str = "access") -> list[dict[str, Any]]:
    """Everything that a job's role is allowed, by its own policy and by those attached."""
    (role,) = (one for one in states.of_type(ROLE) if one.name == f"{component}-{job}")
    documents = [one.inputs["policy"] for one in states.of_type(OWN) if one.name == role.name]
    attached = [
        one.inputs["policyArn"]
        for one in states.of_type(ATTACHED)
        if one.inputs["role"] == role.outputs["name"]
    ]
    documents += [
        one.inputs["policy"] for one in states.of_type(SHARED) if one.outputs["arn"] in attached
    ]
    return [each for one in documents for each in json.loads(str(one))["Statement"]]


def allowed(found: list[dict[str, Any]], action: str) -> list[dict[str, Any]]:
    """The statements that allow an action."""
    return [
        one
        for one in found
        if one["Effect"] == "Allow" and any(fnmatchcase(action, way) for way in one["Action"])
    ]


def test_the_operator_can_switch_in_the_standby_and_in_no_other_namespace(alone: States) -> None:
    (switch,) = allowed(statements(alone, "operator"), "cloudwatch:PutMetricData")
    assert switch["Condition"] == {
        "StringEquals": {
            "cloudwatch:namespace": contract.SWITCH_NAMESPACE,
            "aws:RequestedRegion": [WEST],
        }
    }


def test_the_operator_raises_the_pilot_lights_and_no_other_group(alone: States) -> None:
    found = statements(alone, "operator")
    (light,) = allowed(found, "autoscaling:UpdateAutoScalingGroup")
    assert light["Resource"] == [
        "arn:aws:autoscaling:us-west-2:123456789012:autoScalingGroup:*"
        ":autoScalingGroupName/orders-fleet"
    ]
    (dial,) = allowed(found, "globalaccelerator:UpdateEndpointGroup")
    assert dial["Resource"] == [DIAL]


def test_the_operator_does_nothing_else(alone: States) -> None:
    """Whatever is not one of the three ways to move customers only looks."""
    actions = {way for one in statements(alone, "operator") for way in one["Action"]}
    changing = {
        way
        for way in actions
        if not way.partition(":")[2].startswith(("Describe", "Get", "List", "Test"))
    }
    assert changing == {
        "autoscaling:UpdateAutoScalingGroup",
        "cloudwatch:PutMetricData",
        "globalaccelerator:UpdateEndpointGroup",
    }
    assert {way.partition(":")[0] for way in actions} == {
        "autoscaling",
        "cloudwatch",
        "elasticloadbalancing",
        "globalaccelerator",
        "route53",
    }
    assert not any("*" in way for way in actions)


def test_aws_lets_the_operator_flip_the_switch_and_keeps_everything_else_from_him(
    program: Program,
) -> None:
    """Asked with the role's own session, of a local AWS that enforces policies."""
    with LocalAws() as aws:
        _flips_and_is_refused(aws, up(program, aws))


def _flips_and_is_refused(aws: LocalAws, states: States) -> None:
    (role,) = (one for one in states.of_type(ROLE) if one.name == "access-operator")
    _as_moto_calls_it(aws, states, str(role.outputs["name"]))
    session = _session(str(role.outputs["arn"]))

    def client(service: str) -> Any:
        make: Any = session.client  # its overloads want literal service names
        return make(service, region_name=WEST)

    def asked() -> None:
        datum = {"MetricName": contract.SWITCH_METRIC, "Value": 1.0}
        client("cloudwatch").put_metric_data(
            Namespace=contract.SWITCH_NAMESPACE, MetricData=[datum]
        )
        client("cloudwatch").describe_alarms()
        for refused in (
            lambda: client("dynamodb").put_item(TableName="book-1", Item={"id": {"S": "1"}}),
            lambda: client("dynamodb").get_item(TableName="book-1", Key={"id": {"S": "1"}}),
            lambda: client("autoscaling").delete_auto_scaling_group(AutoScalingGroupName="x"),
            lambda: client("kms").disable_key(KeyId="x"),
            lambda: client("cloudwatch").delete_alarms(AlarmNames=["x"]),
            lambda: client("iam").list_roles(),
        ):
            call: Callable[[], Any] = refused
            with pytest.raises(ClientError, match=r"not authorized"):
                call()

    set_initial_no_auth_action_count(0)(asked)()
    metrics = aws.client("cloudwatch", WEST).list_metrics(Namespace=contract.SWITCH_NAMESPACE)
    assert [one["MetricName"] for one in metrics["Metrics"]] == [contract.SWITCH_METRIC]


def _as_moto_calls_it(aws: LocalAws, states: States, role: str) -> None:
    """moto takes CloudWatch's actions by the name that requests are signed with."""
    (own,) = (one for one in states.of_type(OWN) if one.name == "access-operator")
    renamed = str(own.inputs["policy"]).replace('"cloudwatch:', '"monitoring:')
    aws.client("iam", EAST).put_role_policy(
        RoleName=role, PolicyName="renamed", PolicyDocument=renamed
    )


def _session(role_arn: str) -> boto3.Session:
    keys = boto3.client("sts", region_name=WEST).assume_role(
        RoleArn=role_arn, RoleSessionName="drill"
    )["Credentials"]
    return boto3.Session(
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def test_agents_read_and_write_one_record_at_a_time_and_delete_none(alone: States) -> None:
    (records,) = statements(alone, "agent")
    assert {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"} < set(records["Action"])
    assert not {"dynamodb:DeleteItem", "dynamodb:Scan"} & set(records["Action"])
    assert records["Resource"] == [
        "arn:aws:dynamodb:*:123456789012:table/book-1",
        "arn:aws:dynamodb:*:123456789012:table/profiles-1",
    ]
    assert records["Condition"] == {"StringEquals": {"aws:RequestedRegion": [EAST, WEST]}}


def test_supervisors_do_what_agents_do_and_read_the_interactions(alone: States) -> None:
    agent, supervisor = (statements(alone, job) for job in ("agent", "supervisor"))
    assert all(one in supervisor for one in agent)
    (read,) = allowed(supervisor, "s3:GetObject")
    assert read["Resource"] == ["arn:aws:s3:::talks-east/*"]
    assert not allowed(supervisor, "s3:PutObject")
    assert not allowed(agent, "s3:GetObject")


def test_auditors_read_every_log_and_the_configuration_and_no_record(alone: States) -> None:
    found = statements(alone, "auditor")
    objects = [arn for one in allowed(found, "s3:GetObject") for arn in one["Resource"]]
    assert sorted(objects) == ["arn:aws:s3:::logs-east/*", "arn:aws:s3:::talks-east/*"]
    assert allowed(found, "cloudtrail:LookupEvents")
    assert allowed(found, "kms:GetKeyPolicy")
    (groups,) = allowed(found, "logs:FilterLogEvents")
    assert groups["Condition"]["StringEquals"]["aws:ResourceTag/openline:stack"] == "shop"
    for kept in ("dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem",
                 "secretsmanager:GetSecretValue", "ssm:GetParameter", "kms:Decrypt"):  # fmt: skip
        assert not allowed(found, kept), kept


def test_nobody_changes_who_may_do_what(alone: States) -> None:
    for job in JOBS:
        for action in ("iam:PutRolePolicy", "iam:PassRole", "sts:AssumeRole", "kms:PutKeyPolicy"):
            assert not allowed(statements(alone, job), action), (job, action)


def test_regions_are_those_that_serve_and_where_global_services_are(alone: States) -> None:
    for job in JOBS:
        for one in statements(alone, job):
            asked = one.get("Condition", {}).get("StringEquals", {}).get("aws:RequestedRegion")
            assert set(asked or [EAST]) <= {EAST, WEST}
            # without a region: a resource that says where it is, or a global service
            assert asked or one["Resource"] != "*" or one["Action"][0].startswith("route53:")


def trust(states: States) -> dict[str, Any]:
    documents = {str(one.inputs["assumeRolePolicy"]) for one in states.of_type(ROLE)}
    (only,) = documents
    (statement,) = json.loads(only)["Statement"]
    assert isinstance(statement, dict)
    return statement


def test_people_of_the_account_need_a_second_factor(alone: States) -> None:
    found = trust(alone)
    assert found["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
    assert found["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def test_people_of_a_provider_can_sign_in_in_each_region(run: Run) -> None:
    """Also while the endpoint without a region, which is in us-east-1, is dark."""
    provider = "arn:aws:iam::123456789012:saml-provider/staff"
    found = trust(run(PROGRAM.format(more=f'"provider": "{provider}"')))
    assert found["Principal"] == {"Federated": provider}
    assert found["Action"] == "sts:AssumeRoleWithSAML"
    assert (
        "https://us-west-2.signin.aws.amazon.com/saml"
        in (found["Condition"]["StringEquals"]["SAML:aud"])
    )


def test_many_tables_are_spread_over_policies_that_iam_takes(run: Run) -> None:
    names = {f"s.{number}": "t" * 255 for number in range(40)}
    states = run(PROGRAM.format(more=f'"tables": {names!r}'))
    policies = states.of_type(SHARED)
    assert len(policies) == 3
    # IAM quotas: white space is not counted
    assert all(len(str(one.inputs["policy"]).replace(" ", "")) <= 6_144 for one in policies)
    arns = [
        arn
        for one in policies
        for arn in json.loads(str(one.inputs["policy"]))["Statement"][0]["Resource"]
    ]
    assert len(arns) == 40
    assert len(states.of_type(ATTACHED)) == 2 * 3


def test_the_auditor_reads_the_logs_of_a_hundred_edges(run: Run) -> None:
    names = {f"edge-{number}": f"{number:0>63}" for number in range(100)}
    states = run(PROGRAM.format(more=f'"log_buckets": {names!r}'))
    (own,) = (one for one in states.of_type(OWN) if one.name == "access-auditor")
    documents = [str(one.inputs["policy"]).replace(" ", "") for one in states.of_type(SHARED)]
    assert all(len(one) <= 6_144 for one in documents)
    read = {
        arn
        for one in (str(own.inputs["policy"]), *documents)
        for statement in json.loads(one)["Statement"]
        if statement["Sid"] == "AccessLogs"
        for arn in statement["Resource"]
    }
    assert read == {f"arn:aws:s3:::{name}/*" for name in names.values()}


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ('"switches": ["eu-west-1"]', "switches: eu-west-1 is none of the regions"),
        ('"pilot_lights": {"a": "b"}', "pilot_lights: switches in 0 regions; one is needed"),
        ('"tables": {str(n): "t" for n in range(151)}', "tables: 151; the policies of one role"),
        (
            '"log_buckets": {str(n): "b" for n in range(331)}',
            "log_buckets: 331; the policies of one role hold 330",
        ),
        (
            '"dials": {str(n): "d" for n in range(301)}',
            "dials: 301; the policies of one role hold 300",
        ),
    ],
)
def test_what_cannot_be_built_is_refused(run: Run, more: str, line: str) -> None:
    with pytest.raises(ProgramError) as caught:
        run(PROGRAM.format(more=more))
    assert f"RoleBasedAccess(access): {line}" in str(caught.value)


def test_an_operators_session_outlasts_an_incident(alone: States) -> None:
    hours = {one.name: one.inputs["maxSessionDuration"] for one in alone.of_type(ROLE)}
    assert hours == {f"access-{job}": 3600 for job in JOBS} | {"access-operator": 4 * 3600}


def test_the_operator_may_run_every_command_that_the_stack_prints(deployed: States) -> None:
    """Of a pilot light: raised, switched over, switched back; in the region that is left."""
    found = statements(deployed, "operator", "shop-access")
    switches = deployed.stack_outputs["switches"]
    assert isinstance(switches, dict)
    printed = [line for one in switches.values() for line in one.values()]
    commands = [command for line in printed for command in str(line).split(" && ")]
    assert len(commands) == 2 * 3
    for command in commands:
        _, service, action, *words = shlex.split(command)
        options = dict(zip(words[::2], words[1::2], strict=True))
        name = "".join(word.title() for word in action.split("-"))
        (statement,) = allowed(found, f"{service}:{name}")
        asked = statement.get("Condition", {}).get("StringEquals", {})
        if service == "cloudwatch":
            assert options["--region"] in asked["aws:RequestedRegion"]
            assert options["--namespace"] == asked["cloudwatch:namespace"]
        else:
            group = options["--auto-scaling-group-name"]
            assert any(
                arn.endswith(f":autoScalingGroupName/{group}") and options["--region"] in arn
                for arn in statement["Resource"]
            )


def needs(states: States, type_: str, end: str) -> set[str]:
    """The types that a policy of the stack is made of."""
    (policy,) = (one for one in states.of_type(type_) if one.name.endswith(end))
    return {urn.split("::")[2].rpartition("$")[2] for urn in policy.property_dependencies["policy"]}


def test_the_stack_hands_its_interactions_its_dials_and_its_provider_on(
    shape: Callable[[str], States],
) -> None:
    states = shape("pilot-light")
    assert "aws:s3/bucket:Bucket" in needs(states, OWN, "-access-supervisor")
    dials = needs(shape("edge"), SHARED, "-access-dials")
    assert dials == {"aws:globalaccelerator/endpointGroup:EndpointGroup"}
    roles = [one for one in shape("europe").of_type(ROLE) if "-access-" in one.name]
    assert len(roles) == 4
    assert all("saml-provider/staff" in str(one.inputs["assumeRolePolicy"]) for one in roles)


def test_the_stacks_roles_reach_its_own_tables_and_lights(
    shape: Callable[[str], States],
) -> None:
    states = shape("pilot-light")
    (policy,) = (one for one in states.of_type(SHARED) if one.name.endswith("-pilot-lights"))
    needed = policy.property_dependencies["policy"]
    groups = [urn for urn in needed if "autoscaling/group:Group" in urn]
    assert {"us-west-2" in urn for urn in groups} == {True}
    assert len(groups) == 2
    (records,) = (one for one in states.of_type(SHARED) if one.name.endswith("-records"))
    assert any("dynamodb/table:Table" in urn for urn in records.property_dependencies["policy"])
    assert not [
        one for one in shape("warm-standby").of_type(SHARED) if one.name.endswith("-pilot-lights")
    ]
